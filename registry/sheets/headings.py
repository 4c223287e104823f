"""Which row of which sheet holds the headings, and which column of the list stands where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from registry.sheets.cells import Raw, shown, word
from registry.sheets.confined import Head
from registry.sheets.faults import UnreadableSheet
from registry.sheets.kinds import Column, SheetList
from registry.sheets.tables import Merged

LEAST = 2
"""So many headings make a row one of headings: a word alone may be a title."""

LONGEST = 80
NUMBERING = frozenset(("序号", "no", "no.", "#", "nr", "s/n", "number"))
"""Headings of columns that count rows: neither ours nor worth a word."""

_ASIDE = re.compile(r"[(\[【<〈].*?[)\]】>〉]")
_MARKS = re.compile(r"[\s*:;,._/\\|\-–—'\"“”?!、，。：；？！]+")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A heading that is no column of the list; what stands under it is left alone."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of the headings (from 1) in a sheet, its texts, where (from 0) each column stands.

    `others` are sheets that have headings of the list as well.
    """

    sheet: int
    row: int
    texts: Sequence[str]
    places: Mapping[str, int]
    unknown: tuple[Unknown, ...]
    twice: tuple[tuple[str, list[str]], ...] = ()
    others: tuple[int, ...] = ()


class Match(NamedTuple):
    """A column (from 0) under a heading that is known; the smaller the rank, the more surely."""

    place: int
    key: str
    rank: int


def find(heads: Sequence[Head], of: SheetList) -> Headings:
    """The row with most headings of the list; the first such. Raises UnreadableSheet."""
    found = [each for place, head in enumerate(heads) for each in _rows(place, head, of)]
    best = max(found, key=lambda each: len(each.places), default=None)
    if best is None:
        raise UnreadableSheet("no_headings", list=of.key)
    for column, refs in best.twice:
        raise UnreadableSheet("heading_twice", column=column, refs=refs)
    if "key" not in best.places:
        _demand(best, of)
    others = {each.sheet for each in found} - {best.sheet}
    return replace(best, others=tuple(sorted(others)))


def letters(place: int) -> str:
    """The letters of a column, from its place from 0: 27 is AB."""
    text, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        text = chr(65 + letter) + text
    return text


def is_heading_again(cells: Sequence[Raw], headings: Headings) -> bool:
    """Whether a row repeats the headings, as lists do that were copied together."""
    last = len(cells)
    same = sum(at < last and cells[at] == headings.texts[at] for at in headings.places.values())
    return same >= LEAST


def _demand(found: Headings, of: SheetList) -> None:
    """Raise UnreadableSheet where a new row could never be whole."""
    lacking = [c.key for c in of.columns if c.required and c.key not in found.places]
    lacking += [group[0] for group in of.one_of if not set(group) & set(found.places)]
    if lacking:
        raise UnreadableSheet("heading_missing", columns=lacking)


def _rows(sheet: int, head: Head, of: SheetList) -> Iterator[Headings]:
    above: list[str] = []
    for number, cells in enumerate(_tall(head), 1):
        texts = [shown(cell)[: LONGEST + 1] for cell in cells]
        matched = list(_matched(texts, above, of))
        if len({each.key for each in matched}) >= LEAST:
            yield _chosen((sheet, number), texts, matched)
        above = _wide(texts, number - 1, head.merged)


def _tall(head: Head) -> Iterator[list[Raw]]:
    """The first rows, what is merged downwards repeated."""
    tall = {(first[1], row): first for first, last in head.merged
            for row in range(first[0] + 1, min(last[0] + 1, len(head.rows)))}  # fmt: skip
    for number, cells in enumerate(head.rows):
        filled = list(cells)
        for place, cell in enumerate(cells):
            if cell is None and (first := tall.get((place, number))):
                filled[place] = head.rows[first[0]][place]
        yield filled


def _wide(texts: list[str], number: int, merged: Merged) -> list[str]:
    """A row of headings, what is merged to the right repeated: it groups the row below."""
    wide = list(texts)
    for (row, first), (_, last) in merged:
        if row == number and first < len(wide):
            for place in range(first, min(last + 1, len(wide))):
                wide[place] = texts[first]
    return wide


def _matched(texts: list[str], above: list[str], of: SheetList) -> Iterator[Match]:
    """Each heading that is known: by itself, else with the group that it stands in."""
    for place, text in enumerate(texts):
        group = above[place] if place < len(above) else ""
        known = _known(text, of) or (_known(group + text, of) if group and text else None)
        if known:
            yield Match(place, *known)


def _chosen(at: tuple[int, int], texts: list[str], matched: list[Match]) -> Headings:
    """Of columns that fit one heading, the one that is called most like it."""
    places: dict[str, int] = {}
    twice: list[tuple[str, list[str]]] = []
    for key in dict.fromkeys(each.key for each in matched):
        best = min(each.rank for each in matched if each.key == key)
        here = [each.place for each in matched if (each.key, each.rank) == (key, best)]
        places[key] = here[0]
        if len(here) > 1:
            twice.append((key, [f"{letters(place)}{at[1]}" for place in here]))
    unknown = tuple(
        Unknown(f"{letters(place)}{at[1]}", text[:LONGEST])
        for place, text in enumerate(texts)
        if text and place not in places.values() and word(text) not in NUMBERING
    )
    return Headings(*at, texts, places, unknown, tuple(twice))


def _known(text: str, of: SheetList) -> tuple[str, int] | None:
    """The column that a heading names, and how surely: 0 is its title."""
    names = _names(of.columns)
    plain = unicodedata.normalize("NFKC", text).casefold()
    return names.get(_bare(plain)) or names.get(_bare(_ASIDE.sub("", plain)))


@cache
def _names(columns: tuple[Column, ...]) -> Mapping[str, tuple[str, int]]:
    table: dict[str, tuple[str, int]] = {}
    for column in columns:
        for rank, name in enumerate((column.title_en, column.title_zh, *column.synonyms)):
            plain = unicodedata.normalize("NFKC", name).casefold()
            table.setdefault(_bare(plain), (column.key, max(0, rank - 1)))
        table.setdefault(_bare(column.key), (column.key, 0))
    return table


def _bare(plain: str) -> str:
    return _MARKS.sub("", plain)
