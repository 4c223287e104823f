"""A reference of RIS, as `ris_files` reads it, to a record: pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from importers import bylines, own_identifiers
from importers.errors import ParseError
from importers.identifiers import (
    InvalidIdentifier,
    find_dois,
    normalise_doi,
    normalise_isbn,
    normalise_issn,
)
from importers.languages import language_code
from importers.messages import Remarks, web
from importers.records import ContributorRecord, IdentifierRecord, PartialDate, WorkRecord
from importers.titles import paragraphs, plain, title
from importers.written_dates import written_date

Fields = dict[str, list[str]]
MOST_TAGS = 200
MOST_VALUES = 10_000
TYPES: Mapping[str, str] = {
    **dict.fromkeys(("JOUR", "EJOUR", "MGZN", "ABST", "INPR"), "journal-article"),
    **dict.fromkeys(("CONF", "CPAPER"), "proceedings-article"),
    **dict.fromkeys(("CHAP", "ECHAP"), "book-chapter"),
    **dict.fromkeys(("BOOK", "EBOOK"), "book"),
    **dict.fromkeys(("DATA", "DBASE", "AGGR"), "dataset"),
    **dict.fromkeys(("RPRT", "GOVDOC"), "report"),
    **dict.fromkeys(("ENCYC", "DICT"), "reference-entry"),
    **dict.fromkeys(("GEN", "ELEC", "ICOMM", "BLOG", "MULTI", "UNPB", "MANSCPT"), "other"),
    "NEWS": "newspaper",
    "EDBOOK": "edited-book",
    "THES": "dissertation",
    "STAND": "standard",
    "PAT": "patent",
    "COMP": "software",
    "JFULL": "journal",
    "GRANT": "grant",
}
"""Types of references -> words of Crossref; others are kept as they come, in lower case."""

_JOURNAL_TAGS = ("JF", "JO", "T2", "BT", "J1", "J2", "JA")
_WITHIN = frozenset(("journal-article", "proceedings-article", "book-chapter", "reference-entry"))
_NUMBERED = frozenset(("standard", "report"))
_QUIET = frozenset(("TY", "ID", "KW", "DB", "DP", "Y2", "AN", "L1", "L2", "L3", "L4", "LK", "LB"))
_SERIAL = re.compile(r"(?<![0-9])[0-9]{4}[-\u2010-\u2015 ]?[0-9]{3}[0-9Xx](?![0-9])")
_ISBN = re.compile(r"(?<![0-9])(?:97[89][- ]?)?(?:[0-9][- ]?){9}[0-9Xx](?![0-9])")
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,3}[0-9][0-9A-Za-z.-]{2,20}")
_SERVERS = re.compile(r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|chinaxiv|ssrn)\b", re.IGNORECASE)


def parse(message: Mapping[str, Any]) -> WorkRecord:
    """The reference as a record; what is not taken over is said in `remarks`.

    Raises ParseError where there is neither a title nor a DOI.
    """
    fields = _fields_of(message)
    if not names_a_work(fields):
        raise ParseError("the reference has neither a title nor a DOI")
    return _Reading(fields).record()


def names_a_work(fields: Mapping[str, list[str]]) -> bool:
    """Whether there is a title or a DOI."""
    titles = (value for tag in ("TI", "T1", "CT", "BT") for value in fields.get(tag, ()))
    return any(plain(value) for value in titles) or bool(doi_of(fields, Remarks()))


def doi_of(fields: Mapping[str, list[str]], remarks: Remarks) -> str | None:
    """The DOI, also from an address at the resolver; a remark where it is none."""
    for given in [*fields.get("DO", ()), *fields.get("DI", ())]:
        try:
            return normalise_doi(given)
        except InvalidIdentifier as why:
            if len(found := find_dois(given[:3000])) == 1:
                return found[0]
            remarks.add("DO", given, why.reason.value)
    for tag in ("UR", "LK", "L2", "L3", "M3"):
        for given in fields.get(tag, ()):
            if doi := own_identifiers.doi_in_address(given[:3000]):
                return doi
            if tag in {"L3", "M3"} and given.startswith("10.") and (found := find_dois(given)):
                return found[0]
    return None


def _fields_of(message: object) -> Fields:
    given = message.get("fields") if isinstance(message, Mapping) else None
    if not isinstance(given, Mapping):
        raise ParseError("the record is not a reference of RIS")
    fields: Fields = {}
    for tag, values in list(given.items())[:MOST_TAGS]:
        listed = values if isinstance(values, list) else [values]
        texts = [value for value in listed[:MOST_VALUES] if isinstance(value, str)]
        if texts and isinstance(tag, str):
            fields[tag.upper()] = texts
    return fields


class _Reading:
    """One reference while it is read; `used` are the tags that went into the record."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.remarks = Remarks()
        self.used = {"DO", "DI", "UR"}
        self.kind = self._kind()

    def values(self, *tags: str) -> list[str]:
        """All values of all these tags as clean text, each once."""
        self.used.update(tags)
        found = (plain(value) for tag in tags for value in self.fields.get(tag, ()))
        return list(dict.fromkeys(value for value in found if value))

    def text(self, *tags: str) -> str | None:
        """The first value of the first of these tags that is there; a remark on further ones."""
        for tag in tags:
            if values := self.values(tag):
                for further in values[1:]:
                    self.remarks.add(tag, further, "not_taken_over")
                return values[0]
        return None

    def _kind(self) -> str:
        said = plain(next(iter(self.fields.get("TY", ())), "GEN")).upper()[:50]
        container = " ".join(value for tag in _JOURNAL_TAGS for value in self.fields.get(tag, ()))
        if said in {"JOUR", "EJOUR", "UNPB", "GEN", "INPR"} and _SERVERS.search(container[:1000]):
            return "posted-content"
        return TYPES.get(said, said.lower())

    def record(self) -> WorkRecord:
        """The record."""
        doi = doi_of(self.fields, self.remarks)
        main, *others = self._titles() or [""]
        containers = self._containers()
        issns, isbns = self._serial_numbers()
        read = title(main)
        return WorkRecord(
            source="ris",
            doi=doi,
            type=self.kind,
            subtype=self.text("M3") if self.kind in {"dissertation", "report"} else None,
            title=read.text or None,
            title_markup=read.markup,
            original_title=self.text("OP") if self.kind == "book" else None,
            other_titles=tuple(filter(None, (title(one).text for one in others))),
            abstract=self._abstract(),
            container_title=containers[0] if containers else None,
            container_titles=containers,
            short_container_title=self.text("JA", "J2", "J1"),
            publisher=self.text("PB"),
            publisher_place=self.text("CY"),
            issns=issns,
            isbns=isbns,
            volume=self.text("VL"),
            issue=None if self.kind in _NUMBERED else self.text("IS"),
            pages=self._pages(),
            article_number=self._article_number(),
            edition=self.text("ET"),
            language=language_code(self.text("LA") or ""),
            dates=self._dates(),
            contributors=self._byline("author", "AU", "A1"),
            editors=self._byline("editor", "ED", "A2"),
            identifiers=own_identifiers.own(doi, self._identifiers()),
            url=next(filter(None, map(web, self.fields.get("UR", ()))), None),
            remarks=self._remarks(),
        )

    def _titles(self) -> list[str]:
        """The title, then other titles of the work itself."""
        tags = ("TI", "T1", "CT", *(() if self.kind in _WITHIN else ("BT",)), "ST", "TT")
        self.used.update(tags)
        found = (value.strip() for tag in tags for value in self.fields.get(tag, ()))
        return list(dict.fromkeys(value for value in found if value))

    def _containers(self) -> tuple[str, ...]:
        tags = ("JF", "JO", "T2", "BT", "T3") if self.kind in _WITHIN else ("JF", "JO", "T2", "T3")
        names = self.values(*tags) or self.values("JA", "J2", "J1")
        return tuple(name for name in names if name not in self.fields.get("TI", ()))

    def _abstract(self) -> str | None:
        self.used |= {"AB", "N2"}
        texts = [*self.fields.get("AB", ()), *self.fields.get("N2", ())]
        return next((text for text in map(paragraphs, texts) if text), None)

    def _serial_numbers(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """ISSNs and ISBNs: the format has one tag for both."""
        issns: dict[str, None] = {}
        isbns: dict[str, None] = {}
        for given in self.values("SN") if self.kind not in {"patent", *_NUMBERED} else ():
            books = _ISBN.findall(given[:1000])
            serials = [] if books else _SERIAL.findall(given[:1000])
            isbns.update(dict.fromkeys(self._each("SN", books, normalise_isbn)))
            issns.update(dict.fromkeys(self._each("SN", serials, normalise_issn)))
            if not books and not serials:
                self.remarks.add("SN", given, "malformed")
        return tuple(issns), tuple(isbns)

    def _each(self, tag: str, given: list[str], normalise: Any) -> Iterator[str]:
        found = (self.remarks.identifier(tag, one, normalise) for one in given)
        return (number for number in found if number)

    def _pages(self) -> str | None:
        first, last = self.text("SP"), self.text("EP")
        if first and last and last != first and "-" not in first:
            return f"{first}-{last}"
        return re.sub(r"\s*[\u2013\u2014]\s*|--+", "-", first or last or "") or None

    def _article_number(self) -> str | None:
        if self.kind in _NUMBERED:
            return self.text("IS", "M1", "SN", "C7")
        if number := self.text("C7"):
            return number
        first = next(iter(self.values("M1")), "")
        if self.kind == "journal-article" and _ARTICLE_NUMBER.fullmatch(first):
            return first
        self.used.discard("M1")
        return None

    def _dates(self) -> dict[str, PartialDate]:
        """The year of PY, with the month and the day that DA or Y1 know of it."""
        written = [(tag, one) for tag in ("PY", "DA", "Y1") for one in self.values(tag)]
        dates = [date for tag, one in written if (date := written_date(one, tag, self.remarks))]
        if not dates:
            return {}
        same = [date for date in dates if date.year == dates[0].year]
        for date in dates:
            if date.year != dates[0].year:
                self.remarks.add("DA", date, "another_year")
        return {"issued": max(same, key=lambda date: len(date.parts))}

    def _byline(self, role: str, *tags: str) -> tuple[ContributorRecord, ...]:
        self.used.update(tags)
        lists = [self.fields.get(tag, []) for tag in tags]
        given = lists[0] + [name for name in lists[1] if name not in lists[0]]
        names = (name for value in given for name in bylines.taken_apart(value))
        return bylines.numbered(map(bylines.written, names), role, self.remarks)

    def _identifiers(self) -> Iterator[IdentifierRecord | None]:
        for tag in ("UR", "L2", "LK"):
            yield from map(own_identifiers.of_address, self.fields.get(tag, ()))
        for tag in ("N1", "C7", "M1", "JO", "JF", "T2", "PB", "AN"):
            for value in self.fields.get(tag, ()):
                yield own_identifiers.named_arxiv(value)
                yield own_identifiers.named_cstr(value)
        if self.kind == "patent":
            numbers = map(own_identifiers.patent_number, self.values("SN", "M1", "IS", "C7"))
            yield next(filter(None, numbers), None)

    def _remarks(self) -> tuple[Any, ...]:
        """The last thing read: what no part of the record took."""
        for tag, values in self.fields.items():
            if tag not in self.used and tag not in _QUIET:
                for value in values:
                    self.remarks.add(tag, value, "not_taken_over")
        return self.remarks.all()
