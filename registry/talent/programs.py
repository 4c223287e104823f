"""What HR does with programs: adds and changes them, their versions and their calls.

What HR sets or enters, the program file leaves alone from then on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select

from registry.audit import service as audit
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import InvalidFields
from registry.talent import filters, queries
from registry.talent.errors import (
    CallKnown,
    GradeInUse,
    ProgramInUse,
    ProgramKnown,
    UnknownProgram,
    VersionKnown,
)
from registry.talent.models import Hire, Program, ProgramCall, ProgramVersion
from registry.talent.program_codes import strange_names
from registry.talent.program_parts import (
    CALL,
    FACTS,
    version_entry,
    version_in_order,
    write_calls,
    write_facts,
    write_version,
)


def add_program(data: Mapping[str, Any], *, by: Actor) -> Program:
    """Add a program without rules. Raises ProgramKnown, UnknownProgram."""
    if queries.program(data["code"], by=by):
        raise ProgramKnown(field="code", value=data["code"])
    _check_successor(data)
    program = Program(code=data["code"], versions=[], calls=[], set_here=list(FACTS))
    db.session.add(program)
    write_facts(program, data)
    audit.record("program.added", program, by=by)
    db.session.flush()
    return program


def change_program(program: Program, changes: Mapping[str, Any], *, by: Actor) -> Program:
    """Set what is known of a program; from then on the file no longer does.

    Raises UnknownProgram.
    """
    _check_successor(changes, program)
    wanted = {name: changes[name] for name in FACTS if name in changes}
    write_facts(program, {name: getattr(program, name) for name in FACTS} | wanted)
    program.set_here = sorted({*program.set_here, *wanted})
    audit.record("program.changed", program, by=by, details=audit.changes(program))
    db.session.flush()
    return program


def remove_program(program: Program, *, by: Actor) -> None:
    """Remove a program under which nobody stands or stood. Raises ProgramInUse."""
    if db.session.scalar(select(exists().where(Hire.program_id == program.id))):
        raise ProgramInUse(field="code", value=program.code)
    audit.record("program.removed", program, by=by, details={"code": program.code})
    db.session.delete(program)
    db.session.flush()


def add_version(program: Program, data: Mapping[str, Any], *, by: Actor) -> ProgramVersion:
    """Add rules of a program from a day on. Raises VersionKnown, InvalidFields."""
    _check_version(program, data)
    version = ProgramVersion(from_file=False)
    program.versions.append(version)
    write_version(version, version_in_order(data))
    _record(program, "version_added", data["valid_from"], by=by)
    return version


def change_version(
    version: ProgramVersion, data: Mapping[str, Any], *, by: Actor
) -> ProgramVersion:
    """Let the rules of a time be these. A grade that cases use stays under its code.

    Raises VersionKnown, GradeInUse, InvalidFields.
    """
    program = version.program
    _check_version(program, data, version)
    wanted = {grade["code"] for grade in data["grades"]}
    _check_grades(version, {grade.code for grade in version.grades} - wanted)
    if version_entry(version) == version_in_order(data):
        return version
    write_version(version, version_in_order(data))
    version.from_file = False
    _record(program, "version_changed", data["valid_from"], by=by)
    return version


def remove_version(version: ProgramVersion, *, by: Actor) -> None:
    """Remove the rules of a time of which no case uses a grade. Raises GradeInUse."""
    _check_grades(version, {grade.code for grade in version.grades})
    program = version.program
    program.versions.remove(version)
    _record(program, "version_removed", version.valid_from, by=by)


def set_calls(program: Program, calls: Sequence[Mapping[str, Any]], *, by: Actor) -> Program:
    """Let a program have these calls and no others."""
    write_calls(program, calls)
    _record_calls(program, by=by)
    return program


def add_call(program: Program, data: Mapping[str, Any], *, by: Actor) -> ProgramCall:
    """Add a call. Raises CallKnown."""
    _check_call(program, data)
    call = ProgramCall(**data)
    program.calls.append(call)
    _record_calls(program, by=by)
    return call


def change_call(call: ProgramCall, data: Mapping[str, Any], *, by: Actor) -> ProgramCall:
    """Let a call be this. Raises CallKnown."""
    _check_call(call.program, data, call)
    for name in CALL:
        setattr(call, name, data[name])
    _record_calls(call.program, by=by)
    return call


def remove_call(call: ProgramCall, *, by: Actor) -> None:
    """Remove a call."""
    program = call.program
    program.calls.remove(call)
    _record_calls(program, by=by)


def _check_successor(data: Mapping[str, Any], program: Program | None = None) -> None:
    code = data.get("successor_code")
    if not code:
        return
    if filters.known_program(code, field="successor_code") is program:
        raise UnknownProgram(field="successor_code", value=code)


def _check_version(
    program: Program, data: Mapping[str, Any], version: ProgramVersion | None = None
) -> None:
    day = data["valid_from"]
    if any(v.valid_from == day for v in program.versions if v is not version):
        raise VersionKnown(field="valid_from", value=day or "—")
    programs = queries.program_names()
    codes = {each.code for each in programs}
    faults = [
        {"field": place, "message": sentence, "value": value}
        for place, sentence, value in strange_names(
            dict(data), codes, {each.overlap_group for each in programs}
        )
    ]
    if faults:
        raise InvalidFields({"errors": faults})


def _check_grades(version: ProgramVersion, gone: set[str]) -> None:
    used = queries.grades_in_use(version) if gone else set()
    for grade in version.grades:
        if grade.code in gone and grade.id in used:
            raise GradeInUse(field="grades", value=grade.code)


def _check_call(program: Program, data: Mapping[str, Any], call: ProgramCall | None = None) -> None:
    others = (each for each in program.calls if each is not call)
    if any((o.year, o.opens_on) == (data["year"], data["opens_on"]) for o in others):
        raise CallKnown(field="year", value=data["year"])


def _record(program: Program, verb: str, day: object, *, by: Actor) -> None:
    program.touch()
    audit.record(f"program.{verb}", program, by=by, details={"valid_from": str(day or "")})
    db.session.flush()


def _record_calls(program: Program, *, by: Actor) -> None:
    program.set_here = sorted({*program.set_here, "calls"})
    program.touch()
    years = sorted({call.year for call in program.calls})
    audit.record("program.calls_changed", program, by=by, details={"years": years})
    db.session.flush()
