"""Tables of DOIs: CSV and Excel, the DOI column found by its heading in English or Chinese.

Without such a column DOIs count wherever they stand. A row with content and no DOI is an entry
that says so.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from importers.encodings import MOST_LINES, text_of
from importers.entries import BadFile, Entry
from importers.reading import MOST, Named, of_line
from importers.titles import plain
from importers.workbooks import sheets

Row = Sequence[str]
HEADING_ROWS = 20
MOST_CELLS = 1_000_000
LONGEST_HEADING = 40
_HEADING = re.compile(
    r"(?:.*[^a-z])?dois?(?:[^a-z].*)?|数字对象.*|.*digital object identifiers?.*", re.DOTALL
)
_EXACT = frozenset(
    ("doi", "dois", "doi号", "doi编号", "doi码", "数字对象标识符", "数字对象唯一标识符")
)
_DELIMITERS = ",;\t|"


def read_csv(file: BinaryIO) -> Iterator[Entry]:
    """The works of a CSV file in any usual encoding and with any usual delimiter.

    Raises BadFile.
    """
    text = text_of(file, most_lines=MOST_LINES)
    try:
        yield from _entries([_csv_rows(text, _without_marker(text))])
    except csv.Error:
        raise BadFile("file_damaged") from None


def read_xlsx(file: BinaryIO) -> Iterator[Entry]:
    """The works of all sheets of an Excel file. Raises BadFile."""
    yield from _entries(sheets(file))


def _without_marker(text: str) -> int:
    """Where the table begins: after the line by which Excel learns the delimiter."""
    found = re.match(r"sep=.\r?\n", text, re.IGNORECASE)
    return found.end() if found else 0


def _csv_rows(text: str, start: int) -> Iterator[Row]:
    delimiter = _delimiter(text, start)
    return csv.reader(_lines(text, start, delimiter), delimiter=delimiter)


def _lines(text: str, start: int, delimiter: str) -> Iterator[str]:
    """The lines with their ends, as long as there are not too many cells. Raises BadFile."""
    cells = 0
    for found in re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)").finditer(text, start):
        line = found.group()
        cells += line.count(delimiter) + 1
        if cells > MOST_CELLS:
            raise BadFile("file_too_large")
        yield line


def _delimiter(text: str, start: int) -> str:
    """That of the marker; else the most frequent one of the heading, or of the first line."""
    if start and text[4] in _DELIMITERS:
        return text[4]
    first = [line for line in text[start : start + 20_000].splitlines() if line.strip()]
    head = next((line for line in first[:HEADING_ROWS] if "doi" in line.lower()), "")
    line = head or next(iter(first), "")
    return max(_DELIMITERS, key=line.count)


def _entries(tables: Iterable[Iterable[Row]]) -> Iterator[Entry]:
    """What the rows name, each work once, numbered. Raises BadFile."""
    seen: set[str] = set()
    place = 0
    for table in tables:
        for named in _named(iter(table)):
            if named.doi is None or named.doi not in seen:
                place += 1
                if place > MOST:
                    raise BadFile("file_too_many")
                seen.add(named.doi or "")
                yield Entry(place, plain(named.given)[:200], named.doi, reason=named.reason)
    if not seen - {""}:
        raise BadFile("file_no_doi")


def _named(rows: Iterator[Row]) -> Iterator[Named]:
    first: list[Row] = []
    for row in rows:
        first.append(row)
        if columns := _columns(row):
            for number, below in enumerate(rows, start=len(first) + 1):
                yield from _of_columns(below, columns, number)
            return
        if len(first) == HEADING_ROWS:
            break
    yield from _anywhere(enumerate(chain(first, rows), start=1))


def _columns(row: Row) -> list[int]:
    """The columns with DOIs by their headings, the one that is called just so first."""
    names = [unicodedata.normalize("NFKC", cell).strip().casefold() for cell in row]
    found = [
        place
        for place, name in enumerate(names)
        if len(name) <= LONGEST_HEADING and "10." not in name and _HEADING.fullmatch(name)
    ]
    return sorted(found, key=lambda place: re.sub(r"[\s.:_-]", "", names[place]) not in _EXACT)


def _of_columns(row: Row, columns: list[int], number: int) -> Iterator[Named]:
    """The works of the first of these cells that is filled."""
    for column in columns:
        cell = row[column].strip() if column < len(row) else ""
        if cell:
            found = list(of_line(" ".join(cell.split("\n"))))
            yield from found or [Named(_where(row, number), None, "malformed")]
            return
    if any(cell.strip() for cell in row):
        yield Named(_where(row, number), None, "no_doi_in_row")


def _anywhere(rows: Iterable[tuple[int, Row]]) -> Iterator[Named]:
    """The works named anywhere in a row; rows before the first of them are headings."""
    begun = False
    for number, row in rows:
        cells = (cell.strip() for cell in row if "10." in cell)
        found = [one for cell in cells for one in of_line(cell) if one.doi]
        yield from found
        if begun and not found and any(cell.strip() for cell in row):
            yield Named(_where(row, number), None, "no_doi_in_row")
        begun = begun or bool(found)


def _where(row: Row, number: int) -> str:
    """The row as one finds it again: its number and what stands in it."""
    return f"{number}: " + " | ".join(cell.strip()[:100] for cell in row if cell.strip())[:190]
