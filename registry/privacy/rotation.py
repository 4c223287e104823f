"""Field keys change while everything runs: every envelope is sealed anew, a few at a time.

Which columns hold envelopes the tables say: bytes of the class *sensitive*. An envelope that
somebody changes meanwhile is left to its new value; a kill costs nothing but a second start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, bindparam, func, select, text, update

from registry.audit import service as audit
from registry.core import settings
from registry.core.actor import Actor
from registry.core.db import Privacy, db
from registry.core.encryption import Keyring, Place, Unreadable
from registry.core.errors import N_, Conflict
from registry.core.unit_of_work import unit_of_work
from registry.people.models import Personnel, ResearcherMerge, ResearcherSplit
from registry.people.moves import digest, marks_envelopes, renewed
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
    """How many envelopes are still under an older key of ours."""
    counted = in_use()
    return counted.total() - counted[settings.keyring().active]


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


@dataclass
class Rotation:
    """One run: how many were sealed anew, and which could not be opened by any key."""

    done: int = 0
    unreadable: set[Place] = field(default_factory=set)
    merges: list[tuple[Any, list[int]]] = field(default_factory=list)

    def run(self, *, by: Actor) -> Iterator[int]:
        """Seal every envelope under the newest key; tells after each transaction how many.

        Opens its own units of work, and looks again until nothing is left: who began to write
        before the key came may end after we have passed.
        """
        self.merges = _that_know_envelopes()
        while True:
            before = self.done
            for column in sealed_columns():
                for number in self._along(column):
                    self.done += number
                    yield number
            if self.done == before or not left():
                break
        details = {"key": settings.keyring().active, "values": self.done}
        with unit_of_work():
            audit.record("keys.rotated", ("Key", details["key"]), by=by, details=details)

    def _along(self, column: Column[Any]) -> Iterator[int]:
        last = 0
        while found := _batch(column, last):
            last = found[-1]
            with unit_of_work():
                number = self._reseal(column, found)
            yield number

    def _reseal(self, column: Column[Any], keys: list[int]) -> int:
        """Seal envelopes anew that are still what was read; how many were."""
        table = column.table
        rows = db.session.execute(select(table.c.id, column).where(table.c.id.in_(keys))).all()
        fresh = [one for key, old in rows if old and (one := self._fresh(column, key, old))]
        if not fresh:
            return 0
        self._tell_merges({digest(one["old"]): digest(one["new"]) for one in fresh})
        names = {name for name in fresh[0] if name not in {"key", "old", "new"}}
        values: dict[str, Any] = {column.name: bindparam("new")}
        values |= {name: bindparam(name) for name in names} | _as_it_was(table)
        mine = table.c.id == bindparam("key"), column == bindparam("old")
        result: Any = db.session.connection().execute(
            update(table).where(*mine).values(values), fresh
        )
        return int(result.rowcount)

    def _fresh(self, column: Column[Any], key: int, old: bytes) -> dict[str, Any] | None:
        """What a row is to hold; None where it does so already, or nothing opens it."""
        ring, place = settings.keyring(), Place(column.table.name, column.name, key)
        if ring.is_current(old):
            return None
        try:
            plain = ring.open_bytes(old, place)
        except Unreadable:
            self.unreadable.add(place)
            return None
        said = {"key": key, "old": old, "new": ring.seal_bytes(plain, place)}
        if column.table is Personnel.__table__ and column.name in MARKS:
            said[MARKS[column.name]] = mark_of(plain.decode())
        return said

    def _tell_merges(self, digests: Mapping[str, str]) -> None:
        """A merge that gave somebody an envelope must know it again when it is undone."""
        for model, keys in self.merges:
            rows = db.session.execute(select(model.id, model.moves).where(model.id.in_(keys)))
            for key, moves in rows.all():
                if (told := renewed(moves, digests)) != moves:
                    db.session.execute(update(model).where(model.id == key).values(moves=told))


def _that_know_envelopes() -> list[tuple[Any, list[int]]]:
    """Merges and splits that know an envelope again; later ones know those of the new key."""
    found = []
    for model in (ResearcherMerge, ResearcherSplit):
        rows = db.session.execute(select(model.id, model.moves).where(model.undone_at.is_(None)))
        found.append((model, [key for key, moves in rows if marks_envelopes(moves)]))
    return [(model, keys) for model, keys in found if keys]


def drop(name: str, *, by: Actor) -> None:
    """Forget a key that opens nothing any more. Raises KeysGiven, UnknownKey, KeyInUse.

    Whoever writes meanwhile is waited for; should an envelope under the key come after all, the
    key comes back.
    """
    keys, ring = settings.field_keys(), settings.keyring()
    if keys.given:
        raise KeysGiven
    if name not in ring.names or name == ring.active:
        raise UnknownKey(field="key", value=name)
    with unit_of_work():
        _wait_for_writers()
        if number := in_use()[name]:
            raise KeyInUse(field="key", value=name, number=number)
        audit.record("keys.dropped", ("Key", name), by=by)
        line = keys.drop(name)
    if number := _under(ring.prefix(name)):
        keys.put_back(line)
        raise KeyInUse(field="key", value=name, number=number)


def _wait_for_writers() -> None:
    """SQLite has one writer, and that is us now; PostgreSQL is asked to let nobody else write."""
    if db.engine.dialect.name == "postgresql":
        names = sorted({f'"{column.table.name}"' for column in sealed_columns()})
        db.session.execute(text(f"LOCK TABLE {', '.join(names)} IN SHARE MODE"))


def _under(prefix: bytes) -> int:
    counted = (select(func.count()).where(_begins(column, prefix)) for column in sealed_columns())
    return sum(db.session.scalar(one) or 0 for one in counted)


def _as_it_was(table: Table) -> dict[str, Any]:
    """Nobody changed the row: it says so still."""
    return {"updated_at": table.c.updated_at} if "updated_at" in table.c else {}


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
