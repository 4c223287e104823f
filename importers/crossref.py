"""Crossref: habanero builds and checks the request, our door sends it, a guard reads the answer.

habanero makes its HTTP calls through the name `httpx2` in its modules. This file binds that name
to an adapter of our door, and puts around it what habanero leaves out: the DOI is quoted, the
answer's DOI is compared with the one asked, and a 404 is followed by the question whose DOI it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from urllib.parse import quote, unquote, urlsplit

import habanero
import habanero.habanero_utils
import habanero.request
import habanero.request_class
import orjson

from importers.crossref_messages import parse, parse_json
from importers.crossref_queries import FIRST, ROWS, Query, QueryPage, page_of
from importers.errors import BadAnswer, CursorLost, Refused, TooLarge, WrongWork
from importers.fetched import Fetched, Outcome
from importers.http import Answer, Door
from importers.limits import POLITE, PUBLIC, Kind
from importers.service import DoiService, doi_said, holding

__all__ = ["CrossrefSource", "Fetched", "Outcome", "parse", "parse_json"]

NOT_FOUND = b"Resource not found"


class _NotFound(Exception):
    """Crossref itself says that it has no such record; travels through habanero untouched."""


class _NotRaised(Exception):
    """Stands where habanero expects httpx2's errors: ours are raised before it looks."""


@dataclass(frozen=True, slots=True)
class _Reply:
    """As much of an httpx2 response as habanero reads of a successful one."""

    content: bytes
    status_code: int = 200

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Content-Type": "application/json"}

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        return orjson.loads(self.content)

    def raise_for_status(self) -> None:
        """Only successes come this far."""


@dataclass(slots=True)
class _Call:
    """The door for one call through habanero, and what came through it."""

    door: Door
    kind: Kind
    answer: Answer | None = None


_call: ContextVar[_Call] = ContextVar("_call")


class _Adapter:
    """Stands for the module `httpx2` inside habanero; without a call under way it refuses."""

    HTTPStatusError = HTTPError = ConnectTimeout = _NotRaised
    __version__ = "0"

    @staticmethod
    def get(url: str, *, params: Mapping[str, str] | None = None, **_ignored: object) -> _Reply:
        call = _call.get()
        path = url.removeprefix(call.door.base_url)
        answer = call.answer = call.door.get(path, params, kind=call.kind)
        if answer.status >= 300:  # noqa: PLR2004
            if not answer.body.lstrip().startswith(NOT_FOUND):
                raise BadAnswer(f"answered {answer.status} in words that are not Crossref's")
            raise _NotFound
        return _Reply(answer.body)


SEAM = (habanero.request, habanero.request_class, habanero.habanero_utils)
for _module in SEAM:
    vars(_module)["httpx2"] = _Adapter


