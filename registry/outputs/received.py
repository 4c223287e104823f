"""What comes in from a source and what became of it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from importers.records import WorkRecord

LEVEL = 1
"""How hard a message is pressed: ten thousand take a second and a third of their size."""


@dataclass(frozen=True, slots=True)
class Received:
    """A work as a source described it: parsed, and the message itself as it came.

    Where another process read the message it comes as `hashed` and `packed` alone.
    """

    record: WorkRecord
    body: bytes  # JSON as received, empty where it is only packed
    request: str  # the address it was read at
    received_at: datetime  # aware
    hashed: str | None = None  # `fingerprint` of the message, where it was at hand
    packed: bytes | None = None  # `pressed`, where another process did it

    @property
    def sha256(self) -> str:
        """The hash of the canonical JSON: another order of keys is no change."""
        return self.hashed or fingerprint(self.body)

    @property
    def pressed(self) -> bytes:
        """The message as received, gzip; the same bytes for the same message."""
        return self.packed or press(self.body)


class Outcome(StrEnum):
    """What filing did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


LOWER = "lower_source"
"""The reason where a message is kept but not followed: the output follows a higher source."""

TWICE = "twice"
"""The reason where the same work stands earlier in what is planned."""


def refused(text: str) -> str:
    """The reason of a work that stays out, with what the refusal list says of it."""
    return f"refused:{text}"


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of one work; `key` is that of its record.

    `changed` names the fields that differ; `taken_away` the printed names no longer in the byline
    that something, such as a claim, pointed at. `reason` is `lower_source` or `refused:` and the
    text; a work that is refused has the key of an output only where one was there before.
    """

    key: str
    output_id: int | None
    outcome: Outcome
    changed: tuple[str, ...] = ()
    taken_away: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What filing would do with one work.

    `changes` has the fields that would differ: field -> (before, after); of the byline the names
    before, then what becomes of them: names, added, removed, moved, reprinted. `kept` has what the
    source says of the fields where a person chose something else, which stays.
    """

    key: str
    outcome: Outcome
    output_id: int | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None


def press(body: bytes) -> bytes:
    """A message as it is kept."""
    return gzip.compress(body, LEVEL, mtime=0)


def fingerprint(body: bytes, message: Mapping[str, Any] | None = None) -> str:
    """The SHA-256 of the canonical JSON; `message` is the body where it was read already.

    Taken while the message is at hand: a thousand of them held until they are filed cost more room
    than all else.
    """
    return hashlib.sha256(canonical(body, message)).hexdigest()


def canonical(body: bytes, message: Mapping[str, Any] | None = None) -> bytes:
    """JSON with sorted keys and without blanks; what is no JSON stays as it is."""
    try:
        return orjson.dumps(message or orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONDecodeError:
        return body


def opened(body: bytes) -> bytes:
    """The message as received, out of its gzip."""
    return gzip.decompress(body)
