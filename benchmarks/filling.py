"""Fill an empty database with the synthetic publications, by the quickest way each driver has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text

from benchmarks import synthetic
from benchmarks.synthetic import COLUMNS, MOMENT, Aim, Row, Rows
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.goals import service as goals
from registry.goals.models import Goal


def fill(app: Flask, size: int) -> None:
    """Create the tables and everything in them."""
    with app.app_context():
        db.create_all()
        with unit_of_work():
            goals.load_goals(by=SYSTEM)
        people, first = synthetic.staff()
        _store(chain([first], synthetic.publications(size, people, _aims())))
        db.session.remove()
        db.engine.dispose()


def _aims() -> list[Aim]:
    """Every goal once, and every sub-aim."""
    found: list[Aim] = []
    for goal in db.session.scalars(select(Goal).order_by(Goal.code)):
        found += [(goal.id, None), *((goal.id, part.id) for part in goal.sub_aims)]
    db.session.remove()
    return found


def _store(sheets: Iterable[Rows]) -> None:
    connection = db.engine.raw_connection()
    on_postgres = db.engine.dialect.name == "postgresql"
    cursor = connection.cursor()
    cursor.execute("SET session_replication_role = replica" if on_postgres else "BEGIN")
    for sheet in sheets:
        for table, rows in sheet.of.items():
            columns = synthetic.stamped(COLUMNS[table])
            write(cursor, table, columns=columns, rows=[(*row, MOMENT, MOMENT) for row in rows])
    connection.commit()
    connection.close()
    if on_postgres:
        _count_on()


def write(cursor: Any, table: str, *, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Rows that are ready, by COPY or by executemany."""
    names = ", ".join(f'"{column}"' for column in columns)
    if hasattr(cursor, "copy"):
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        places = ", ".join("?" * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)


def _count_on() -> None:
    """Let PostgreSQL's sequences go on after the keys that were given."""
    for name in COLUMNS:
        table = db.metadata.tables[name]
        last = db.session.scalar(select(func.max(table.c.id)))
        statement = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
        db.session.execute(statement, {"name": name, "last": last or 1})
    db.session.commit()
