"""Programs and hires, as JSON."""

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
from registry.talent.funding_api import lines
from registry.talent.headcount_api import counts
from registry.talent.models import Hire, HireEvent, Program, ProgramVersion
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
    NewVersionSchema,
    ProgramChangesSchema,
    ProgramSchema,
    ProgramsQuerySchema,
    ProgramVersionSchema,
)

programs = Resource("programs", "/programs", "Talent programs and their rules")
hires = Resource("hires", "/hires", "Recruits under the programs, from first step to last")
RESOURCES = (programs, hires, hire_rules, counts, lines)


@programs.get(
    "", permission=P.PROGRAM_READ, query=ProgramsQuerySchema, returns=ProgramSchema, many=True
)
def list_programs(query: dict[str, Any], *, by: Actor) -> Page[Program]:
    """Programs by code."""
    return queries.programs(query, _slice(query), by=by)


@programs.get("/<code>", permission=P.PROGRAM_READ, load=queries.program, returns=ProgramSchema)
def read_program(program: Program, *, by: Actor) -> Program:
    """One program with its versions."""
    return program


@programs.patch(
    "/<code>",
    permission=P.PROGRAM_CHANGE,
    load=queries.program,
    body=ProgramChangesSchema,
    returns=ProgramSchema,
)
def change_program(program: Program, changes: dict[str, Any], *, by: Actor) -> Program:
    """Set publicity, status, overlap group or successor; the program file then leaves it alone."""
    return service.change_program(program, changes, by=by)


@programs.get(
    "/<code>/versions",
    permission=P.PROGRAM_READ,
    load=queries.program,
    returns=ProgramVersionSchema,
    many=True,
)
def list_versions(program: Program, *, by: Actor) -> list[ProgramVersion]:
    """The rules of a program over time, oldest first."""
    return program.versions


@programs.post(
    "/<code>/versions",
    permission=P.PROGRAM_CHANGE,
    load=queries.program,
    body=NewVersionSchema,
    returns=ProgramVersionSchema,
)
def add_version(program: Program, data: dict[str, Any], *, by: Actor) -> ProgramVersion:
    """Add rules from a day on."""
    return service.add_version(program, data, by=by)


@programs.get(
    "/<code>/hires",
    permission=P.HIRE_LIST,
    load=queries.program,
    query=ListQuerySchema,
    returns=HireRowSchema,
    many=True,
)
def list_hires_of_program(program: Program, query: dict[str, Any], *, by: Actor) -> Page[Hire]:
    """The hires under a program; nobody is named under a restricted one except to HR."""
    return queries.of_program(program, _slice(query), by=by)


@hires.get("", permission=P.HIRE_LIST, query=HiresQuerySchema, returns=HireRowSchema, many=True)
def list_hires(query: dict[str, Any], *, by: Actor) -> Page[Hire]:
    """Hires, newest first."""
    return queries.page(query, _slice(query), by=by)


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
