"""Programs are data: from the program file, again and again, or set by HR.

What HR set, the file leaves alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select

from registry.audit import service as audit
from registry.core.actor import Actor
from registry.core.db import db
from registry.talent import program_file, queries
from registry.talent.errors import VersionKnown
from registry.talent.models import EligibilityRule, FundingElement, Grade, Program, ProgramVersion

FACTS = (
    "name_en",
    "name_zh",
    "level",
    "granting_body",
    "granting_body_zh",
    "publicity",
    "status",
    "overlap_group",
    "successor_code",
)
SETTABLE = ("publicity", "status", "overlap_group", "successor_code")
"""What HR may set; the rest is as the file says."""
RULES = ("valid_until", "term_years", "source", "sourced", "note", "note_zh", "to_configure")
GRADE = ("name_en", "name_zh", "rank")
FUNDING = ("kind", "grade_code", "amount_min", "amount_max", "currency", "per", "taxed")
RULE = ("kind", "operator", "value", "by_date", "text_en", "text_zh", "source")


@dataclass(frozen=True)
class Change:
    """What a load did to one program; `what` names fields and versions."""

    code: str
    done: Literal["added", "updated", "kept"]
    what: tuple[str, ...] = ()


def load_programs(path: Path, *, by: Actor) -> list[Change]:
    """Bring the programs of a file in; the same file twice changes nothing.

    Fields that HR set stay. Versions and grades that left the file go, unless HR entered the
    version or a hire uses the grade; programs that are not in the file stay as they are. Returns
    what changed. Raises UnreadableProgramFile, InvalidFields.
    """
    known = {p.code: p for p in db.session.scalars(select(Program))}
    entries = program_file.read(path)
    changes = [c for entry in entries for c in _bring_in(entry, known.get(entry["code"]), by=by)]
    db.session.flush()
    return changes


def change_program(program: Program, changes: Mapping[str, Any], *, by: Actor) -> Program:
    """Set publicity, status, overlap group or successor; from then on the file no longer does.

    Raises UnknownProgram.
    """
    if successor := changes.get("successor_code"):
        queries.known_program(successor, field="successor_code")
    _set(program, changes, [name for name in SETTABLE if name in changes])
    program.set_here = sorted({*program.set_here, *(set(SETTABLE) & set(changes))})
    audit.record("program.changed", program, by=by, details=audit.changes(program))
    db.session.flush()
    return program


def add_version(program: Program, data: Mapping[str, Any], *, by: Actor) -> ProgramVersion:
    """Add rules of a program from a day on. Raises VersionKnown."""
    if any(v.valid_from == data["valid_from"] for v in program.versions):
        raise VersionKnown(field="valid_from", value=data["valid_from"] or "—")
    version = ProgramVersion(valid_from=data["valid_from"], from_file=False)
    program.versions.append(version)
    _write(version, data)
    program.touch()
    details = {"valid_from": str(data["valid_from"] or "")}
    audit.record("program.version_added", program, by=by, details=details)
    db.session.flush()
    return version


def _bring_in(entry: Mapping[str, Any], program: Program | None, *, by: Actor) -> list[Change]:
    if program is None:
        program = Program(code=entry["code"], versions=[], set_here=[])
        db.session.add(program)
        _set(program, entry, FACTS)
        _bring_versions(program, entry["versions"])
        audit.record("program.added", program, by=by)
        return [Change(program.code, "added")]
    fields = _set(program, entry, [name for name in FACTS if name not in program.set_here])
    versions, kept = _bring_versions(program, entry["versions"])
    changes = []
    if what := (*fields, *versions):
        program.touch()
        audit.record("program.updated", program, by=by, details={"what": list(what)})
        changes.append(Change(program.code, "updated", what))
    differs = [n for n in program.set_here if getattr(program, n) != entry[n]]
    if differs or kept:
        changes.append(Change(program.code, "kept", (*differs, *kept)))
    return changes


def _bring_versions(
    program: Program, entries: list[Mapping[str, Any]]
) -> tuple[list[str], list[str]]:
    """The versions changed, and those kept though the file no longer has them."""
    changed, kept = [], []
    known = {v.valid_from: v for v in program.versions}
    for entry in entries:
        version = known.pop(entry["valid_from"], None)
        if version is None:
            version = ProgramVersion(valid_from=entry["valid_from"], from_file=True)
            program.versions.append(version)
        elif not version.from_file:
            continue
        if _write(version, entry):
            changed.append(_named(version))
    for version in [v for v in known.values() if v.from_file]:
        if queries.grades_in_use(version):
            kept.append(_named(version))
        else:
            program.versions.remove(version)
            changed.append(f"-{_named(version)}")
    return changed, kept


def _named(version: ProgramVersion) -> str:
    return f"version {version.valid_from or '(undated)'}"


def _write(version: ProgramVersion, entry: Mapping[str, Any]) -> bool:
    """Make a version say what the entry says; whether that changed it."""
    if all(_says(version, entry, name) for name in RULES) and _same_parts(version, entry):
        return False
    _set(version, entry, RULES)
    _write_grades(version, entry["grades"])
    version.funding = [FundingElement(**part) for part in entry["funding"]]
    version.rules = [EligibilityRule(**part) for part in entry["rules"]]
    return True


def _write_grades(version: ProgramVersion, entries: list[Mapping[str, Any]]) -> None:
    """Grades keep their rows, for hires hang on them; one in use stays though the file drops it."""
    used = queries.grades_in_use(version)
    known = {grade.code: grade for grade in version.grades}
    wanted = {entry["code"] for entry in entries}
    for entry in entries:
        grade = known.get(entry["code"]) or Grade(code=entry["code"])
        _set(grade, entry, GRADE)
        if entry["code"] not in known:
            version.grades.append(grade)
    for code, grade in known.items():
        if code not in wanted and grade.id not in used:
            version.grades.remove(grade)


def _same_parts(version: ProgramVersion, entry: Mapping[str, Any]) -> bool:
    parts: tuple[tuple[str, tuple[str, ...]], ...] = (("funding", FUNDING), ("rules", RULE))
    if any(
        _rows(getattr(version, name), keys) != _given(entry[name], keys) for name, keys in parts
    ):
        return False
    known = {grade.code: grade for grade in version.grades}
    wanted = {grade["code"]: grade for grade in entry["grades"]}
    gone = {known[code].id for code in known.keys() - wanted.keys()}
    if wanted.keys() - known.keys() or gone - queries.grades_in_use(version):
        return False
    return all(_says(known[code], grade, key) for code, grade in wanted.items() for key in GRADE)


def _rows(rows: list[Any], keys: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, key) for key in keys) for row in rows]


def _given(entries: list[Mapping[str, Any]], keys: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return [tuple(entry[key] for key in keys) for entry in entries]


def _says(row: Any, entry: Mapping[str, Any], name: str) -> bool:
    return bool(getattr(row, name) == entry[name])


def _set(row: Any, entry: Mapping[str, Any], names: Any) -> list[str]:
    """Set these fields; returns the names of those that were different."""
    different = [name for name in names if not _says(row, entry, name)]
    for name in different:
        setattr(row, name, entry[name])
    return different
