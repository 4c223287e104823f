"""The one family of errors that a source can cause; no exception of an HTTP library leaves here."""

from __future__ import annotations

from typing import ClassVar


class SourceError(Exception):
    """A source gave nothing usable. `code` is stable; `retryable` says whether later may help."""

    code: ClassVar[str] = "source_error"
    retryable: ClassVar[bool] = False

    def __init__(self, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after  # seconds that the source, or our own limit, asks to wait


class TemporarilyUnavailable(SourceError):
    """The source is overloaded, broken or out of reach (408, 429, 5xx, no connection)."""

    code = "temporarily_unavailable"
    retryable = True


class CircuitOpen(TemporarilyUnavailable):
    """The last requests all failed, so that for `retry_after` seconds none is sent."""

    code = "circuit_open"


class DeadlineExceeded(SourceError):
    """The answer, or our turn to ask, did not come within the time allowed."""

    code = "deadline_exceeded"
    retryable = True


class NoTurn(DeadlineExceeded):
    """Our own limit left no time to ask: too many want to, or the source told us to wait."""

    code = "no_turn"


class BadAnswer(SourceError):
    """The answer is not what the source promises: an HTML page, cut JSON, another shape."""

    code = "bad_answer"
    retryable = True


class TooLarge(SourceError):
    """The answer is larger than we read."""

    code = "too_large"


class Blocked(SourceError):
    """The source has shut us out by hand (403): never asked again by itself."""

    code = "blocked"


class Refused(SourceError):
    """The source does not take this request (400, 414 and other 4xx)."""

    code = "refused"

    def __init__(self, detail: str, *, status: int) -> None:
        super().__init__(detail)
        self.status = status


class ForeignRedirect(SourceError):
    """The source sent us to an address outside the one configured, or in a circle."""

    code = "foreign_redirect"


class WrongWork(SourceError):
    """The answer describes another work than the one asked for."""

    code = "wrong_work"

    def __init__(self, *, asked: str, answered: str) -> None:
        super().__init__(f"asked for {asked}, was given {answered}")
        self.asked = asked
        self.answered = answered


class AgencyAway(SourceError):
    """The agency that holds the DOI cannot be asked at present; other agencies can."""

    code = "agency_away"
    retryable = True


class AgencyClosed(SourceError):
    """The agency that holds the DOI has shut us out (403); other agencies have not."""

    code = "agency_closed"


class CursorLost(SourceError):
    """The source has forgotten where a list was to go on: it must be asked for from the start."""

    code = "cursor_lost"
    retryable = True


class NoSuchPerson(SourceError):
    """ORCID knows no such iD."""

    code = "orcid_unknown"


class PersonClosed(SourceError):
    """The owner of the ORCID iD has closed the record, or ORCID has locked it."""

    code = "orcid_closed"


class ParseError(SourceError):
    """The record names no work: it is not an object, or has no usable DOI."""

    code = "parse_error"
