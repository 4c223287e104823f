"""From the bytes of a spreadsheet to typed rows with the faults of their cells.

Pure: neither database nor request. The file itself is opened in a process of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from registry.sheets import confined, headings
from registry.sheets.cells import Raw, convert, shown, word
from registry.sheets.checks import Cell, checked
from registry.sheets.faults import Fault, UnreadableSheet, Wrong
from registry.sheets.headings import Headings, Unknown
from registry.sheets.kinds import Column, Kind, SheetList
from registry.sheets.merging import Filled, filled_down

__all__ = ["Cell", "Fault", "Reading", "Row", "Unknown", "UnreadableSheet", "read"]

MOST_ROWS = 20_000
MOST_IN_TOTAL = 4
MOST_MET = 1_000
ALIKE = frozenset((Kind.CHOICE, Kind.COUNTRY, Kind.YES_NO, Kind.DATE, Kind.PARTIAL_DATE))
"""Kinds of which a list says the same many times."""

_TOTAL = re.compile(r"(?:合计|总计|小计|共计|总数|(?:total|sub-?total|grand total|sum)\b).{0,30}")
_REMARK = re.compile(r"(?:注|备注|说明|填表|制表|note|remark|instructions?)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row with content; `number` is as the spreadsheet counts.

    `cells` has a cell for each column that the file has, blank ones too, and none for others.
    """

    number: int
    cells: Mapping[str, Cell]

    @property
    def key(self) -> str | None:
        """What the hidden column says of the record; None for a new row."""
        cell = self.cells.get("key")
        return cell.value if cell else None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with its cells, from left to right."""
        return tuple(fault for cell in self.cells.values() for fault in cell.faults)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file being read.

    `headings` maps keys of columns to the letters where they stand. `other_sheets` have headings of
    the list as well, and are not read. `rows` are read as they are
    asked for, once; asking may raise UnreadableSheet. `left_out` fills up meanwhile: the numbers of
    rows that are no entries, by reason (`heading_again`, `total`, `remark`).
    """

    of: SheetList
    sheet: str | None  # None for CSV
    heading_row: int
    headings: Mapping[str, str]
    unknown: tuple[Unknown, ...]
    rows: Iterator[Row]
    left_out: dict[str, list[int]]
    other_sheets: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the list that the file has."""
        return tuple(each for each in self.of.columns if each.key in self.headings)


@contextmanager
def read(data: bytes, of: SheetList) -> Iterator[Reading]:
    """Open a spreadsheet of this list, XLSX or CSV as its content says; it closes with the block.

    Rows come in constant memory. Raises UnreadableSheet.
    """
    with confined.opened(data) as file:
        found = headings.find(file.heads, of)
        head = file.heads[found.sheet]
        left_out: dict[str, list[int]] = {}
        below = _Below(of, found, left_out, typed=head.sheet is not None)
        yield Reading(
            of=of,
            sheet=head.sheet,
            heading_row=found.row,
            headings={key: headings.letters(at) for key, at in found.places.items()},
            unknown=found.unknown,
            rows=below.rows(filled_down(file.rows(found.sheet), head.merged)),
            left_out=left_out,
            other_sheets=tuple(file.heads[other].sheet or "" for other in found.others),
        )


class _Below:
    """The rows below the headings, as they come."""

    def __init__(
        self, of: SheetList, found: Headings, left_out: dict[str, list[int]], *, typed: bool
    ) -> None:
        self._of = of
        self._found = found
        self._left_out = left_out
        self._typed = typed
        order = sorted(found.places.items(), key=lambda each: each[1])
        self._columns = [(of.column(key), at, headings.letters(at)) for key, at in order]
        self._keys: dict[str, int] = {}
        self._met: dict[str, dict[str, Any]] = {c.key: {} for c, _, _ in self._columns}

    def rows(self, raw: Iterator[Filled]) -> Iterator[Row]:
        """The entries, checked; the others are noted by what they are."""
        count = 0
        for each in raw:
            if each.number <= self._found.row:
                continue
            if what := self._no_entry(each.own):
                self._left_out.setdefault(what, []).append(each.number)
                continue
            if self._is_blank(each.own):
                continue
            count += 1
            if count > MOST_ROWS:
                raise UnreadableSheet("file_too_many_rows", most=MOST_ROWS)
            yield self._row(each)
        if not count:
            raise UnreadableSheet("no_rows")

    def _is_blank(self, cells: Sequence[Raw]) -> bool:
        return not any(_filled(_at(cells, place)) for _, place, _ in self._columns)

    def _no_entry(self, cells: Sequence[Raw]) -> str | None:
        """What a row is that is no entry: headings again, a total, or a remark."""
        if headings.is_heading_again(cells, self._found):
            return "heading_again"
        said = [shown(raw) for raw in cells if raw is not None]
        if len(said) > MOST_IN_TOTAL:
            return None
        if any(_TOTAL.fullmatch(word(text)) for text in said[:1]):
            return "total"
        return "remark" if len(said) == 1 and _REMARK.match(word(said[0])) else None

    def _row(self, each: Filled) -> Row:
        cells = {
            column.key: self._cell(_at(each.cells, at), column, f"{letters}{each.number}")
            for column, at, letters in self._columns
        }
        return Row(each.number, checked(cells, self._of, number=each.number, keys=self._keys))

    def _cell(self, raw: Raw, column: Column, ref: str) -> Cell:
        if raw is None:
            return Cell(ref, "", None)
        try:
            value = self._value(raw, column)
            exact = isinstance(raw, str) and (self._typed or raw.lstrip().startswith("'"))
            return Cell(ref, shown(raw), value, exact=exact)
        except Wrong as why:
            text = shown(raw)
            return Cell(ref, text, None, (Fault(why.code, column.key, ref, text, why.places),))

    def _value(self, raw: Raw, column: Column) -> Any:
        """The value of a cell; where many say the same, it is found once. Raises Wrong."""
        if column.kind not in ALIKE:
            return convert(raw, column, typed=self._typed)
        met, which = self._met[column.key], repr(raw)
        if which not in met:
            value = convert(raw, column, typed=self._typed)
            if len(met) >= MOST_MET:
                return value
            met[which] = value
        return met[which]


def _at(cells: Sequence[Raw], place: int) -> Raw:
    return cells[place] if place < len(cells) else None


def _filled(raw: Raw) -> bool:
    return raw is not None and (not isinstance(raw, str) or not raw.isspace())
