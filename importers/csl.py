"""An item of CSL JSON, of reference managers and of content negotiation, to a record: pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from importers import bylines, own_identifiers
from importers.crossref_messages import DATES
from importers.crossref_people import contributors, funders
from importers.errors import ParseError
from importers.identifiers import (
    InvalidIdentifier,
    asked_doi,
    find_dois,
    normalise_isbn,
    normalise_issn,
)
from importers.languages import language_code
from importers.messages import Remarks, dates_of, each, strings, text, web
from importers.records import (
    ContributorRecord,
    EventRecord,
    IdentifierRecord,
    PartialDate,
    WorkRecord,
)
from importers.titles import paragraphs, plain, title
from importers.written_dates import written_date

Message = Mapping[str, Any]
MOST_NAMES = bylines.MOST_NAMES
TYPES: Mapping[str, str] = {
    **dict.fromkeys(
        ("article-journal", "article-magazine", "review", "review-book"), "journal-article"
    ),
    **dict.fromkeys(("entry", "entry-dictionary", "entry-encyclopedia"), "reference-entry"),
    **dict.fromkeys(("document", "post", "post-weblog", "webpage", "manuscript"), "other"),
    "article": "posted-content",
    "article-newspaper": "newspaper",
    "chapter": "book-chapter",
    "collection": "edited-book",
    "pamphlet": "book",
    "paper-conference": "proceedings-article",
    "periodical": "journal",
    "thesis": "dissertation",
}
"""Types of CSL -> words of Crossref; those that are the same, and others, are kept as they come."""

_NUMBERED = frozenset(("report", "standard"))
_TAKEN = frozenset(
    re.findall(
        r"\S+",
        "DOI DOI-title ISBN ISSN URL abstract author collection-title container-title "
        "container-title-short editor edition event event-date event-place event-title funder "
        "genre issue issued journalAbbreviation language number original-title page publisher "
        "publisher-place short-container-title short-title subtitle subtype title title-short "
        "type volume article-number institution version edition-number",
    )
)
_QUIET = frozenset(
    re.findall(
        r"\S+",
        "accessed alternative-id archive assertion call-number categories citation-key "
        "content-domain custom deposited id indexed is-referenced-by-count issn-type isbn-type "
        "journal-issue keyword license link locale member number-of-pages number-of-volumes "
        "original-publisher page-first prefix reference reference-count references-count "
        "relation resource score source status subject system_id update-policy",
    )
)
"""The writer's own order, and what Crossref says of its deposit: no remark that it stays behind."""


def names_a_work(message: Message) -> bool:
    """Whether there is a title or a DOI."""
    return bool(text(message.get("title")) or doi_of(message, Remarks()))


def parse(message: Message) -> WorkRecord:
    """The item as a record; what is not taken over is said in `remarks`.

    Raises ParseError where there is neither a title nor a DOI.
    """
    if not _is_object(message) or not names_a_work(message):
        raise ParseError("the item has neither a title nor a DOI")
    remarks = Remarks()
    doi = doi_of(message, remarks)
    main = title(next(strings(message.get("title")), ""))
    containers = _containers(message)
    kind = _type(message)
    numbered = kind in _NUMBERED
    return WorkRecord(
        source="csl",
        doi=doi,
        type=kind,
        subtype=text(message.get("subtype")) or text(message.get("genre")),
        title=main.text or None,
        title_markup=main.markup,
        subtitle=": ".join(strings(message.get("subtitle"), plain)) or None,
        original_title=text(message.get("original-title")),
        other_titles=tuple(dict.fromkeys(_each(message, plain, "title-short", "short-title"))),
        abstract=text(message.get("abstract"), paragraphs),
        container_title=containers[0] if containers else None,
        container_titles=containers,
        short_container_title=_first(message, *_SHORT_CONTAINERS),
        publisher=text(message.get("publisher")),
        publisher_place=text(message.get("publisher-place")),
        institutions=tuple(filter(None, (text(i.get("name")) for i in _institutions(message)))),
        issns=_numbers(message, normalise_issn, remarks),
        isbns=_numbers(message, normalise_isbn, remarks),
        volume=text(message.get("volume")),
        issue=_first(message, "issue") or (None if numbered else _first(message, "number")),
        pages=re.sub(r"[\u2013\u2014]|--+", "-", text(message.get("page")) or "") or None,
        article_number=_first(message, "number" if numbered else "article-number"),
        edition=_first(message, "edition", "edition-number", "version"),
        language=language_code(text(message.get("language")) or ""),
        dates=_dates(message, remarks),
        contributors=_byline(message, "author", remarks),
        editors=_byline(message, "editor", remarks),
        funders=funders(message, remarks),
        identifiers=own_identifiers.own(doi, _identifiers(message, kind)),
        event=_event(message, remarks),
        url=web(message.get("URL")),
        remarks=_remarks(message, remarks),
    )


def _is_object(message: object) -> bool:
    return isinstance(message, Mapping)


