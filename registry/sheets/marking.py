"""The same spreadsheet handed back, its refused cells marked and noted."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from registry.core.tabular import DANGEROUS
from registry.sheets import confined, headings, plans
from registry.sheets.cells import Raw
from registry.sheets.columns import SheetList
from registry.sheets.confined import Head
from registry.sheets.headings import letters
from registry.sheets.merging import filled_down
from registry.sheets.plans import Plan
from registry.sheets.values import fitting
from registry.sheets.writing import book_into

FIRST = datetime(1900, 3, 1)  # noqa: DTZ001
"""Days before it are counted otherwise by each program."""

Notes = Mapping[int, Mapping[str, str]]
"""What is wrong, by row and cell; "" is the row as a whole."""


def notes(refused: Iterable[Plan], of: SheetList) -> dict[int, dict[str, str]]:
    """The sentences of each refused cell, in the reader's language."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for plan in refused:
        mine = found[plan.number]
        for wrong in plan.wrong:
            told = plans.sentence(wrong, of)
            mine[wrong.ref] = f"{mine[wrong.ref]}\n{told}" if wrong.ref in mine else told
        if plan.candidates:
            mine[""] = plans.question(plan)
    return found


def marked(data: bytes, of: SheetList, noted: Notes, *, only_refused: bool) -> bytes:
    """The copy, as XLSX. Raises UnreadableSheet."""
    out = io.BytesIO()
    with confined.opened(data) as file, book_into(out) as book:
        found = headings.find(file.heads, of)
        head = file.heads[found.sheet]
        copy = _Copy(book, head, noted)
        for row in filled_down(file.rows(found.sheet), head.merged):
            if row.number <= found.row or not only_refused or row.number in noted:
                copy.row(row.number, row.cells, heading=row.number == found.row)
    return out.getvalue()


class _Copy:
    """The copy while it is written; rows that are left out leave no gap."""

    def __init__(self, book: Any, head: Head, noted: Notes) -> None:
        self._sheet = book.add_worksheet((head.sheet or "Sheet1")[:31])
        self._noted = noted
        self._at = 0
        wrong = {"bg_color": "#FBD9D3", "border": 1, "border_color": "#C2410C", "valign": "top"}
        plain = {"valign": "top"}
        self._styles = {
            (kind, bad): book.add_format({**(wrong if bad else plain), **more})
            for kind, more in FORMS.items()
            for bad in (False, True)
        }

    def row(self, number: int, cells: Sequence[Raw], *, heading: bool) -> None:
        """Write a row with its marks."""
        mine = self._noted.get(number, {})
        width = max(len(cells), *(_place(ref) + 1 for ref in mine), 1)
        for place in range(width):
            cell = cells[place] if place < len(cells) else None
            told = mine.get(f"{letters(place)}{number}")
            self._cell((self._at, place), cell, bad=told is not None, heading=heading)
            if told:
                self._note(place, told)
        whole = [told for ref, told in mine.items() if not ref[:1].isalpha()]
        if whole and not heading:
            self._cell((self._at, width), "\n".join(whole), bad=True, heading=False)
        self._at += 1

    def _note(self, place: int, told: str) -> None:
        size = {"author": "", "x_scale": 2.2, "y_scale": 1 + len(told) / 120}
        self._sheet.write_comment(self._at, place, told[:2000], size)

    def _cell(self, at: tuple[int, int], cell: Raw, *, bad: bool, heading: bool) -> None:
        if cell is None:
            if bad:
                self._sheet.write_blank(*at, None, self._styles["text", bad])
        elif isinstance(cell, str):
            kind = "head" if heading else "quoted" if cell[:1] in DANGEROUS else "text"
            self._sheet.write_string(*at, fitting(cell), self._styles[kind, bad])
        elif isinstance(cell, bool):
            self._sheet.write_boolean(*at, cell, self._styles["plain", bad])
        elif isinstance(cell, list):
            self._day(at, cell[0], bad=bad)
        else:
            self._sheet.write_number(*at, cell, self._styles["plain", bad])

    def _day(self, at: tuple[int, int], text: str, *, bad: bool) -> None:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = FIRST
        if moment <= FIRST:
            self._sheet.write_string(*at, text, self._styles["text", bad])
        elif moment.time() == datetime.min.time():
            day = date(moment.year, moment.month, moment.day)
            self._sheet.write_datetime(*at, day, self._styles["date", bad])
        else:
            self._sheet.write_datetime(*at, moment, self._styles["moment", bad])


FORMS: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "text": {"num_format": "@"},
    "head": {"bold": True},
    "quoted": {"num_format": "@", "quote_prefix": True},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
}


def _place(ref: str) -> int:
    place = 0
    for letter in ref:
        if not letter.isalpha():
            break
        place = 26 * place + ord(letter) - 64
    return place - 1
