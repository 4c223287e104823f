"""Many rows into one table by the quickest way each driver has: COPY, or executemany of tuples.

SQLAlchemy's own bulk insert makes a dict of parameters a row and asks each type of each value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import JSON, Boolean, Column, Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError

from registry.core.clock import UTCDateTime
from registry.core.db import db
from registry.core.unit_of_work import WriteOutsideUnitOfWork, is_open

Process = Callable[[Any], Any]


def insert(
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    same: Mapping[str, Any] | None = None,
    *,
    columns: Sequence[str] | None = None,
) -> None:
    """Insert rows that all have the same columns; `same` holds columns alike in all of them.

    `columns` are those taken from the rows, by default all. Columns left out get their default, one
    for all rows. Raises WriteOutsideUnitOfWork, and of SQLAlchemy's errors those of an INSERT.
    """
    if not is_open():
        raise WriteOutsideUnitOfWork
    if not rows:
        return
    connection = db.session.connection()
    names, alike = list(columns or rows[0]), dict(same or {})
    alike = _defaults(table, {*names, *alike}) | alike
    found = _by_column(_columns(table, names), rows, connection.dialect)
    constant = _by_column(_columns(table, alike), [alike], connection.dialect)
    values = zip(*found, *(repeat(next(values)) for values in constant), strict=False)
    _write(connection, table, columns=[*names, *alike], values=values)


def _defaults(table: Table, given: set[str]) -> dict[str, Any]:
    found = {}
    for column in table.columns:
        default: Any = column.default
        if default is not None and column.name not in given and hasattr(default, "arg"):
            found[column.name] = default.arg(None) if default.is_callable else default.arg
    return found


def _columns(table: Table, names: Iterable[str]) -> list[Column[Any]]:
    return [table.c[name] for name in names]


def _by_column(
    columns: Sequence[Column[Any]], rows: Sequence[Mapping[str, Any]], dialect: Dialect
) -> Iterator[Iterator[Any]]:
    """The values of each column for the driver, converted where its type asks for it.

    Column by column, so that no step of Python's is made for a value that needs none.
    """
    for column in columns:
        values = map(itemgetter(column.name), rows)
        process = _process(column, dialect)
        yield map(process, values) if process else values


def _process(column: Column[Any], dialect: Dialect) -> Process | None:
    """What the column's type does to a value; the same moment comes many times."""
    if isinstance(column.type, Boolean):
        return None
    if isinstance(column.type, JSON):
        return _json
    process: Process | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(process) if process and isinstance(column.type, UTCDateTime) else process


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _write(connection: Connection, table: Table, *, columns: Sequence[str], values: Any) -> None:
    """By the driver's own cursor: what SQLAlchemy keeps of a statement would hold all the rows."""
    write = _copy if connection.dialect.name == "postgresql" else _execute
    errors: Any = connection.dialect.loaded_dbapi.Error
    cursor = connection.connection.cursor()
    try:
        write(cursor, table, columns=columns, values=values)
    except errors as why:
        told = f"many rows into {table.name}"
        raise DBAPIError.instance(told, None, why, errors, dialect=connection.dialect) from why
    finally:
        cursor.close()


def _execute(cursor: Any, table: Table, *, columns: Sequence[str], values: Any) -> None:
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({_named(columns)}) VALUES ({places})"  # noqa: S608
    cursor.executemany(statement, values)


def _copy(cursor: Any, table: Table, *, columns: Sequence[str], values: Any) -> None:
    with cursor.copy(f"COPY {table.name} ({_named(columns)}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)


def _named(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
