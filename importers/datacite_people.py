"""The people, groups, units and funders of a DataCite record.

They are put into Crossref's words and read by what reads Crossref's, so that the same name comes
out the same from both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from importers import crossref_people
from importers.crossref_people import contributors
from importers.datacite_types import word
from importers.messages import Remarks, each, strings, text
from importers.records import ContributorRecord, FunderRecord

Message = Mapping[str, Any]


def creators(said: Message, remarks: Remarks) -> tuple[ContributorRecord, ...]:
    """The byline in the order given, nobody left out."""
    return _people(said.get("creators"), "author", remarks)


def editors(said: Message, remarks: Remarks) -> tuple[ContributorRecord, ...]:
    """Of the contributors those who are called editors."""
    contributing = each(said.get("contributors"))
    named = [entry for entry in contributing if word(entry.get("contributorType")) == "editor"]
    return _people(named, "editor", remarks)


def _people(value: object, role: str, remarks: Remarks) -> tuple[ContributorRecord, ...]:
    entries = value if isinstance(value, list) else [value]
    objects = [{"name": entry} if isinstance(entry, str) else entry for entry in entries]
    people = [_person(entry) for entry in objects if isinstance(entry, dict)]
    return contributors({role: people}, role, remarks)


def _person(entry: Message) -> Message:
    """A creator in Crossref's words.

    Whose name is in one piece: `Family, Given` is taken apart; a name said to be a person's is a
    family name, any other a group's, as at Crossref.
    """
    name = text(entry.get("name"))
    given, family = text(entry.get("givenName")), text(entry.get("familyName"))
    kind = word(entry.get("nameType"))
    if kind == "organizational":
        name = name or family or given
        given = family = None
    elif name and not family and not given:
        first, comma, second = name.partition(",")
        if comma and second.strip():
            family, given = first.strip(), second.strip()
        elif kind == "personal":
            family = name
    return {
        "given": given,
        "family": family,
        "name": name,
        "ORCID": next(_name_identifiers(entry, "orcid"), None),
        "affiliation": list(_affiliations(entry.get("affiliation"))),
    }


def _name_identifiers(entry: Message, scheme: str) -> Iterator[str]:
    for identifier in each(entry.get("nameIdentifiers")):
        value = text(identifier.get("nameIdentifier"))
        said = word(identifier.get("nameIdentifierScheme")) or word(value)
        if value and scheme in said:
            yield value


def _affiliations(value: object) -> Iterator[Message]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            scheme = word(item.get("affiliationIdentifierScheme")) or "other"
            identifier = text(item.get("affiliationIdentifier"))
            ids = [{"id": identifier, "id-type": scheme}] if identifier else []
            yield {"name": text(item.get("name")), "id": ids}
        elif isinstance(item, str):
            yield {"name": item}


def funders(said: Message, remarks: Remarks) -> tuple[FunderRecord, ...]:
    """Each funder once, with all its awards: DataCite names it again for each."""
    return crossref_people.funders({"funder": list(_funders(said))}, remarks)


def _funders(said: Message) -> Iterator[Message]:
    found: dict[tuple[str | None, str | None], dict[str, Any]] = {}
    for given in each(said.get("fundingReferences")):
        name, identifier = text(given.get("funderName")), text(given.get("funderIdentifier"))
        scheme = word(given.get("funderIdentifierType"))
        entry: dict[str, Any] = {"name": name, "award": []}
        if identifier and "crossref" in scheme:
            entry["DOI"] = identifier
        elif identifier and scheme == "ror":
            entry["id"] = [{"id": identifier, "id-type": "ROR"}]
        entry = found.setdefault((name, identifier), entry)
        entry["award"] += strings(given.get("awardNumber"))
    yield from found.values()
