"""What comes in from a source and what became of it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from importers.records import WorkRecord

LEVEL = 1
"""How hard a message is pressed: ten thousand take a second and a third of their size."""


@dataclass(frozen=True, slots=True)
class Received:
    """A work as a source described it: parsed, and the message itself as it came."""

    record: WorkRecord
    body: bytes  # JSON as received
    request: str  # the address it was read at
    received_at: datetime  # aware
    message: Mapping[str, Any] | None = None  # the body as it was read already, where it was

    @property
    def sha256(self) -> str:
        """The hash of the canonical JSON: another order of keys is no change."""
        return hashlib.sha256(canonical(self.body, self.message)).hexdigest()

    @property
    def pressed(self) -> bytes:
        """The message as received, gzip; the same bytes for the same message."""
        return gzip.compress(self.body, LEVEL, mtime=0)


class Outcome(StrEnum):
    """What filing did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one work; `key` is that of its record.

    `changed` names the fields that differ; `taken_away` the printed names no longer in the byline
    that something, such as a claim, pointed at.
    """

    key: str
    output_id: int
    outcome: Outcome
    changed: tuple[str, ...] = ()
    taken_away: tuple[str, ...] = ()


def canonical(body: bytes, message: Mapping[str, Any] | None = None) -> bytes:
    """JSON with sorted keys and without blanks; what is no JSON stays as it is."""
    try:
        return orjson.dumps(message or orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONDecodeError:
        return body


def opened(body: bytes) -> bytes:
    """The message as received, out of its gzip."""
    return gzip.decompress(body)
