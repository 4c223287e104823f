"""What the services we ask have in common: their address, who we say we are, one door each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson

from importers.batches import Run, batches
from importers.errors import BadAnswer, SourceError
from importers.fetched import Fetched, Outcome
from importers.http import Answer, Door, user_agent
from importers.identifiers import InvalidIdentifier, asked_doi, registered_doi
from importers.limits import Kind, Limit, Limiter, LimitStore, MemoryLimitStore


@dataclass(frozen=True)
class Service:
    """A service under an address, and how long and how much of it we take."""

    base_url: str
    mailto: str | None = None
    limit_store: LimitStore = field(default_factory=MemoryLimitStore)
    product: str = "registry"  # name/version
    contact: str = ""  # a page that says who asks
    deadline: float = 60.0  # seconds for one call, retries included
    backoff: float = 0.5
    max_bytes: int = 32 * 1024 * 1024

    def open_door(
        self,
        pool: str,
        limits: Mapping[Kind, Limit],
        check: Callable[[Answer], None],
        **how: Any,
    ) -> Door:
        """A door whose limits hold for all who ask this host in the same pool."""
        base_url = self.base_url.rstrip("/")
        return Door(
            base_url,
            Limiter(self.limit_store, f"{urlsplit(base_url).netloc}:{pool}", limits),
            user_agent(self.product, self.contact, self.mailto),
            deadline=self.deadline,
            max_bytes=self.max_bytes,
            backoff=self.backoff,
            check=check,
            **how,
        )


@dataclass(frozen=True)
class DoiService(Service, ABC):
    """A service that knows works by their DOIs, asked one to a request or many."""

    def fetch(self, doi: str) -> Fetched:
        """What it knows of one DOI; never raises for what the service or the text does."""
        try:
            doi = asked_doi(doi)
        except InvalidIdentifier as error:
            return Fetched(doi, Outcome.INVALID, detail=str(error))
        try:
            return self._single(doi)
        except SourceError as error:
            return Fetched.failed(doi, error)

    def fetch_many(self, dois: Iterable[str]) -> Iterator[Fetched]:
        """The same for many, each distinct DOI once, at most 50 to a request, nearly in order.

        Those that a list request leaves out, or cannot name, are asked singly. Once the service
        has shut us out, or nothing gets through, the rest is answered without asking.
        """
        run = Run(self.fetch, self.list_of)
        for batch in batches(dois):
            if isinstance(batch, Fetched):
                yield batch
            else:
                yield from run.batch(batch)

    def list_of(self, dois: Sequence[str]) -> Mapping[str, Fetched]:
        """One list request: what it holds of the DOIs asked; nothing where it has no lists."""
        return {}

    @abstractmethod
    def _single(self, doi: str) -> Fetched:
        """What it says of a DOI in our form. Raises SourceError."""


def holding(member: str) -> Callable[[Answer], None]:
    """A check for a door, which tries again what is no JSON object with this member."""

    def check(answer: Answer) -> None:
        if member not in json_object(answer.body):
            raise BadAnswer(f"the answer holds no {member}")

    return check


def json_object(body: bytes) -> dict[str, Any]:
    """The object that an answer is.

    Raises BadAnswer for a maintenance page, an answer cut short, JSON of another shape.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadAnswer("the answer is not JSON") from None
    if not isinstance(document, dict):
        raise BadAnswer("the answer is not an object")
    return document


def doi_said(value: object) -> str:
    """The DOI that a record gives as its own, in our form; empty where it gives none."""
    try:
        return registered_doi(value) if isinstance(value, str) else ""
    except InvalidIdentifier:
        return ""
