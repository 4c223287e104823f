"""An entry of BibTeX or biblatex, as `bibtex_files` reads it, to a record: pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from importers import own_identifiers
from importers.errors import ParseError
from importers.identifiers import (
    InvalidIdentifier,
    find_dois,
    normalise_doi,
    normalise_isbn,
    normalise_issn,
)
from importers.languages import language_code
from importers.latex import address, decoded
from importers.messages import Remarks, web
from importers.records import (
    ContributorRecord,
    EventRecord,
    IdentifierRecord,
    PartialDate,
    WorkRecord,
)
from importers.titles import paragraphs, plain, title
from importers.written_dates import month_of, written_date

LONGEST_ABSTRACT = 20_000
MOST_FIELDS = 200
TYPES: Mapping[str, str] = {
    **dict.fromkeys(("article", "suppperiodical"), "journal-article"),
    **dict.fromkeys(("inproceedings", "conference"), "proceedings-article"),
    **dict.fromkeys(("proceedings", "mvproceedings"), "proceedings"),
    **dict.fromkeys(("book", "mvbook", "booklet"), "book"),
    **dict.fromkeys(("collection", "mvcollection"), "edited-book"),
    **dict.fromkeys(("incollection", "inbook", "bookinbook", "suppbook"), "book-chapter"),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), "dissertation"),
    **dict.fromkeys(("techreport", "report"), "report"),
    **dict.fromkeys(("reference", "mvreference"), "reference-book"),
    **dict.fromkeys(("dataset", "data", "database"), "dataset"),
    **dict.fromkeys(("online", "electronic", "www", "misc", "manual", "unpublished"), "other"),
    "inreference": "reference-entry",
    "periodical": "journal",
    "preprint": "posted-content",
    "standard": "standard",
    "patent": "patent",
    "software": "software",
}
"""Types of entries -> words of Crossref; others are kept as they come."""

_SUBTYPES = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master's thesis",
    "mathesis": "Master's thesis",
    "bathesis": "Bachelor's thesis",
    "techreport": None,
}
_QUIET = frozenset(
    re.findall(
        r"\S+",
        "abstractnote added-at biburl bibsource citeulike-article-id copyright crossref date-added "
        "date-modified day entrysubtype file gender ids interhash intrahash key keywords label "
        "langidopts mendeley-groups mendeley-tags month numpages options owner pagetotal "
        "presort priority sortkey sortname sorttitle sortyear timestamp urldate urlday urlmonth "
        "urlyear xdata year",
    )
)
"""Fields for the writer's own order, or read with others: no remark says that they stay behind."""

_SERVERS = re.compile(
    r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|chinaxiv|ssrn|hal|preprints)\b", re.IGNORECASE
)
_NUMBERED = frozenset(("standard", "report", "techreport", "manual"))
_BETWEEN_NUMBERS = re.compile(r"[;,，；]|\s+(?=97[89])|\s(?:and|/)\s|(?<=[0-9Xx])\s+(?=[0-9])")


def parse(message: Mapping[str, Any]) -> WorkRecord:
    """The entry as a record; what is not taken over is said in `remarks`.

    Raises ParseError where there is neither a title nor a DOI.
    """
    fields = _fields_of(message)
    if not names_a_work(fields):
        raise ParseError("the entry has neither a title nor a DOI")
    kind = message.get("type")
    return _Reading(fields, plain(kind).lower()[:100] if isinstance(kind, str) else "misc").record()


def names_a_work(fields: Mapping[str, str]) -> bool:
    """Whether there is a title or a DOI."""
    return bool(plain(decoded(fields.get("title", ""))) or doi_of(fields, Remarks()))


def doi_of(fields: Mapping[str, str], remarks: Remarks) -> str | None:
    """The DOI of an entry, also from an address at the resolver; a remark where it is none."""
    given = address(fields.get("doi", "")[:3000])
    if given:
        try:
            return normalise_doi(given)
        except InvalidIdentifier as why:
            if len(found := find_dois(given)) == 1:
                return found[0]
            remarks.add("doi", given, why.reason.value)
    return own_identifiers.doi_in_address(address(fields.get("url", "")[:3000]))


def _fields_of(message: object) -> dict[str, str]:
    fields = message.get("fields") if isinstance(message, Mapping) else None
    if not isinstance(fields, Mapping):
        raise ParseError("the record is not an entry of BibTeX")
    found: dict[str, str] = {}
    for name, value in list(fields.items())[:MOST_FIELDS]:
        if isinstance(name, str) and isinstance(value, str) and value.strip():
            found.setdefault(name.lower(), value)
    return found


