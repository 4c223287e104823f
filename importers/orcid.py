"""ORCID: the works that a person, or a service the person trusts, put on the record of an iD.

A group gathers what several services say of one work: it is one entry. Works with a DOI are asked
for elsewhere; what ORCID itself says of a work is little, and names nobody but its owner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import orjson

from importers.entries import Entry
from importers.errors import BadAnswer, NoSuchPerson, PersonClosed, Refused, SourceError
from importers.http import Answer, Door, user_agent
from importers.identifiers import normalise_orcid
from importers.limits import Kind, Limit, Limiter, LimitStore, MemoryLimitStore
from importers.messages import each, text
from importers.orcid_messages import doi_of, name_of, parse, preferred, title_of

__all__ = ["OrcidSource", "entries", "parse"]

LIMITS: Mapping[Kind, Limit] = {"single": Limit(12, 1, 2)}
"""Twelve requests a second since February 2025, whoever asks."""

LONGEST = 200
UNKNOWN = 9016
"""ORCID's own code for an iD that it does not know."""


def _document(answer: Answer) -> Mapping[str, Any]:
    try:
        document = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        raise BadAnswer("the answer is not JSON") from None
    if not isinstance(document, dict):
        raise BadAnswer("the answer is not an object")
    return document


def _check(answer: Answer) -> None:
    _document(answer)


@dataclass(frozen=True)
class OrcidSource:
    """The ORCID public API, version 3.0."""

    base_url: str = "https://pub.orcid.org"
    mailto: str | None = None
    limit_store: LimitStore = field(default_factory=MemoryLimitStore)
    product: str = "registry"  # name/version
    contact: str = ""  # a page that says who asks
    deadline: float = 60.0  # seconds for one call, retries included
    backoff: float = 0.5
    max_bytes: int = 32 * 1024 * 1024

    @cached_property
    def door(self) -> Door:
        """The door all calls of this source go through."""
        base_url = self.base_url.rstrip("/")
        return Door(
            base_url,
            Limiter(self.limit_store, f"{urlsplit(base_url).netloc}:public", LIMITS),
            user_agent(self.product, self.contact, self.mailto),
            deadline=self.deadline,
            max_bytes=self.max_bytes,
            backoff=self.backoff,
            check=_check,
        )

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
        document = _document(answer)
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            if document.get("error-code") != UNKNOWN:
                raise BadAnswer(f"answered {answer.status} in words that are not ORCID's")
            raise NoSuchPerson(f"ORCID does not know {orcid}")
        return dict(document)


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
