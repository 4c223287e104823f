"""A chain of audit events, and hands that change it as somebody with the database alone could.

Each hand is taken back: it works inside a transaction that is rolled back after the chain was
verified. Half of the hands also write all hashes anew behind the place, and the chain's head.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from registry.audit import service
from registry.audit.models import AuditEvent, AuditHead
from registry.core import clock
from registry.core.actor import operator
from registry.core.db import db
from registry.core.unit_of_work import before_commit, unit_of_work

EVENTS, HEAD = AuditEvent.__table__, AuditHead.__table__
AT_ONCE = 250
FIELDS = ("actor", "via", "verb", "subject_type", "subject_id", "details", "at")


class TakenBack(Exception):
    """Rolls a tampering back."""


def chain(length: int) -> None:
    """So many events, written as the registry writes them, some to a transaction."""
    for start in range(0, length, AT_ONCE):
        with unit_of_work():
            for n in range(start, min(start + AT_ONCE, length)):
                said = {"code": [f"U{n}", None]}
                service.record("unit.changed", ("Unit", n), by=operator(), details=said)
    db.session.remove()


def tampered(length: int, number: int, *, reach: int) -> Counter[str]:
    """Tamper so many times; how many of each kind were not found.

    Hands that move many rows work within the last `reach` events.
    """
    rng, missed = random.Random(number), Counter[str]()
    hands = [*HANDS]
    for count in range(number):
        name, anew = hands[count % len(hands)], count // len(hands) % 2 == 1
        heavy = anew or name == "insert"
        place = rng.randint(max(2, length - reach) if heavy else 2, length - 1)
        if not _found(rng, name, place, length, anew=anew):
            missed[f"{name}{', written anew' if anew else ''}"] += 1
    return missed


def _found(rng: random.Random, name: str, place: int, length: int, *, anew: bool) -> bool:
    found: list[Any] = []
    with suppress(TakenBack), unit_of_work():
        HANDS[name](rng, place, length)
        if anew:
            _write_anew(place)
        found.append(next(service.verify(), None))
        before_commit(_take_back)
    return found != [None]


def _take_back() -> None:
    raise TakenBack


def _change(rng: random.Random, place: int, length: int) -> None:
    field = rng.choice(FIELDS)
    value: Any = {"details": {"code": ["X", place]}, "at": clock.now()}.get(field, f"x{place}")
    _run(update(EVENTS).where(EVENTS.c.id == place).values({field: value}))


def _delete(rng: random.Random, place: int, length: int) -> None:
    """One or some events; where hashes are written anew, those behind move up."""
    last = min(place + rng.choice((0, 0, 2)), length - 1)
    _run(delete(EVENTS).where(EVENTS.c.id.between(place, last)))


def _insert(rng: random.Random, place: int, length: int) -> None:
    _shift(place, 1)
    row = dict(_rows(EVENTS.c.id == place)[0])
    _run(insert(EVENTS).values(row | {"id": place + 1, "subject_id": "forged"}))


def _swap(rng: random.Random, place: int, length: int) -> None:
    other = place % (length - 1) + 1
    one, two = (dict(_rows(EVENTS.c.id == key)[0]) for key in (place, other))
    for key, row in ((place, two), (other, one)):
        said = {k: v for k, v in row.items() if k != "id"}
        _run(update(EVENTS).where(EVENTS.c.id == key).values(said))


def _truncate(rng: random.Random, place: int, length: int) -> None:
    """The end is cut off; mostly the head says so too."""
    _run(delete(EVENTS).where(EVENTS.c.id > place))
    if rng.random() < 0.8:
        last = _rows(EVENTS.c.id == place)[0]
        _run(update(HEAD).values(last_id=place, last_hash=last["hash"]))


HANDS: dict[str, Callable[[random.Random, int, int], None]] = {
    "change": _change,
    "delete": _delete,
    "insert": _insert,
    "swap": _swap,
    "truncate": _truncate,
}


def _write_anew(place: int) -> None:
    """Number and hash every event from the place on, and the head, as if all were so."""
    before = _rows(EVENTS.c.id < place, limit=1)[0]
    number, previous, fresh = before["id"], before["hash"], []
    rows = db.session.execute(select(EVENTS).where(EVENTS.c.id >= place).order_by(EVENTS.c.id))
    for row in rows.all():
        number += 1
        said = dict(row._mapping) | {"id": number, "previous_hash": previous}
        previous = service.digest(SimpleNamespace(**said))
        fresh.append(
            {"was": row.id, "number": number, "before": said["previous_hash"], "now": previous}
        )
    values = {"previous_hash": bindparam("before"), "hash": bindparam("now")}
    values["id"] = bindparam("number")
    mine = EVENTS.c.id == bindparam("was")
    if fresh:
        db.session.connection().execute(update(EVENTS).where(mine).values(values), fresh)
    _run(update(HEAD).values(last_id=number, last_hash=previous))


def _shift(after: int, by: int) -> None:
    """Give the events behind a place other numbers, twice, as no two may have one."""
    top = db.session.scalar(select(func.max(EVENTS.c.id))) or 0
    far = 10 * top
    _run(update(EVENTS).where(EVENTS.c.id > after).values(id=EVENTS.c.id + far))
    _run(update(EVENTS).where(EVENTS.c.id > far).values(id=EVENTS.c.id - far + by))


def _rows(condition: Any, limit: int = 1) -> list[Any]:
    wanted = select(EVENTS).where(condition).order_by(EVENTS.c.id.desc()).limit(limit)
    return list(db.session.execute(wanted).mappings())


def _run(statement: Any) -> None:
    db.session.execute(statement)
