"""ORCID: the works that a person, or a service the person trusts, put on the record of an iD.

A group gathers what several services say of one work: it is one entry. Works with a DOI are asked
for elsewhere; what ORCID itself says of a work is little, and names nobody but its owner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any

from importers.entries import Entry
from importers.errors import BadAnswer, NoSuchPerson, PersonClosed, Refused, SourceError
from importers.http import Answer, Door
from importers.identifiers import normalise_orcid
from importers.limits import Kind, Limit
from importers.messages import each, text
from importers.orcid_messages import doi_of, name_of, parse, preferred, title_of
from importers.service import Service, json_object

__all__ = ["OrcidSource", "entries", "parse"]

LIMITS: Mapping[Kind, Limit] = {"single": Limit(12, 1, 2)}
"""Twelve requests a second since February 2025, whoever asks."""

LONGEST = 200
UNKNOWN = 9016
"""ORCID's own code for an iD that it does not know."""


def _check(answer: Answer) -> None:
    json_object(answer.body)


@dataclass(frozen=True)
class OrcidSource(Service):
    """The ORCID public API, version 3.0."""

    base_url: str = "https://pub.orcid.org"

    @cached_property
    def door(self) -> Door:
        """The door all calls of this source go through."""
        return self.open_door("public", LIMITS, _check)

    def works(self, orcid: str) -> list[Entry]:
        """The public works of a person, each group once.

        Raises InvalidIdentifier; NoSuchPerson, PersonClosed, or another SourceError.
        """
        orcid = normalise_orcid(orcid)
        document = self._read(orcid, "works")
        if not isinstance(document.get("group"), list):
            raise BadAnswer("the answer holds no list of works")
        found = list(entries(document, orcid))
        if any(entry.doi is None and entry.message for entry in found):
            found = list(entries(document | self._person(orcid), orcid))
        return found

    def _person(self, orcid: str) -> dict[str, Any]:
        """Who owns the iD, for the works that nobody else can describe; nothing where unknown."""
        try:
            return {"person": self._read(orcid, "person")}
        except SourceError:
            return {}

    def _read(self, orcid: str, part: str) -> dict[str, Any]:
        try:
            answer = self.door.get(f"/v3.0/{orcid}/{part}")
        except Refused as error:
            if error.status in {HTTPStatus.CONFLICT, HTTPStatus.UNAUTHORIZED}:
                raise PersonClosed(f"the record of {orcid} is closed") from None
            raise
        document = json_object(answer.body)
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            if document.get("error-code") != UNKNOWN:
                raise BadAnswer(f"answered {answer.status} in words that are not ORCID's")
            raise NoSuchPerson(f"ORCID does not know {orcid}")
        return document


def entries(document: Mapping[str, Any], orcid: str) -> Iterator[Entry]:
    """One entry a group of the answer of `works`, or of a whole record; never raises.

    With a DOI of its own, the message stands where no agency describes the work.
    """
    activities = next(each(document.get("activities-summary")), {})
    works = next(each(activities.get("works")), document)
    name = name_of(document)
    for place, group in enumerate(each(works.get("group")), start=1):
        yield _entry(place, group, {"orcid": orcid, "name": name})


def _entry(place: int, group: Mapping[str, Any], owner: Mapping[str, Any]) -> Entry:
    summaries = preferred(group)
    title = next((found for summary in summaries if (found := title_of(summary))), None)
    doi = doi_of(group)
    put_code = next((text(s.get("put-code")) for s in summaries), None)
    given = (title or doi or f"put-code {put_code or place}")[:LONGEST]
    if not title and not doi:
        return Entry(place, given, reason="no_title")
    return Entry(place, given, doi=doi, message={**owner, "group": dict(group)}, source="orcid")
