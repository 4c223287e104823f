"""What a program, and a hire, brought, as pages."""

from __future__ import annotations

from flask import Response

from registry.core.actor import Actor
from registry.core.web import Pages, show
from registry.policy import Permission as P
from registry.reports import outcome
from registry.talent import labels
from registry.talent import queries as talent
from registry.talent.models import Hire, Program

pages = Pages("outcome")


@pages.get("/programs/<code>", permission=P.PROGRAM_OUTCOME_READ, load=talent.program)
def program(found: Program, *, by: Actor) -> Response:
    """What a program brought: people, papers, goals, money."""
    brought = outcome.of_program(found, by=by)
    return show("reports/outcome.html", outcome=brought, kinds=labels.FUNDING)


@pages.get("/hires/<int:hire_id>", permission=P.HIRE_READ, load=talent.visible)
def hire(found: Hire, *, by: Actor) -> Response:
    """What one hire brought."""
    return show("reports/outcome_hire.html", found=outcome.of_hire(found, by=by))
