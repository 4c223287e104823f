"""What a program, and a hire, brought, as JSON."""

from __future__ import annotations

from typing import Any

from registry.core.actor import Actor
from registry.core.web import Resource
from registry.policy import Permission as P
from registry.reports import outcome
from registry.reports.outcome import HireOutcome
from registry.reports.outcome_schemas import HireOutcomeSchema, OutcomeSchema
from registry.talent import queries as talent
from registry.talent.models import Hire, Program

outcomes = Resource("outcomes", "", "What programs and hires brought")


@outcomes.get(
    "/programs/<code>/outcome",
    permission=P.PROGRAM_OUTCOME_READ,
    load=talent.program,
    returns=OutcomeSchema,
)
def read_outcome(program: Program, *, by: Actor) -> dict[str, Any]:
    """What a program brought: people, papers of their terms, goals; money for HR."""
    found = outcome.of_program(program, by=by)
    goals = [{"goal": code, "papers": number} for code, number in found.goals.items()]
    return {
        "program": program.code,
        "people": found.people,
        "papers": found.papers,
        "goals": goals,
        "hires": found.hires,
        "money": found.money,
        "closed": found.closed,
    }


@outcomes.get(
    "/hires/<int:hire_id>/outcome",
    permission=P.HIRE_READ,
    load=talent.visible,
    returns=HireOutcomeSchema,
)
def read_hire_outcome(hire: Hire, *, by: Actor) -> HireOutcome:
    """What one hire brought: the papers of its term and their goals."""
    return outcome.of_hire(hire, by=by)
