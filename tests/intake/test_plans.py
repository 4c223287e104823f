"""Plans: what applying does is what the plan says, and nothing is written before."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import applying, messages, queries, service, steering
from registry.intake.errors import NotPlanned
from registry.intake.models import ImportFile, ImportItem, ImportRun, RunState
from registry.intake.service import Wanted
from registry.jobs import worker
from registry.outputs import refusals
from registry.outputs.models import Output, SourceRecord
from tests.makers.intake import asking, make_message, outcomes, run_import, small_crossref, start

pytestmark = pytest.mark.usefixtures("app")

PLAN = Wanted(plan=True)


def plan(identifiers: Any, *, by: Actor) -> ImportRun:
    return worked(start(identifiers, by=by, wanted=PLAN))


def worked(run: ImportRun) -> ImportRun:
    worker.drain()
    return db.session.get_one(ImportRun, run.id, populate_existing=True)


def apply(run: ImportRun, *, by: Actor) -> ImportRun:
    with unit_of_work():
        steering.apply(run, by=by)
    return worked(run)


def item(identifier: str, run: ImportRun) -> ImportItem:
    db.session.expire_all()
    return db.session.query(ImportItem).filter_by(identifier=identifier, run_id=run.id).one()


def test_a_plan_says_of_each_work_what_would_become_of_it_and_writes_nothing(
    app: Flask, administrator: Actor
) -> None:
    refused = make_message(3)
    with small_crossref([make_message(n) for n in range(3)]) as api, asking(app, api.url):
        run_import(["10.5555/sample.0", "10.5555/sample.1"], by=administrator)
        api.works["10.5555/sample.1"]["title"] = ["Another title"]
        api.works["10.5555/sample.3"] = refused
        with unit_of_work():
            refusals.refuse("doi", "10.5555/sample.3", "it is not ours", by=administrator)
        stored = db.session.scalar(select(func.count(SourceRecord.id)))
        run = plan([*(f"10.5555/sample.{n}" for n in range(4)), "10.5555/none"], by=administrator)
        asked = len(api.asked)
        assert run.state == RunState.PLANNED
        assert outcomes(run) == {
            "10.5555/sample.0": "known",
            "10.5555/sample.1": "changed",
            "10.5555/sample.2": "new",
            "10.5555/sample.3": "refused",
            "10.5555/none": "not_registered",
        }
        changed = item("10.5555/sample.1", run)
        assert changed.changes["title"] == [
            "Sample work 1 on the entanglement of ions",
            "Another title",
        ]
        said = item("10.5555/sample.3", run).told
        assert said is not None
        assert "it is not ours" in said.sentence % said.places
        assert db.session.query(Output).count() == 2
        assert db.session.scalar(select(func.count(SourceRecord.id))) == stored
        run = apply(run, by=administrator)
        assert len(api.asked) == asked
    assert run.state == RunState.DONE
    assert outcomes(run) == {
        "10.5555/sample.0": "unchanged",
        "10.5555/sample.1": "updated",
        "10.5555/sample.2": "created",
        "10.5555/sample.3": "refused",
        "10.5555/none": "not_registered",
    }
    assert item("10.5555/sample.1", run).changes["title"][1] == "Another title"
    assert db.session.query(Output).filter_by(doi="10.5555/sample.1").one().title == "Another title"
    assert db.session.query(ImportItem).filter(ImportItem.message.is_not(None)).count() == 0


def test_what_is_different_since_the_plan_is_not_written_but_planned_anew(
    app: Flask, administrator: Actor
) -> None:
    with small_crossref([make_message(n) for n in range(2)]) as api, asking(app, api.url):
        run = plan(["10.5555/sample.0", "10.5555/sample.1"], by=administrator)
        run_import(["10.5555/sample.1"], by=administrator)
        run = apply(run, by=administrator)
    assert (run.state, run.reason) == (RunState.PLANNED, "plan_differs")
    assert outcomes(run) == {"10.5555/sample.0": "created", "10.5555/sample.1": "known"}
    assert item("10.5555/sample.1", run).reason == "differs"
    run = apply(run, by=administrator)
    assert run.state == RunState.DONE
    assert outcomes(run) == {"10.5555/sample.0": "created", "10.5555/sample.1": "unchanged"}


def test_a_plan_can_be_put_away(app: Flask, administrator: Actor) -> None:
    with small_crossref([make_message(1)]) as api, asking(app, api.url):
        run = plan(["10.5555/sample.1"], by=administrator)
        with unit_of_work():
            steering.discard(run, by=administrator)
    assert run.state == RunState.DISCARDED
    assert db.session.query(Output).count() == 0
    assert item("10.5555/sample.1", run).message is None
    for verb in (steering.apply, steering.discard):
        with pytest.raises(NotPlanned), unit_of_work():
            verb(run, by=administrator)
    assert not queries.view(run).can_retry


def test_what_gave_no_answer_can_be_asked_for_again_before_the_plan_is_applied(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.intake.pausing.PAUSES", ())
    monkeypatch.setattr("importers.http.RETRIES", 0)
    with small_crossref([make_message(1)], status=503) as api, asking(app, api.url):
        run = plan(["10.5555/sample.1"], by=administrator)
        assert outcomes(run) == {"10.5555/sample.1": "temporarily_unavailable"}
        api.status = 200
        with unit_of_work():
            steering.retry(run, by=administrator)
        run = worked(run)
    assert (run.state, outcomes(run)) == (RunState.PLANNED, {"10.5555/sample.1": "new"})


def upload(found: list[Any], *, by: Actor, wanted: Wanted = PLAN) -> ImportRun:
    content = b"".join(json.dumps(message).encode() + b"\n" for message in found)
    with unit_of_work():
        run = service.start_upload(io.BytesIO(content), "sample.jsonl", by=by, wanted=wanted)
    return worked(run)


def test_a_file_of_messages_is_planned_without_its_records_and_read_again_to_apply(
    administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "BATCH", 3)
    upload([make_message(0), make_message(1)], by=administrator, wanted=Wanted())
    found = [
        make_message(0),
        make_message(1, title=["Changed"]),
        *(make_message(n) for n in range(2, 9)),
        make_message(8),
        make_message(1, title=["Changed"], volume="2"),
    ]
    run = upload(found, by=administrator)
    assert (run.state, run.counts) == (RunState.PLANNED, {"known": 1, "changed": 1, "new": 7})
    assert db.session.query(Output).count() == 2
    assert db.session.query(ImportItem).filter(ImportItem.message.is_not(None)).count() == 0
    assert db.session.query(ImportFile).count() == 1
    run = apply(run, by=administrator)
    assert run.state == RunState.DONE
    assert run.counts == {"unchanged": 1, "updated": 1, "created": 7}
    assert db.session.query(Output).filter_by(doi="10.5555/sample.1").one().volume == "2"
    assert db.session.query(ImportFile).count() == 0


def test_a_file_of_messages_writes_nothing_that_its_plan_does_not_say(
    administrator: Actor,
) -> None:
    run = upload([make_message(0), make_message(1)], by=administrator)
    upload([make_message(1, title=["Came in meanwhile"])], by=administrator, wanted=Wanted())
    run = apply(run, by=administrator)
    assert (run.state, run.reason) == (RunState.PLANNED, "plan_differs")
    assert outcomes(run) == {"10.5555/sample.0": "created", "10.5555/sample.1": "changed"}
    title = db.session.query(Output).filter_by(doi="10.5555/sample.1").one().title
    assert title == "Came in meanwhile"
    run = apply(run, by=administrator)
    assert (run.state, run.counts) == (RunState.DONE, {"created": 1, "updated": 1})


@pytest.mark.parametrize("over", ["dois", "file"])
def test_a_plan_is_applied_once_where_the_worker_dies_on_the_way(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch, over: str
) -> None:
    monkeypatch.setattr(applying, "BATCH", 2)
    monkeypatch.setattr(messages, "BATCH", 2)
    works = [make_message(n) for n in range(7)]
    with small_crossref(works) as api, asking(app, api.url):
        if over == "file":
            run = upload(works, by=administrator)
        else:
            run = plan([m["DOI"] for m in works], by=administrator)
        with unit_of_work():
            steering.apply(run, by=administrator)
        rows, written = applying.rows, []

        def die_at_the_third(*arguments: Any, **more: Any) -> Any:
            found = rows(*arguments, **more)
            written.append(1)
            if len(written) == 3:
                raise KeyboardInterrupt
            return found

        monkeypatch.setattr(applying, "rows", die_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            while worker.work_once("first", lease=0.01):
                pass
        time.sleep(0.05)  # until its lease is over
        assert db.session.query(Output).count() == 4
        run = worked(run)
    assert (run.state, run.counts) == (RunState.DONE, {"created": 7})
    assert db.session.query(Output).count() == 7
    assert db.session.query(SourceRecord).count() == 7
