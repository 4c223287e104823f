"""What the services we ask have in common: their address, who we say we are, one door each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson

from importers.errors import BadAnswer
from importers.http import Answer, Door, user_agent
from importers.identifiers import InvalidIdentifier, registered_doi
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
