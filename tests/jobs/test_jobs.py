"""Jobs: each done once, resumed after a lost lease, cancelled on demand."""

import threading

import pytest
from sqlalchemy import update

from registry.core.actor import Actor, operator
from registry.core.clock import database_now
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import queries, service, worker
from registry.jobs.models import Job, JobState
from registry.jobs.service import TASKS, LeaseLost, NotRunning, Progress


@pytest.fixture
def task():
    """A kind of job whose runs are noted; `TASKS` is put back afterwards."""
    runs = []

    def register(function=lambda **payload: None):
        def run(*, progress, **payload):
            runs.append(payload)
            function(progress=progress, **payload)

        TASKS["test"] = run
        return runs

    yield register
    TASKS.pop("test", None)


def enqueue(**options):
    with unit_of_work():
        return service.enqueue("test", {"n": 1}, **options).id


def job(key):
    return db.session.get(Job, key, populate_existing=True)


def test_a_job_is_done_once(app, task):
    runs = task()
    key = enqueue()
    assert worker.drain() == 1
    assert runs == [{"n": 1}]
    assert job(key).state == JobState.DONE


def test_a_key_makes_one_job(app, task):
    task()
    assert enqueue(unique_key="nightly/2026-11-24") == enqueue(unique_key="nightly/2026-11-24")


def test_a_failed_transaction_enqueues_nothing(app, task):
    runs = task()
    with pytest.raises(ZeroDivisionError), unit_of_work():
        service.enqueue("test", {})
        1 / 0
    assert worker.drain() == 0
    assert runs == []


def test_a_failure_is_tried_again_and_then_given_up(app, task):
    def fail(**_):
        raise OSError("no network")

    task(fail)
    key = enqueue()
    for _ in range(service.MOST_ATTEMPTS):
        assert worker.work_once("w")
        with unit_of_work():
            db.session.execute(update(Job).values(run_at=database_now(-1)))
    assert job(key).state == JobState.FAILED
    assert job(key).message == "OSError"
    assert not worker.work_once("w")


def test_a_job_whose_worker_vanished_is_taken_over(app, task):
    task()
    key = enqueue()
    assert service.claim("vanished", lease=-1).id == key
    assert service.claim("second").id == key
    with pytest.raises(LeaseLost):
        Progress(key, "vanished").report(1)


def test_nobody_takes_a_job_that_is_being_done(app, task):
    task()
    enqueue()
    assert service.claim("first")
    assert service.claim("second") is None


def test_a_cancelled_job_stops_at_its_next_report(app, task):
    key = enqueue()

    def slow(*, progress, n):
        with unit_of_work():
            service.cancel(job(key), by=operator())
        progress.report(1, 2)
        pytest.fail("it went on")

    task(slow)
    worker.drain()
    assert job(key).state == JobState.CANCELLED


def test_a_job_that_ended_cannot_be_cancelled(app, task):
    task()
    key = enqueue()
    worker.drain()
    with pytest.raises(NotRunning), unit_of_work():
        service.cancel(job(key), by=operator())


def test_progress_is_seen_while_the_job_runs(app, task):
    key = enqueue()
    claimed = service.claim("w")
    Progress(claimed.id, "w").report(3, 10, "three of ten")
    assert (job(key).done, job(key).total, job(key).message) == (3, 10, "three of ten")


def test_many_workers_do_each_job_once(app, task):
    runs = task()
    with unit_of_work():
        for n in range(40):
            service.enqueue("test", {"n": n})

    def work(name):
        with app.app_context():
            worker.drain(name)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(r["n"] for r in runs) == list(range(40))


def test_a_worker_is_seen(app):
    assert not queries.worker_alive()
    service.seen("w")
    assert queries.worker_alive()


def test_one_sees_ones_own_jobs_only(app, task):
    from tests.accounts.test_accounts import make_account

    first, second = make_account("a@sample.example"), make_account("b@sample.example")
    with unit_of_work():
        key = service.enqueue("test", {}, by=Actor(account_id=first.id)).id
    assert queries.visible(key, by=Actor(account_id=first.id))
    assert queries.visible(key, by=Actor(account_id=second.id)) is None


def test_a_report_inside_a_unit_of_work_stands_or_falls_with_it(app, task):
    key = enqueue()
    service.claim("w")
    with pytest.raises(ZeroDivisionError), unit_of_work():
        Progress(key, "w").report(5)
        1 / 0
    assert job(key).done == 0
