"""Programs are data: brought in from a program file, again and again, and given out as one.

What HR set or entered, the file leaves alone, unless it is told to replace it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select

from registry.audit import service as audit
from registry.core.actor import Actor
from registry.core.db import db
from registry.talent import program_file, queries
from registry.talent.models import Program, ProgramVersion
from registry.talent.program_codes import check_codes
from registry.talent.program_parts import (
    FACTS,
    Entry,
    entry_of,
    in_order,
    write_calls,
    write_facts,
    write_version,
)

Done = Literal["added", "updated", "kept"]


@dataclass(frozen=True)
class Line:
    """One thing that changes: where in the program, and what stands there before and after."""

    place: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """What a load does to one program; `what` names fields and versions, `lines` tell all."""

    code: str
    done: Done
    what: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


def load_programs(path: Path, *, by: Actor, replace: bool = False) -> list[Change]:
    """Bring the programs of a file in (`load`). Raises UnreadableProgramFile, InvalidFields."""
    return load(program_file.read(path), by=by, replace=replace)


def load(entries: Sequence[Entry], *, by: Actor, replace: bool = False) -> list[Change]:
    """Bring programs in; the same twice changes nothing.

    What HR set or entered stays, unless `replace`. Versions and grades that left the file go,
    unless HR entered the version or a hire uses the grade; programs that are not in the file stay
    as they are. Returns what changed. Raises InvalidFields where a code is nobody's.
    """
    check_codes(entries)
    known = _known()
    changes: list[Change] = []
    for entry in entries:
        program = known.get(entry["code"])
        changes += _told(program, entry, replace=replace)
        _bring_in(program, entry, by=by, replace=replace)
    db.session.flush()
    return changes


def plan(entries: Sequence[Entry], *, replace: bool = False) -> list[Change]:
    """What `load` would change, without changing it. Raises as `load`."""
    check_codes(entries)
    known = _known()
    return [c for e in entries for c in _told(known.get(e["code"]), e, replace=replace)]


def export() -> str:
    """All programs as a program file, by code; loading it changes nothing."""
    return program_file.write(entry_of(program) for program in queries.all_programs())


def _known() -> dict[str, Program]:
    return {program.code: program for program in db.session.scalars(select(Program))}


def _told(program: Program | None, entry: Entry, *, replace: bool) -> Iterator[Change]:
    if program is None:
        yield Change(entry["code"], "added")
        return
    now, wanted = entry_of(program), in_order(entry)
    becomes = _becoming(program, wanted, replace=replace)
    if what := _named(now, becomes):
        yield Change(program.code, "updated", what, tuple(lines(now, becomes)))
    stays, said = _kept(program, becomes, wanted)
    names = [name for name in stays if name != "versions"]
    if kept := (*names, *(name_of(version["valid_from"]) for version in stays["versions"])):
        yield Change(program.code, "kept", kept, tuple(lines(stays, said)))


def _becoming(program: Program, wanted: Entry, *, replace: bool) -> Entry:
    """What the program says after the load: the file's words, except where HR's stand."""
    now = entry_of(program)
    kept = [] if replace else program.set_here
    found = wanted | {name: now[name] for name in kept if name in now}
    return in_order(found | {"versions": _versions(program, wanted, now, replace=replace)})


def _versions(program: Program, wanted: Entry, now: Entry, *, replace: bool) -> list[Entry]:
    rows = {version.valid_from: version for version in program.versions}
    said = {version["valid_from"]: version for version in now["versions"]}
    found = []
    for entry in wanted["versions"]:
        row = rows.pop(entry["valid_from"], None)
        if row is None:
            found.append(entry)
        elif row.from_file or replace:
            found.append(entry | {"grades": _grades(row, entry, said[row.valid_from])})
        else:
            found.append(said[row.valid_from])
    stay = [day for day, row in rows.items() if not row.from_file or queries.grades_in_use(row)]
    return found + [said[day] for day in stay]


def _grades(row: ProgramVersion, entry: Entry, said: Entry) -> list[Entry]:
    """The grades of the file, and those that it drops though hires use them."""
    wanted = {grade["code"] for grade in entry["grades"]}
    gone = {grade.code: grade.id for grade in row.grades if grade.code not in wanted}
    if not gone:
        return list(entry["grades"])
    used = queries.grades_in_use(row)
    kept = {code for code, key in gone.items() if key in used}
    return [*entry["grades"], *(grade for grade in said["grades"] if grade["code"] in kept)]


def _kept(program: Program, becomes: Entry, wanted: Entry) -> tuple[Entry, Entry]:
    """What stays against the file, as it stays and as the file has it.

    Fields that HR set, versions that HR entered, and versions of which hires use a grade.
    """
    fields = [name for name in program.set_here if becomes[name] != wanted[name]]
    ours = {row.valid_from for row in program.versions if not row.from_file}
    said = {version["valid_from"]: version for version in becomes["versions"]}
    in_file = {version["valid_from"]: version for version in wanted["versions"]}
    days = [
        day
        for day, version in said.items()
        if (day in ours and version != in_file[day] if day in in_file else day not in ours)
    ]
    return (
        {name: becomes[name] for name in fields} | {"versions": [said[day] for day in days]},
        {name: wanted[name] for name in fields}
        | {"versions": [in_file[day] for day in days if day in in_file]},
    )


def _named(now: Entry, becomes: Entry) -> tuple[str, ...]:
    """The names of the fields and versions that differ; a `-` marks a version that goes."""
    fields = [name for name in (*FACTS, "calls") if now[name] != becomes[name]]
    old = {version["valid_from"]: version for version in now["versions"]}
    new = {version["valid_from"]: version for version in becomes["versions"]}
    changed = [name_of(day) for day, version in new.items() if old.get(day) != version]
    gone = [f"-{name_of(day)}" for day in old if day not in new]
    return (*fields, *changed, *gone)


def lines(old: Any, new: Any, place: str = "") -> Iterator[Line]:
    """Each value that differs between two entries, with its place in the program."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in new:
            yield from lines(old.get(name), new[name], f"{place}.{name}" if place else str(name))
    elif isinstance(old, list) and isinstance(new, list) and _rows(old) and _rows(new):
        before, after = _by_key(old), _by_key(new)
        for key in {**before, **after}:
            yield from lines(before.get(key), after.get(key), f"{place} {key}")
    else:
        yield Line(place, old, new)


