"""The limits of a source, shared by all processes through the database."""

from __future__ import annotations

import pytest
from flask import Flask

from importers.limits import Bucket, Limit, Limiter, Wait
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake.limits import DatabaseLimitStore
from registry.intake.models import LimitState
from tests.makers.intake import asking, fake_crossref_module
from tests.makers.processes import spawn

pytestmark = pytest.mark.usefixtures("app")

LIMIT = Limit(2, 1, 2)


def take(store: DatabaseLimitStore, later: float = 0.0) -> str | Wait:
    return store.update("api:polite", LIMIT, lambda bucket, now: bucket.take(now + later, 5.0))


def test_a_ticket_taken_is_seen_by_the_next_who_asks() -> None:
    store, other = DatabaseLimitStore(), DatabaseLimitStore()
    assert isinstance(take(store), str)
    assert isinstance(take(other), Wait)
    assert isinstance(take(other, 1.0), str)
    assert isinstance(take(store, 2.0), Wait)


def test_the_ticket_of_a_process_that_died_is_free_again_after_its_lease() -> None:
    store = DatabaseLimitStore()
    take(store)
    take(store, 1.0)
    assert isinstance(take(store, 4.0), Wait)
    assert isinstance(take(store, 5.5), str)


def test_the_limit_that_the_source_states_is_kept_for_all() -> None:
    faster = Limit(50, 1, 5)
    store = DatabaseLimitStore()
    store.update("api:polite", LIMIT, lambda bucket, now: (Bucket(faster), None))
    row = db.session.query(LimitState).one()
    assert (row.rate, row.interval, row.at_once) == (50, 1, 5)
    found = DatabaseLimitStore().update("api:polite", LIMIT, lambda bucket, now: (bucket, bucket))
    assert found.limit == faster


def test_the_state_is_kept_whole() -> None:
    store = DatabaseLimitStore()
    bucket = Bucket(LIMIT, 12.5, {"a": 30.25}, 2, 99.0)
    store.update("api:polite", LIMIT, lambda before, now: (bucket, None))
    assert store.update("api:polite", LIMIT, lambda before, now: (before, before)) == bucket


def test_a_step_that_fails_changes_nothing() -> None:
    store = DatabaseLimitStore()
    take(store)
    before = db.session.query(LimitState).one().state
    db.session.rollback()

    def broken(bucket: Bucket, now: float) -> tuple[Bucket, None]:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        store.update("api:polite", LIMIT, broken)
    assert db.session.query(LimitState).one().state == before


def test_it_leaves_the_caller_s_transaction_alone() -> None:
    limiter = Limiter(DatabaseLimitStore(), "api", {"single": Limit(1000, 1, 3), "array": LIMIT})
    with limiter.turn("single", limiter.clock() + 5), unit_of_work():
        pass
    assert db.session.query(LimitState).one().state["tickets"] == {}


def test_two_processes_together_keep_the_limits_of_crossref(app: Flask) -> None:
    fake = fake_crossref_module()
    dois = [f"10.5555/fake.{n}" for n in range(1, 13)]
    with fake.FakeCrossref(fake.made_up(20), limits="2025") as api, asking(app, api.url):
        processes = [spawn(app, "ask", *dois) for _ in range(2)]
        assert [process.wait(60) for process in processes] == [0] * 2
        stats = api.stats()
    assert stats["limit_breaches"] == 0
    assert stats["concurrency_high_water"] <= 3
    assert stats["no_mailto"] == 0
    assert stats["requests"] == 24
