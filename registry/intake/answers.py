"""From what a source said of a work to what is written of it: pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from importers.errors import Blocked, CircuitOpen, NoTurn, ParseError, SourceError
from importers.fetched import Fetched
from importers.fetched import Outcome as Said
from importers.records import WorkRecord
from registry.intake.models import Outcome
from registry.outputs.received import Received

Parse = Callable[[Mapping[str, Any]], WorkRecord]

STOPS = (Blocked, CircuitOpen, NoTurn)
"""Errors after which asking for more is of no use for now; nothing was asked about such an item."""

NOT_FOUND = {
    Said.OTHER_AGENCY: Outcome.OTHER_AGENCY,
    Said.NOT_REGISTERED: Outcome.NOT_REGISTERED,
    Said.TEMPORARILY_UNAVAILABLE: Outcome.TEMPORARILY_UNAVAILABLE,
    Said.INVALID: Outcome.INVALID,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one item: a work to file, or the outcome without one.

    `place` is how many items of the run are done with this one.
    """

    place: int
    identifier: str
    key: int = 0
    received: Received | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    detail: str | None = None
    agency: str | None = None
    stop: SourceError | None = None

    def not_stored(self, why: Exception) -> Answer:
        """The same item where storing it failed."""
        detail = type(why).__name__
        return replace(
            self, received=None, outcome=Outcome.FAILED, reason="not_stored", detail=detail
        )


def of_fetched(fetched: Fetched, item: Answer, *, parse: Parse, now: datetime) -> Answer:
    """What an answer of the source means for its item."""
    if fetched.message is not None:
        moved = fetched.registered_as
        said = replace(item, reason="moved" if moved else None, detail=moved)
        return of_message(fetched.message, said, parse=parse, origin=(fetched.address, now))
    if fetched.error:
        return _of_error(fetched.error, item)
    if fetched.outcome is Said.TEMPORARILY_UNAVAILABLE:
        reason = "not_shown"
    else:
        reason = "malformed" if fetched.outcome is Said.INVALID else fetched.outcome.value
    outcome = NOT_FOUND[fetched.outcome]
    return replace(
        item, outcome=outcome, reason=reason, detail=fetched.detail, agency=_short(fetched.agency)
    )


def of_message(
    message: Mapping[str, Any], item: Answer, *, parse: Parse, origin: tuple[str, datetime]
) -> Answer:
    """A record that is there, parsed; `origin` is where and when it was read."""
    try:
        record = parse(message)
    except ParseError as why:
        return _of_error(why, item)
    return replace(item, received=Received(record, orjson.dumps(message), *origin))


def _of_error(error: SourceError, item: Answer) -> Answer:
    outcome = Outcome.TEMPORARILY_UNAVAILABLE if error.retryable else Outcome.FAILED
    stop = error if isinstance(error, STOPS) else None
    detail = str(error)
    return replace(item, outcome=outcome, reason=error.code, detail=detail, stop=stop)


def _short(agency: str | None) -> str | None:
    return agency[:100] if agency else None


def known_by_doi(answer: Answer) -> Answer:
    """The same answer under what its record goes by, if it has one: the DOI where there is one."""
    return replace(answer, identifier=answer.received.record.key) if answer.received else answer


def failed(answer: Answer, reason: str) -> Answer:
    """An item that could not be read."""
    return replace(answer, outcome=Outcome.FAILED, reason=reason)
