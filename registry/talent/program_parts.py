"""Programs between rows and entries: what stands in the tables as `program_entries` spell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from registry.talent.models import (
    EligibilityRule,
    FundingElement,
    Grade,
    Program,
    ProgramCall,
    ProgramStage,
    ProgramVersion,
    ReviewPoint,
)

Entry = dict[str, Any]

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
RULES = ("valid_until", "term_years", "source", "sourced", "note", "note_zh", "to_configure")
GRADE = ("code", "name_en", "name_zh", "rank")
FUNDING = ("kind", "grade_code", "amount_min", "amount_max", "currency", "per", "taxed")
RULE = ("kind", "operator", "value", "by_date", "text_en", "text_zh", "source")
REVIEW = ("kind", "months", "source")
STAGE = ("stage", "next", "documents")
CALL = ("year", "opens_on", "closes_on", "places", "source")
PARTS = {
    "grades": GRADE,
    "funding": FUNDING,
    "rules": RULE,
    "reviews": REVIEW,
    "stages": STAGE,
}
"""The rows of a version and their fields."""


def entry_of(program: Program) -> Entry:
    """A program as an entry of the program file."""
    return in_order(
        _said(program, ("code", *FACTS))
        | {
            "versions": [version_entry(version) for version in program.versions],
            "calls": [_said(call, CALL) for call in program.calls],
        }
    )


def version_entry(version: ProgramVersion) -> Entry:
    """A version as an entry of the program file."""
    return version_in_order(
        _said(version, ("valid_from", *RULES))
        | {
            part: [_said(row, keys) for row in getattr(version, part)]
            for part, keys in PARTS.items()
        }
    )


def in_order(entry: Mapping[str, Any]) -> Entry:
    """An entry whose rows stand in the one order that says nothing."""
    versions = [version_in_order(version) for version in entry["versions"]]
    return dict(entry) | {
        "versions": sorted(versions, key=lambda v: v["valid_from"] or date.min),
        "calls": sorted(entry["calls"], key=lambda c: (c["year"], c["opens_on"] or date.min)),
    }


def version_in_order(version: Mapping[str, Any]) -> Entry:
    """Grades by rank and reviews by month; the order of the other rows is theirs."""
    return dict(version) | {
        "grades": sorted(version["grades"], key=lambda g: (g["rank"], g["code"])),
        "reviews": sorted(version["reviews"], key=lambda r: (r["months"], r["kind"])),
    }


def write_facts(program: Program, entry: Mapping[str, Any]) -> None:
    """Let a program say what the entry says of it, its versions and calls apart."""
    _set(program, entry, FACTS)


def write_version(version: ProgramVersion, entry: Mapping[str, Any]) -> None:
    """Let a version say what the entry says. Grades and stages keep their rows by their code."""
    _set(version, entry, ("valid_from", *RULES))
    _keyed(version.grades, Grade, entry["grades"], key="code")
    stages = [row | {"place": place} for place, row in enumerate(entry["stages"], 1)]
    _keyed(version.stages, ProgramStage, stages, key="stage")
    if _differs(version.funding, entry["funding"], FUNDING):
        version.funding = [FundingElement(**row) for row in entry["funding"]]
    if _differs(version.rules, entry["rules"], RULE):
        version.rules = [EligibilityRule(**row) for row in entry["rules"]]
    if _differs(version.reviews, entry["reviews"], REVIEW):
        version.reviews = [ReviewPoint(**row) for row in entry["reviews"]]


def write_calls(program: Program, calls: Sequence[Mapping[str, Any]]) -> None:
    """Let a program have these calls; a call of the same year and day keeps its row."""
    known = {(call.year, call.opens_on): call for call in program.calls}
    for entry in calls:
        call = known.pop((entry["year"], entry["opens_on"]), None)
        if call is None:
            program.calls.append(ProgramCall(**entry))
        else:
            _set(call, entry, CALL)
    for call in known.values():
        program.calls.remove(call)


def _keyed(
    rows: list[Any], kind: type[Any], entries: Sequence[Mapping[str, Any]], *, key: str
) -> None:
    known = {getattr(row, key): row for row in rows}
    for entry in entries:
        row = known.pop(entry[key], None)
        if row is None:
            rows.append(kind(**entry))
        else:
            _set(row, entry, entry)
    for row in known.values():
        rows.remove(row)


def _differs(rows: Sequence[Any], entries: Sequence[Mapping[str, Any]], keys: Any) -> bool:
    return [_said(row, keys) for row in rows] != list(entries)


def _said(row: Any, names: Sequence[str]) -> Entry:
    return {name: getattr(row, name) for name in names}


def _set(row: Any, entry: Mapping[str, Any], names: Any) -> None:
    for name in names:
        if getattr(row, name) != entry[name]:
            setattr(row, name, entry[name])
