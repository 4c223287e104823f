"""What a file, a list of works or a query gives: one entry after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from importers.errors import SourceError


@dataclass(frozen=True, slots=True)
class Entry:
    """One part of a file: a DOI, a work as a message of its source, or why it is neither.

    With both, the DOI is asked for and the message stands where no source knows it.
    """

    place: int  # from 1
    given: str  # how a reader finds it again: the text, a citation key, row 12; at most 200 letters
    doi: str | None = None
    message: Mapping[str, Any] | None = None
    source: str = ""  # whose message it is: a key of PARSERS
    reason: str | None = None  # a code where there is neither DOI nor message


class BadFile(SourceError):
    """The file cannot be read, or not to its end; `code` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code  # type: ignore[misc]
