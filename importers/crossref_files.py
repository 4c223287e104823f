"""Files of Crossref messages, of any size: a list, JSON lines, one record, an answer of the API."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader

from importers.entries import BadFile, Entry
from importers.json_files import unwrapped, values
from importers.titles import plain

MOST_WITHOUT = 10_000


def read(file: BufferedReader) -> Iterator[Entry]:
    """An entry a message, in constant memory; its parser says whether it names a work.

    Raises BadFile, also (`file_of_nothing`) where thousands of messages have no DOI.
    """
    without = 0
    for place, value in enumerate(values(file), start=1):
        message = unwrapped(value)
        without += not (message or {}).get("DOI")
        if without > MOST_WITHOUT:
            raise BadFile("file_of_nothing")
        if message is None:
            yield Entry(place, "", reason="not_json")
        else:
            given = plain(str(message.get("DOI", ""))[:200])
            yield Entry(place, given, message=message, source="crossref")
