"""Files of BibTeX and biblatex as entries: cut apart, macros resolved, what is inherited filled in.

A file is cut where a line begins an entry, so that a brace too few spoils one entry, not the rest.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, BinaryIO

from bibtexparser.model import DuplicateFieldKeyBlock, ParsingFailedBlock, String
from bibtexparser.model import Entry as Parsed
from bibtexparser.splitter import Splitter

from importers.bibtex import doi_of, names_a_work
from importers.encodings import text_of
from importers.entries import BadFile, Entry
from importers.messages import Remarks
from importers.reading import MOST
from importers.titles import plain

LONGEST = 2**19
"""Characters of one entry: the byline of the largest collaborations has a third of that."""

DEEPEST = 2
LONGEST_INDENT = 100
MOST_FIELDS = 200
MOST_PARENTS = 3
LONGEST_MACRO = 1000
MOST_PARTS = 10
_START = re.compile(r"@[ \t]*([A-Za-z]{1,40})[ \t]*[{(]")
_NO_ENTRY = frozenset(("comment", "preamble", "string"))
_PARENT = re.compile(r"\b(?:crossref|xdata)\s*=\s*[{\"]([^{}\"]{1,300})[}\"]", re.IGNORECASE)
_PART = re.compile(r"\{|\}|\"|#")
_NOT_INHERITED = frozenset(
    re.findall(
        r"\S+",
        "abstract author crossref doi entryset eprint ids key keywords label langid note pages "
        "subtitle title url xdata xref",
    )
)
_WITHIN = frozenset(
    (
        "inbook",
        "incollection",
        "inproceedings",
        "conference",
        "inreference",
        "article",
        "bookinbook",
    )
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
Fields = dict[str, str]

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it would log what people wrote


def read(file: BinaryIO) -> Iterator[Entry]:
    """An entry of the file each, also one that cannot be read, with the reason. Raises BadFile."""
    text = text_of(file)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    library = _Library(text, _starts(text))
    place = 0
    for raw in library.pieces():
        for block in _blocks(raw):
            if isinstance(block, Parsed | ParsingFailedBlock):
                place += 1
                if place > MOST:
                    raise BadFile("file_too_many")
                yield library.entry(place, block)
    if not place:
        raise BadFile("file_empty")


def _starts(text: str) -> list[int]:
    """Where entries, macros and comments begin. Raises BadFile where there are too many."""
    starts, entries = [], 0
    for found in _START.finditer(text):
        before = text[max(0, found.start() - LONGEST_INDENT) : found.start()].rstrip(" \t")
        if before and before[-1] not in "\r\n}":
            continue  # an address of mail, or the like
        starts.append(found.start())
        entries += found.group(1).lower() not in _NO_ENTRY
        if entries > MOST or len(starts) > 2 * MOST:
            raise BadFile("file_too_many")
    return starts


def _blocks(raw: str) -> Iterator[Any]:
    """What bibtexparser finds in one piece; of a field given twice the first counts."""
    if len(raw) > LONGEST:
        yield ParsingFailedBlock(error=ValueError("entry_too_large"), raw=raw[:1000])
        return
    for block in Splitter(raw.replace("\r\n", "\n")).split().blocks:
        if isinstance(block, DuplicateFieldKeyBlock) and block.ignore_error_block is not None:
            yield block.ignore_error_block
        else:
            yield block


class _Library:
    """One file: its pieces, its macros, and the entries that others inherit from."""

    def __init__(self, text: str, starts: list[int]) -> None:
        self.text = text
        self.starts = starts
        self.macros: Fields = {month: month for month in _MONTHS}
        self.parents: dict[str, Parsed] = {}
        self.resolved: dict[tuple[str, int], Fields] = {}
        self._gather(set(self._keys_of_parents()))

    def pieces(self) -> Iterator[str]:
        """From where an entry begins to where the next one does."""
        for start, end in pairwise([*self.starts, len(self.text)]):
            yield self.text[start:end]

    def _keys_of_parents(self) -> Iterator[str]:
        for raw in self.pieces():
            for found in _PARENT.finditer(raw) if len(raw) <= LONGEST else ():
                yield from (key.strip().lower() for key in found.group(1).split(","))

    def _gather(self, wanted: set[str]) -> None:
        for raw in self.pieces():
            head = raw[:400].lower()
            is_macro = head.lstrip(" \t@").startswith("string")
            if is_macro or (wanted and head.partition(",")[0].split("{")[-1].strip() in wanted):
                for block in _blocks(raw):
                    if isinstance(block, String):
                        value = self._value(block.value)[:LONGEST_MACRO]
                        self.macros[block.key.lower()] = value
                    elif isinstance(block, Parsed):
                        self.parents.setdefault(block.key.lower(), block)

    def entry(self, place: int, block: Parsed | ParsingFailedBlock) -> Entry:
        """The entry as a message, or why it is none."""
        if isinstance(block, ParsingFailedBlock):
            too_large = str(block.error) == "entry_too_large"
            reason = "entry_too_large" if too_large else "entry_broken"
            return Entry(place, _start(block.raw or ""), reason=reason)
        fields = self.fields(block, DEEPEST)
        message = {
            "type": block.entry_type.lower(),
            "key": block.key,
            "fields": fields,
            "raw": block.raw,
        }
        if not names_a_work(fields):
            return Entry(place, _start(block.raw or ""), reason="no_title")
        given = plain(block.key[:200]) or _start(block.raw or "")
        return Entry(place, given, doi_of(fields, Remarks()), message=message, source="bibtex")

    def fields(self, block: Parsed, deepest: int) -> Fields:
        """The fields of an entry, names in lower case, with what it inherits."""
        fields: Fields = {}
        for field in block.fields[:MOST_FIELDS]:
            name = field.key.lower().rpartition("\n")[2].strip()  # after a line of comment
            fields.setdefault(name, self._value(str(field.value)))
        for name in ("xdata", "crossref") if deepest else ():
            for key in fields.get(name, "").lower().split(",")[:MOST_PARENTS]:
                inherited = self._parent(key.strip(), deepest - 1)
                _inherit(fields, inherited, block.entry_type.lower(), as_is=name == "xdata")
        return fields

    def _parent(self, key: str, deepest: int) -> Fields:
        if key not in self.parents:
            return {}
        if (key, deepest) not in self.resolved:
            self.resolved[key, deepest] = self.fields(self.parents[key], deepest)
        return self.resolved[key, deepest]

    def _value(self, written: str) -> str:
        """A value without its braces or quotation marks, macros replaced, parts joined at `#`."""
        parts = _parts(written) if "#" in written else [written]
        if len(parts) > MOST_PARTS:
            return written
        return "".join(self._part(part.strip()) for part in parts)

    def _part(self, part: str) -> str:
        if len(part) > 1 and (part[0], part[-1]) in {("{", "}"), ('"', '"')}:
            return part[1:-1]
        return self.macros.get(part.lower(), part)


def _inherit(fields: Fields, parent: Mapping[str, str], kind: str, *, as_is: bool) -> None:
    """Fill in what the entry does not say (biblatex manual, appendix B)."""
    if kind in _WITHIN and not as_is:
        for name in ("title", "subtitle"):
            if name in parent:
                fields.setdefault(f"book{name}", parent[name])
    if kind == "inbook" and "author" in parent:
        fields.setdefault("bookauthor", parent["author"])
    for name, value in parent.items():
        if as_is or name not in _NOT_INHERITED:
            fields.setdefault(name, value)


def _parts(written: str) -> list[str]:
    """The parts of a value between `#`, those inside braces and quotation marks aside."""
    parts, start, depth, quoted = [], 0, 0, False
    for found in _PART.finditer(written):
        mark = found.group()
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
        elif mark == '"' and depth == 0:
            quoted = not quoted
        elif mark == "#" and depth == 0 and not quoted:
            parts.append(written[start : found.start()])
            start = found.end()
    return [*parts, written[start:]]


def _start(raw: str) -> str:
    return plain(raw[:300])[:200]
