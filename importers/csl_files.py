"""Files of CSL JSON as entries: a list of items, one a line, or a single one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BufferedReader
from typing import Any

from importers.csl import doi_of, names_a_work
from importers.entries import BadFile, Entry
from importers.json_files import unwrapped, values
from importers.messages import Remarks, text
from importers.reading import MOST


def read(file: BufferedReader) -> Iterator[Entry]:
    """An entry an item of a file, also where it is none, with the reason. Raises BadFile."""
    place = 0
    for place, value in enumerate(values(file), start=1):
        if place > MOST:
            raise BadFile("file_too_many")
        yield _entry(place, unwrapped(value))
    if not place:
        raise BadFile("file_empty")


def _entry(place: int, message: Mapping[str, Any] | None) -> Entry:
    if message is None:
        return Entry(place, "", reason="not_json")
    given = text(message.get("title")) or text(message.get("id")) or ""
    if not names_a_work(message):
        return Entry(place, given[:200], reason="no_title")
    return Entry(place, given[:200], doi_of(message, Remarks()), message=message, source="csl")
