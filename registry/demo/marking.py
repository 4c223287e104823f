"""Noting what the demonstration made, and taking it away again with all that rests on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import CheckConstraint, Column, Table, delete, event, insert, select, update
from sqlalchemy.orm import Session

from registry.core.db import db
from registry.demo.models import SampleRow

KEPT = frozenset({"audit_event", "audit_head", "job", "worker_seen", "sample_row"})
"""The trail and the workers are never taken away."""

Rows = dict[str, set[int]]


@contextmanager
def noted() -> Iterator[Rows]:
    """Note every row with a key of its own that is added inside.

    Rows added in bulk are put in by hand.
    """
    found: Rows = defaultdict(set)

    def after_flush(session: Session, context: Any) -> None:
        for row in session.new:
            table = row.__tablename__
            if table not in KEPT and getattr(row, "id", None) is not None:
                found[table].add(row.id)

    event.listen(db.session, "after_flush", after_flush)
    try:
        yield found
    finally:
        event.remove(db.session, "after_flush", after_flush)


def mark(found: Rows) -> None:
    """Remember these rows as sample data."""
    rows = [{"table_name": t, "row_id": key} for t, keys in found.items() for key in sorted(keys)]
    if rows:
        db.session.execute(insert(SampleRow), rows)


def marked() -> Rows:
    """The rows that are sample data."""
    found: Rows = defaultdict(set)
    for row in db.session.scalars(select(SampleRow)):
        found[row.table_name].add(row.row_id)
    return found


def remove() -> int:
    """Delete all sample rows and what rests on them.

    The number of rows of sample data there were.
    """
    doomed = marked()
    count = sum(len(keys) for keys in doomed.values())
    tables = [t for t in db.metadata.sorted_tables if t.name not in KEPT]
    for table in tables:
        for column in table.columns:
            _spread(table, column, doomed)
    for table in reversed(tables):
        if "id" in table.columns and doomed[table.name]:
            db.session.execute(delete(table).where(table.c.id.in_(doomed[table.name])))
    db.session.execute(delete(SampleRow))
    db.session.expire_all()
    return count


def _spread(table: Table, column: Column[Any], doomed: Rows) -> None:
    """What points at a doomed row is doomed too, or points at nothing where it may."""
    for key in column.foreign_keys:
        gone = doomed[key.column.table.name]
        if not gone:
            continue
        if column.nullable and not _is_checked(table, column):
            db.session.execute(update(table).where(column.in_(gone)).values({column: None}))
        elif "id" in table.columns:
            resting = select(table.c.id).where(column.in_(gone))
            doomed[table.name] |= set(db.session.scalars(resting))
        else:
            db.session.execute(delete(table).where(column.in_(gone)))


def _is_checked(table: Table, column: Column[Any]) -> bool:
    """Whether a check of the table speaks of the column, so that it cannot simply become NULL."""
    checks = (c for c in table.constraints if isinstance(c, CheckConstraint))
    return any(column.name in str(check.sqltext) for check in checks)
