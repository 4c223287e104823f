"""Apply a plan: all rows in one transaction, or each in its own; killed, it goes on or was never.

A row is marked as applied in the transaction that writes it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from registry.audit import service as audit
from registry.core import clock
from registry.core.db import db
from registry.core.errors import RegistryError
from registry.core.unit_of_work import unit_of_work
from registry.jobs.service import Progress
from registry.sheets import plans, queries
from registry.sheets.doing import ChangedMeanwhile, Doing, RestsOnRefused
from registry.sheets.models import Action, Mode, SheetImport, SheetRow, SheetState
from registry.sheets.plans import Wrong

DOES = (Action.ADD, Action.CHANGE)
REPORT = 20


class Stopped(Exception):
    """A row was refused, so that nothing is to be written."""

    def __init__(self, row_id: int, why: RegistryError) -> None:
        super().__init__(row_id)
        self.row_id = row_id
        self.why = why


def apply(import_id: int, progress: Progress) -> None:
    """Write what the plan says."""
    found = db.session.get(SheetImport, import_id)
    if found is None or found.state != SheetState.APPLYING:
        return
    whole = found.mode == Mode.ALL_OR_NOTHING
    waiting = queries.row_ids(import_id, DOES, applied=False)
    try:
        (_all if whole else _each)(import_id, waiting, progress)
    except Stopped as stop:
        with unit_of_work():
            refuse(db.session.get_one(SheetRow, stop.row_id), stop.why)
            _end(import_id, SheetState.PLANNED)
        return
    with unit_of_work():
        progress.report(len(waiting), len(waiting))
        if db.session.get_one(SheetImport, import_id).state == SheetState.APPLYING:
            _end(import_id, SheetState.APPLIED)


def _each(import_id: int, waiting: list[int], progress: Progress) -> None:
    """Row after row, each in a transaction of its own."""
    doing = begin(import_id)
    for done, row_id in enumerate(waiting):
        try:
            with unit_of_work():
                if done % REPORT == 0:
                    progress.report(done, len(waiting))
                _do(doing, row_id)
        except RegistryError as why:
            with unit_of_work():
                refuse(db.session.get_one(SheetRow, row_id), why)


def _all(import_id: int, waiting: list[int], progress: Progress) -> None:
    """All in one transaction; it holds the import, so that nobody does the same beside it."""
    report = _beside(progress)
    with unit_of_work():
        wanted = select(SheetImport).filter_by(id=import_id).with_for_update()
        found = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
        if found.state != SheetState.APPLYING:
            return
        doing = begin(import_id)
        for done, row_id in enumerate(waiting):
            if done % REPORT == 0:
                report(done, len(waiting))
            try:
                _do(doing, row_id)
            except RegistryError as why:
                raise Stopped(row_id, why) from why
            db.session.expunge_all()
        _end(import_id, SheetState.APPLIED)


def _beside(progress: Progress) -> Callable[[int, int], None]:
    """Tell how far it is while the transaction goes on; SQLite has one writer, so it is silent."""
    if db.engine.dialect.name != "postgresql":
        return lambda done, total: None
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001

    def report(done: int, total: int) -> None:
        failed: list[Exception] = []

        def tell() -> None:
            try:
                with app.app_context():
                    progress.report(done, total)
            except Exception as why:  # noqa: BLE001
                failed.append(why)

        thread = threading.Thread(target=tell)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]

    return report


def begin(import_id: int) -> Doing:
    """Who acts, and what an earlier try wrote already."""
    doing = Doing(queries.actor_of(db.session.get_one(SheetImport, import_id)))
    for row in queries.applied(import_id):
        doing.learn(row.number, plans.back(row))
    return doing


def _do(doing: Doing, row_id: int) -> None:
    row = db.session.get_one(SheetRow, row_id)
    if row.applied:
        return
    of = db.session.get_one(SheetImport, row.import_id).list
    row.subject_id, back = doing.do(plans.opened(row), of)
    row.back, row.applied = plans.sealed(row.id, "back", back), True
    db.session.flush()


def refuse(row: SheetRow, why: RegistryError) -> None:
    """Note why a row was not taken."""
    plan = plans.opened(row)
    plan.wrong = [wrong_of(why)]
    plan.action = row.action = Action.REFUSED
    row.plan = plans.sealed(row.id, "plan", plan)


def wrong_of(why: RegistryError) -> Wrong:
    """What was refused when it came to be done, at the cell that the verb names."""
    if isinstance(why, ChangedMeanwhile):
        return Wrong("key", "", "changed_meanwhile", "")
    if isinstance(why, RestsOnRefused):
        return Wrong("key", "", "row_failed", "", {"row": why.places["row"]})
    column = {"unit": "unit_code", "person": "name_zh"}.get(why.field or "", why.field or "key")
    return plans.of_error(why, (column, "", ""))


def _end(import_id: int, state: SheetState) -> None:
    found = db.session.get_one(SheetImport, import_id)
    found.state = state
    counts: dict[str, Any] = queries.counts(import_id)
    found.counts = {**found.counts, **counts}
    if state == SheetState.APPLIED:
        found.applied_at = clock.now()
        by = queries.actor_of(found)
        details = {"list": found.list, "applied": found.counts.get("applied", 0)}
        audit.record("sheet.applied", found, by=by, details=details)
    db.session.flush()
