"""Work of every night: once over all workers, made up on the same date, never twice."""

import threading
from datetime import UTC, datetime, time

import pytest
from sqlalchemy.exc import IntegrityError

from config import BadSetting, Config
from registry.app import NIGHTLY
from registry.core.db import db
from registry.jobs import schedule, service, worker
from registry.jobs.models import Job
from registry.jobs.service import TASKS

KINDS = ("sample.refresh", "sample.tidy")


@pytest.fixture
def night(app, monkeypatch):
    """Two kinds of nightly work at 18:30; `night("2026-11-25 18:31")` is the database's clock."""
    runs = []
    monkeypatch.setitem(app.extensions, "nightly", KINDS)
    for kind in KINDS:
        monkeypatch.setitem(TASKS, kind, lambda *, progress, kind=kind: runs.append(kind))

    def at(text):
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        monkeypatch.setattr(schedule, "now", lambda: moment)

    at.runs = runs
    return at


def keys():
    return sorted(db.session.scalars(db.select(Job.unique_key)))


def tonight(date):
    return [f"{kind}:{date}" for kind in KINDS]


def test_nothing_starts_before_its_time(night):
    night("2026-11-25 18:29:59")
    assert (schedule.fire(), keys()) == ([], [])


def test_each_kind_starts_once_a_night(night):
    night("2026-11-25 18:30")
    assert len(schedule.fire()) == 2
    night("2026-11-25 18:45")
    assert schedule.fire() == []
    assert keys() == tonight("2026-11-25")
    worker.drain()
    assert sorted(night.runs) == sorted(KINDS)


def test_the_next_night_starts_again(night):
    night("2026-11-25 18:30")
    schedule.fire()
    night("2026-11-26 18:30")
    assert len(schedule.fire()) == 2
    assert keys() == sorted(tonight("2026-11-25") + tonight("2026-11-26"))


def test_a_missed_night_is_made_up_on_its_date_and_left_to_the_next_after_it(night):
    night("2026-11-25 23:50")
    assert len(schedule.fire()) == 2
    night("2026-11-27 03:00")
    assert schedule.fire() == []
    assert keys() == tonight("2026-11-25")


@pytest.mark.parametrize("back", ["2026-11-25 17:35", "2026-11-25 18:31"])
def test_a_clock_that_steps_back_an_hour_starts_nothing_twice(night, back):
    for moment in ("2026-11-25 18:35", back, "2026-11-25 18:36", "2026-11-25 19:30"):
        night(moment)
        schedule.fire()
    assert keys() == tonight("2026-11-25")


def test_a_clock_that_steps_back_over_midnight_starts_nothing_twice(night):
    for moment in ("2026-11-25 23:59", "2026-11-26 00:10", "2026-11-25 23:10", "2026-11-26 00:15"):
        night(moment)
        schedule.fire()
    assert keys() == tonight("2026-11-25")


def test_workers_that_fire_at_once_start_each_kind_once(app, night, monkeypatch):
    """All four have looked and found nothing before the first of them enqueues."""
    night("2026-11-25 18:31")
    together, enqueue, enqueued, refused = threading.Barrier(4), service.enqueue, [], []

    def at_once(kind, payload, *, unique_key):
        together.wait(10)
        try:
            return enqueue(kind, payload, unique_key=unique_key)
        except IntegrityError:
            refused.append(unique_key)
            raise

    def fire():
        with app.app_context():
            enqueued.extend(schedule.fire())
            db.session.remove()

    monkeypatch.setattr(schedule.service, "enqueue", at_once)
    threads = [threading.Thread(target=fire) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert keys() == tonight("2026-11-25")
    assert len(set(enqueued)) == 2
    if db.engine.dialect.name == "postgresql":
        assert refused


def test_a_worker_fires_while_it_runs(app, night):
    night("2026-11-25 18:31")
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(app, stop))
    thread.start()
    for _ in range(100):
        if len(night.runs) == 2:
            break
        stop.wait(0.1)
    stop.set()
    thread.join()
    assert sorted(night.runs) == sorted(KINDS)


def test_the_databases_clock_is_asked(app):
    assert abs((schedule.now() - datetime.now(UTC)).total_seconds()) < 60


def test_every_kind_of_nightly_work_is_known_and_needs_nothing(app):
    assert [kind for kind in NIGHTLY if kind not in TASKS] == []


def test_without_nightly_work_the_database_is_not_asked(app, monkeypatch):
    monkeypatch.setitem(app.extensions, "nightly", ())
    monkeypatch.setattr(schedule, "now", lambda: pytest.fail("asked"))
    assert schedule.fire() == []


def test_the_time_of_the_night_is_a_setting():
    assert Config.from_environ({"REGISTRY_NIGHTLY_AT": "02:05"}).nightly_at == time(2, 5)
    for text in ("24:00", "2:05", "18:30:00", "half past six"):
        with pytest.raises(BadSetting, match="REGISTRY_NIGHTLY_AT"):
            Config.from_environ({"REGISTRY_NIGHTLY_AT": text})
