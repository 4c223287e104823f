"""The one family of errors that a source can cause; no exception of an HTTP library leaves here."""

from __future__ import annotations

from typing import ClassVar


class SourceError(Exception):
    """A source gave nothing usable. `code` is stable; `retryable` says whether later may help."""

    code: ClassVar[str] = "source_error"
    retryable: ClassVar[bool] = False

    def __init_subclass__(cls, code: str = "", *, retryable: bool | None = None) -> None:
        """What is left out is as in the class above."""
        super().__init_subclass__()
        cls.code = code or cls.code
        cls.retryable = cls.retryable if retryable is None else retryable

    def __init__(self, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after  # seconds that the source, or our own limit, asks to wait


class TemporarilyUnavailable(SourceError, code="temporarily_unavailable", retryable=True):
    """The source is overloaded, broken or out of reach (408, 429, 5xx, no connection)."""


class CircuitOpen(TemporarilyUnavailable, code="circuit_open"):
    """The last requests all failed, so that for `retry_after` seconds none is sent."""


class DeadlineExceeded(SourceError, code="deadline_exceeded", retryable=True):
    """The answer, or our turn to ask, did not come within the time allowed."""


class NoTurn(DeadlineExceeded, code="no_turn"):
    """Our own limit left no time to ask: too many want to, or the source told us to wait."""


class BadAnswer(SourceError, code="bad_answer", retryable=True):
    """The answer is not what the source promises: an HTML page, cut JSON, another shape."""


class TooLarge(SourceError, code="too_large"):
    """The answer is larger than we read."""


class Blocked(SourceError, code="blocked"):
    """The source has shut us out by hand (403): never asked again by itself."""


class Refused(SourceError, code="refused"):
    """The source does not take this request (400, 414 and other 4xx)."""

    def __init__(self, detail: str, *, status: int) -> None:
        super().__init__(detail)
        self.status = status


class ForeignRedirect(SourceError, code="foreign_redirect"):
    """The source sent us to an address outside the one configured, or in a circle."""


class WrongWork(SourceError, code="wrong_work"):
    """The answer describes another work than the one asked for."""

    def __init__(self, *, asked: str, answered: str) -> None:
        super().__init__(f"asked for {asked}, was given {answered}")
        self.asked = asked
        self.answered = answered


class AgencyAway(SourceError, code="agency_away", retryable=True):
    """The agency that holds the DOI cannot be asked at present; other agencies can."""


class AgencyClosed(SourceError, code="agency_closed"):
    """The agency that holds the DOI has shut us out (403); other agencies have not."""


class CursorLost(SourceError, code="cursor_lost", retryable=True):
    """The source has forgotten where a list was to go on: it must be asked for from the start."""


class NoSuchPerson(SourceError, code="orcid_unknown"):
    """ORCID knows no such iD."""


class PersonClosed(SourceError, code="orcid_closed"):
    """The owner of the ORCID iD has closed the record, or ORCID has locked it."""


class ParseError(SourceError, code="parse_error"):
    """The record names no work: it is not an object, or has no usable DOI."""
