"""The database.

One extension object, the base of all tables, and columns that say their privacy class and merge
rule.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Executable, MetaData, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column

from registry.core import clock
from registry.core.clock import UTCDateTime


class Privacy(StrEnum):
    """Who may see a column (design 11); every column says one."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ReadingSession(Session):
    """A session that begins a transaction only to write, or to stream rows.

    Elsewhere each statement stands alone: two round trips less a request, and PostgreSQL keeps what
    it has prepared, which the driver forgets with every ROLLBACK.
    """

    def get_bind(self, mapper: Any = None, clause: Any = None, *args: Any, **others: Any) -> Any:
        engine = super().get_bind(mapper, clause, *args, **others)
        streams = clause is not None and "yield_per" in clause.get_execution_options()
        return engine if streams else READERS.get(engine, lambda: engine)()


READERS: dict[Any, Callable[[], Engine]] = {}
"""Of each engine prepared: the one that sessions use now."""

db = SQLAlchemy(model_class=Base, session_options={"class_": ReadingSession})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def as_dicts(statement: Executable, **values: Any) -> list[dict[str, Any]]:
    """The rows of a statement over tables, without ORM objects: several times faster."""
    found = db.session.execute(statement, values)
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.all()]


def _column(privacy: Privacy) -> Callable[..., MappedColumn[Any]]:
    def column(*args: Any, merge: str | None = None, **options: Any) -> MappedColumn[Any]:
        info = {"privacy": privacy} | ({"merge": merge} if merge else {})
        return mapped_column(*args, info=info, **options)

    column.__doc__ = (
        f"A column of class {privacy.value}; `merge` says what a merge of researchers does with it."
    )
    return column


public = _column(Privacy.PUBLIC)
internal = _column(Privacy.INTERNAL)
personal = _column(Privacy.PERSONAL)
sensitive = _column(Privacy.SENSITIVE)


class Recorded:
    """A row with its own key that knows when it was made and last changed (UTC)."""

    id: Mapped[int] = public(primary_key=True)

    @declared_attr
    def created_at(cls) -> Mapped[datetime]:
        return internal(UTCDateTime, default=clock.now)

    @declared_attr
    def updated_at(cls) -> Mapped[datetime]:
        return internal(UTCDateTime, default=clock.now, onupdate=clock.now)


class Versioned(Recorded):
    """A row that people edit: its version goes up with each change and stands in the ETag."""

    version: Mapped[int] = public(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    def touch(self) -> None:
        """Count a change of what belongs to this row (its names.

        Its links) as a change of the row.
        """
        self.updated_at = clock.now()


PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16384",
    "PRAGMA secure_delete=ON",
)


def engine_options(url: str) -> dict[str, Any]:
    """Engine options by database.

    SQLite leaves BEGIN to us, PostgreSQL prepares at first use and survives a failover. Errors do
    not repeat the values of a statement: they would end in the log.
    """
    options: dict[str, Any] = {"json_deserializer": orjson.loads, "hide_parameters": True}
    if not url.startswith("sqlite"):
        options |= {"pool_pre_ping": True, "connect_args": {"prepare_threshold": 1}}
    return options


def prepare(engine: Engine, writing: Callable[[], bool]) -> None:
    """Teach an engine when to begin what.

    Where `writing()` holds, SQLite begins IMMEDIATE, so that writers queue instead of failing; a
    session that only reads begins nothing.
    """
    reader = engine.execution_options(alone=True)
    READERS[engine] = lambda: engine if writing() else reader
    begin = _begin_sqlite(writing) if engine.dialect.name == "sqlite" else _begin_postgresql
    event.listen(engine, "begin", begin)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)


def _set_pragmas(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(writing: Callable[[], bool]) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        if not _alone(connection):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing() else "BEGIN")

    return begin


def _begin_postgresql(connection: Connection) -> None:
    driver = connection.connection.dbapi_connection
    if driver is not None and driver.autocommit is not _alone(connection):
        driver.autocommit = _alone(connection)


def _alone(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("alone"))
