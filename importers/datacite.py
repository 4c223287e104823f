"""DataCite: the REST API asked for one DOI or fifty, the answer's DOI compared with the one asked.

Many are asked for by the documented `query` (Elasticsearch's syntax) on the field `doi`.
A DOI that DataCite does not hold is said to be another agency's, of unknown name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from importers.datacite_messages import parse
from importers.errors import BadAnswer, WrongWork
from importers.fetched import Fetched, Outcome
from importers.http import Answer, Door
from importers.limits import Kind, Limit
from importers.service import DoiService, doi_said, holding, json_object

__all__ = ["DataCiteSource", "parse"]

AGENCY = "DataCite"
IDENTIFIED: Mapping[Kind, Limit] = {"single": Limit(1000, 300, 3)}
UNIDENTIFIED: Mapping[Kind, Limit] = {"single": Limit(500, 300, 1)}
"""DataCite counts all requests of an address alike, in five minutes (domain.md 4.6)."""

DETAIL = {"affiliation": "true"}  # units with their identifiers


@dataclass(frozen=True)
class DataCiteSource(DoiService):
    """The DataCite REST API; with `mailto` at the rate of identified callers."""

    base_url: str = "https://api.datacite.org"

    @cached_property
    def door(self) -> Door:
        """The door all calls of this source go through."""
        named = ("identified", IDENTIFIED) if self.mailto else ("unidentified", UNIDENTIFIED)
        return self.open_door(*named, holding("data"))

    def list_of(self, dois: Sequence[str]) -> dict[str, Fetched]:
        """One list request: what it holds of the DOIs asked, and nothing else it may hold."""
        any_of = " OR ".join(f'"{_escaped(doi)}"' for doi in dois)
        size = {"page[size]": str(len(dois))}
        answer = self.door.get("/dois", {"query": f"doi:({any_of})", **size, **DETAIL})
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise BadAnswer("there is no list of DOIs at this address")
        records = json_object(answer.body)["data"]
        if not isinstance(records, list):
            raise BadAnswer("the answer holds no list of DOIs")
        named = {_doi_of(record): record for record in records}
        return {doi: _found(doi, named[doi], answer) for doi in dois if doi in named}

    def _single(self, doi: str) -> Fetched:
        answer = self.door.get(f"/dois/{quote(doi, safe='')}", DETAIL)
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            if "errors" not in json_object(answer.body):
                raise BadAnswer(f"answered {answer.status} in words that are not DataCite's")
            return Fetched(doi, Outcome.OTHER_AGENCY, detail=f"{AGENCY} has no record of {doi}")
        record = json_object(answer.body)["data"]
        if (answered := _doi_of(record)) != doi:
            if not answered:
                raise BadAnswer("the answer is not one record")
            raise WrongWork(asked=doi, answered=answered)
        return _found(doi, record, answer)


def _found(doi: str, record: Mapping[str, Any], answer: Answer) -> Fetched:
    return Fetched(
        doi,
        Outcome.FOUND,
        message=record,
        agency=AGENCY,
        address=answer.address,
        source="datacite",
    )


def _escaped(doi: str) -> str:
    """As a phrase of the query syntax, in which nothing but these two has a meaning."""
    return doi.replace("\\", "\\\\").replace('"', '\\"')


def _doi_of(record: object) -> str:
    attributes = record.get("attributes") if isinstance(record, Mapping) else None
    return doi_said(attributes.get("doi")) if isinstance(attributes, Mapping) else ""
