"""Tables as files: XLSX, CSV and JSON, written row by row in memory that does not grow."""

from __future__ import annotations

import csv
import importlib
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

import orjson

DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠")
"""A spreadsheet may read text that begins with one of these as a formula."""

BOM = "\ufeff"
LONGEST = 32_767
"""So many characters fit into a cell of a spreadsheet."""

MOST_ROWS = 1_048_576
EARLIEST = 1900
AT_ONCE = 500
LINE = 15
"""The height of a line of a cell, in points."""

FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Jump:
    """A cell that leads to another sheet of the same file, named by its title."""

    text: str
    title: str


Cell = str | int | float | date | datetime | Jump | None


@dataclass(frozen=True)
class Column:
    """A column: its key in JSON, its title to readers, its width in characters."""

    key: str
    title: str
    width: int = 14


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under titles.

    `notes` stand below the rows. A `plain` table has no head: the first of its cells are names.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    notes: Sequence[str] = ()
    plain: bool = False


def xlsx(tables: Iterable[Table], target: BinaryIO, *, at: datetime) -> None:
    """Write a workbook, a sheet a table; numbers and dates are real ones, text is never a formula.

    `at` is the moment that the file says it was made. Raises OverflowError where a table has more
    rows than a sheet.
    """
    book = importlib.import_module("xlsxwriter").Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": at.astimezone(UTC).replace(tzinfo=None)})
    styles = _styles(book)
    taken: set[str] = set()
    for table in tables:
        _Sheet(book.add_worksheet(sheet_name(table.title, taken)), styles).fill(table)
    book.close()


def sheet_name(title: str, taken: set[str] | None = None) -> str:
    """The title as a sheet may be called: 31 characters, none that is forbidden, each once."""
    taken = set() if taken is None else taken
    plain = FORBIDDEN.sub(" ", title).strip(" '")[:31] or "1"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[:27]} {number}"
    taken.add(name.casefold())
    return name


def csv_lines(table: Table) -> Iterator[bytes]:
    """The table as CSV for spreadsheets: UTF-8 with BOM, CRLF, no cell that runs as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    yield BOM.encode()
    if not table.plain:
        writer.writerow(defused(column.title) for column in table.columns)
    for number, row in enumerate(table.rows, 1):
        writer.writerow(map(defused, row))
        if number % AT_ONCE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def json_rows(table: Table) -> Iterator[bytes]:
    """The rows as a JSON array of objects, under the keys of the columns."""
    keys = [column.key for column in table.columns]
    before = b"["
    for row in table.rows:
        yield before + b"\n" + orjson.dumps(dict(zip(keys, map(_json, row), strict=True)))
        before = b","
    yield b"[]" if before == b"[" else b"\n]"


def defused(cell: Cell) -> str:
    """The cell as text of a CSV file, an apostrophe before what could run as a formula."""
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in DANGEROUS else cell
    return "" if cell is None else str(_json(cell))


def _json(cell: Cell) -> Any:
    if isinstance(cell, Jump):
        return cell.text
    return cell.isoformat() if isinstance(cell, date) else cell


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")


def _styles(book: Any) -> dict[str, Any]:
    top = {"valign": "top"}
    looks = {
        "head": {"bold": True, "bg_color": "#E8F0F9", "bottom": 1, "valign": "vcenter"},
        "text": top,
        "name": top | {"bold": True},
        "long": top | {"text_wrap": True},
        "quoted": top | {"quote_prefix": True},
        "date": top | {"num_format": "yyyy-mm-dd", "align": "left"},
        "moment": top | {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
        "link": top | {"font_color": "#1D5596", "underline": 1},
        "note": {"italic": True, "font_color": "#546274"},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


class _Sheet:
    """One worksheet while it is written, from the first row to the last."""

    def __init__(self, sheet: Any, styles: dict[str, Any]) -> None:
        self.sheet = sheet
        self.styles = styles

    def fill(self, table: Table) -> None:
        for place, column in enumerate(table.columns):
            self.sheet.set_column(place, place, column.width)
        first = 0 if table.plain else self._head(table.columns)
        styles = ("name", "long") if table.plain else ("text", "text")
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        last = first
        for last, row in enumerate(table.rows, first):
            if last >= MOST_ROWS:
                raise OverflowError(table.name)
            if table.plain:
                self.sheet.set_row(last, LINE * _lines(row, table.columns))
            for place, cell in enumerate(row):
                self._cell((last, place), cell, styles[min(place, 1)])
        if not table.plain:
            self.sheet.autofilter(0, 0, max(last, 1), len(table.columns) - 1)
        for number, note in enumerate(table.notes, last + 2):
            self.sheet.write_string(number, 0, _fitting(note), self.styles["note"])

    def _head(self, columns: Sequence[Column]) -> int:
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_row(0, 20)
        self.sheet.repeat_rows(0)
        for place, column in enumerate(columns):
            self.sheet.write_string(0, place, _fitting(column.title), self.styles["head"])
        return 1

    def _cell(self, at: tuple[int, int], cell: Cell, style: str) -> None:
        if isinstance(cell, str):
            quoted = "quoted" if cell[:1] in DANGEROUS else style
            self.sheet.write_string(*at, _fitting(cell), self.styles[quoted])
        elif isinstance(cell, Jump):
            target = f"internal:'{sheet_name(cell.title)}'!A1"
            self.sheet.write_url(*at, target, self.styles["link"], cell.text)
        elif isinstance(cell, date):
            self._date(at, cell)
        elif cell is not None:
            self.sheet.write_number(*at, cell, self.styles[style])

    def _date(self, at: tuple[int, int], day: date) -> None:
        if day.year < EARLIEST:
            self._cell(at, day.isoformat(), "text")
        elif isinstance(day, datetime):
            plain = day.replace(tzinfo=None)
            self.sheet.write_datetime(*at, plain, self.styles["moment"])
        else:
            self.sheet.write_datetime(*at, day, self.styles["date"])


def _lines(row: Sequence[Cell], columns: Sequence[Column]) -> int:
    """How many lines the texts of a row take; not every program finds that out by itself."""
    widths = (
        (sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in cell), column.width)
        for cell, column in zip(row, columns, strict=False)
        if isinstance(cell, str)
    )
    return max((math.ceil(text / column) for text, column in widths if text), default=1)


def _fitting(text: str) -> str:
    """Text that a cell can hold: without control characters, its end cut off where it is longer."""
    clean = CONTROL.sub("", text)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + "…"
