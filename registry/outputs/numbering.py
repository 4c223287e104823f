"""Keys for rows before they are written, so that nothing is read back after a bulk insert."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table, func, select

from registry.core.db import db


def take(table: Table, count: int) -> Sequence[int]:
    """So many keys that no row of `table` has, rising; nobody else gets them.

    PostgreSQL gives them from the sequence of the key; on SQLite the transaction that writes is
    the only one, and the next keys are those it would give itself.
    """
    if db.session.connection().dialect.name == "postgresql":
        sequence = select(func.pg_get_serial_sequence(table.name, "id")).scalar_subquery()
        numbers = func.generate_series(1, count).alias()
        return db.session.scalars(select(func.nextval(sequence)).select_from(numbers)).all()
    last = db.session.scalar(select(func.max(table.c.id))) or 0
    return range(last + 1, last + 1 + count)
