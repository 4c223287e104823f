"""The programs and groups that rules and successors name: each must be somebody's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext

from registry.core.errors import InvalidFields
from registry.talent import queries, rule_values
from registry.talent.errors import UnknownGroup, UnknownProgram
from registry.talent.kinds import Overlap, RuleKind
from registry.talent.program_parts import Entry


def check_codes(entries: Sequence[Entry]) -> None:
    """Refuse codes of programs and names of groups that are neither in the file nor known.

    Raises InvalidFields.
    """
    programs = queries.program_names()
    codes = {p.code for p in programs} | {e["code"] for e in entries}
    groups = {p.overlap_group for p in programs} | {e["overlap_group"] for e in entries}
    faults = [
        {"field": f"{entry['code']}.{place}", "message": sentence, "value": value}
        for entry in entries
        for place, sentence, value in _strangers(entry, codes, groups)
    ]
    if faults:
        raise InvalidFields({"errors": faults})


def _strangers(
    entry: Entry, codes: set[str], groups: set[str | None]
) -> Iterator[tuple[str, str, str]]:
    successor = entry["successor_code"]
    if successor and successor not in codes:
        yield "successor_code", _sentence(UnknownProgram, successor), successor
    for number, version in enumerate(entry["versions"]):
        for place, sentence, value in strange_names(version, codes, groups):
            yield f"version.{number}.{place}", sentence, value


def strange_names(
    version: Entry, codes: set[str], groups: set[str | None]
) -> Iterator[tuple[str, str, str]]:
    """The rules on other programs that name a program or a group that nobody knows.

    Each as its place in the version, what is wrong, and the name.
    """
    for place, rule in enumerate(version["rules"]):
        said = (
            rule_values.overlap(rule["value"]) if rule["kind"] == RuleKind.HELD_PROGRAMS else None
        )
        if said is None:
            continue
        known, error = (
            (codes, UnknownProgram)
            if said.kind is Overlap.EXCLUSIVE_WITH
            else (groups, UnknownGroup)
        )
        for name in sorted(said.names - known):
            yield f"rules.{place}.value", _sentence(error, name), name


def _sentence(error: type[UnknownProgram | UnknownGroup], value: str) -> str:
    return str(gettext(error.sentence, value=value))
