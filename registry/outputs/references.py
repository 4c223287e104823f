"""Who points at rows of ours: read from the foreign keys, so that a new table is seen by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, Table, func, select

from registry.core.among import among
from registry.core.db import db

OWN = frozenset(
    {
        "byline",
        "byline_affiliation",
        "byline_fact",
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
    for column, goes_along in foreign(table):
        if not goes_along:
            found |= set(db.session.scalars(select(column).where(among(column, keys)).distinct()))
    return found


def lost_with(table: Table, key: int) -> int:
    """How many rows of other domains would be deleted with this row of `table`."""
    counts = (
        db.session.scalar(select(func.count()).where(column == key)) or 0
        for column, goes_along in foreign(table, "CASCADE")
        if not goes_along
    )
    return sum(counts)


def foreign(table: Table, *ondelete: str | None) -> Iterator[tuple[Column[Any], bool]]:
    """The columns of other domains that point at `table`, and whether they go along with it.

    With `ondelete` those alone of which one of these becomes.
    """
    for other in db.metadata.tables.values():
        for key in other.foreign_keys if other.name not in OWN else ():
            if key.column.table is table and (not ondelete or key.ondelete in ondelete):
                yield key.parent, bool(key.info.get("goes_along"))
