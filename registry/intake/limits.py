"""The limits of our sources as rows of the database, so that all processes share them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from importers.limits import Bucket, Limit, Step
from registry.core.clock import database_now
from registry.core.db import db
from registry.intake.models import LimitState

T = TypeVar("T")
LIMIT = cast("Table", LimitState.__table__)


class DatabaseLimitStore:
    """Buckets in `limit_state`, each step one short transaction on a connection of its own.

    The time is the database's, so that machines whose clocks differ agree. Never call it inside a
    unit of work: on SQLite that one holds the only lock.
    """

    def update(self, key: str, default: Limit, step: Step[T]) -> T:
        """See importers.limits.LimitStore."""
        while True:
            with db.engine.connect() as connection, connection.begin() as transaction:
                row = _locked(connection, key)
                if row is not None:
                    bucket = _bucket(row)
                    changed, result = step(bucket, _now(connection))
                    if changed is bucket:
                        transaction.rollback()
                    else:
                        _write(connection, key, changed)
                    return result
            _create(key, default)


def _locked(connection: Connection, key: str) -> Row[Any] | None:
    """The row, which nobody else reads or writes until the end of the transaction.

    An UPDATE that changes nothing locks on both databases; SQLite knows no SELECT … FOR UPDATE.
    """
    lock = update(LIMIT).where(LIMIT.c.key == key).values(at_once=LIMIT.c.at_once)
    return connection.execute(lock.returning(LIMIT)).one_or_none()


def _now(connection: Connection) -> float:
    return cast("datetime", connection.scalar(select(database_now()))).timestamp()


def _write(connection: Connection, key: str, bucket: Bucket) -> None:
    connection.execute(update(LIMIT).where(LIMIT.c.key == key).values(**_columns(bucket)))


def _create(key: str, default: Limit) -> None:
    with suppress(IntegrityError), db.engine.begin() as connection:
        connection.execute(insert(LIMIT).values(key=key, **_columns(Bucket(default))))


def _bucket(row: Row[Any]) -> Bucket:
    return Bucket(Limit(row.rate, row.interval, row.at_once), **row.state)


def _columns(bucket: Bucket) -> dict[str, Any]:
    return {
        "rate": bucket.limit.requests,
        "interval": bucket.limit.interval,
        "at_once": bucket.limit.at_once,
        "state": {
            "next_at": bucket.next_at,
            "tickets": dict(bucket.tickets),
            "failures": bucket.failures,
            "open_until": bucket.open_until,
        },
    }
