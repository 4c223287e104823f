"""Asking again: what a person corrected stays and is shown, the rest follows, nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import NotAllowed
from registry.core.unit_of_work import unit_of_work
from registry.intake import service
from registry.intake.errors import NoDoi, NothingDue
from registry.intake.models import ImportItem, ImportRun, RunState
from registry.jobs import service as jobs
from registry.jobs import worker
from registry.outputs import service as outputs
from registry.outputs.models import Output
from registry.policy import Role
from tests.makers.intake import asking, make_message, outcomes, run_import, small_crossref

pytestmark = pytest.mark.usefixtures("app")


def age(doi: str, days: int) -> None:
    """As if the output had been asked for so many days ago."""
    with unit_of_work():
        checked = clock.now() - timedelta(days=days)
        db.session.query(Output).filter_by(doi=doi).update({"checked_at": checked})


def refresh(which: dict[str, int] | None = None, *, by: Actor) -> ImportRun:
    with unit_of_work():
        run = service.start_refresh(which, by=by)
    worker.drain()
    return db.session.get_one(ImportRun, run.id, populate_existing=True)


def output(number: int) -> Output:
    db.session.expire_all()
    return db.session.query(Output).filter_by(doi=f"10.5555/sample.{number}").one()


@pytest.fixture
def works(app: Flask, administrator: Actor) -> Any:
    """Four works that came in long ago."""
    with small_crossref([make_message(n) for n in range(4)]) as api, asking(app, api.url):
        run_import([f"10.5555/sample.{n}" for n in range(4)], by=administrator)
        for number in range(4):
            age(f"10.5555/sample.{number}", 40 + number)
        api.asked.clear()
        yield api


def test_what_changed_follows_and_what_a_person_corrected_stays_and_is_shown(
    works: Any, administrator: Actor
) -> None:
    with unit_of_work():
        outputs.change(output(1), {"title": "Corrected by hand"}, by=administrator)
    works.works["10.5555/sample.1"] |= {"title": ["What the source says now"], "volume": "7"}
    run = refresh(by=administrator)
    assert (run.state, run.counts) == (RunState.DONE, {"updated": 1, "unchanged": 3})
    assert (output(1).title, output(1).volume) == ("Corrected by hand", "7")
    item = db.session.query(ImportItem).filter_by(run_id=run.id, outcome="updated").one()
    assert item.changes == {"volume": [None, "7"]}
    assert item.stays == {"title": "What the source says now"}


def test_the_oldest_come_first_and_those_checked_lately_not_at_all(
    works: Any, administrator: Actor
) -> None:
    run = refresh({"limit": 2}, by=administrator)
    assert list(outcomes(run)) == ["10.5555/sample.3", "10.5555/sample.2"]
    age("10.5555/sample.0", 29)
    run = refresh(by=administrator)
    assert list(outcomes(run)) == ["10.5555/sample.1"]
    with pytest.raises(NothingDue), unit_of_work():
        service.start_refresh(by=administrator)
    assert len(outcomes(refresh({"days": 0}, by=administrator))) == 4
    year = output(0).year
    for number in range(4):
        age(f"10.5555/sample.{number}", 40)
    assert list(outcomes(refresh({"year": year}, by=administrator))) == ["10.5555/sample.0"]


def test_a_work_that_nobody_shows_any_more_stays_as_it_was_and_waits_its_turn(
    works: Any, administrator: Actor
) -> None:
    before = output(1)
    kept = (before.title, before.version, before.retracted)
    del works.works["10.5555/sample.1"]
    run = refresh(by=administrator)
    assert run.counts == {"unchanged": 3, "not_registered": 1}
    after = output(1)
    assert (after.title, after.version, after.retracted) == kept
    assert after.checked_at > clock.now() - timedelta(minutes=1)
    item = db.session.query(ImportItem).filter_by(run_id=run.id, outcome="not_registered").one()
    assert item.output_id == after.id


def test_a_source_that_is_away_marks_nothing_as_checked(
    works: Any, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importers.http.RETRIES", 0)
    monkeypatch.setattr("registry.intake.pausing.PAUSES", ())
    works.status = 503
    run = refresh(by=administrator)
    assert run.counts == {"temporarily_unavailable": 4}
    assert output(1).checked_at < clock.now() - timedelta(days=30)


def test_one_output_is_asked_for_whenever_somebody_wants_it(
    works: Any, administrator: Actor
) -> None:
    for _ in range(2):
        with unit_of_work():
            run = service.refresh_one(output(1), by=administrator)
        worker.drain()
        assert outcomes(run) == {"10.5555/sample.1": "unchanged"}
    with unit_of_work():
        by_hand = outputs.create({"kind": "publication", "title": "Sample"}, by=administrator)
    with pytest.raises(NoDoi), unit_of_work():
        service.refresh_one(by_hand, by=administrator)
    researcher = Actor(roles=frozenset({Role.RESEARCHER}), account_id=1)
    with pytest.raises(NotAllowed), unit_of_work():
        service.refresh_one(output(1), by=researcher)


def test_the_job_of_the_night_starts_a_refresh_unless_one_is_under_way(works: Any) -> None:
    for _ in range(2):
        with unit_of_work():
            jobs.enqueue("intake.refresh", {})
        assert worker.work_once("night")
    night = db.session.query(ImportRun).filter_by(source="refresh").one()
    assert (night.actor, night.total) == ("system", 4)
    worker.drain()
    with unit_of_work():
        jobs.enqueue("intake.refresh", {})
    worker.drain()
    assert db.session.query(ImportRun).filter_by(source="refresh").count() == 1
