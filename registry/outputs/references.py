"""Who points at rows of ours: read from the foreign keys, so that a new table is seen by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, Table, func, select

from registry.core.db import db

OWN = frozenset(
    {
        "byline",
        "byline_affiliation",
        "output_identifier",
        "output_funder",
        "output_relation",
        "output_mark",
        "source_record",
        "field_choice",
    }
)
"""Tables of this domain, which go with their output.

A key of another domain that says `info={"goes_along": True}` goes with it as well, and is no reason
to keep it: what the registry found out by itself.
"""


def pointed_at(table: Table, keys: Collection[int]) -> set[int]:
    """Which of these rows of `table` a row of another domain points at."""
    found: set[int] = set()
    for column in _foreign(table):
        found |= set(db.session.scalars(select(column).where(column.in_(keys)).distinct()))
    return found


def lost_with(table: Table, key: int) -> int:
    """How many rows of other domains would be deleted with this row of `table`."""
    counts = (
        db.session.scalar(select(func.count()).where(column == key)) or 0
        for column in _foreign(table)
        if _ondelete(column, table) == "CASCADE"
    )
    return sum(counts)


def _foreign(table: Table) -> Iterator[Column[Any]]:
    for other in db.metadata.tables.values():
        if other.name not in OWN:
            yield from (
                key.parent
                for key in other.foreign_keys
                if key.column.table is table and not key.info.get("goes_along")
            )


def _ondelete(column: Column[Any], table: Table) -> str | None:
    return next(key.ondelete for key in column.foreign_keys if key.column.table is table)
