"""DataCite records of the REST API (schema 3 and 4) to records: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from importers.datacite_people import creators, editors, funders
from importers.datacite_types import relation_word, subtype_of, type_of, word
from importers.errors import ParseError
from importers.identifiers import (
    InvalidIdentifier,
    normalise_arxiv,
    normalise_cstr,
    normalise_isbn,
    normalise_issn,
    normalise_pmid,
    registered_doi,
)
from importers.messages import Remarks, each, number, partial_date, strings, text, web
from importers.records import (
    IdentifierRecord,
    LicenceRecord,
    PartialDate,
    RelationRecord,
    UpdateRecord,
    WorkRecord,
)
from importers.titles import paragraphs, plain, title

Message = Mapping[str, Any]

DATES = {
    "issued": "issued",
    "available": "posted",
    "submitted": "submitted",
    "accepted": "accepted",
    "created": "content_created",
    "updated": "content_updated",
}
"""What DataCite calls a date, in lower case -> what the record calls it (domain.md 4.2)."""

Normalise = Callable[[str], str]
NORMALISERS: Mapping[str, Normalise] = {"doi": registered_doi, "arxiv": normalise_arxiv}
OWN: Mapping[str, Normalise] = {
    "arxiv": normalise_arxiv,
    "pmid": normalise_pmid,
    "cstr": normalise_cstr,
}
NUMBERS: Mapping[str, Normalise] = {"ISSN": normalise_issn, "ISBN": normalise_isbn}
SERVERS = frozenset({"posted-content", "dissertation"})


def parse(message: Message) -> WorkRecord:
    """A record with or without its JSON:API frame; what cannot be taken over is in `remarks`.

    Raises ParseError where there is no usable DOI.
    """
    said = _attributes(message)
    doi = _doi(said)
    remarks = Remarks()
    kind = type_of(said)
    main, subtitle, others = _titles(said)
    publisher = _name_of(said.get("publisher"))
    container = next(each(said.get("container")), {})
    return WorkRecord(
        source="datacite",
        doi=doi,
        type=kind,
        subtype=subtype_of(kind),
        title=title(main).text if main else None,
        title_markup=title(main).markup if main else None,
        subtitle=subtitle,
        other_titles=others,
        abstract=_abstract(said),
        container_title=text(container.get("title")),
        container_titles=tuple(strings(container.get("title"), plain)),
        publisher=publisher,
        institutions=(publisher,) if publisher and kind in SERVERS else (),
        issns=tuple(_numbers(said, "ISSN", remarks)),
        isbns=tuple(_numbers(said, "ISBN", remarks)),
        volume=text(container.get("volume")),
        issue=text(container.get("issue")),
        pages="-".join(strings([container.get("firstPage"), container.get("lastPage")])) or None,
        edition=None if kind == "posted-content" else text(said.get("version")),
        language=text(said.get("language")),
        dates=_dates(said, remarks),
        contributors=creators(said, remarks),
        editors=editors(said, remarks),
        funders=funders(said, remarks),
        identifiers=(IdentifierRecord("doi", doi), *_identifiers(said, doi, remarks)),
        relations=tuple(_relations(said, remarks)),
        updates=tuple(_updates(said, remarks)),
        references_count=number(said.get("referenceCount")),
        cited_by_count=number(said.get("citationCount")),
        url=web(said.get("url")),
        licences=tuple(_licences(said)),
        remarks=remarks.all(),
    )


def _attributes(message: object) -> Message:
    """The record itself, out of `data` and `attributes`."""
    if not isinstance(message, Mapping):
        raise ParseError("the record is not an object")
    said: Message = message
    for frame in ("data", "attributes"):
        inside = said.get(frame)
        said = inside if isinstance(inside, Mapping) else said
    return said


def _doi(said: Message) -> str:
    doi = said.get("doi")
    try:
        return registered_doi(doi if isinstance(doi, str) else "")
    except InvalidIdentifier as error:
        raise ParseError(f"the record has no usable DOI: {error}") from None


def _name_of(value: object) -> str | None:
    """A publisher or affiliation given as a text or as an object with a name."""
    return text(next(each(value), {}).get("name")) or text(value)


def _titles(said: Message) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The first title without a type (else the first), the subtitle, and the others."""
    found = [(word(t.get("titleType")), text(t.get("title"), str.strip)) for t in _titled(said)]
    titles = [(kind, words) for kind, words in found if words and title(words).text]
    main = next((words for kind, words in titles if not kind), None)
    main = main or next((words for _, words in titles), None)
    subtitles = [plain(words) for kind, words in titles if kind == "subtitle" and words != main]
    rest = [plain(words) for kind, words in titles if kind != "subtitle" and words != main]
    return main, ": ".join(subtitles) or None, tuple(dict.fromkeys(rest))


