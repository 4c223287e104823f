"""Write a list as a spreadsheet: blank, with what is stored, or as CSV; no cell ever a formula.

A file is made in memory, for a temporary one would outlive an erasure.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.core.db import Privacy
from registry.core.tabular import BOM, DANGEROUS, Table, csv_lines
from registry.core.tabular import Column as Plain
from registry.sheets import options
from registry.sheets.columns import Column, Kind, SheetList
from registry.sheets.lookups import Lookups
from registry.sheets.records import Record
from registry.sheets.values import fitting, label

LAST = 20_000
"""The last row that has drop-downs and formats: as many as are read."""

AS_TEXT = frozenset((Kind.IDENTITY, Kind.TEXT, Kind.CODE, Kind.ORCID, Kind.PARTIAL_DATE, Kind.KEY))
WIDTHS = {"duties": 40, "private_contact": 24, "identity_number": 24, "work_email": 26}
FIRST_YEAR = 1900


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which list, for a reader of which language, with sensitive columns or without."""

    of: SheetList
    locale: str
    sensitive: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are written."""
        kept = (c for c in self.of.columns if self.sensitive or c.privacy is not Privacy.SENSITIVE)
        return tuple(kept)


def template(wanted: Wanted) -> bytes:
    """The headings alone, with all that helps to fill the rows."""
    return xlsx(wanted, ())


def xlsx(wanted: Wanted, records: Iterable[Record]) -> bytes:
    """The list with notes at its headings, drop-downs, formats, and a hidden key a row."""
    out = io.BytesIO()
    with book_into(out) as book:
        sheet = _Sheet(book, wanted)
        for at, record in enumerate(records, 1):
            sheet.row(at, record)
        sheet.finish()
    return out.getvalue()


def book_into(out: io.BytesIO) -> Any:
    """A workbook in memory in which text stays text."""
    never = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    made = importlib.import_module("xlsxwriter")
    return made.Workbook(out, {"in_memory": True, **dict.fromkeys(never, False)})


def csv(wanted: Wanted, records: Iterable[Record]) -> Iterator[bytes]:
    """The list as CSV, in UTF-8 with BOM, defused."""
    columns = wanted.columns
    rows = ([_text(c, r, wanted.locale) for c in columns] for r in records)
    heads = [Plain(c.key, c.title_in(wanted.locale)) for c in columns]
    return csv_lines(Table(name=wanted.of.key, title=wanted.of.key, columns=heads, rows=rows))


def choices(column: Column, known: Lookups, locale: str) -> list[str]:
    """What a drop-down offers: labels of choices, codes of programs and units."""
    if column.kind is Kind.COUNTRY:
        return [option.label_in(locale) for option in options.countries()]
    if column.kind is Kind.YES_NO:
        return [label(column, value, locale) for value in (True, False)]
    if column.key == "grade_code":
        return sorted(
            {g.code for p in known.programs.values() for v in p.versions for g in v.grades}
        )
    if column.kind is Kind.CODE:
        return known.units if column.key == "unit_code" else list(known.programs)
    return [option.label_in(locale) for option in column.choices]


class _Sheet:
    """The sheet of a list while it is written."""

    def __init__(self, book: Any, wanted: Wanted) -> None:
        self._wanted = wanted
        self._known = Lookups()
        self._sheet = book.add_worksheet(wanted.of.title_in(wanted.locale)[:31])
        self._lists = book.add_worksheet("lists")
        self._lists.hide()
        top = {"valign": "top"}
        self._styles = {
            "head": book.add_format({"bold": True, "bg_color": "#E8F0F9", "bottom": 1}),
            "must": book.add_format({"bold": True, "bg_color": "#F9EBD7", "bottom": 1}),
            "text": book.add_format(top | {"num_format": "@"}),
            "quoted": book.add_format(top | {"num_format": "@", "quote_prefix": True}),
            "date": book.add_format(top | {"num_format": "yyyy-mm-dd", "align": "left"}),
            "number": book.add_format(top | {"num_format": "0.00"}),
            "whole": book.add_format(top | {"num_format": "0"}),
        }
        self._head()

    def row(self, at: int, record: Record) -> None:
        """Write a record into a row."""
        for place, column in enumerate(self._wanted.columns):
            value = record.key if column.hidden else record.values.get(column.key)
            if value is not None:
                self._cell((at, place), column, value)

    def finish(self) -> None:
        """Freeze the head."""
        self._sheet.freeze_panes(1, 1)
        self._sheet.autofilter(0, 0, 0, len(self._wanted.columns) - 1)

    def _head(self) -> None:
        locale = self._wanted.locale
        for place, column in enumerate(self._wanted.columns):
            style = self._styles["must" if column.required else "head"]
            title = column.title_in(locale)
            self._sheet.write_string(0, place, title, style)
            if note := column.note_in(locale):
                self._sheet.write_comment(0, place, note, {"author": ""})
            width = WIDTHS.get(
                column.key, max(12, 2 * len(title) if locale == "zh" else len(title))
            )
            hidden = {"hidden": True} if column.hidden else {}
            self._sheet.set_column(place, place, width + 2, self._style(column), hidden)
            self._choose(place, choices(column, self._known, locale))

    def _style(self, column: Column) -> Any:
        by_kind = {Kind.DATE: "date", Kind.MONEY: "number", Kind.YEAR: "whole"}
        return self._styles[by_kind.get(column.kind, "text")]

    def _choose(self, place: int, offered: Sequence[str]) -> None:
        """A drop-down; what is typed instead is let pass, for the registry knows other words."""
        if not offered:
            return
        for at, text in enumerate(offered):
            self._lists.write_string(at, place, fitting(text))
        letter = _letters(place)
        source = f"=lists!${letter}$1:${letter}${len(offered)}"
        rule = {"validate": "list", "source": source, "error_type": "information"}
        self._sheet.data_validation(1, place, LAST, place, rule | {"show_error": False})

    def _cell(self, at: tuple[int, int], column: Column, value: Any) -> None:
        if column.kind is Kind.DATE and value[:4] >= str(FIRST_YEAR):
            self._sheet.write_datetime(*at, date.fromisoformat(value), self._styles["date"])
        elif column.kind is Kind.MONEY:
            self._sheet.write_number(*at, float(value), self._styles["number"])
        elif column.kind is Kind.YEAR:
            self._sheet.write_number(*at, value, self._styles["whole"])
        else:
            text = fitting(label(column, value, self._wanted.locale))
            style = "quoted" if text[:1] in DANGEROUS else "text"
            self._sheet.write_string(*at, text, self._styles[style])


def _text(column: Column, record: Record, locale: str) -> str | None:
    value = record.key if column.hidden else record.values.get(column.key)
    return None if value is None else label(column, value, locale)


def _letters(place: int) -> str:
    first, last = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


__all__ = ["BOM", "Wanted", "book_into", "choices", "csv", "template", "xlsx"]
