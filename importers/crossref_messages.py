"""Crossref work messages, of the API, its bulk files and its early years, to records: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from importers.crossref_people import contributors, funders
from importers.errors import ParseError
from importers.identifiers import (
    InvalidIdentifier,
    normalise_arxiv,
    normalise_isbn,
    normalise_issn,
    registered_doi,
)
from importers.messages import Remarks, dates_of, each, number, partial_date, strings, text, web
from importers.records import (
    EventRecord,
    IdentifierRecord,
    LicenceRecord,
    RelationRecord,
    UpdateRecord,
    WorkRecord,
)
from importers.titles import Title, paragraphs, plain, title

DATES = (
    *("issued", "published", "published-online", "published-print", "published-other", "posted"),
    *("accepted", "approved", "created", "deposited", "indexed"),
    *("content-created", "content-updated"),
)


def parse_json(body: bytes) -> WorkRecord:
    """A message, or the answer of the API that holds one. Raises ParseError."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ParseError("the record is not JSON") from None
    if isinstance(document, dict) and "message-type" in document:
        document = document.get("message")
    return parse(document)


def parse(message: Mapping[str, Any]) -> WorkRecord:
    """A work message of any shape; what cannot be taken over is said in `remarks`.

    Raises ParseError where there is no usable DOI.
    """
    doi = _doi(message)
    remarks = Remarks()
    main, markup, others = _titles(message)
    containers = tuple(strings(message.get("container-title"), plain))
    return WorkRecord(
        source="crossref",
        doi=doi,
        type=text(message.get("type")),
        subtype=text(message.get("subtype")),
        title=main,
        title_markup=markup,
        subtitle=": ".join(strings(message.get("subtitle"), plain)) or None,
        original_title=text(message.get("original-title")),
        other_titles=others,
        abstract=text(message.get("abstract"), paragraphs),
        container_title=containers[0] if containers else None,
        container_titles=containers,
        short_container_title=text(message.get("short-container-title")),
        publisher=text(message.get("publisher")),
        publisher_place=text(message.get("publisher-location")),
        institutions=_institutions(message),
        issns=_numbers(strings(message.get("ISSN")), normalise_issn, remarks),
        isbns=_numbers(strings(message.get("ISBN")), normalise_isbn, remarks),
        volume=text(message.get("volume")),
        issue=text(message.get("issue")),
        pages=text(message.get("page")),
        article_number=text(message.get("article-number")),
        edition=text(message.get("edition-number")),
        language=text(message.get("language")),
        dates=dates_of(message, DATES, remarks),
        contributors=contributors(message, "author", remarks),
        editors=contributors(message, "editor", remarks),
        funders=funders(message, remarks),
        identifiers=(IdentifierRecord("doi", doi),),
        aliases=tuple(_dois(message.get("aliases"), "aliases", remarks)),
        relations=tuple(_relations(message, remarks)),
        updates=tuple(_updates(message, remarks)),
        event=_event(message, remarks),
        references_count=_count(message, "references-count", "reference-count", "citing-count"),
        cited_by_count=_count(message, "is-referenced-by-count", "cited-count"),
        url=web(message.get("URL")),
        licences=tuple(_licences(message, remarks)),
        remarks=remarks.all(),
    )


def _doi(message: object) -> str:
    if not isinstance(message, Mapping):
        raise ParseError("the record is not an object")
    doi = message.get("DOI")
    try:
        return registered_doi(doi if isinstance(doi, str) else "")
    except InvalidIdentifier as error:
        raise ParseError(f"the record has no usable DOI: {error}") from None


def _titles(message: Mapping[str, Any]) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The first title that is not empty, its markup, and the others with the short titles."""
    titles: list[Title] = [
        found for found in map(title, strings(message.get("title"))) if found.text
    ]
    if not titles:
        return None, None, tuple(strings(message.get("short-title"), plain))
    main, *rest = titles
    others = [other.text for other in rest] + list(strings(message.get("short-title"), plain))
    return main.text, main.markup, tuple(dict.fromkeys(o for o in others if o != main.text))


def _institutions(message: Mapping[str, Any]) -> tuple[str, ...]:
    names = (text(institution.get("name")) for institution in each(message.get("institution")))
    return tuple(name for name in names if name)


def _numbers(
    values: Iterator[str], normalise: Callable[[str], str], remarks: Remarks
) -> tuple[str, ...]:
    name = normalise.__name__.removeprefix("normalise_").upper()
    normal = (remarks.identifier(name, value, normalise) for value in values)
    return tuple(dict.fromkeys(number for number in normal if number))


def _dois(value: object, name: str, remarks: Remarks) -> Iterator[str]:
    for given in strings(value):
        doi = remarks.identifier(name, given, registered_doi)
        if doi:
            yield doi


def _relations(message: Mapping[str, Any], remarks: Remarks) -> Iterator[RelationRecord]:
    relation = message.get("relation")
    for kind, targets in relation.items() if isinstance(relation, Mapping) else ():
        for target in each(targets):
            scheme, given = (text(target.get("id-type")) or "other").lower(), text(target.get("id"))
            normalise = {"doi": registered_doi, "arxiv": normalise_arxiv}.get(scheme)
            if given and normalise:
                given = remarks.identifier(f"relation.{kind}", given, normalise)
            if given:
                asserted_by = text(target.get("asserted-by"))
                yield RelationRecord(plain(kind), scheme, given, asserted_by)


def _updates(message: Mapping[str, Any], remarks: Remarks) -> Iterator[UpdateRecord]:
    for update in each(message.get("update-to")):
        yield _update("updates", update, remarks)
    for update in each(message.get("updated-by")):
        yield _update("updated_by", update, remarks)


def _update(direction: Any, update: Mapping[str, Any], remarks: Remarks) -> UpdateRecord:
    return UpdateRecord(
        direction,
        type=text(update.get("type")),
        label=text(update.get("label")),
        source=text(update.get("source")),
        doi=next(_dois(update.get("DOI"), direction, remarks), None),
        date=partial_date(update.get("updated"), direction, remarks),
        record_id=text(update.get("record-id")),
    )


def _event(message: Mapping[str, Any], remarks: Remarks) -> EventRecord | None:
    for event in each(message.get("event")):
        record = EventRecord(
            text(event.get("name")),
            text(event.get("location")),
            partial_date(event.get("start"), "event.start", remarks),
            partial_date(event.get("end"), "event.end", remarks),
        )
        return record if record != EventRecord() else None
    return None


def _count(message: Mapping[str, Any], *names: str) -> int | None:
    return next((count for name in names if (count := number(message.get(name))) is not None), None)


def _licences(message: Mapping[str, Any], remarks: Remarks) -> Iterator[LicenceRecord]:
    for licence in each(message.get("license")):
        url = web(licence.get("URL"))
        if url:
            yield LicenceRecord(
                url,
                version=text(licence.get("content-version")),
                start=partial_date(licence.get("start"), "license.start", remarks),
                delay_in_days=number(licence.get("delay-in-days")),
            )