_SHORT_CONTAINERS = ("container-title-short", "journalAbbreviation", "short-container-title")


def doi_of(message: Message, remarks: Remarks) -> str | None:
    """The DOI, also from an address at the resolver; a remark where it is none."""
    for given in strings(message.get("DOI")):
        try:
            return asked_doi(given)
        except InvalidIdentifier as why:
            if len(found := find_dois(given[:3000])) == 1:
                return found[0]
            remarks.add("DOI", given, why.reason.value)
    return own_identifiers.doi_in_address((text(message.get("URL"), str.strip) or "")[:3000])


def _type(message: Message) -> str:
    said = (text(message.get("type")) or "other")[:100].lower()
    return TYPES.get(said, said)


def _first(message: Message, *names: str) -> str | None:
    return next(filter(None, (text(message.get(name)) for name in names)), None)


def _each(message: Message, clean: Callable[[str], str], *names: str) -> Iterator[str]:
    for name in names:
        yield from strings(message.get(name), clean)


def _containers(message: Message) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_each(message, plain, "container-title", "collection-title")))


def _institutions(message: Message) -> Iterator[Message]:
    return each(message.get("institution"))


def _numbers(
    message: Message, normalise: Callable[[str], str], remarks: Remarks
) -> tuple[str, ...]:
    name = normalise.__name__.removeprefix("normalise_").upper()
    given = (one for some in strings(message.get(name)) for one in re.split(r"[;,]|\s+", some))
    found = (remarks.identifier(name, one, normalise) for one in given if one)
    return tuple(dict.fromkeys(number for number in found if number))


def _dates(message: Message, remarks: Remarks) -> dict[str, PartialDate]:
    """Each date that is there; one that is written as text is read as far as that goes."""
    dates = dates_of({**message, "issued": None}, DATES, remarks)
    issued = message.get("issued")
    written = issued if isinstance(issued, str) else None
    if isinstance(issued, Mapping) and not issued.get("date-parts"):
        written = _first(issued, "raw", "literal", "date-time")
    if written is None:
        dates |= dates_of(message, ("issued",), remarks)
    elif date := written_date(written, "issued", remarks):
        dates["issued"] = date
    return dates


def _byline(message: Message, role: str, remarks: Remarks) -> tuple[ContributorRecord, ...]:
    given = message.get(role)
    entries = [_named(one) for one in each(given if isinstance(given, list) else [given])]
    if len(entries) > MOST_NAMES:
        remarks.add(role, len(entries), "too_many")
    byline = contributors({role: entries[:MOST_NAMES]}, role, remarks)
    return tuple(_whole(one) if one.is_group else one for one in byline)


def _named(name: Message) -> Message:
    """A name of CSL as one of Crossref: particles with the family name, `literal` whole."""
    before, within = text(name.get("dropping-particle")), text(name.get("non-dropping-particle"))
    family = " ".join(part for part in (before, within, text(name.get("family"))) if part)
    whole = text(name.get("name")) or text(name.get("literal"))
    return {**name, "family": family or None, "name": whole}


def _whole(one: ContributorRecord) -> ContributorRecord:
    read = bylines.whole(one.printed)
    if read.is_group:
        return one
    return replace(
        one,
        given=read.given,
        family=read.family,
        printed=read.printed,
        group_name=None,
        is_group=False,
    )


def _identifiers(message: Message, kind: str) -> Iterator[IdentifierRecord | None]:
    yield from map(own_identifiers.of_address, strings(message.get("URL")))
    for name in ("number", "note", "archive_location", "container-title", "CSTR", "page"):
        said = text(message.get(name)) or ""
        yield own_identifiers.named_arxiv(said)
        yield own_identifiers.named_cstr(f"cstr:{said}" if name == "CSTR" else said)
    for pmid in strings(message.get("PMID")):
        if re.fullmatch(r"[0-9]{1,9}", pmid):
            yield IdentifierRecord("pmid", pmid)
    if kind == "patent":
        yield own_identifiers.patent_number(text(message.get("number")) or "")


def _event(message: Message, remarks: Remarks) -> EventRecord | None:
    said = message.get("event")
    event = said if isinstance(said, Mapping) else {"name": said}
    name = _first(message, "event-title") or text(event.get("name"))
    place = _first(message, "event-place") or text(event.get("location"))
    dates = dates_of(
        {"start": event.get("start"), "event-date": message.get("event-date")},
        ("event-date", "start"),
        remarks,
    )
    start = dates.get("event_date") or dates.get("start")
    return EventRecord(name, place, start) if name or start else None


def _remarks(message: Message, remarks: Remarks) -> tuple[Any, ...]:
    """The last thing read: what no part of the record took."""
    for name, value in message.items():
        taken = name in _TAKEN or name in _QUIET or name in DATES or name == "PMID"
        if value and not taken:
            remarks.add(str(name), value, "not_taken_over")
    return remarks.all()
