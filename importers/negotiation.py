"""Content negotiation: the DOI resolver is asked for CSL-JSON and sends us to the agency's service.

It sends us to a page for readers where the agency has no such service: we do not follow. Which
hosts we follow to is listed; they are asked by TLS alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from importers.errors import BadAnswer, ForeignRedirect, Refused, WrongWork
from importers.fetched import Fetched, Outcome
from importers.http import Answer, Door
from importers.limits import Kind, Limit
from importers.service import DoiService, doi_said, json_object

CSL = "application/vnd.citationstyles.csl+json"
HOSTS = frozenset({"api.datacite.org", "data.crosscite.org", "data.datacite.org", "data.medra.org"})
"""Where agencies answer. Crossref's is not among them: it is asked by its API, and counts both."""

LIMITS: Mapping[Kind, Limit] = {"single": Limit(1000, 300, 2)}
"""What DataCite allows to those who come from the resolver; the resolver itself names no limit."""


def _message(answer: Answer) -> Mapping[str, Any]:
    """The CSL item. Raises BadAnswer for what is none: a page, an answer cut short."""
    document = json_object(answer.body)
    if not doi_said(document.get("DOI")):
        raise BadAnswer("the answer is not one work with a DOI")
    return document


def _check(answer: Answer) -> None:
    _message(answer)


@dataclass(frozen=True)
class NegotiationSource(DoiService):
    """The DOI resolver and the agencies behind it: each work as its agency describes it in CSL.

    Where we can learn nothing here, the DOI is another agency's.
    """

    base_url: str = "https://doi.org"
    hosts: frozenset[str] = HOSTS
    max_bytes: int = 8 * 1024 * 1024

    @cached_property
    def door(self) -> Door:
        """The door all calls of this source go through."""
        how = {"accept": CSL, "elsewhere": self.hosts}
        return self.open_door("negotiation", LIMITS, _check, **how)

    def _single(self, doi: str) -> Fetched:
        try:
            answer = self.door.get(f"/{quote(doi, safe='')}")
        except (ForeignRedirect, Refused) as error:
            return _nothing(doi, str(error))
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            return _nothing(doi, f"answered {answer.status}")
        message = _message(answer)
        if (answered := doi_said(message["DOI"])) != doi:
            raise WrongWork(asked=doi, answered=answered)
        return Fetched(doi, Outcome.FOUND, message=message, address=answer.address, source="csl")


def _nothing(doi: str, why: str) -> Fetched:
    detail = f"no record of {doi} by content negotiation: {why}"
    return Fetched(doi, Outcome.OTHER_AGENCY, detail=detail)
