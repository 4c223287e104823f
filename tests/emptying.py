"""Tables are emptied before each test; most are empty already, and only the others cost time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event

RESTART = (
    "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"
    " WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"
)
REACHED = (
    "SELECT 'SELECT setval(' || seqrelid || ', ' || pg_sequence_last_value(seqrelid) || ')'"
    " FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"
)


class Broom:
    """Deletes all rows of all tables over a connection of its own, which checks no foreign key.

    It also keeps copies of rows (see tests/keeping.py), in a schema named `kept`.
    """

    def __init__(self, url: str, metadata: MetaData) -> None:
        self.engine = _engine(url)
        self.has_sequences = self.engine.dialect.name == "postgresql"
        self.which = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})"  # noqa: S608
            for name in metadata.tables
        )
        self.kept: dict[str, bytes] = {}
        self.steps: dict[str, list[str]] = {}

    def full(self) -> list[str]:
        """The tables that have rows."""
        with self.engine.connect() as connection:
            return self._full(connection)

    def sweep(self) -> None:
        """Delete all rows; keys start from 1 again."""
        with self.engine.connect() as connection:
            steps = [f"DELETE FROM {name}" for name in self._full(connection)]  # noqa: S608
            self._do(connection, steps + [RESTART] * self.has_sequences)

    def keep(self, name: str) -> None:
        """Copy all rows, to be put back under this name."""
        with self.engine.connect() as connection:
            tables = self._full(connection)
            pairs = [(table, f"kept.{table}_{len(self.steps)}") for table in tables]
            copies = [f"CREATE TABLE {c} AS SELECT * FROM {t}" for t, c in pairs]  # noqa: S608
            steps = [f"INSERT INTO {t} SELECT * FROM {c}" for t, c in pairs]  # noqa: S608
            self._do(connection, copies)
            if self.has_sequences:
                steps += connection.exec_driver_sql(REACHED).scalars().all()
            self.steps[name] = steps

    def put_back(self, name: str) -> None:
        """Put copies of rows into empty tables."""
        with self.engine.connect() as connection:
            self._do(connection, self.steps[name])

    def _full(self, connection: Connection) -> list[str]:
        return list(connection.exec_driver_sql(self.which).scalars())

    def _do(self, connection: Connection, steps: list[str]) -> None:
        if self.has_sequences:
            connection.exec_driver_sql("; ".join(("BEGIN", *steps, "COMMIT")))
        elif steps:
            for step in ("BEGIN IMMEDIATE", *steps, "COMMIT"):
                connection.exec_driver_sql(step)


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        event.listen(engine, "connect", _attach)
        return engine
    options = {"options": "-c session_replication_role=replica", "prepare_threshold": 1}
    engine = create_engine(
        url, isolation_level="AUTOCOMMIT", pool_pre_ping=True, connect_args=options
    )
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS kept")
    return engine


def _attach(connection: Any, _record: Any) -> None:
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    connection.execute("ATTACH ? AS kept", (f"{file}.kept",))
