"""From a list of works as a person keeps it - a CV, BibTeX, RIS, DOIs - to its entries: pure.

BibTeX, RIS and CSL-JSON say what is the title. In running text an entry begins at a number or a
dash, after an empty line, or else with each line; which of its words are the title is not guessed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from importers import files
from importers.entries import BadFile, Entry
from importers.identifiers import find_dois
from importers.sources import PARSERS

OWN_RECORDS = frozenset({"bibtex", "ris", "csl"})
"""Formats whose entries stand for themselves where no agency knows them."""

STRUCTURED = OWN_RECORDS | {"crossref"}
MOST = 2000
"""Entries that one list may have."""

SHOWN = 500
SHORTEST = 25
"""Letters below which a line without a DOI is a heading or a name, and no work."""

_NUMBER = r"[\[(（【]\s*\d{1,4}\s*[\])）】]|\d{1,3}\s*[.)、．](?!\d)"
_MARK = re.compile(rf"\s*(?:{_NUMBER}|[•·▪◦*–—-])\s*(?=\S)")
_YEAR = re.compile(r"(?<![\d./-])(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry: as it was pasted, and what can be told from it for certain.

    `years` are all that it could have appeared in; `title` only where the format says which words
    it is; `is_record` where the entry can be filed as it stands. Neither DOI, title nor year:
    nothing shows that it is a work at all.
    """

    place: int
    given: str
    doi: str | None = None
    title: str | None = None
    years: frozenset[int] = frozenset()
    is_record: bool = False

    @property
    def can_come(self) -> bool:
        """Whether it can be imported: by its DOI, or as it stands."""
        return bool(self.doi or self.is_record)

    @property
    def is_work(self) -> bool:
        """Whether anything shows that it is a work."""
        return bool(self.doi or self.title or (self.years and len(self.given) >= SHORTEST))


def read(text: str) -> list[Listed]:
    """The entries of a pasted list in their order. Raises BadFile (`file_too_many`)."""
    found = _structured(text) or list(_running(text))
    if len(found) > MOST:
        raise BadFile("file_too_many")
    return found


def form_of(text: str) -> str | None:
    """The format of references that it is in, a key of `files.FORMATS`; None for running text."""
    try:
        form = files.format_of("", content_of(text)[: files.HEAD])
    except BadFile:
        return None
    return form if form in STRUCTURED else None


def content_of(text: str) -> bytes:
    """The list as the bytes of a file; the entries that `read` gives have the same places there."""
    return text.encode("utf-8", "replace")


def _structured(text: str) -> list[Listed]:
    """What a reader of references makes of it; nothing where it is running text."""
    form = form_of(text)
    if form is None:
        return []
    try:
        return [_of_entry(entry) for entry in files.read(io.BytesIO(content_of(text)), "", form)]
    except BadFile:
        return []


def _of_entry(entry: Entry) -> Listed:
    if entry.message is None:
        return Listed(entry.place, entry.given, entry.doi)
    record = PARSERS[entry.source](entry.message)
    years = frozenset(date.year for date in record.dates.values())
    given = record.title or entry.given
    doi, is_record = entry.doi or record.doi, entry.source in OWN_RECORDS
    return Listed(entry.place, given[:SHOWN], doi, record.title, years, is_record)


def _running(text: str) -> Iterator[Listed]:
    for place, entry in enumerate(_entries(text.splitlines()), 1):
        dois = find_dois(entry)
        years = frozenset(map(int, _YEAR.findall(_without(entry, dois))))
        yield Listed(place, entry[:SHOWN], dois[0] if dois else None, None, years)


def _without(entry: str, dois: Iterable[str]) -> str:
    lowered = entry.lower()
    for doi in dois:
        lowered = lowered.replace(doi, " ")
    return lowered


def _entries(found: list[str]) -> Iterator[str]:
    """Lines put together to entries, several DOIs on one line parted."""
    starts = _starts(found)
    entry: list[str] = []
    for line, begins in zip(found, starts, strict=True):
        if begins and entry:
            yield from _parted(" ".join(entry))
            entry = []
        if line.strip():
            entry.append(_MARK.sub("", line, count=1).strip() if begins else line.strip())
    if entry:
        yield from _parted(" ".join(entry))


def _starts(found: list[str]) -> list[bool]:
    """Whether an entry begins at each line."""
    marked = [bool(_MARK.match(line)) for line in found]
    empty = [not line.strip() for line in found]
    after_empty = [i == 0 or empty[i - 1] for i in range(len(found))]
    if sum(marked) > 1:
        return [m or a or e for m, a, e in zip(marked, after_empty, empty, strict=True)]
    if any(empty[i] and not empty[i - 1] for i in range(1, len(found) - 1)):
        return [a or e for a, e in zip(after_empty, empty, strict=True)]
    return [True] * len(found)


def _parted(entry: str) -> Iterator[str]:
    """One entry, or each DOI of a line that is nothing but DOIs."""
    words = entry.replace(",", " ").replace(";", " ").split()
    if len(words) > 1 and all(find_dois(word) for word in words):
        yield from words
    else:
        yield entry