@contextmanager
def _through(call: _Call) -> Iterator[_Call]:
    token = _call.set(call)
    try:
        yield call
    except habanero.RequestError as error:
        raise BadAnswer(f"habanero refuses the answer: {error}") from None
    except (RuntimeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadAnswer(f"habanero cannot read the answer: {type(error).__name__}") from error
    finally:
        _call.reset(token)


@dataclass(frozen=True)
class CrossrefSource(DoiService):
    """The Crossref REST API. With `mailto` in the polite pool, without it in the public one."""

    base_url: str = "https://api.crossref.org"

    @cached_property
    def door(self) -> Door:
        """The door all calls of this source go through."""
        pool, limits = ("polite", POLITE) if self.mailto else ("public", PUBLIC)
        return self.open_door(pool, limits, holding("message"))

    def list_of(self, dois: Sequence[str]) -> dict[str, Fetched]:
        """One list request: what it holds of the DOIs asked, and nothing else it may hold."""
        try:
            with _through(_Call(self.door, "array")) as call:
                document = self._client.works(filter={"doi": list(dois)}, limit=len(dois))
        except _NotFound:
            raise BadAnswer("there is no list of works at this address") from None
        address = call.answer.address if call.answer else ""
        items = document["message"].get("items") if isinstance(document["message"], dict) else None
        if not isinstance(items, list):
            raise BadAnswer("the answer holds no list of works")
        wanted, found = set(dois), {}
        for item in items:
            doi = _doi_of(item)
            if doi in wanted:
                found[doi] = Fetched(doi, Outcome.FOUND, message=item, address=address)
        return found

    def pages(self, query: Query, cursor: str = FIRST, *, rows: int = ROWS) -> Iterator[QueryPage]:
        """The works that a query finds, page by page; each page's cursor is where to go on later.

        Raises a SourceError; CursorLost where the question must be put anew, from FIRST: Crossref
        forgets a cursor that nobody used for some minutes.
        """
        seen = 0
        while (page := self._page(query, cursor, rows)).messages:
            yield page
            seen, cursor = seen + len(page.messages), page.cursor
            if seen > page.total + rows:
                raise BadAnswer("the list goes on for longer than it says")

    def _page(self, query: Query, cursor: str, rows: int) -> QueryPage:
        """One page; with half the rows where so many are more than we read."""
        try:
            return self._asked_page(query, cursor, rows)
        except TooLarge:
            if rows == 1:
                raise
            return self._page(query, cursor, rows // 2)
        except Refused as error:
            if cursor == FIRST:
                raise
            raise CursorLost(str(error)) from None

    def _asked_page(self, query: Query, cursor: str, rows: int) -> QueryPage:
        words = {"query_affiliation": query.affiliation} if query.affiliation else {}
        try:
            with _through(_Call(self.door, "array")):
                # cursor_max=0: one page, or habanero asks for the next ones without a turn
                document = self._client.works(
                    filter=query.filters, limit=rows, cursor=cursor, cursor_max=0, **words
                )
        except _NotFound:
            raise Refused("there is no such list of works", status=404) from None
        return page_of(document["message"])

    def _single(self, doi: str) -> Fetched:
        try:
            with _through(_Call(self.door, "single")) as call:
                document = self._client.works(ids=[quote(doi, safe="")])
        except _NotFound:
            return self._whose(doi)
        message, answer = document["message"], cast("Answer", call.answer)
        registered = _doi_of(message)
        if document.get("message-type") != "work" or not registered:
            raise BadAnswer("the answer is not one work")
        if registered == doi:
            return Fetched(doi, Outcome.FOUND, message=message, address=answer.address)
        if not _is_alias(doi, message, answer):
            raise WrongWork(asked=doi, answered=registered)
        return Fetched(
            doi,
            Outcome.FOUND,
            message=message,
            registered_as=registered,
            detail=f"{doi} is now registered as {registered}",
            address=answer.address,
        )

    def _whose(self, doi: str) -> Fetched:
        """After a 404: not in Crossref does not mean that there is no such DOI."""
        try:
            with _through(_Call(self.door, "single")) as call:
                self._client.registration_agency([quote(doi, safe="")])
        except _NotFound:
            return Fetched(doi, Outcome.NOT_REGISTERED, detail="no agency knows this DOI")
        message = orjson.loads(cast("Answer", call.answer).body)["message"]
        if _doi_of(message) != doi:
            raise WrongWork(asked=doi, answered=str(message.get("DOI")))
        agency = message["agency"]
        label = str(agency.get("label") or agency.get("id"))
        if str(agency.get("id")).lower() == "crossref":
            detail = "Crossref knows the DOI but shows no record of it at present"
            return Fetched(doi, Outcome.TEMPORARILY_UNAVAILABLE, agency=label, detail=detail)
        return Fetched(doi, Outcome.OTHER_AGENCY, agency=label, detail=f"registered with {label}")

    @cached_property
    def _client(self) -> habanero.Crossref:
        return habanero.Crossref(base_url=self.door.base_url)


def _doi_of(message: object) -> str:
    return doi_said(message.get("DOI")) if isinstance(message, Mapping) else ""


def _is_alias(doi: str, message: Mapping[str, Any], answer: Answer) -> bool:
    """Whether Crossref says that this DOI was merged into the one answered."""
    aliases = message.get("aliases")
    if isinstance(aliases, list) and doi in {_doi_of({"DOI": alias}) for alias in aliases}:
        return True
    permanent = bool(answer.redirects) and all(hop.status in {301, 308} for hop in answer.redirects)
    target = unquote(urlsplit(answer.address).path).partition("/works/")[2]
    return permanent and _doi_of({"DOI": target}) == _doi_of(message)
