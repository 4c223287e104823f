"""Files of messages as a stream of records, in constant memory.

JSON lines, a JSON list, or one record; plain or gzip. No database.
"""

from __future__ import annotations

import codecs
import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import orjson

LARGEST = 32 * 2**20
"""Bytes that one record may have."""

CHUNK = 2**20
HEAD = 2**16
_LIST = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:\[|\{(?s:.{0,4000}?)\"items\"\s*:\s*\[)")


class BadFile(Exception):
    """The file cannot be read further; `code` is one of `wording.RUN_ENDS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Part(NamedTuple):
    """One record of a file, counted from 1; without a message it is not JSON."""

    number: int
    message: dict[str, Any] | None


def read(path: Path) -> Iterator[Part]:
    """The records of a file in their order. Raises BadFile, OSError."""
    with _opened(path) as file:
        try:
            yield from (Part(n, _unwrapped(value)) for n, value in enumerate(_values(file), 1))
        except (EOFError, gzip.BadGzipFile, UnicodeDecodeError):
            raise BadFile("file_cut") from None


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    with path.open("rb") as raw:
        is_gzip = raw.peek(2)[:2] == b"\x1f\x8b"
        file = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if is_gzip else raw
        yield BufferedReader(cast("Any", file), HEAD * 2)


def _values(file: BufferedReader) -> Iterator[Any]:
    head = file.peek(HEAD)[:HEAD]
    found = _LIST.match(head)
    if found and not _is_record(head):
        file.read(found.end())
        return _of_list(file)
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        raise BadFile("file_not_json")
    return _of_lines(file)


def _is_record(head: bytes) -> bool:
    """Whether the first line is a whole object of its own, however it is called inside."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0]
    try:
        value = orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return isinstance(value, dict) and "DOI" in _unwrapped_or_empty(value)


def _of_lines(file: BufferedReader) -> Iterator[Any]:
    """One value a line; a record spread over lines is read as a whole where it is the only one."""
    first = True
    while line := file.readline(LARGEST + 1):
        if len(line) > LARGEST:
            raise BadFile("file_too_large_part")
        text = line.strip(b"\xef\xbb\xbf \t\r\n") if first else line.strip()
        if text:
            value = _loaded(text)
            if value is None and first:
                value = _loaded(text + b"\n" + file.read(LARGEST))
            first = False
            yield value


def _loaded(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _of_list(file: BufferedReader) -> Iterator[Any]:
    """The members of a JSON list, one after the other; what follows the list is not looked at."""
    decoder, chunks = json.JSONDecoder(), _decoded(file)
    text, at = next(chunks, ""), 0
    while True:
        at = _past_blanks(text, at)
        if text[at : at + 1] == "]":
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            more = next(chunks, "")
            if not more:
                raise BadFile("file_cut") from None
            if len(text) - at > LARGEST:
                raise BadFile("file_too_large_part") from None
            text, at = text[at:] + more, 0
        else:
            yield value


def _past_blanks(text: str, at: int) -> int:
    while text[at : at + 1] in {" ", "\t", "\r", "\n", ","}:
        at += 1
    return at


def _decoded(file: BufferedReader) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk)


def _unwrapped(value: Any) -> dict[str, Any] | None:
    """The record itself, also where it came in the envelope of the API."""
    if isinstance(value, dict) and "message-type" in value:
        value = value.get("message")
    return value if isinstance(value, dict) else None


def _unwrapped_or_empty(value: Any) -> dict[str, Any]:
    return _unwrapped(value) or {}
