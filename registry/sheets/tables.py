"""The raw tables in a file, as the confined process sees and tells them.

It reads one request from its standard input: the length of the file in 8 bytes, then the file. It
answers in lines of JSON: the first rows of each sheet, then, told which sheet is meant, all rows of
that one. Nothing here knows of lists, columns or faults of cells.
"""

from __future__ import annotations

import csv
import io
import os
import re
import resource
import struct
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import orjson

from importers.encodings import decoded
from importers.entries import BadFile
from importers.workbooks import MOST_BYTES, Worksheet, worksheets

HEAD_ROWS = 20
MOST_CELLS = 600_000
MOST_SHEETS = 20
MOST_COLUMNS = 1_000
LONGEST = 40_000
"""Characters of a cell that are told; a cell of a spreadsheet holds 32,767."""

CPU_SECONDS = 8
MEMORY = 768 * 2**20
"""Bytes of addresses; what is really used stays far below, as much is mapped and not touched."""

DELIMITERS = ",;\t"
LENGTH = struct.Struct(">Q")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_REFERENCE = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
Merged = list[tuple[tuple[int, int], tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, or a file of text; `opened` gives its rows from the first."""

    name: str | None
    opened: Any
    merged: Merged = field(default_factory=list)

    def rows(self) -> Iterator[list[Any]]:
        """All rows, blank ones too. Raises BadFile."""
        rows: Iterator[list[Any]] = self.opened()
        return rows


def tables(data: bytes) -> Iterator[Table]:
    """The tables in a file, told by content; one at a time is in memory. Raises BadFile."""
    if refused := _refused(data):
        raise BadFile(refused)
    if data.startswith(_ZIP):
        yield from _of_workbook(data)
    else:
        text = decoded(data)
        yield Table(None, lambda: _of_text(text))


def _refused(data: bytes) -> str | None:
    """The code of a file that is known and not wanted."""
    if not data.strip(b"\x00 \t\r\n"):
        return "file_empty"
    if len(data) > MOST_BYTES:
        return "file_too_large"
    if data.startswith(_OLE):
        return "file_encrypted" if _LOCKED in data else "file_old_excel"
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<"):
        return "file_other_spreadsheet" if b"office:spreadsheet" in head else "file_html"
    if head.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"rar!", b"7z\xbc")):
        return "file_not_text"
    return None


def _of_workbook(data: bytes) -> Iterator[Table]:
    if b"xl/workbook.bin" in data or b"application/vnd.oasis" in data[:200]:
        raise BadFile("file_other_spreadsheet")
    found: Iterator[Worksheet] = worksheets(data, most_cells=MOST_CELLS)
    for sheet in islice((each for each in found if each.visible), MOST_SHEETS):
        yield Table(sheet.name, sheet.rows, sheet.merged)


def _of_text(text: str) -> Iterator[list[Any]]:
    marked = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    start = marked.end() if marked else 0
    delimiter = marked.group(1) if marked else _delimiter(text)
    source = io.StringIO(text, newline="")
    source.seek(start)
    cells = 0
    try:
        for row in csv.reader(source, delimiter=delimiter):
            cells += len(row) or 1
            if cells > MOST_CELLS:
                raise BadFile("file_too_large")
            yield list(row)
    except csv.Error:
        raise BadFile("file_damaged") from None


def _delimiter(text: str) -> str:
    """That which stands alike often in most of the first lines; commas in sentences do not."""
    lines = [line for line in text[:50_000].splitlines()[:HEAD_ROWS] if line.strip()]

    def alike(mark: str) -> tuple[int, int]:
        times = Counter(count for line in lines if (count := line.count(mark)))
        return max(((lines, count) for count, lines in times.items()), default=(0, 0))

    return max(DELIMITERS, key=alike)


def told(cell: Any) -> Any:
    """A cell as JSON: text, number, yes or no; a day as a list with its ISO text; blank as null."""
    if isinstance(cell, str):
        return cell[:LONGEST] or None
    if isinstance(cell, bool | int | float):
        return cell
    return [cell.isoformat()] if isinstance(cell, date) else str(cell)


def main() -> None:
    """Confine this process, then answer one request."""
    _confine()
    source = sys.stdin.buffer
    data = source.read(LENGTH.unpack(source.read(LENGTH.size))[0])
    try:
        _answer(data, source)
        _say({"end": ""})
    except BadFile as why:
        reference = _REFERENCE.fullmatch(why.detail)
        _say({"end": "file_spread" if reference else why.code, "ref": why.detail})
    except MemoryError:
        _say({"end": "file_too_large"})
    with suppress(BrokenPipeError):
        sys.stdout.buffer.flush()
    os._exit(0)


def _confine() -> None:
    """No more time, memory, files or processes than a spreadsheet may take; no core of its data."""
    limits = {
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 16,
    }
    for limit, most in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def _answer(data: bytes, source: Any) -> None:
    last = None
    for place, last in enumerate(tables(data)):
        head = [[told(cell) for cell in row] for row in _head(last)]
        _say({"sheet": last.name, "place": place, "merged": last.merged, "head": head})
    _say({"chosen": None})
    sys.stdout.buffer.flush()
    wanted = int(source.readline())
    if last is not None and wanted != place:
        last = next(islice(tables(data), wanted, None))
    for number, row in enumerate(last.rows() if last else (), 1):
        if any(cell != "" for cell in row):
            _say([number, [told(cell) for cell in row]])


def _head(table: Table) -> Iterator[list[Any]]:
    for row in islice(table.rows(), HEAD_ROWS):
        if len(row) > MOST_COLUMNS:
            raise BadFile("file_too_wide")
        yield row


def _say(what: Any) -> None:
    sys.stdout.buffer.write(orjson.dumps(what) + b"\n")
