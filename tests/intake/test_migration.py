"""Runs and their items outlive the columns of their entries, up and down."""

from __future__ import annotations

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import queries, service
from registry.intake.models import ImportItem, ImportRun
from tests.structure.test_migrations import MIGRATIONS, empty_app

__all__ = ["empty_app"]


def test_runs_from_before_stay_whole_and_say_nothing_of_their_entries(empty_app):
    upgrade(directory=MIGRATIONS)
    with unit_of_work():
        service.start("10.5555/a\n10.5555/A\n10.5555/b", by=SYSTEM)
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="0001")
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT total FROM import_run")) == 2
        assert connection.scalar(text("SELECT count(*) FROM import_item")) == 2
    upgrade(directory=MIGRATIONS)
    assert db.session.query(ImportItem).count() == 2
    view = queries.view(db.session.query(ImportRun).one())
    assert (view.total, view.entries, view.repeated, view.nameless) == (2, None, None, None)
