"""The tables and their versions. Alembic is read only where there is something to bring up.

It takes a quarter of the time of a start, and most starts find the newest version.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo
from sqlalchemy import inspect, text

from registry.core.db import db

DIRECTORY = Path(__file__).parents[2] / "migrations"


def newest() -> str:
    """The version that the files of this program lead to: their names begin with it, in order."""
    return max(path.name.partition("_")[0] for path in DIRECTORY.glob("versions/[0-9]*.py"))


def current() -> str | None:
    """The version of the database; None where it has no tables yet."""
    if not inspect(db.engine).has_table("alembic_version"):
        return None
    with db.engine.connect() as connection:
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return str(found) if found else None


def upgrade() -> None:
    """Bring the database to the newest version."""
    if current() != newest():
        ready(current_app).upgrade(directory=str(DIRECTORY))


def ready(app: Flask) -> Any:
    """Flask-Migrate, told of this application."""
    migrate = importlib.import_module("flask_migrate")
    migrate.Migrate(app, db, directory=str(DIRECTORY), render_as_batch=True)
    return migrate


class Commands(click.Command):
    """The group of Flask-Migrate, which takes this one's place once it is called."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **more: Any,
    ) -> click.Context:
        """The context of the group itself."""
        info = parent.ensure_object(ScriptInfo) if parent else ScriptInfo()
        ready(info.load_app())
        group: click.Group = importlib.import_module("flask_migrate.cli").db
        return group.make_context(info_name, args, parent=parent, **more)
