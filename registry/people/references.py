"""Which rows of the whole database point to a row, known from the foreign keys alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Table, func, inspect, select

from registry.core.db import Model, db


def columns_pointing_to(table: str) -> list[Column[Any]]:
    """Every column, in tables of all domains, that holds the key of a row of this table."""
    tables: Iterable[Table] = db.metadata.sorted_tables
    return [
        column
        for other in tables
        for column in other.columns
        if any(key.target_fullname == f"{table}.id" for key in column.foreign_keys)
    ]


def rows_pointing_to(row: Model, *, apart_from: Iterable[str] = ()) -> dict[str, int]:
    """How many rows of each other table point to a stored row; tables without any are left out."""
    key, table = (inspect(row).identity or (0,))[0], row.__tablename__
    found: dict[str, int] = {}
    for column in columns_pointing_to(table):
        if column.table.name not in apart_from:
            count = db.session.scalar(select(func.count()).where(column == key)) or 0
            found[column.table.name] = found.get(column.table.name, 0) + count
    return {name: count for name, count in found.items() if count}
