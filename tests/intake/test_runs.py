"""Runs of DOIs: what comes in, what is said of the rest, cancel and retry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import asking as work
from registry.intake import pausing, queries, service, steering
from registry.intake.errors import NothingNamed, NothingToRetry, RunEnded, TooMany
from registry.intake.models import ImportItem, ImportRun, LimitState, RunState
from registry.jobs import worker
from registry.jobs.models import Job
from registry.outputs import filing
from registry.outputs.models import Byline, Output, SourceRecord
from tests.makers.intake import (
    asking,
    make_message,
    outcomes,
    run_import,
    small_crossref,
    start,
)

pytestmark = pytest.mark.usefixtures("app")


def test_each_outcome_is_told_apart(app: Flask, administrator: Actor) -> None:
    messages = [make_message(n) for n in range(3)]
    agencies = {"10.5555/elsewhere": "ISTIC"}
    with small_crossref(messages, agencies=agencies) as api, asking(app, api.url):
        run_import(["10.5555/sample.0"], by=administrator)
        text = """https://doi.org/10.5555/SAMPLE.0 and doi:10.5555/sample.1.
            10.5555/elsewhere
            10.5555/nowhere
            10.5555"""
        run = run_import(text, by=administrator)
    assert outcomes(run) == {
        "10.5555/sample.0": "unchanged",
        "10.5555/sample.1": "created",
        "10.5555/elsewhere": "other_agency",
        "10.5555/nowhere": "not_registered",
        "10.5555": "invalid",
    }
    assert run.state == RunState.DONE
    assert run.counts == dict.fromkeys(outcomes(run).values(), 1)
    elsewhere = db.session.query(ImportItem).filter_by(outcome="other_agency").one()
    assert elsewhere.told is not None
    assert elsewhere.told.places["agency"] == "ISTIC"
    assert db.session.query(Output).count() == 2
    assert db.session.query(Byline).count() == 4


def test_a_changed_message_updates_the_work_and_keeps_both_messages(
    app: Flask, administrator: Actor
) -> None:
    with small_crossref([make_message(1)]) as api, asking(app, api.url):
        run_import(["10.5555/sample.1"], by=administrator)
        api.works["10.5555/sample.1"]["title"] = ["Another title"]
        run = run_import(["10.5555/sample.1"], by=administrator)
    assert outcomes(run) == {"10.5555/sample.1": "updated"}
    assert db.session.query(Output).one().title == "Another title"
    assert db.session.query(SourceRecord).count() == 2


def test_a_single_doi_takes_a_single_request_and_many_go_fifty_to_one(
    app: Flask, administrator: Actor
) -> None:
    messages = [make_message(n) for n in range(120)]
    with small_crossref(messages) as api, asking(app, api.url):
        run_import(["10.5555/sample.0"], by=administrator)
        assert api.asked == ["/works/10.5555%2Fsample.0"]
        api.asked.clear()
        run_import([m["DOI"] for m in messages], by=administrator)
        assert len(api.asked) == 3


def test_nothing_recognisable_is_refused_with_field_and_value(administrator: Actor) -> None:
    for given in ("10.abc/none", "no DOI here", ["10.5555"]):
        with pytest.raises(NothingNamed) as why:
            start(given, by=administrator)
        assert why.value.field == "identifiers"
        assert why.value.value == (given if isinstance(given, str) else given[0])
    assert db.session.query(ImportRun).count() == 0


def test_more_than_ten_thousand_are_refused(administrator: Actor) -> None:
    with pytest.raises(TooMany):
        start([f"10.5555/{n}" for n in range(service.MOST + 1)], by=administrator)


def test_one_record_that_cannot_be_used_costs_only_itself(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_works = filing.file_works

    def refuse_two(works: Any, **more: Any) -> Any:
        if any(work.record.doi == "10.5555/sample.2" for work in works):
            raise ValueError("two")
        return file_works(works, **more)

    monkeypatch.setattr(filing, "file_works", refuse_two)
    messages = [make_message(n) for n in range(4)]
    with small_crossref(messages) as api, asking(app, api.url):
        run = run_import([m["DOI"] for m in messages], by=administrator)
    assert run.counts == {"created": 3, "failed": 1}
    failed = db.session.query(ImportItem).filter_by(outcome="failed").one()
    assert (failed.identifier, failed.reason) == ("10.5555/sample.2", "not_stored")


def test_a_merged_doi_and_its_target_are_one_work(app: Flask, administrator: Actor) -> None:
    message = make_message(1, aliases=["10.5555/old"])
    with small_crossref([message]) as api, asking(app, api.url):
        api.works["10.5555/old"] = message
        run = run_import(["10.5555/old", "10.5555/sample.1"], by=administrator)
    assert sorted(str(o) for o in outcomes(run).values()) == ["created", "unchanged"]
    assert db.session.query(Output).count() == 1
    old = db.session.query(ImportItem).filter_by(identifier="10.5555/old").one()
    assert (old.reason, old.detail) == ("moved", "10.5555/sample.1")


def test_a_source_that_is_away_is_asked_again_later_and_nothing_is_lost(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importers.http.RETRIES", 0)
    messages = [make_message(n) for n in range(3)]
    with small_crossref(messages, status=503) as api, asking(app, api.url):
        run = start([m["DOI"] for m in messages], by=administrator)
        assert worker.drain() == 1
        view = queries.view(db.session.get_one(ImportRun, run.id, populate_existing=True))
        assert (view.state, view.counts) == (RunState.QUEUED, {"waiting": 3})
        assert view.told is not None
        job = db.session.get_one(Job, view.job_id)
        assert timedelta(seconds=7) < job.run_at - clock.now() < timedelta(seconds=13)
        api.status = 200
        _let_time_pass()
        worker.drain()
    assert set(outcomes(run).values()) == {"created"}
    assert {item.attempts for item in db.session.query(ImportItem)} == {2}


def test_after_the_last_pause_the_run_ends_and_can_be_retried(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pausing, "PAUSES", ())
    monkeypatch.setattr("importers.http.RETRIES", 0)
    with small_crossref([make_message(1)], status=503) as api, asking(app, api.url):
        run = run_import(["10.5555/sample.1"], by=administrator)
        assert run.state == RunState.DONE
        assert outcomes(run) == {"10.5555/sample.1": "temporarily_unavailable"}
        api.status = 200
        with unit_of_work():
            steering.retry(run, by=administrator)
        worker.drain()
        assert outcomes(run) == {"10.5555/sample.1": "created"}
        with pytest.raises(NothingToRetry), unit_of_work():
            steering.retry(run, by=administrator)


def test_a_block_is_final_and_said(app: Flask, administrator: Actor) -> None:
    messages = [make_message(n) for n in range(60)]
    with small_crossref(messages, status=403) as api, asking(app, api.url):
        run = run_import([m["DOI"] for m in messages], by=administrator)
        assert len(api.asked) == 1
    assert (run.state, run.reason, run.counts) == (RunState.FAILED, "blocked", {"failed": 60})


def test_a_waiting_run_is_cancelled_at_once_and_can_be_taken_up_again(
    app: Flask, administrator: Actor
) -> None:
    with small_crossref([make_message(1)]) as api, asking(app, api.url):
        run = start(["10.5555/sample.1"], by=administrator)
        with unit_of_work():
            steering.cancel(run, by=administrator)
        assert worker.drain() == 0
        assert (run.state, run.counts) == (RunState.CANCELLED, {"waiting": 1})
        with pytest.raises(RunEnded), unit_of_work():
            steering.cancel(run, by=administrator)
        with unit_of_work():
            steering.retry(run, by=administrator)
        worker.drain()
        assert outcomes(run) == {"10.5555/sample.1": "created"}


def test_a_run_cancelled_under_way_keeps_what_came_in(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [make_message(n) for n in range(120)]
    ask, asked = work.ask, []

    def ask_then_cancel(source: Any, dois: Any) -> Any:
        answer = ask(source, dois)
        asked.append(dois)
        if len(asked) == 2:
            with unit_of_work():
                steering.cancel(db.session.get_one(ImportRun, key), by=administrator)
        return answer

    monkeypatch.setattr(work, "ask", ask_then_cancel)
    with small_crossref(messages) as api, asking(app, api.url):
        key = start([m["DOI"] for m in messages], by=administrator).id
        worker.drain()
    run = db.session.get_one(ImportRun, key, populate_existing=True)
    assert (run.standing, run.counts) == (RunState.CANCELLED, {"created": 50, "waiting": 70})
    assert db.session.query(Output).count() == 50
    assert db.session.get_one(Job, run.job_id).state == "cancelled"


def test_a_job_that_gave_up_shows_as_a_stopped_run(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setattr(work, "ask", broken)
    monkeypatch.setattr("registry.jobs.service.MOST_ATTEMPTS", 1)
    run = run_import(["10.5555/sample.1"], by=administrator)
    assert (run.standing, run.is_open) == (RunState.FAILED, False)
    assert run.told is not None
    assert queries.view(run).can_retry


def test_the_same_work_named_twice_is_one_item(administrator: Actor) -> None:
    run = start("10.5555/A\nhttps://doi.org/10.5555/a", by=administrator)
    assert (run.total, list(outcomes(run))) == (1, ["10.5555/a"])


def _let_time_pass() -> None:
    with unit_of_work():
        db.session.query(Job).filter_by(state="queued").update({"run_at": clock.now()})
        db.session.query(LimitState).delete()
