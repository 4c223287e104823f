"""Hires, as JSON; with the programs and what else is told of hires."""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.core.web.api import Ask, answer
from registry.policy import Permission as P
from registry.talent import queries, service
from registry.talent.document_api import papers
from registry.talent.due_api import dues
from registry.talent.finding import narrowed
from registry.talent.funding_api import lines
from registry.talent.headcount_api import counts
from registry.talent.models import Hire, HireEvent
from registry.talent.program_api import programs
from registry.talent.rules_api import hire_rules
from registry.talent.schemas import (
    HireChangesSchema,
    HireEventSchema,
    HireForHrSchema,
    HireRowSchema,
    HireSchema,
    HiresQuerySchema,
    HireStepSchema,
    MoveSchema,
    NewHireSchema,
)

hires = Resource("hires", "/hires", "Recruits under the programs, from first step to last")
RESOURCES = (programs, dues, hires, hire_rules, counts, lines, papers)


@hires.get("", permission=P.HIRE_LIST, query=HiresQuerySchema, returns=HireRowSchema, many=True)
def list_hires(query: dict[str, Any], *, by: Actor) -> Page[Hire]:
    """Hires, newest first."""
    return queries.page(narrowed(query, by=by), _slice(query), by=by)


@hires.get(
    "/mine",
    permission=P.HIRE_READ,
    load=queries.own,
    query=ListQuerySchema,
    returns=HireRowSchema,
    many=True,
)
def list_own_hires(own: queries.OwnHires, query: dict[str, Any], *, by: Actor) -> Page[Hire]:
    """One's own hires."""
    return queries.page_of_own(own, _slice(query), by=by)


@hires.post("", permission=P.HIRE_CHANGE, body=NewHireSchema, returns=HireForHrSchema)
def add_hire(data: dict[str, Any], *, by: Actor) -> Hire:
    """Enter a recruit, known or new, as a draft or at the stage where the case stands."""
    return service.add(data, by=by)


@hires.get("/<int:hire_id>", permission=P.HIRE_READ, load=queries.visible, returns=HireForHrSchema)
def read_hire(hire: Hire, *, by: Actor) -> Hire | Response:
    """One hire; duties, institutions, reasons and who entered what are for HR."""
    return hire if by.is_hr else answer(hire, Ask(permission=P.HIRE_READ, returns=HireSchema))


@hires.patch(
    "/<int:hire_id>",
    permission=P.HIRE_CHANGE,
    load=queries.visible,
    body=HireChangesSchema,
    returns=HireForHrSchema,
)
def change_hire(hire: Hire, changes: dict[str, Any], *, by: Actor) -> Hire:
    """Change what is known of a case, its stage apart."""
    return service.change(hire, changes, by=by)


@hires.delete("/<int:hire_id>", permission=P.HIRE_CHANGE, load=queries.visible)
def discard_hire(hire: Hire, *, by: Actor) -> None:
    """Throw a draft away."""
    service.discard(hire, by=by)


@hires.post(
    "/<int:hire_id>/stage",
    permission=P.HIRE_CHANGE,
    load=queries.visible,
    body=MoveSchema,
    returns=HireForHrSchema,
    status=200,
)
def move_hire(hire: Hire, data: dict[str, Any], *, by: Actor) -> Hire:
    """Let a case reach a stage."""
    return service.move(hire, service.Move(**data), by=by)


@hires.get(
    "/<int:hire_id>/events",
    permission=P.HIRE_READ,
    load=queries.visible,
    returns=HireEventSchema,
    many=True,
)
def list_events(hire: Hire, *, by: Actor) -> list[HireEvent] | Response:
    """The stages reached, by the day they happened; who, why and when entered are for HR."""
    steps = Ask(permission=P.HIRE_READ, returns=HireStepSchema, many=True)
    return hire.events if by.is_hr else answer(hire.events, steps)


def _slice(query: dict[str, Any]) -> Slice:
    return Slice(query["limit"], query["cursor"], query["total"])
