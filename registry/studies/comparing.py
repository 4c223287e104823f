"""Two outputs side by side, with what differs marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from registry.core.errors import N_
from registry.core.search_text import is_cjk, tokens
from registry.outputs import queries as outputs
from registry.outputs.years import earliest
from registry.studies.models import StudyPair

NAMES = 12
"""So many names of a byline are shown of each."""

Segment = tuple[str, bool]
"""A piece of a value, and whether the other one lacks it."""


@dataclass(frozen=True)
class Line:
    """One field of both; `label` is a message id, `joint` stands between the pieces."""

    label: str
    lesser: list[Segment]
    other: list[Segment]
    joint: str


@dataclass(frozen=True)
class Sides:
    """A pair with its two outputs as rows of a list, and their fields line by line."""

    pair: StudyPair
    lesser: Mapping[str, Any]
    other: Mapping[str, Any]
    lines: list[Line]


def sides(pairs: Sequence[StudyPair]) -> list[Sides]:
    """These pairs side by side: two queries however many."""
    ids = list({key for pair in pairs for key in (pair.low_id, pair.high_id)})
    rows = {row["id"]: row for row in outputs.rows(ids, names=NAMES)}
    return [
        Sides(pair, rows[pair.lesser_id], rows[pair.other_id], _lines(pair, rows))
        for pair in pairs
        if pair.lesser_id in rows and pair.other_id in rows
    ]


def _lines(pair: StudyPair, rows: Mapping[int, Mapping[str, Any]]) -> list[Line]:
    lesser, other = rows[pair.lesser_id], rows[pair.other_id]
    found = [
        _line(N_("Title"), *map(_title, (lesser, other)), joint=_joint(lesser, other)),
        _line(N_("Authors"), *map(_names, (lesser, other)), joint=", "),
    ]
    for label, name in (
        (N_("Published in"), "container_title"),
        (N_("Publisher"), "publisher"),
        (N_("Volume"), "volume"),
        (N_("Pages"), "pages"),
        ("DOI", "doi"),
    ):
        found.append(_line(label, _value(lesser[name]), _value(other[name])))
    dates = (earliest(row["dates"]).date or row["year"] or None for row in (lesser, other))
    found.append(_line(N_("Date"), *map(_value, dates)))
    return [line for line in found if line.lesser or line.other]


def _line(label: str, lesser: list[str], other: list[str], *, joint: str = "") -> Line:
    return Line(label, _marked(lesser, other), _marked(other, lesser), joint)


def _text(row: Mapping[str, Any]) -> str:
    return ": ".join(part for part in (row["title"], row["subtitle"]) if part)


def _title(row: Mapping[str, Any]) -> list[str]:
    text = _text(row)
    return list(text) if is_cjk(text) else text.split()


def _joint(*rows: Mapping[str, Any]) -> str:
    """What stands between the pieces of a title: nothing between characters."""
    return "" if all(is_cjk(_text(row)) for row in rows) else " "


def _names(row: Mapping[str, Any]) -> list[str]:
    names = [place["printed"] or "—" for place in row["byline"]]
    more = row["byline_count"] - len(names)
    return [*names, f"+{more}"] if more > 0 else names


def _value(value: Any) -> list[str]:
    return [str(value)] if value else []


def _marked(mine: Sequence[str], theirs: Sequence[str]) -> list[Segment]:
    """The pieces of a value, those marked that the other one does not have in this place."""
    match = SequenceMatcher(None, list(_folded(mine)), list(_folded(theirs)), autojunk=False)
    same = {b.a + i for b in match.get_matching_blocks() for i in range(b.size)}
    return [(piece, i not in same and bool(theirs)) for i, piece in enumerate(mine)]


def _folded(pieces: Iterable[str]) -> Iterable[str]:
    return (" ".join(tokens(piece)) or piece for piece in pieces)
