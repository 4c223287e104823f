"""Works of ORCID records, of version 3.0 and before, to records: pure.

A message is `{"orcid": …, "name": … or None, "group": …}`: a group of the public API with the iD
and the name of the person on whose record it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from importers import own_identifiers
from importers.errors import ParseError
from importers.identifiers import (
    InvalidIdentifier,
    normalise_arxiv,
    normalise_cstr,
    normalise_doi,
    normalise_isbn,
    normalise_issn,
    normalise_orcid,
    normalise_pmid,
)
from importers.messages import Remarks, each, partial_date, strings, text, web
from importers.records import ContributorRecord, IdentifierRecord, PartialDate, WorkRecord
from importers.titles import plain, title

Message = Mapping[str, Any]

TYPES = {
    "conference-paper": "proceedings-article",
    "conference-abstract": "proceedings-article",
    "data-set": "dataset",
    "dissertation-thesis": "dissertation",
    "supervised-student-publication": "dissertation",
    "preprint": "posted-content",
    "working-paper": "posted-content",
    "standards-and-policy": "standard",
    "technical-standard": "standard",
    "review": "peer-review",
    "encyclopedia-entry": "reference-entry",
    "dictionary-entry": "reference-entry",
}
"""ORCID's types, with hyphens -> Crossref's; other words are the same or have no counterpart."""


def _patent(value: str) -> str:
    found = own_identifiers.patent_number(value)
    return found.value if found else plain(value)


OWN: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "arxiv": ("arxiv", normalise_arxiv),
    "pmid": ("pmid", normalise_pmid),
    "pmc": ("pmc", plain),
    "pat": ("patent", _patent),
    "cstr": ("cstr", normalise_cstr),
    "eid": ("eid", plain),
    "wosuid": ("wosuid", plain),
    "handle": ("handle", plain),
}
"""Identifiers of a work at ORCID -> our scheme and its normal form."""

NUMBERS: Mapping[str, Callable[[str], str]] = {"issn": normalise_issn, "isbn": normalise_isbn}
_SEVERAL = re.compile(r"[\s,;]+")


def parse(message: Message) -> WorkRecord:
    """What ORCID says of one work; the byline holds its owner, if the name is known.

    Raises ParseError where there is neither a title nor a DOI.
    """
    if not isinstance(message, Mapping):
        raise ParseError("the record is not an object")
    group = next(each(message.get("group")), {})
    summaries, remarks = preferred(group), Remarks()
    doi, raw_title = doi_of(group), _first(summaries, title_of)
    if not doi and not raw_title:
        raise ParseError("the record has neither a title nor a DOI")
    own = tuple(_identifiers(group, remarks))
    numbers = list(_external_ids(group))
    return WorkRecord(
        source="orcid",
        doi=doi,
        type=_first(summaries, _type_of),
        title=title(raw_title).text if raw_title else None,
        title_markup=title(raw_title).markup if raw_title else None,
        subtitle=_first(summaries, lambda s: _titled(s, "subtitle")),
        other_titles=tuple(dict.fromkeys(_translations(summaries))),
        container_title=_first(summaries, lambda s: _value(s.get("journal-title"))),
        issns=tuple(_numbers(numbers, "issn", remarks)),
        isbns=tuple(_numbers(numbers, "isbn", remarks)),
        dates=_dates(summaries, remarks),
        contributors=tuple(_owner(message)),
        identifiers=((IdentifierRecord("doi", doi), *own) if doi else own),
        url=_first(summaries, lambda s: web(_value(s.get("url"), str.strip))),
        remarks=remarks.all(),
    )


def preferred(group: Message) -> list[Message]:
    """What is said of the work, the owner's choice first: the one with the highest index."""
    return sorted(each(group.get("work-summary")), key=_display_index, reverse=True)


def _display_index(summary: Message) -> int:
    index = text(summary.get("display-index")) or ""
    return int(index[:9]) if index.isascii() and index.isdigit() else 0


def _value(found: object, clean: Callable[[str], str] = plain) -> str | None:
    """The text of `{"value": …}`."""
    return text(next(each(found), {}).get("value"), clean)


def _titled(summary: Message, name: str) -> str | None:
    return _value(next(each(summary.get("title")), {}).get(name), str.strip)


