"""Append to the chain and verify it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import inspect, select

from registry.audit import heads
from registry.audit.models import AuditEvent, AuditHead
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import Privacy, db
from registry.core.unit_of_work import after_commit, before_commit, notes

GENESIS = "0" * 64
HASHED = ("id", "at", "account_id", "actor", "via", "verb", "subject_type", "subject_id", "details")


def record(verb: str, subject: Any, *, by: Actor, details: dict[str, Any] | None = None) -> None:
    """Note what `by` did to `subject` (a row, or a pair of type and id).

    It is chained as the last act of the transaction.

    `details` must hold ids, codes, field names and public values only.
    """
    kind, key = subject if isinstance(subject, tuple) else (type(subject).__name__, _key(subject))
    pending = notes().setdefault("audit", [])
    if not pending:
        before_commit(_append_pending)
    pending.append(
        AuditEvent(
            at=clock.now(),
            account_id=by.account_id,
            actor=by.label[:200],
            via=by.via,
            verb=verb,
            subject_type=kind,
            subject_id=str(key),
            details=details or {},
        )
    )


def changes(row: Any) -> dict[str, Any]:
    """What an edit of `row` changes, as details.

    Names of all fields, values of the public ones alone. Call it before flushing.
    """
    changed: dict[str, Any] = {}
    for attribute in inspect(row).mapper.column_attrs:
        history = inspect(row).attrs[attribute.key].history
        if history.has_changes() and attribute.key not in {"version", "updated_at"}:
            column = attribute.columns[0]
            shown = column.info.get("privacy") is Privacy.PUBLIC
            old, new = (history.deleted or [None])[0], (history.added or [None])[0]
            changed[attribute.key] = [_plain(old), _plain(new)] if shown else "changed"
    return changed


def _key(subject: Any) -> Any:
    if subject.id is None:
        db.session.flush()
    return subject.id


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)


def _append_pending() -> None:
    pending = notes().pop("audit", [])
    head = db.session.scalars(select(AuditHead).with_for_update()).one_or_none()
    if head is None:
        head = AuditHead(id=1, last_id=0, last_hash=GENESIS)
        db.session.add(head)
    for event in pending:
        head.last_id += 1
        event.id, event.previous_hash = head.last_id, head.last_hash
        event.hash = head.last_hash = digest(event)
        db.session.add(event)
    db.session.flush()
    if pending:
        last = (head.last_id, head.last_hash)
        after_commit(lambda: heads.keep(*last))


def digest(event: Any) -> str:
    """The hash of an event (a row with its columns).

    SHA-256 over the previous hash and the canonical JSON of what it says.
    """
    return _hash(event.previous_hash, {name: getattr(event, name) for name in HASHED})


def _hash(previous: str, said: dict[str, Any]) -> str:
    text = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(previous.encode() + text).hexdigest()


@dataclass(frozen=True)
class Breach:
    """A place where the chain does not hold, and why."""

    event_id: int
    why: str


def verify() -> Iterator[Breach]:
    """Walk the chain from its start, and hold it against the ends that were kept outside.

    Yields every event that was changed, removed, inserted or moved.
    """
    columns = [AuditEvent.__table__.c[name] for name in (*HASHED, "previous_hash", "hash")]
    wanted = select(*columns).order_by(columns[0]).execution_options(yield_per=2000)
    with db.session.execute(wanted) as rows:
        yield from breaches(rows, head(), heads.kept())


def head() -> tuple[int, str]:
    """The number and hash of the last event, as the database says them."""
    row = db.session.execute(select(AuditHead.last_id, AuditHead.last_hash)).first()
    return (row.last_id, row.last_hash) if row else (0, GENESIS)


def breaches(
    events: Iterable[Sequence[Any]], end: tuple[int, str], kept: Mapping[int, str]
) -> Iterator[Breach]:
    """Where a chain of events does not hold; each comes as HASHED, the hash before, its own hash.

    `end` is the id and hash of its last event as the database says, `kept` are ids and hashes of
    ends that were written down outside of it.
    """
    expected, previous = 1, GENESIS
    for *said, before, now in events:
        key = said[0]
        if key != expected:
            yield Breach(expected, "missing")
        if before != previous:
            yield Breach(key, "does not follow the event before")
        if _hash(before, dict(zip(HASHED, said, strict=True))) != now:
            yield Breach(key, "changed")
        if kept.get(key, now) != now:
            yield Breach(key, "not the event that was written down outside")
        expected, previous = key + 1, now
    if end != (expected - 1, previous):
        yield Breach(end[0], "the end of the chain is missing")
    if (latest := max(kept, default=0)) >= expected:
        yield Breach(latest, "written down outside, and missing here")
