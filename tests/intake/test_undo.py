"""Undoing an import: what it created goes unless somebody touched it; records and audit stay."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask

from registry.audit.models import AuditEvent
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import queries, steering, taking_back
from registry.intake.errors import NothingToUndo, RunUnderWay
from registry.intake.models import ImportItem, ImportRun, RunState
from registry.jobs import worker
from registry.outputs import service as outputs
from registry.outputs.models import Output, SourceRecord
from tests.makers.intake import asking, make_message, outcomes, run_import, small_crossref, start

pytestmark = pytest.mark.usefixtures("app")


def undo(run: ImportRun, *, by: Actor) -> ImportRun:
    with unit_of_work():
        steering.undo(run, by=by)
    worker.drain()
    return db.session.get_one(ImportRun, run.id, populate_existing=True)


def test_what_a_run_created_goes_and_what_somebody_touched_stays_with_the_reason(
    app: Flask, administrator: Actor
) -> None:
    with small_crossref([make_message(n) for n in range(4)]) as api, asking(app, api.url):
        run_import(["10.5555/sample.0"], by=administrator)
        run = run_import([f"10.5555/sample.{n}" for n in range(4)], by=administrator)
    edited = db.session.query(Output).filter_by(doi="10.5555/sample.1").one()
    with unit_of_work():
        outputs.change(edited, {"title": "Corrected by hand"}, by=administrator)
    events = db.session.query(AuditEvent).count()
    run = undo(run, by=administrator)
    assert run.state == RunState.UNDONE
    assert outcomes(run) == {
        "10.5555/sample.0": "unchanged",
        "10.5555/sample.1": "kept",
        "10.5555/sample.2": "taken_back",
        "10.5555/sample.3": "taken_back",
    }
    kept = db.session.query(ImportItem).filter_by(outcome="kept").one()
    assert (kept.reason, kept.output_id) == ("edited", edited.id)
    assert kept.told is not None
    gone = db.session.query(ImportItem).filter_by(identifier="10.5555/sample.2").one()
    assert (gone.output_id, gone.title) == (None, "Sample work 2 on the entanglement of ions")
    assert {output.doi for output in db.session.query(Output)} == {
        "10.5555/sample.0",
        "10.5555/sample.1",
    }
    assert db.session.query(SourceRecord).count() == 4
    assert db.session.query(AuditEvent).count() > events
    assert not queries.view(run).can_undo
    with pytest.raises(NothingToUndo), unit_of_work():
        steering.undo(run, by=administrator)


def test_an_open_run_and_one_that_created_nothing_cannot_be_undone(
    app: Flask, administrator: Actor
) -> None:
    with small_crossref([make_message(1)]) as api, asking(app, api.url):
        run = start(["10.5555/sample.1"], by=administrator)
        with pytest.raises(RunUnderWay), unit_of_work():
            steering.undo(run, by=administrator)
        worker.drain()
        again = run_import(["10.5555/sample.1"], by=administrator)
        with pytest.raises(NothingToUndo), unit_of_work():
            steering.undo(again, by=administrator)


def test_a_work_taken_back_comes_in_anew_with_the_same_record(
    app: Flask, administrator: Actor
) -> None:
    with small_crossref([make_message(1)]) as api, asking(app, api.url):
        undo(run_import(["10.5555/sample.1"], by=administrator), by=administrator)
        run = run_import(["10.5555/sample.1"], by=administrator)
    assert outcomes(run) == {"10.5555/sample.1": "created"}
    record = db.session.query(SourceRecord).one()
    assert record.output_id == db.session.query(Output).one().id


def test_an_undo_whose_worker_dies_is_finished_by_the_next(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_back, "BATCH", 2)
    with small_crossref([make_message(n) for n in range(7)]) as api, asking(app, api.url):
        run = run_import([f"10.5555/sample.{n}" for n in range(7)], by=administrator)
    take_back, taken = taking_back._take_back, []

    def die_at_the_third(*arguments: Any) -> None:
        take_back(*arguments)
        taken.append(1)
        if len(taken) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(taking_back, "_take_back", die_at_the_third)
    with unit_of_work():
        steering.undo(run, by=administrator)
    with pytest.raises(KeyboardInterrupt):
        while worker.work_once("first", lease=0.01):
            pass
    time.sleep(0.05)  # until its lease is over
    assert db.session.query(Output).count() == 3
    worker.drain()
    run = db.session.get_one(ImportRun, run.id, populate_existing=True)
    assert (run.state, run.counts) == (RunState.UNDONE, {"taken_back": 7})
    assert db.session.query(Output).count() == 0


def test_an_undo_can_be_cancelled_and_taken_up_again(app: Flask, administrator: Actor) -> None:
    with small_crossref([make_message(1)]) as api, asking(app, api.url):
        run = run_import(["10.5555/sample.1"], by=administrator)
    with unit_of_work():
        steering.undo(run, by=administrator)
    with unit_of_work():
        steering.cancel(run, by=administrator)
    assert (run.state, run.counts) == (RunState.CANCELLED, {"created": 1})
    assert undo(run, by=administrator).counts == {"taken_back": 1}