def title_of(summary: Message) -> str | None:
    """The title as it stands, if it has any letters."""
    raw = _titled(summary, "title")
    return raw if raw and title(raw).text else None


def _translations(summaries: Sequence[Message]) -> Iterator[str]:
    for summary in summaries:
        if found := _titled(summary, "translated-title"):
            yield plain(found)


def _first(summaries: Sequence[Message], read: Callable[[Message], str | None]) -> str | None:
    return next((found for summary in summaries if (found := read(summary))), None)


def _type_of(summary: Message) -> str | None:
    word = (text(summary.get("type")) or "").lower().replace("_", "-")
    return TYPES.get(word, word) or None


def _dates(summaries: Sequence[Message], remarks: Remarks) -> dict[str, PartialDate]:
    """The most exact date of publication."""
    found: list[PartialDate] = []
    for summary in summaries:
        given = next(each(summary.get("publication-date")), {})
        parts = [_value(given.get(name)) for name in ("year", "month", "day")]
        while parts and parts[-1] is None:
            parts.pop()
        if day := partial_date(parts, "publication-date", remarks):
            found.append(day)
    exact = max(found, key=lambda day: len(day.parts), default=None)
    return {"issued": exact} if exact else {}


def _external_ids(group: Message) -> Iterator[tuple[str, str, str]]:
    """Type, relationship (`self` where none is said) and value, of the owner's choice first."""
    holders = [*preferred(group), group]
    for holder in holders:
        for given in each(next(each(holder.get("external-ids")), {}).get("external-id")):
            relation = (text(given.get("external-id-relationship")) or "self").lower()
            kind = (text(given.get("external-id-type")) or "").lower()
            for value in strings(given.get("external-id-value")):
                yield kind, relation.replace("_", "-"), value


def doi_of(group: Message) -> str | None:
    """The DOI of the work itself, not of what it is part or a version of."""
    for kind, relation, value in _external_ids(group):
        if kind == "doi" and relation == "self":
            try:
                return normalise_doi(value)
            except InvalidIdentifier:
                continue
    return None


def _identifiers(group: Message, remarks: Remarks) -> Iterator[IdentifierRecord]:
    """What names the work itself: said to be so, or in the address where it is read."""
    found: dict[IdentifierRecord, None] = {}
    addresses: list[str] = []
    for kind, relation, value in _external_ids(group):
        if kind in OWN and relation == "self":
            scheme, normalise = OWN[kind]
            if normal := remarks.identifier(kind, value, normalise):
                found[IdentifierRecord(scheme, normal)] = None
        elif kind == "doi" and relation == "self":
            remarks.identifier(kind, value, normalise_doi)
        elif kind == "uri" and relation == "self":
            addresses.append(value)
    for summary in preferred(group):
        addresses += strings(_value(summary.get("url"), str.strip))
    for address in addresses:
        if identifier := own_identifiers.of_address(address):
            found[identifier] = None
    yield from found


def _numbers(given: Sequence[tuple[str, str, str]], scheme: str, remarks: Remarks) -> Iterator[str]:
    """ISSN or ISBN of the work and of what it is part of; one field may hold several."""
    found: dict[str, None] = {}
    for kind, _, value in given:
        for part in _SEVERAL.split(value) if kind == scheme else ():
            if part and (normal := remarks.identifier(scheme, part, NUMBERS[scheme])):
                found[normal] = None
    yield from found


def name_of(document: Message) -> dict[str, str | None] | None:
    """The public name of a person from a record or from the answer of `person`."""
    person = next(each(document.get("person")), document)
    name = next(each(person.get("name")), {})
    said = {
        "given": _value(name.get("given-names")),
        "family": _value(name.get("family-name")),
        "credit": _value(name.get("credit-name")),
    }
    return said if any(said.values()) else None


def _owner(message: Message) -> Iterator[ContributorRecord]:
    """The person on whose record the work stands, if named; how many wrote it is not known."""
    name = next(each(message.get("name")), {})
    given, family = text(name.get("given")), text(name.get("family"))
    printed = text(name.get("credit")) or " ".join(part for part in (given, family) if part)
    if not printed:
        return
    try:
        orcid = normalise_orcid(text(message.get("orcid")) or "")
    except InvalidIdentifier:
        return
    yield ContributorRecord(1, printed, given=given, family=family, orcid=orcid)
