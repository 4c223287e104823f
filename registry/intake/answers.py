"""From what a source said of a work to what is written of it: pure."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson

from importers.errors import Blocked, CircuitOpen, NoTurn, ParseError, SourceError
from importers.fetched import Fetched
from importers.fetched import Outcome as Said
from importers.records import WorkRecord
from importers.sources import PARSERS
from registry.intake.models import Outcome
from registry.outputs.received import Received, fingerprint, opened

Parse = Callable[[Mapping[str, Any]], WorkRecord]

STOPS = (Blocked, CircuitOpen, NoTurn)
"""Errors after which asking for more is of no use for now; nothing was asked about such an item."""

NOT_FOUND = {
    Said.OTHER_AGENCY: Outcome.OTHER_AGENCY,
    Said.NOT_REGISTERED: Outcome.NOT_REGISTERED,
    Said.TEMPORARILY_UNAVAILABLE: Outcome.TEMPORARILY_UNAVAILABLE,
    Said.INVALID: Outcome.INVALID,
}
NOTHING_KEPT: Mapping[str, Any] = MappingProxyType(
    {"source": None, "message": None, "request": None, "received_at": None}
)
NOT_STORED = "not_stored"
UNKNOWN_TO_ALL = frozenset({Outcome.OTHER_AGENCY, Outcome.NOT_REGISTERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one item: a work to file, or the outcome without one.

    `place` is how many items of the run are done with this one; `key` is the row of the item, 0
    where there is none yet; `output_id` is the output it is of, where that is known
    before; `kept` are the columns of the message that the item holds.
    """

    place: int
    identifier: str
    given: str = ""
    key: int = 0
    received: Received | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    detail: str | None = None
    agency: str | None = None
    output_id: int | None = None
    stop: SourceError | None = None
    kept: Mapping[str, Any] = field(default_factory=lambda: NOTHING_KEPT)

    @property
    def names_nothing(self) -> bool:
        """Whether it never was a work: there is nothing that it could go by."""
        return self.received is None and self.reason != NOT_STORED

    def not_stored(self, why: Exception) -> Answer:
        """The same item where storing it failed."""
        detail = type(why).__name__
        return replace(
            self, received=None, outcome=Outcome.FAILED, reason=NOT_STORED, detail=detail
        )


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it came: whose it is, the JSON, where and when it was read."""

    source: str
    body: bytes
    request: str
    at: datetime


def of_fetched(fetched: Fetched, item: Answer, *, now: datetime) -> Answer:
    """What an answer of a source means for its item."""
    if fetched.message is not None:
        moved = fetched.registered_as
        said = replace(item, reason="moved" if moved else None, detail=moved)
        return of_message(Message(fetched.source, fetched.raw, fetched.address, now), said)
    if fetched.error:
        return _of_error(fetched.error, replace(item, agency=_short(fetched.agency)))
    if fetched.outcome is Said.TEMPORARILY_UNAVAILABLE:
        reason = "not_shown"
    else:
        reason = "malformed" if fetched.outcome is Said.INVALID else fetched.outcome.value
    outcome = NOT_FOUND[fetched.outcome]
    return replace(
        item, outcome=outcome, reason=reason, detail=fetched.detail, agency=_short(fetched.agency)
    )


def of_message(told: Message, item: Answer, message: Mapping[str, Any] | None = None) -> Answer:
    """A record that is there, parsed; `message` is its body read already."""
    try:
        message = orjson.loads(told.body) if message is None else message
        record = PARSERS[told.source](message)
    except ParseError as why:
        return _of_error(why, item)
    hashed = fingerprint(told.body, message)
    return replace(item, received=Received(record, told.body, told.request, told.at, hashed))


def stood_in_for(answer: Answer, told: Message) -> Answer:
    """Where no source knows the DOI, the entry of the file; else the answer as it is."""
    if answer.outcome not in UNKNOWN_TO_ALL:
        return answer
    instead = replace(answer, outcome=None, reason="from_file", detail=None)
    entry = of_message(told, instead)
    return entry if entry.received else answer


def known_by_key(answer: Answer) -> Answer:
    """The same answer under what its record goes by, if it has one: the DOI where there is one."""
    return replace(answer, identifier=answer.received.record.key) if answer.received else answer


def failed(answer: Answer, reason: str) -> Answer:
    """An item that could not be read."""
    return replace(answer, outcome=Outcome.FAILED, reason=reason)


def columns_of(received: Received) -> dict[str, Any]:
    """What an item holds of a record until it is filed."""
    return {
        "source": received.record.source,
        "message": received.pressed,
        "request": received.request,
        "received_at": received.received_at,
    }


def message_of(kept: Mapping[str, Any]) -> Message | None:
    """The message that an item holds."""
    if not kept["message"]:
        return None
    return Message(kept["source"], opened(kept["message"]), kept["request"], kept["received_at"])


def pressed(body: bytes) -> bytes:
    """A message as an item keeps it."""
    return gzip.compress(body, 1, mtime=0)


def _of_error(error: SourceError, item: Answer) -> Answer:
    outcome = Outcome.TEMPORARILY_UNAVAILABLE if error.retryable else Outcome.FAILED
    stop = error if isinstance(error, STOPS) else None
    detail = str(error)
    return replace(item, outcome=outcome, reason=error.code, detail=detail, stop=stop)


def _short(agency: str | None) -> str | None:
    return agency[:100] if agency else None
