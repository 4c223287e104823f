"""Programs, their versions and calls, as JSON, and all of them as one file."""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.core.web.downloads import download
from registry.policy import Permission as P
from registry.talent import loading, queries, service
from registry.talent import programs as verbs
from registry.talent.models import Hire, Program, ProgramCall, ProgramVersion
from registry.talent.program_schemas import (
    NewCallSchema,
    NewProgramSchema,
    NewVersionSchema,
    ProgramCallSchema,
    ProgramChangesSchema,
    ProgramSchema,
    ProgramsQuerySchema,
    ProgramVersionSchema,
)
from registry.talent.schemas import HireRowSchema

programs = Resource("programs", "/programs", "Talent programs and their rules")

VERSION = "/<code>/versions/<int:version_id>"
CALL = "/<code>/calls/<int:call_id>"
TOML = "application/toml"


@programs.get(
    "", permission=P.PROGRAM_READ, query=ProgramsQuerySchema, returns=ProgramSchema, many=True
)
def list_programs(query: dict[str, Any], *, by: Actor) -> Page[Program]:
    """Programs by code."""
    return queries.programs(query, _slice(query), by=by)


@programs.post("", permission=P.PROGRAM_CHANGE, body=NewProgramSchema, returns=ProgramSchema)
def add_program(data: dict[str, Any], *, by: Actor) -> Program:
    """Add a program; its versions and calls are added to it."""
    return verbs.add_program(data, by=by)


@programs.get("/export", permission=P.PROGRAM_READ, files=(TOML,))
def export_programs(*, by: Actor) -> Response:
    """All programs as the file that `registry programs load` reads."""
    return download(loading.export(), "programs.toml", f"{TOML}; charset=utf-8")


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
    """Set what is known of a program; the program file then leaves it alone."""
    return service.change_program(program, changes, by=by)


@programs.delete("/<code>", permission=P.PROGRAM_CHANGE, load=queries.program)
def remove_program(program: Program, *, by: Actor) -> None:
    """Remove a program that has no cases."""
    verbs.remove_program(program, by=by)


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
    VERSION, permission=P.PROGRAM_READ, load=queries.version, returns=ProgramVersionSchema
)
def read_version(version: ProgramVersion, *, by: Actor) -> ProgramVersion:
    """The rules of a time."""
    return version


@programs.put(
    VERSION,
    permission=P.PROGRAM_CHANGE,
    load=queries.version,
    body=NewVersionSchema,
    returns=ProgramVersionSchema,
)
def replace_version(version: ProgramVersion, data: dict[str, Any], *, by: Actor) -> ProgramVersion:
    """Let the rules of a time be these; a grade that cases use cannot go."""
    return verbs.change_version(version, data, by=by)


@programs.delete(VERSION, permission=P.PROGRAM_CHANGE, load=queries.version)
def remove_version(version: ProgramVersion, *, by: Actor) -> None:
    """Remove the rules of a time, unless cases use their grades."""
    verbs.remove_version(version, by=by)


@programs.get(
    "/<code>/calls",
    permission=P.PROGRAM_READ,
    load=queries.program,
    returns=ProgramCallSchema,
    many=True,
)
def list_calls(program: Program, *, by: Actor) -> list[ProgramCall]:
    """The calls of a program by year."""
    return program.calls


@programs.post(
    "/<code>/calls",
    permission=P.PROGRAM_CHANGE,
    load=queries.program,
    body=NewCallSchema,
    returns=ProgramCallSchema,
)
def add_call(program: Program, data: dict[str, Any], *, by: Actor) -> ProgramCall:
    """Add a call."""
    return verbs.add_call(program, data, by=by)


@programs.get(CALL, permission=P.PROGRAM_READ, load=queries.call, returns=ProgramCallSchema)
def read_call(call: ProgramCall, *, by: Actor) -> ProgramCall:
    """One call."""
    return call


@programs.put(
    CALL,
    permission=P.PROGRAM_CHANGE,
    load=queries.call,
    body=NewCallSchema,
    returns=ProgramCallSchema,
)
def replace_call(call: ProgramCall, data: dict[str, Any], *, by: Actor) -> ProgramCall:
    """Let a call be this."""
    return verbs.change_call(call, data, by=by)


@programs.delete(CALL, permission=P.PROGRAM_CHANGE, load=queries.call)
def remove_call(call: ProgramCall, *, by: Actor) -> None:
    """Remove a call."""
    verbs.remove_call(call, by=by)


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


def _slice(query: dict[str, Any]) -> Slice:
    return Slice(query["limit"], query["cursor"], query["total"])
