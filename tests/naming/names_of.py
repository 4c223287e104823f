"""Names as the tables of the tests write them: `family|given` or one string, `;` between."""

from __future__ import annotations

from pathlib import Path

from registry.naming.names import Called, Printed

PAIRS = [
    line.split("\t")
    for line in (Path(__file__).parent / "name_pairs.tsv").read_text("utf-8").splitlines()[1:]
]


def called(text: str) -> tuple[Called, ...]:
    return tuple(_one(part) for part in text.split(";"))


def _one(text: str) -> Called:
    family, bar, given = text.rpartition("|")
    if bar and not family:
        return Called(given, None, given)
    han = any(ord(c) > 0x2E80 for c in text)
    full = f"{family}{given}" if han else f"{given} {family}".strip()
    return Called(full, family or None, given if family else None)


def printed(text: str) -> Printed:
    family, bar, given = text.rpartition("|")
    if not bar:
        return Printed(text)
    return Printed(f"{given} {family}".strip(), family, given or None)
