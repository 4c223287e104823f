"""The cells of Excel files as text, read by calamine once nothing in the file can hurt.

A workbook is a zip of XML. Calamine keeps every cell between the first and the last, with a copy of
its text; so what that comes to is counted before. Only the parts that hold cells are handed on.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from importers import month_cells
from importers.entries import BadFile

MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 32 * 2**20
MOST_MEMBERS = 2_000
MOST_CELLS = 400_000
MOST_TEXT = 32 * 2**20
_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/_rels/workbook\.xml\.rels|xl/workbook\.xml"
    r"|xl/(?:sharedStrings|styles)\.xml|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_TAG = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?(row|c)(?=[\s/>])([^<>]*)>")
_PLACE = re.compile(rb"(?:^|\s)r\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(rb"([A-Z]{0,3})([0-9]{1,7})")
_SHARED = re.compile(rb'\bt\s*=\s*["\']s["\'][^<>]*>\s*<(?:[A-Za-z0-9_.-]+:)?v>([0-9]{1,7})<')
_CELL = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?c[\s/>]")
_STRING = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?si[\s>]")
_NO_RESULT = re.compile(rb"(<(?:[A-Za-z0-9_.-]+:)?c\s(?:[^<>]*?\s)?t\s*=\s*)(?:\"e\"|'e')")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    KeyError,
)


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A sheet with cells; `merged` are areas by the (row, column) of their first and last cell."""

    name: str
    visible: bool
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    _sheet: Any

    def rows(self) -> Iterator[list[Any]]:
        """All rows from the first, each from the first column: texts, numbers, days.

        A blank cell is an empty text, a formula without a result says `#N/A`. Raises BadFile.
        """
        before = [""] * (self._sheet.start or (0, 0))[1]
        try:
            for row in self._sheet.iter_rows():
                yield before + row
        except (CalamineError, OSError, ValueError, KeyError):
            raise BadFile("file_damaged") from None


def sheets(file: BinaryIO) -> Iterator[Iterator[list[str]]]:
    """The rows of each sheet with cells. Raises BadFile."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise BadFile("file_too_large")
    for sheet in worksheets(data):
        yield ([_text(cell) for cell in row] for row in sheet.rows())


def worksheets(data: bytes, *, most_cells: int = MOST_CELLS) -> Iterator[Worksheet]:
    """The sheets with cells, each in memory while it is looked at.

    Raises BadFile; the detail of `file_too_large` is the cell that lies too far out, if one does.
    """
    try:
        members = _members(data)
    except _DAMAGED:
        raise BadFile("file_damaged") from None
    _check(members, most_cells)
    try:
        book = CalamineWorkbook.from_filelike(_packed(members))
        for place, about in enumerate(book.sheets_metadata):
            if str(about.typ).endswith("WorkSheet"):
                visible = str(about.visible).endswith(".Visible")
                sheet = book.get_sheet_by_index(place)
                merged = sheet.merged_cell_ranges or []
                yield Worksheet(about.name, visible, merged, sheet)
    except (CalamineError, OSError, ValueError, KeyError):
        raise BadFile("file_damaged") from None


def _members(data: bytes) -> dict[str, bytes]:
    """The parts that hold cells, unpacked. Raises BadFile."""
    if data.count(b"PK\x01\x02") > MOST_MEMBERS:
        raise BadFile("file_too_large")
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            name = member.filename.replace("\\", "/").lstrip("/")
            if _NEEDED.fullmatch(name):
                with archive.open(member) as part:
                    found[name] = part.read(left + 1)
                left -= len(found[name])
                if left < 0:
                    raise BadFile("file_too_large")
    if not any(name.lower() == "xl/workbook.xml" for name in found):
        raise BadFile("file_damaged")
    return found


def _packed(members: dict[str, bytes]) -> io.BytesIO:
    """A workbook of these parts alone, without compression, its sheets spelled out."""
    packed = io.BytesIO()
    styles = _hiding(members)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        while members:
            name, xml = members.popitem()
            is_sheet = "worksheets/" in name.lower()
            archive.writestr(name, _spelled_out(xml, styles) if is_sheet else xml)
    packed.seek(0)
    return packed


def _hiding(members: dict[str, bytes]) -> Mapping[bytes, str]:
    """The styles that hide the day, but in books that count their days from 1904."""
    parts = {name.lower(): xml for name, xml in members.items()}
    if re.search(rb"date1904\s*=\s*[\"'](?:1|true)", parts.get("xl/workbook.xml", b"")):
        return {}
    return month_cells.hiding(parts.get("xl/styles.xml", b""))


def _spelled_out(xml: bytes, styles: Mapping[bytes, str]) -> bytes:
    """A sheet whose formulas without a result say so, as calamine leaves them out, and months."""
    return month_cells.spelled_out(_NO_RESULT.sub(rb'\1"str"', xml), styles)


def _check(members: dict[str, bytes], most_cells: int) -> None:
    """Refuse entities, and more cells or text than there is memory for. Raises BadFile."""
    if any(b"<!DOCTYPE" in xml or b"<!ENTITY" in xml for xml in members.values()):
        raise BadFile("file_damaged")
    if any(xml[:2] in {b"\xff\xfe", b"\xfe\xff"} for xml in members.values()):
        raise BadFile("file_damaged")  # UTF-16, in which nothing of this would be seen
    lengths = _lengths(members)
    cells = text = 0
    for name, xml in members.items():
        if "worksheets/" in name.lower():
            cells += _area(xml, most_cells)
            indices = (int(found.group(1)) for found in _SHARED.finditer(xml))
            text += sum(lengths[index] for index in indices if index < len(lengths))
        if cells > most_cells or text > MOST_TEXT:
            raise BadFile("file_too_large")


def _lengths(members: dict[str, bytes]) -> list[int]:
    """How long each shared text is at most, by its number."""
    shared = next((xml for name, xml in members.items() if "sharedstrings" in name.lower()), b"")
    starts = [found.start() for found in _STRING.finditer(shared)]
    return [end - start for start, end in pairwise([*starts, len(shared)])]


def _area(xml: bytes, most: int) -> int:
    """At most so many cells come before the end of a sheet. Raises BadFile."""
    marks = len(_CELL.findall(xml))
    if marks > most:
        raise BadFile("file_too_large")
    column = columns = row = rows = cells = 0
    for found in _TAG.finditer(xml):
        letters, number = _place(found.group(2))
        if found.group(1) == b"row":
            row, column = number or row + 1, 0
        else:
            row, column = number or row, _column(letters) if letters else column + 1
            cells += 1
        rows, columns = max(rows, row), max(columns, column)
        if rows * columns > most:
            raise BadFile("file_too_large", ((letters or b"A") + b"%d" % row).decode())
    if cells < marks:
        raise BadFile("file_damaged")
    return rows * columns


def _place(attributes: bytes) -> tuple[bytes, int]:
    """The letters and the number that say where a row or a cell stands. Raises BadFile."""
    said = _PLACE.search(attributes)
    if said is None:
        return b"", 0
    reference = _REFERENCE.fullmatch(said.group(1) or said.group(2) or b"")
    if reference is None:
        raise BadFile("file_damaged")
    return reference.group(1), int(reference.group(2))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | datetime) else str(cell)