def _rows(values: list[Any]) -> bool:
    return all(isinstance(value, Mapping) for value in values)


def _by_key(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Rows by what tells them apart in their list."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        parts = [
            row[name] for name in ("valid_from", "code", "stage", "year", "kind") if name in row
        ]
        key = str(parts[0] or "—") if parts else ""
        number = 1 + sum(known.split("/")[0] == key for known in found)
        found[key if number == 1 else f"{key}/{number}"] = row
    return found


def name_of(valid_from: date | None) -> str:
    """What a version is called."""
    return f"version {valid_from or '(undated)'}"


def _bring_in(program: Program | None, entry: Entry, *, by: Actor, replace: bool) -> None:
    if program is None:
        program = Program(code=entry["code"], versions=[], calls=[], set_here=[])
        db.session.add(program)
        write_facts(program, entry)
        _write_versions(program, in_order(entry), in_order(entry), replace=replace)
        write_calls(program, entry["calls"])
        audit.record("program.added", program, by=by)
        return
    now, wanted = entry_of(program), in_order(entry)
    becomes = _becoming(program, wanted, replace=replace)
    what = _named(now, becomes)
    if not what:
        return
    write_facts(program, becomes)
    _write_versions(program, becomes, wanted, replace=replace)
    write_calls(program, becomes["calls"])
    if replace:
        program.set_here = []
    program.touch()
    audit.record("program.updated", program, by=by, details={"what": list(what)})


def _write_versions(program: Program, becomes: Entry, wanted: Entry, *, replace: bool) -> None:
    known = {version.valid_from: version for version in program.versions}
    in_file = {version["valid_from"] for version in wanted["versions"]}
    for entry in becomes["versions"]:
        version = known.pop(entry["valid_from"], None)
        if version is None:
            version = ProgramVersion(from_file=True)
            program.versions.append(version)
        elif replace and entry["valid_from"] in in_file:
            version.from_file = True
        write_version(version, entry)
    for version in known.values():
        program.versions.remove(version)
