"""Field keys change while everything runs: every envelope is sealed anew, a few at a time.

Which columns hold envelopes the tables say: bytes of the class *sensitive*. An envelope that
somebody changes meanwhile is left to its new value; a kill costs nothing but a second start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, func, select, update

from registry.audit import service as audit
from registry.core import settings
from registry.core.actor import Actor
from registry.core.db import Privacy, db
from registry.core.encryption import Keyring, Place
from registry.core.errors import N_, Conflict
from registry.core.unit_of_work import unit_of_work
from registry.people.personnel import MARKS, mark_of

BATCH = 200
"""Envelopes of a transaction."""

MOST_BYTES = 8 * 2**20
"""Bytes of a transaction; one envelope may have more."""


class KeysGiven(Conflict):
    """The keys stand in the environment, where nobody but its owner changes them."""

    sentence = N_(
        "The keys are given by REGISTRY_KEYS. Put a new key in front there, start again, "
        "and repeat this."
    )


class KeyInUse(Conflict):
    """Envelopes need the key."""

    sentence = N_("The key %(value)s still opens %(number)s values. Rotate first.")


class UnknownKey(Conflict):
    """There is no key of this id, or it is the one that seals."""

    sentence = N_("%(value)s is no old key.")


def sealed_columns() -> Iterator[Column[Any]]:
    """Every column with envelopes, in tables of all domains."""
    tables: list[Table] = db.metadata.sorted_tables
    for table in tables:
        for column in table.columns:
            sensitive = column.info.get("privacy") is Privacy.SENSITIVE
            if sensitive and isinstance(column.type, LargeBinary):
                yield column


def in_use() -> Counter[str]:
    """How many envelopes each key opens; keys of none are there with 0."""
    ring = settings.keyring()
    counted = Counter(dict.fromkeys(ring.names, 0))
    for column in sealed_columns():
        for name in ring.names:
            wanted = select(func.count()).where(_begins(column, ring.prefix(name)))
            counted[name] += db.session.scalar(wanted) or 0
    return counted


def left() -> int:
    """How many envelopes are not yet under the newest key."""
    ring = settings.keyring()
    parts = (
        select(func.count()).select_from(column.table).where(*_old(column, ring))
        for column in sealed_columns()
    )
    return sum(db.session.scalar(part) or 0 for part in parts)


def begin(*, by: Actor) -> str:
    """A new key in front, unless envelopes still wait for the last one; the id of the newest.

    Raises KeysGiven where the keys are not in a file and nothing waits.
    """
    keys = settings.field_keys()
    if left():
        return settings.keyring().active
    if keys.given:
        raise KeysGiven
    made = keys.add()
    with unit_of_work():
        audit.record("keys.added", ("Key", made), by=by)
    return made


def rotate(*, by: Actor) -> Iterator[int]:
    """Seal every envelope under the newest key; tells after each transaction how many that were.

    Opens its own units of work. Raises Unreadable for an envelope that no key opens.
    """
    done = 0
    for column in sealed_columns():
        last = 0
        while found := _batch(column, last):
            last = found[-1]
            with unit_of_work():
                number = sum(_reseal(column, key) for key in found)
            done += number
            yield number
    with unit_of_work():
        details = {"key": settings.keyring().active, "values": done}
        audit.record("keys.rotated", ("Key", settings.keyring().active), by=by, details=details)


def drop(name: str, *, by: Actor) -> None:
    """Forget a key that opens nothing any more. Raises KeysGiven, UnknownKey, KeyInUse."""
    keys, ring = settings.field_keys(), settings.keyring()
    if keys.given:
        raise KeysGiven
    if name not in ring.names or name == ring.active:
        raise UnknownKey(field="key", value=name)
    if number := in_use()[name]:
        raise KeyInUse(field="key", value=name, number=number)
    with unit_of_work():
        audit.record("keys.dropped", ("Key", name), by=by)
    keys.drop(name)


def _begins(column: Column[Any], prefix: bytes) -> Any:
    return func.substr(column, 1, len(prefix)) == prefix


def _old(column: Column[Any], ring: Keyring) -> tuple[Any, ...]:
    return column.is_not(None), ~_begins(column, ring.prefix(ring.active))


def _batch(column: Column[Any], last: int) -> list[int]:
    """The keys of the next rows with old envelopes: so many as a transaction may take."""
    key = column.table.c.id
    wanted = select(key, func.length(column)).where(*_old(column, settings.keyring()), key > last)
    rows = db.session.execute(wanted.order_by(key).limit(BATCH)).all()
    taken: list[int] = []
    size = 0
    for found, length in rows:
        size += length
        if taken and size > MOST_BYTES:
            break
        taken.append(found)
    return taken


def _reseal(column: Column[Any], key: int) -> int:
    """Seal one envelope anew, if it is still the one that was read; whether that was so."""
    table, ring = column.table, settings.keyring()
    old = db.session.scalar(select(column).where(table.c.id == key))
    if old is None or ring.is_current(old):
        return 0
    place = Place(table.name, column.name, key)
    plain = ring.open_bytes(old, place)
    fresh: dict[str, Any] = {column.name: ring.seal_bytes(plain, place)}
    if table.name == "personnel" and column.name in MARKS:
        fresh[MARKS[column.name]] = mark_of(plain.decode())
    changed = update(table).where(table.c.id == key, column == old).values(fresh)
    result: Any = db.session.execute(changed)
    return int(result.rowcount)
