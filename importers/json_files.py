"""Files of JSON as a stream of values, in constant memory: a list, one value a line, or one value.

A list may stand under `items` in the envelope of an API.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from io import BufferedReader
from typing import Any

import orjson

from importers.entries import BadFile

LARGEST = 16 * 2**20
"""Bytes that one value may have."""

MOST_PARTS = 500_000
"""Objects, lists, names and members of one value; each takes up to two hundred bytes of memory."""

MOST_BLANK = 100_000
CHUNK = 2**20
HEAD = 2**16
_LIST = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:\[|\{(?s:.{0,4000}?)\"items\"\s*:\s*\[)")
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_BLANKS = re.compile(r"[ \t\r\n,]*")


def values(file: BufferedReader) -> Iterator[Any]:
    """The values of a file in their order; None for a part that is not JSON. Raises BadFile."""
    head = file.peek(HEAD)[:HEAD]
    found = _LIST.match(head)
    if found and not _is_record(head):
        file.read(found.end())
        yield from _of_list(file)
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _of_lines(file)
    else:
        raise BadFile("file_not_json")


def unwrapped(value: Any) -> dict[str, Any] | None:
    """The record itself, also where it came in the envelope of an API."""
    if isinstance(value, dict) and "message-type" in value:
        value = value.get("message")
    return value if isinstance(value, dict) else None


def first_record(head: bytes) -> dict[str, Any] | None:
    """The first record of a file by its first bytes; None where it is longer than those."""
    found = _LIST.match(head)
    if found and not _is_record(head):
        head = head[found.end() :]
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").decode("utf-8", "replace")
    try:
        return unwrapped(json.JSONDecoder().raw_decode(text)[0])
    except (ValueError, RecursionError):
        return None


def _is_record(head: bytes) -> bool:
    """Whether the first line is a whole object of its own, however it is called inside."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0]
    return "DOI" in (unwrapped(_loaded(first)) or {})


def _of_lines(file: BufferedReader) -> Iterator[Any]:
    """One value a line; a record spread over lines is read as a whole where it is the only one."""
    first, blank = True, 0
    while line := file.readline(LARGEST + 1):
        if len(line) > LARGEST:
            raise BadFile("file_too_large_part")
        text = line.strip(b"\xef\xbb\xbf \t\r\n") if first else line.strip()
        blank = 0 if text else blank + 1
        if blank > MOST_BLANK:
            raise BadFile("file_too_large")
        if text:
            value = _loaded(text)
            if value is None and first:
                value = _whole(text, file)
            first = False
            yield value


def _whole(text: bytes, file: BufferedReader) -> Any:
    """The value that begins with the first line, if it ends with the file."""
    rest = file.peek(HEAD)[:HEAD].split(b"\n", 1)[0]
    if _loaded(rest.strip()) is not None:
        return None
    more = file.read(LARGEST)
    if len(more) == LARGEST:
        raise BadFile("file_too_large_part")
    value = _loaded(text + b"\n" + more)
    if value is None:
        raise BadFile("file_not_json")
    return value


def _loaded(text: bytes) -> Any:
    _check_parts(text)
    try:
        return _storable(orjson.loads(text))
    except orjson.JSONDecodeError:
        return _halved(text)


def _halved(text: bytes) -> Any:
    """The value of a text that orjson refuses for halves of characters in it; else None."""
    if not _HALF.search(text):
        return None
    try:
        return _storable(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _storable(value: Any) -> Any:
    """The value if it can be written again; None where it nests too deep.

    Halves of characters become question marks, numbers beyond 64 bits are rounded.
    """
    try:
        orjson.dumps(value)
    except TypeError:
        try:
            value = orjson.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
            orjson.dumps(value)
        except (ValueError, TypeError, RecursionError):
            return None
    return value


def _check_parts(text: bytes | str) -> None:
    """Refuse what would become very many objects. Raises BadFile."""
    if len(text) > CHUNK:
        count: Callable[[str], int] = (
            text.count if isinstance(text, str) else lambda mark: text.count(mark.encode())
        )
        if count("{") + count("[") + count(",") > MOST_PARTS:
            raise BadFile("file_too_large_part")


def _of_list(file: BufferedReader) -> Iterator[Any]:
    """The members of a JSON list, one after the other; what follows the list is not looked at."""
    decoder, chunks = json.JSONDecoder(), _decoded(file)
    text, at = next(chunks, ""), 0
    while True:
        at = _past_blanks(text, at)
        if text[at : at + 1] == "]":
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            text, at = text[at:] + _more(chunks, len(text) - at), 0
        else:
            yield _storable(value)
            at = end


def _more(chunks: Iterator[str], had: int) -> str:
    """As much again as there is, so that a long value is not read too often. Raises BadFile."""
    if had > LARGEST:
        raise BadFile("file_too_large_part")
    more = next(chunks, "")
    if not more:
        raise BadFile("file_cut")
    parts = [more]
    while sum(map(len, parts)) < had and (more := next(chunks, "")):
        parts.append(more)
    text = "".join(parts)
    _check_parts(text)
    return text


def _past_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _decoded(file: BufferedReader) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk)
