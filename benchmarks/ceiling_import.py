"""The ceiling of the import: rows that are ready, by executemany or COPY, in one transaction.

The rows are those that the registry made of the messages, read back.
"""

from __future__ import annotations

import importlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from benchmarks.databases import Database
from benchmarks.filling import write
from registry.core.db import PRAGMAS

TABLES = (
    *("output", "byline", "byline_affiliation", "output_identifier", "output_funder"),
    *("output_relation", "source_record"),
)


@dataclass(frozen=True)
class Ready:
    """New rows of a table."""

    table: str
    columns: tuple[str, ...]
    rows: list[Any]


def read(database: Database) -> list[Ready]:
    """The rows that the scratch database has beyond the other one."""
    with closing(_connect(database.url)) as before, closing(_connect(database.scratch_url)) as now:
        return [_beyond(table, before, now) for table in TABLES]


def _beyond(table: str, before: Any, now: Any) -> Ready:
    last = before.execute(f"SELECT COALESCE(max(id), 0) FROM {table}").fetchone()[0]
    found = now.execute(f"SELECT * FROM {table} WHERE id > {last} ORDER BY id")
    columns = tuple(column[0] for column in found.description)
    return Ready(table, columns, found.fetchall())


def measure(database: Database, ready: list[Ready]) -> float:
    """CPU seconds of writing them."""
    database.renew_scratch()
    with closing(_connect(database.scratch_url)) as connection:
        return database.clock.spent(lambda: _write(connection, ready))


def _write(connection: Any, ready: list[Ready]) -> None:
    cursor = connection.cursor()
    for part in ready:
        write(cursor, part.table, columns=part.columns, rows=part.rows)
    connection.commit()


def _connect(url: str) -> Any:
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        for pragma in PRAGMAS:
            connection.execute(pragma)
        return connection
    psycopg = importlib.import_module("psycopg")
    connection = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))
    loaders = importlib.import_module("psycopg.types.string")
    for name in ("json", "timestamp"):
        connection.adapters.register_loader(name, loaders.TextLoader)
    return connection
