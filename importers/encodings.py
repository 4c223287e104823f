"""Text whose encoding nobody states: UTF-8, UTF-16, GB18030 or Western European."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from importers.entries import BadFile

MOST_BYTES = 24 * 2**20
"""Bytes of a file that is read as one text."""

MOST_LINES = 200_000
LONGEST_LINE = 10_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 2**16
_HIGH = re.compile(rb"[\x80-\xff]+")
_UNREADABLE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PART = re.compile(rf"\S.{{0,{LONGEST_LINE - 1}}}(?=\s|\Z)|\S{{1,{LONGEST_LINE}}}")
_LINE = re.compile(r"[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def text_of(file: BinaryIO, *, most: int = MOST_BYTES, most_lines: int = MOST_BYTES) -> str:
    """A whole file as text, without its BOM and without NUL.

    Raises BadFile (`file_too_large`, `file_not_text`).
    """
    data = file.read(most + 1)
    if len(data) > most:
        raise BadFile("file_too_large")
    text = decoded(data)
    if max(text.count("\n"), text.count("\r")) > most_lines:
        raise BadFile("file_too_large")
    return text


def decoded(data: bytes) -> str:
    """Bytes as text; bytes that no encoding explains become U+FFFD.

    Raises BadFile (`file_not_text`) where they are no text at all.
    """
    encoding, start = encoding_of(data)
    text = data[start:].decode(encoding, "replace") if start else data.decode(encoding, "replace")
    return text.replace("\x00", "") if "\x00" in text else text


def encoding_of(data: bytes) -> tuple[str, int]:
    """The encoding, and how many bytes of a BOM stand before the text. Raises BadFile."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, len(bom)
    if wide := _without_bom(data[:_SAMPLE]):
        return wide, 0
    if len(_UNREADABLE.findall(data, 0, _SAMPLE)) * 20 > min(len(data), _SAMPLE):
        raise BadFile("file_not_text")
    if _is(data, "utf-8"):
        return "utf-8", 0
    if _is_western(data):
        return "cp1252", 0
    return ("gb18030" if _is(data, "gb18030") else "utf-8"), 0


def lines(text: str) -> Iterator[str]:
    """The lines that are not empty, one at a time; a very long one in parts, cut at blanks."""
    for found in _LINE.finditer(text):
        line = found.group().strip()
        if len(line) > LONGEST_LINE:
            yield from (part.group() for part in _PART.finditer(line))
        elif line:
            yield line


def _without_bom(head: bytes) -> str | None:
    """UTF-16 by its zeros: beside each ASCII character, on one side."""
    zeros = head[::2].count(0), head[1::2].count(0)
    if max(zeros) * 5 < len(head) or min(zeros) * 4 > max(zeros):
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _is(data: bytes, encoding: str) -> bool:
    """Whether all of it is of the encoding; the last character may be cut off."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), 2**20):
            decoder.decode(data[start : start + 2**20])
    except UnicodeDecodeError:
        return False
    return True


def _is_western(data: bytes) -> bool:
    """Letters with accents stand alone between ASCII; the bytes of Chinese come in pairs."""
    first = _HIGH.search(data)
    sample = data[first.start() :][:_SAMPLE] if first else b""
    runs = _HIGH.findall(sample)
    return sum(len(run) == 1 for run in runs) * 2 > len(runs)