def _titled(said: Message) -> Iterator[Message]:
    yield from each(said.get("titles"))
    yield from ({"title": words} for words in strings(said.get("titles")))


def _abstract(said: Message) -> str | None:
    for description in each(said.get("descriptions")):
        is_abstract = word(description.get("descriptionType")) == "abstract"
        if is_abstract and (found := text(description.get("description"), paragraphs)):
            return found
    return None


def _dates(said: Message, remarks: Remarks) -> dict[str, PartialDate]:
    """Of each kind the earliest, of updates the latest; the year where no date of issue is."""
    found: dict[str, list[PartialDate]] = {}
    for given in each(said.get("dates")):
        name = DATES.get(word(given.get("dateType")))
        day = partial_date(given.get("date"), f"dates.{name}", remarks) if name else None
        if name and day:
            found.setdefault(name, []).append(day)
    dates = {name: (max if name == "content_updated" else min)(d) for name, d in found.items()}
    others = {"issued": "publicationYear", "created": "created", "deposited": "updated"}
    for name, key in others.items():
        if name not in dates and (day := partial_date(said.get(key), key, remarks)):
            dates[name] = day
    return dates


def _named(said: Message) -> Iterator[tuple[str, str]]:
    """Scheme in lower case and value of each identifier besides the DOI, under either name."""
    for name in ("identifier", "alternateIdentifier"):
        for given in each(said.get(f"{name}s")):
            if value := text(given.get(name)):
                yield word(given.get(f"{name}Type")), value


def _identifiers(said: Message, doi: str, remarks: Remarks) -> Iterator[IdentifierRecord]:
    named = list(_named(said))
    if doi.startswith("10.48550/arxiv."):
        named.insert(0, ("arxiv", doi))
    found = (
        (scheme, remarks.identifier(scheme, value, OWN[scheme]))
        for scheme, value in named
        if scheme in OWN
    )
    yield from dict.fromkeys(IdentifierRecord(scheme, value) for scheme, value in found if value)


def _numbers(said: Message, scheme: str, remarks: Remarks) -> Iterator[str]:
    """ISSN or ISBN of the work and of what it appeared in."""
    wanted = scheme.lower()
    given = [value for kind, value in _named(said) if kind == wanted]
    for container in each(said.get("container")):
        if word(container.get("identifierType")) == wanted:
            given += strings(container.get("identifier"))
    for related in each(said.get("relatedIdentifiers")):
        published_in = word(related.get("relationType")) in {"ispartof", "ispublishedin"}
        if published_in and word(related.get("relatedIdentifierType")) == wanted:
            given += strings(related.get("relatedIdentifier"))
    normal = (remarks.identifier(scheme, value, NUMBERS[scheme]) for value in given)
    yield from dict.fromkeys(number for number in normal if number)


def _relations(said: Message, remarks: Remarks) -> Iterator[RelationRecord]:
    for related in each(said.get("relatedIdentifiers")):
        kind, value = text(related.get("relationType")), text(related.get("relatedIdentifier"))
        scheme = word(related.get("relatedIdentifierType")) or "other"
        scheme = {"url": "uri"}.get(scheme, scheme)
        if value and scheme in NORMALISERS:
            value = remarks.identifier(f"relation.{kind}", value, NORMALISERS[scheme])
        if kind and value:
            yield RelationRecord(relation_word(kind), scheme, value, "subject")


def _updates(said: Message, remarks: Remarks) -> Iterator[UpdateRecord]:
    """A record with a date of withdrawal is a withdrawn work."""
    for given in each(said.get("dates")):
        if word(given.get("dateType")) == "withdrawn":
            day = partial_date(given.get("date"), "dates.withdrawn", remarks)
            label = text(given.get("dateInformation")) or "Withdrawn"
            yield UpdateRecord("updated_by", "withdrawal", label, "datacite", date=day)


def _licences(said: Message) -> Iterator[LicenceRecord]:
    for rights in each(said.get("rightsList")):
        if url := web(rights.get("rightsUri")):
            yield LicenceRecord(url)
