"""From what a person pastes to the DOIs in it: pure.

A line that is one word is meant as a DOI: it becomes one exactly as it stands, or is refused with
the reason. In running text DOIs are found wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from importers.encodings import MOST_LINES, lines, text_of
from importers.entries import BadFile, Entry
from importers.identifiers import InvalidIdentifier, find_dois, normalise_doi

LONGEST = 2048
MOST_BYTES = 4 * 2**20
MOST = 10_000
"""Works that one text, sheet or file of references may name."""

_BEGINS = r"(?:https?://|doi\s*:|10\.[0-9]{4,9}/)"
_BETWEEN = re.compile(rf"[,;|\t]\s*(?={_BEGINS})", re.IGNORECASE)
_FULL_WIDTH = re.compile("[\u3000-\u303f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]")
_MEANT = re.compile(r"10\.[0-9]|doi\s*[:.]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """One work that was named: its DOI in normal form, or why the text is none."""

    given: str
    doi: str | None
    reason: str | None = None

    @property
    def identifier(self) -> str:
        """What the work goes by in its run."""
        return self.doi or self.given


def of_text(text: str) -> list[Named]:
    """Every DOI of a pasted text, and every word in it that was meant as one; each once."""
    if _is_word(text) and not _BETWEEN.search(text):
        return [_exactly(text.strip())]
    return _once(named for line in lines(text) for named in of_line(line))


def of_list(entries: Iterable[str]) -> list[Named]:
    """The DOI of every entry; each once."""
    return _once(_exactly(entry.strip()) for entry in entries)


def read(file: BinaryIO) -> Iterator[Entry]:
    """The works named in a file of text, each once. Raises BadFile."""
    return numbered(
        named
        for line in lines(text_of(file, most=MOST_BYTES, most_lines=MOST_LINES))
        for named in of_line(line)
    )


def numbered(found: Iterable[Named]) -> Iterator[Entry]:
    """What was named as entries, each once. Raises BadFile (`file_too_many`, `file_no_doi`)."""
    seen: set[str] = set()
    for named in found:
        if named.identifier not in seen:
            seen.add(named.identifier)
            if len(seen) > MOST:
                raise BadFile("file_too_many")
            yield Entry(len(seen), named.given[:200], doi=named.doi, reason=named.reason)
    if not seen:
        raise BadFile("file_no_doi")


def of_line(line: str) -> Iterator[Named]:
    """The works that one line, or one cell of a table, names."""
    for part in dict.fromkeys(_BETWEEN.split(line.rstrip(",; "))):
        named, is_word = _exactly(part), _is_word(part)
        if named.doi and not _FULL_WIDTH.search(part):
            yield named
        elif not (is_word and _MEANT.match(part)) and (found := find_dois(part)):
            yield from (Named(doi, doi) for doi in found)
        elif part and (_MEANT.search(part) or (is_word and part == line)):
            yield named


def _is_word(text: str) -> bool:
    """Whether this is one word; Chinese sentences have no blanks, but marks of their own."""
    return len(text.split(None, 1)) == 1 and not _FULL_WIDTH.search(text)


def _exactly(text: str) -> Named:
    try:
        return Named(text[:LONGEST], normalise_doi(text))
    except InvalidIdentifier as why:
        if found := _single(text):
            return Named(text[:LONGEST], found)
        return Named(text[:LONGEST], None, why.reason.value)


def _single(text: str) -> str | None:
    """The one DOI in a longer address of a publisher; none where it is not clear which."""
    if not re.match(r"https?://", text, re.IGNORECASE) or "doi.org/" in text.lower():
        return None
    found = find_dois(text)
    return found[0] if len(found) == 1 else None


def _once(named: Iterable[Named]) -> list[Named]:
    return list({one.identifier: one for one in named}.values())
