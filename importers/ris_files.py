"""Files of RIS as entries: cut apart where a reference begins, all tags with all values kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

import rispy

from importers.encodings import text_of
from importers.entries import BadFile, Entry
from importers.messages import Remarks
from importers.reading import MOST
from importers.ris import Fields, doi_of, names_a_work
from importers.titles import plain

LONGEST = 2**19
"""Characters of one reference."""

MOST_TAGS = 20_000
_START = re.compile(r"^[ \t\ufeff]*TY {0,3}- {0,3}(?=\S)", re.MULTILINE)
_TAG = re.compile(r"[ \t]*([A-Z][A-Z0-9])(?:  ?-(?: |$)|  -)[ \t]*(.*)")
_LINE = re.compile(r"[^\r\n]+")


def read(file: BinaryIO) -> Iterator[Entry]:
    """An entry a reference, also one that cannot be read, with the reason. Raises BadFile."""
    text = text_of(file)
    starts = [found.start() for found in _START.finditer(text)]
    if len(starts) > MOST:
        raise BadFile("file_too_many")
    if not starts:
        raise BadFile("file_empty")
    for place, (start, end) in enumerate(pairwise([*starts, len(text)]), start=1):
        yield _entry(place, text[start:end])


def _entry(place: int, raw: str) -> Entry:
    given = plain(raw[:300].replace("\n", " "))[:200]
    if len(raw) > LONGEST:
        return Entry(place, given, reason="entry_too_large")
    fields = _fields(raw)
    if not names_a_work(fields):
        return Entry(place, given, reason="no_title")
    title = next((plain(fields[tag][0][:200]) for tag in ("TI", "T1", "ID") if tag in fields), "")
    message = {"fields": fields, "raw": raw}
    return Entry(place, title or given, doi_of(fields, Remarks()), message=message, source="ris")


def _fields(raw: str) -> Fields:
    """Every tag with all its values, in their order; what follows the end is not looked at."""
    lines = _lines(raw)
    tags = sorted({line[:2] for line in lines})
    mapping = {tag: tag for tag in ("UK", *tags)}
    found = rispy.loads(
        "\n".join([*lines, "ER  - "]),
        mapping=mapping,
        list_tags=[tag for tag in tags if tag != "TY"],
        delimiter_tags_mapping={},
    )
    record = found[0] if found else {}
    return {
        tag: [value for value in (values if isinstance(values, list) else [values]) if value]
        for tag, values in record.items()
        if values
    }


def _lines(raw: str) -> list[str]:
    """One line a value, as the letter of the format has it; lines that go on are joined."""
    lines: list[list[str]] = []
    for found in _LINE.finditer(raw):
        line = found.group().lstrip("\ufeff")
        tagged = _TAG.match(line)
        if tagged and tagged.group(1) == "ER":
            break
        if tagged and len(lines) < MOST_TAGS:
            lines.append([f"{tagged.group(1)}  - {tagged.group(2).strip()}"])
        elif lines and line.strip():
            lines[-1].append(line.strip())
    return [" ".join(parts) for parts in lines]
