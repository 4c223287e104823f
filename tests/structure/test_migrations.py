"""Migrations: they lead to exactly the tables of the models, and up and down again with rows in."""

import os
import subprocess
import sys
import uuid

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from config import Config
from registry.app import create_app
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.demo import filling
from registry.goals import loading as goals
from registry.operations import migrating
from registry.talent import loading as talent
from registry.talent.program_file import SHIPPED

MIGRATIONS = str(migrating.DIRECTORY)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request, tmp_path):
    """An application on a database without any table."""
    url = f"sqlite:///{tmp_path / 'registry.sqlite3'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_url")
        name = f"m{uuid.uuid4().hex[:12]}"
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        url = server.replace("/postgres?", f"/{name}?")
        assert name in url
    app = create_app(Config(data_dir=tmp_path, database_url=url))
    migrating.ready(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables():
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_the_newest_version_is_known_without_alembic(empty_app):
    assert migrating.newest() == ScriptDirectory(MIGRATIONS).get_current_head()
    assert migrating.current() is None
    migrating.upgrade()
    assert migrating.current() == migrating.newest()


def test_an_upgraded_database_is_what_the_models_say(empty_app):
    upgrade(directory=MIGRATIONS)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_migrations_go_down_and_up_again_with_rows_in(empty_app):
    upgrade(directory=MIGRATIONS)
    with unit_of_work():
        goals.load_goals(by=SYSTEM)
        talent.load_programs(SHIPPED, by=SYSTEM)
    with unit_of_work():
        filling.fill()
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="base")
    assert tables() == set()
    upgrade(directory=MIGRATIONS)
    assert tables() == set(db.metadata.tables)


def test_the_command_brings_a_new_database_up(tmp_path):
    environment = {"PATH": os.environ["PATH"], "REGISTRY_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "registry.commands", "db"]
    subprocess.run([*command, "upgrade"], env=environment, check=True)
    told = subprocess.run([*command, "current"], env=environment, check=True, capture_output=True)
    assert f"{migrating.newest()} (head)" in told.stdout.decode()
