"""Programs as pages: all of them, one with its rules over time, and their forms."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response
from flask_babel import gettext as _

from registry.core import clock
from registry.core.actor import Actor
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.policy import Permission as P
from registry.talent import labels, program_form, queries, service
from registry.talent import programs as verbs
from registry.talent.models import Program, ProgramVersion
from registry.talent.program_parts import CALL, FACTS
from registry.talent.program_schemas import (
    CallsFormSchema,
    NewProgramSchema,
    ProgramChangesSchema,
    ProgramsPageQuerySchema,
    VersionFormSchema,
)
from registry.talent.way import way_of

pages = Pages("programs")

ONE = "/programs/<code>"
VERSION = f"{ONE}/versions/<int:version_id>"
EMPTY_ROWS = 3


@pages.get("/programs", permission=P.PROGRAM_READ, query=ProgramsPageQuerySchema)
def list(query: dict[str, Any], *, by: Actor) -> Response:  # noqa: A001
    """All programs."""
    page = queries.programs(query, Slice(query["limit"], query["cursor"]), by=by)
    return show("talent/programs.html", page=page, query=query, labels=labels)


def in_force_on(version: ProgramVersion, day: date) -> bool:
    """Whether dated rules hold on the day."""
    if version.valid_from is None:
        return False
    return version.valid_from <= day <= (version.valid_until or date.max)


@pages.get(ONE, permission=P.PROGRAM_READ, load=queries.program)
def one(found: Program, *, by: Actor) -> Response:
    """One program: facts, rules over time with their sources, and what is to be configured."""
    today = clock.today()
    current = found.version_on(today)
    successor = found.successor_code and queries.program(found.successor_code, by=by)
    return show(
        "talent/program.html",
        program=found,
        successor=successor,
        predecessors=[p for p in queries.program_names() if p.successor_code == found.code],
        current=current,
        in_force=current is not None and in_force_on(current, today),
        ways={version.id: way_of(version) for version in found.versions if version.stages},
        labels=labels,
    )


def _facts_context(*, by: Actor) -> dict[str, Any]:
    usual = {"publicity": "internal", "status": "active"}
    return {"program": None, "labels": labels, "programs": queries.program_names()} | {
        "values": usual
    }


@pages.form(
    "/programs/new",
    permission=P.PROGRAM_CHANGE,
    body=NewProgramSchema,
    template="talent/program_edit.html",
    context=_facts_context,
)
def new(data: dict[str, Any], *, by: Actor) -> Response:
    """Add a program."""
    program = verbs.add_program(data, by=by)
    return redirect_to(".one", _("The program was added. Now add its rules."), code=program.code)


def _program_context(found: Program, *, by: Actor) -> dict[str, Any]:
    return _facts_context(by=by) | {
        "program": found,
        "values": {name: getattr(found, name) for name in FACTS},
    }


@pages.form(
    f"{ONE}/edit",
    permission=P.PROGRAM_CHANGE,
    load=queries.program,
    body=ProgramChangesSchema,
    template="talent/program_edit.html",
    context=_program_context,
)
def edit(found: Program, changes: dict[str, Any], *, by: Actor) -> Response:
    """Set what is known of a program."""
    different = {name: v for name, v in changes.items() if getattr(found, name) != v}
    service.change_program(found, different, by=by)
    return redirect_to(".one", _("Saved."), code=found.code)


@pages.post(f"{ONE}/remove", permission=P.PROGRAM_CHANGE, load=queries.program)
def remove(found: Program, *, by: Actor) -> Response:
    """Remove a program without cases."""
    verbs.remove_program(found, by=by)
    return redirect_to(".list", _("The program was removed."))


def _new_version_context(found: Program, *, by: Actor) -> dict[str, Any]:
    return program_form.blank() | {"program": found, "known": None}


@pages.form(
    f"{ONE}/versions/new",
    permission=P.PROGRAM_CHANGE,
    load=queries.program,
    body=VersionFormSchema,
    template="talent/program_version.html",
    context=_new_version_context,
    adds=True,
)
def new_version(found: Program, data: dict[str, Any], *, by: Actor) -> Response:
    """Add rules from a day on."""
    service.add_version(found, data, by=by)
    return redirect_to(".one", _("The rules were added."), code=found.code)


def _version_context(found: ProgramVersion, *, by: Actor) -> dict[str, Any]:
    return program_form.filled(found) | {"program": found.program, "known": found}


@pages.form(
    f"{VERSION}/edit",
    permission=P.PROGRAM_CHANGE,
    load=queries.version,
    body=VersionFormSchema,
    template="talent/program_version.html",
    context=_version_context,
)
def edit_version(found: ProgramVersion, data: dict[str, Any], *, by: Actor) -> Response:
    """Change the rules of a time, with their grades, money, conditions, reviews and stages."""
    verbs.change_version(found, data, by=by)
    return redirect_to(".one", _("Saved."), code=found.program.code)


@pages.post(f"{VERSION}/remove", permission=P.PROGRAM_CHANGE, load=queries.version)
def remove_version(found: ProgramVersion, *, by: Actor) -> Response:
    """Remove the rules of a time."""
    code = found.program.code
    verbs.remove_version(found, by=by)
    return redirect_to(".one", _("The rules were removed."), code=code)


def _calls_context(found: Program, *, by: Actor) -> dict[str, Any]:
    values = program_form.rows("calls", found.calls, CALL)
    return {"program": found, "values": values, "rows": len(found.calls) + EMPTY_ROWS}


@pages.form(
    f"{ONE}/calls",
    permission=P.PROGRAM_CHANGE,
    load=queries.program,
    body=CallsFormSchema,
    template="talent/program_calls.html",
    context=_calls_context,
)
def calls(found: Program, data: dict[str, Any], *, by: Actor) -> Response:
    """The calls of a program; a row that is emptied goes."""
    verbs.set_calls(found, data["calls"], by=by)
    return redirect_to(".one", _("Saved."), code=found.code)