class _Reading:
    """One entry while it is read; `used` are the fields that went into the record."""

    def __init__(self, fields: dict[str, str], kind: str) -> None:
        self.fields = fields
        self.kind = kind
        self.remarks = Remarks()
        self.used = {"doi"}

    def raw(self, *names: str) -> str:
        """The first of these fields that is there, as it is written."""
        for name in names:
            if name in self.fields:
                self.used.add(name)
                return self.fields[name]
        return ""

    def text(self, *names: str) -> str | None:
        """The same as clean text on one line."""
        return plain(decoded(self.raw(*names))) or None

    def record(self) -> WorkRecord:
        """The record."""
        doi = doi_of(self.fields, self.remarks)
        main = title(decoded(self.raw("title")))
        identifiers = own_identifiers.own(doi, self._identifiers())
        containers = self._containers()
        url = self._url()
        return WorkRecord(
            source="bibtex",
            doi=doi,
            type=self._type(identifiers),
            subtype=self._subtype(),
            title=main.text or None,
            title_markup=main.markup,
            subtitle=self.text("subtitle", "titleaddon"),
            other_titles=tuple(filter(None, (self.text("shorttitle"),))),
            abstract=paragraphs(decoded(self.raw("abstract"), LONGEST_ABSTRACT)) or None,
            container_title=containers[0] if containers else None,
            container_titles=containers,
            short_container_title=self.text("shortjournal"),
            publisher=self.text("publisher"),
            publisher_place=self.text("location", "address"),
            institutions=self._institutions(),
            issns=self._numbers("issn", normalise_issn),
            isbns=self._numbers("isbn", normalise_isbn),
            volume=self.text("volume"),
            issue=None if self._is_numbered() else self.text("number", "issue"),
            pages=self._pages(),
            article_number=self.text("number" if self._is_numbered() else "eid", "articleno"),
            edition=self.text("edition", "version"),
            language=self._language(),
            dates=self._dates(),
            contributors=self._byline("author"),
            editors=self._byline("editor"),
            identifiers=identifiers,
            event=self._event(),
            url=url,
            remarks=self._remarks(),
        )

    def _type(self, identifiers: tuple[IdentifierRecord, ...]) -> str:
        is_preprint = any(one.scheme == "arxiv" for one in identifiers)
        container = " ".join(self.fields.get(name, "") for name in ("journal", "publisher"))
        if self.kind in {"misc", "online", "unpublished"} and is_preprint:
            return "posted-content"
        if self.kind in {"article", "misc", "online"} and _SERVERS.search(container[:1000]):
            return "posted-content"
        return TYPES.get(self.kind, self.kind)

    def _subtype(self) -> str | None:
        said = self.text("type") or self.kind
        return _SUBTYPES.get(said.lower(), None if said == self.kind else said)

    def _is_numbered(self) -> bool:
        """Whether `number` is that of the work and not of an issue."""
        return self.kind in _NUMBERED

    def _identifiers(self) -> Iterator[IdentifierRecord | None]:
        archive = self.raw("eprinttype", "archiveprefix").strip("{} ").lower()
        eprint = address(self.fields.get("eprint", "")[:500])
        if eprint and (archive == "arxiv" or (not archive and "eprint" in self.fields)):
            self.used |= {"eprint", "eprintclass", "primaryclass"}
            yield own_identifiers.arxiv(eprint, "eprint", self.remarks)
        yield own_identifiers.named_arxiv(self.fields.get("journal", ""))
        yield own_identifiers.of_address(address(self.fields.get("url", "")[:3000]))
        for name in ("note", "howpublished", "eprint", "cstr"):
            text = self.fields.get(name, "")
            yield own_identifiers.named_cstr(f"cstr:{text}" if name == "cstr" else text)
            yield own_identifiers.named_arxiv(text)
        if self.kind == "patent":
            yield own_identifiers.patent_number(decoded(self.fields.get("number", "")))

    def _containers(self) -> tuple[str, ...]:
        journal = self.text("journaltitle", "journal", "booktitle")
        subtitle = self.text("journalsubtitle", "booksubtitle")
        if journal and subtitle:
            journal = f"{journal}: {subtitle}"
        names = (journal, self.text("maintitle"), self.text("series"))
        return tuple(dict.fromkeys(name for name in names if name))

    def _institutions(self) -> tuple[str, ...]:
        names = (self.text(name) for name in ("institution", "school", "organization"))
        return tuple(dict.fromkeys(name for name in names if name))

    def _numbers(self, scheme: str, normalise: Callable[[str], str]) -> tuple[str, ...]:
        given = _BETWEEN_NUMBERS.split(address(self.raw(scheme)[:1000]))
        found = (
            self.remarks.identifier(scheme, re.sub(r"\(.*", "", one), normalise)
            for one in given
            if one.strip()
        )
        return tuple(dict.fromkeys(number for number in found if number))

    def _pages(self) -> str | None:
        pages = self.text("pages")
        return re.sub(r"\s*[\u2013\u2014]\s*|\s*-{2,}\s*", "-", pages) if pages else None

    def _language(self) -> str | None:
        return language_code(self.text("langid", "language", "hyphenation") or "")

    def _url(self) -> str | None:
        howpublished = address(self.fields.get("howpublished", "")[:3000])
        if url := web(address(self.raw("url")[:3000])):
            return url
        if web(howpublished):
            self.used.add("howpublished")
        return web(howpublished)

    def _dates(self) -> dict[str, PartialDate]:
        issued = None
        if date := self.text("date"):
            issued = written_date(date, "date", self.remarks)
        elif year := self.text("year"):
            issued = self._year(year)
        return {"issued": issued} if issued else {}

    def _year(self, text: str) -> PartialDate | None:
        """The year, with the month and the day that stand in fields of their own."""
        year = written_date(text, "year", self.remarks)
        written = self.text("month") or ""
        month = month_of(written)
        if year is None or year.month or month is None:
            return year
        day = re.search(r"(?<![0-9])([0-9]{1,2})(?![0-9])", self.text("day") or "")
        try:
            return PartialDate(year.year, month, int(day.group(1)) if day else None)
        except ValueError:
            return PartialDate(year.year, month)

    def _byline(self, role: str) -> tuple[ContributorRecord, ...]:
        names = import_module("importers.bibtex_names")  # bibtexparser, when it is needed
        byline: tuple[ContributorRecord, ...] = names.byline(self.raw(role), role, self.remarks)
        return byline

    def _event(self) -> EventRecord | None:
        name, place = self.text("eventtitle"), self.text("venue")
        start = written_date(self.text("eventdate") or "", "eventdate", self.remarks)
        return EventRecord(name, place, start) if name or place or start else None

    def _remarks(self) -> tuple[Any, ...]:
        """The last thing read: what no part of the record took."""
        for name, value in self.fields.items():
            if name not in self.used and name not in _QUIET:
                self.remarks.add(name, value, "not_taken_over")
        return self.remarks.all()
