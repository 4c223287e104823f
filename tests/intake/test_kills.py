"""A worker that is killed at any moment loses nothing and doubles nothing."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake.models import ImportItem, ImportRun
from registry.jobs import worker
from registry.outputs.models import (
    Byline,
    BylineAffiliation,
    Output,
    OutputIdentifier,
    SourceRecord,
)
from tests.conftest import _empty
from tests.makers.intake import asking, make_message, small_crossref, start
from tests.makers.processes import spawn

WORKS = 300


def test_killed_workers_leave_what_an_undisturbed_run_leaves(
    app: Flask, administrator: Actor
) -> None:
    messages = [_message(n) for n in range(WORKS)]
    dois = [m["DOI"] for m in messages]
    with small_crossref(messages) as api, asking(app, api.url):
        start(dois, by=administrator)
        worker.drain()
        undisturbed = _snapshot()
        db.session.remove()
        _empty()
        api.latency = 0.25
        key = start(dois, by=administrator).id
        for least in (1, 100, 200):
            process = spawn(app, "work", "1")
            _until_done(key, least)
            process.kill()
            process.wait()
        process = spawn(app, "work", "1")
        _until_done(key, WORKS)
        _until_ended(key)
        process.kill()
        process.wait()
        assert _snapshot() == undisturbed
    assert len(undisturbed["output"]) == WORKS


def _message(number: int) -> dict[str, Any]:
    message = make_message(number)
    message["author"][0]["affiliation"] = [{"name": "Sample Institute"}]
    return message | {"ISSN": ["2049-3630"]}


def _until_done(key: int, least: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        statement = select(func.count()).where(
            ImportItem.run_id == key, ImportItem.outcome.is_not(None)
        )
        done = db.session.scalar(statement) or 0
        db.session.rollback()
        if done >= least:
            return
        time.sleep(0.02)
    raise AssertionError("the workers do not get on")


def _until_ended(key: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with unit_of_work():
            run = db.session.get_one(ImportRun, key, populate_existing=True)
            if not run.is_open:
                return
        time.sleep(0.05)
    raise AssertionError("the run does not end")


def _snapshot() -> dict[str, list[Any]]:
    """All rows without keys and moments."""
    db.session.rollback()
    wanted = {
        "output": select(Output.doi, Output.title, Output.dates, Output.byline_count),
        "byline": select(Output.doi, Byline.position, Byline.printed).join(
            Byline, Byline.output_id == Output.id
        ),
        "affiliation": select(Byline.printed, BylineAffiliation.name).join(
            Byline, Byline.id == BylineAffiliation.byline_id
        ),
        "identifier": select(Output.doi, OutputIdentifier.scheme, OutputIdentifier.value).join(
            OutputIdentifier, OutputIdentifier.output_id == Output.id
        ),
        "source": select(SourceRecord.identifier, SourceRecord.sha256),
        "item": select(ImportItem.identifier, ImportItem.outcome, ImportItem.attempts),
        "run": select(ImportRun.state, ImportRun.counts, ImportRun.total),
    }
    return {
        name: sorted(tuple(map(repr, row)) for row in db.session.execute(statement))
        for name, statement in wanted.items()
    }
