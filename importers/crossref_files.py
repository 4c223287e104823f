"""Files of Crossref messages, of any size: a list, JSON lines, one record, an answer of the API."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader

from importers.entries import Entry
from importers.json_files import unwrapped, values


def read(file: BufferedReader) -> Iterator[Entry]:
    """An entry a message, in constant memory; its parser says whether it names a work.

    Raises BadFile.
    """
    for place, value in enumerate(values(file), start=1):
        message = unwrapped(value)
        if message is None:
            yield Entry(place, "", reason="not_json")
        else:
            yield Entry(
                place, str(message.get("DOI", ""))[:200], message=message, source="crossref"
            )
