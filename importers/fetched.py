"""What became of one question to a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from importers.errors import SourceError


class Outcome(StrEnum):
    """The four that a source can give, and the one that needs no asking."""

    FOUND = "found"
    OTHER_AGENCY = "other_agency"
    NOT_REGISTERED = "not_registered"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One identifier and what its source said of it."""

    doi: str  # as asked, normalised; as given where it is invalid
    outcome: Outcome
    message: Mapping[str, Any] | None = None  # the record as received
    registered_as: str | None = None  # another DOI that the asked one was merged into
    agency: str | None = None
    detail: str = ""
    error: SourceError | None = None  # why nothing was learnt; `error.retryable`, `.retry_after`
    address: str = ""  # where the record was read
    source: str = "crossref"  # whose message it is: a key of PARSERS

    @classmethod
    def failed(cls, doi: str, error: SourceError) -> Fetched:
        """Nothing was learnt of this DOI."""
        return cls(doi, Outcome.TEMPORARILY_UNAVAILABLE, detail=str(error), error=error)

    @property
    def raw(self) -> bytes:
        """The record as JSON, whichever request it came by; empty where there is none."""
        return b"" if self.message is None else orjson.dumps(self.message)
