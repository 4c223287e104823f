from __future__ import annotations

import itertools
import threading
import time

import pytest
from requests.structures import CaseInsensitiveDict

from importers.errors import CircuitOpen, NoTurn
from importers.limits import (
    POLITE,
    PUBLIC,
    Bucket,
    Limit,
    Limiter,
    MemoryLimitStore,
    Wait,
    advertised,
)


class Clock:
    """Time that passes only when someone sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def limiter(limits=POLITE, **options):
    clock = Clock()
    store = MemoryLimitStore(clock)
    return Limiter(store, "host:polite", limits, sleep=clock.sleep, clock=clock, **options), clock


def test_the_published_limits_stand_at_the_start():
    assert {"single": Limit(5, 1, 1), "array": Limit(1, 1, 1)} == PUBLIC
    assert {"single": Limit(10, 1, 3), "array": Limit(3, 1, 3)} == POLITE


@pytest.mark.parametrize("kind", ["single", "array"])
@pytest.mark.parametrize("limits", [PUBLIC, POLITE])
def test_requests_are_never_closer_than_allowed(limits, kind):
    turns, clock = limiter(limits)
    starts = []
    for _ in range(20):
        with turns.turn(kind, until=clock.now + 60):
            starts.append(clock.now)
    allowed = limits[kind]
    for earlier, later in zip(starts, starts[int(allowed.requests) :], strict=False):
        assert later - earlier >= allowed.interval


def test_where_one_a_second_is_allowed_the_pause_runs_from_the_answer():
    turns, clock = limiter(PUBLIC)
    with turns.turn("array", until=clock.now + 60):
        clock.now += 5
    answered = clock.now
    with turns.turn("array", until=clock.now + 60):
        assert clock.now - answered >= 1


def test_no_more_are_open_at_once_than_allowed():
    turns, clock = limiter()
    with (
        turns.turn("single", until=clock.now + 9),
        turns.turn("single", until=clock.now + 9),
        turns.turn("single", until=clock.now + 9),
        pytest.raises(NoTurn),
        turns.turn("single", until=clock.now + 1),
    ):
        pass
    with turns.turn("single", until=clock.now + 1):
        pass


def test_the_ticket_of_a_dead_process_expires():
    bucket = Bucket(Limit(100, 1, 1))
    bucket, ticket = bucket.take(0.0, lease=45.0)
    assert isinstance(ticket, str)
    assert isinstance(bucket.take(44.0, lease=45.0)[1], Wait)
    assert isinstance(bucket.take(45.0, lease=45.0)[1], str)


def test_the_limits_in_force_are_adopted():
    turns, clock = limiter()
    with turns.turn("single", until=clock.now + 9) as slot:
        slot.limit = Limit(2, 1, 1)
    start = clock.now
    with turns.turn("single", until=clock.now + 9):
        pass
    with turns.turn("single", until=clock.now + 9):
        assert clock.now - start >= 0.5


@pytest.mark.parametrize(
    ("limit", "interval", "at_once", "expected"),
    [
        ("10", "1s", "3", Limit(10, 1, 3)),
        ("50", "60", "5", Limit(50, 60, 5)),
        ("0", "1s", "3", None),
        ("-1", "1s", "3", None),
        ("nan", "1s", "3", None),
        ("ten", "1s", "3", None),
        ("10", "", "3", None),
        ("10", "1s", "0", None),
        ("10", "1s", None, None),
    ],
)
def test_only_a_sane_limit_is_read_from_an_answer(limit, interval, *, at_once, expected):
    headers = {"X-Rate-Limit-Limit": limit, "X-Rate-Limit-Interval": interval}
    if at_once:
        headers["X-Concurrency-Limit"] = at_once
    assert advertised(CaseInsensitiveDict(headers)) == expected


def test_a_pause_holds_for_all_and_is_at_most_an_hour():
    turns, clock = limiter()
    with turns.turn("single", until=clock.now + 9) as slot:
        slot.pause = 10**9
    with pytest.raises(NoTurn) as caught, turns.turn("single", until=clock.now + 60):
        pass
    assert caught.value.retry_after == pytest.approx(3600)


def test_three_failed_calls_open_the_circuit_and_one_answer_closes_it():
    turns, clock = limiter()
    for _ in range(3):
        turns.failed("single")
    with pytest.raises(CircuitOpen) as caught, turns.turn("single", until=clock.now + 60):
        pass
    assert caught.value.retry_after == pytest.approx(30)
    clock.now += 31
    with turns.turn("single", until=clock.now + 60) as slot:
        slot.answered = True
    turns.failed("single")
    with turns.turn("single", until=clock.now + 60):
        pass


def test_a_circuit_that_stays_broken_opens_for_longer():
    bucket, now = Bucket(Limit(10, 1, 3)), 0.0
    waits = []
    for _ in range(9):
        bucket = bucket.failed(now)
        waits.append(bucket.open_until - now if bucket.open_until else 0)
        now = max(now, bucket.open_until)
    assert waits == [0, 0, 30, 60, 120, 240, 480, 600, 600]


def test_a_bucket_can_be_kept_as_text():
    bucket, _ = Bucket(Limit(10, 1, 3)).take(5.0, lease=45.0)
    assert Bucket.from_json(bucket.failed(5.0).to_json()) == bucket.failed(5.0)


def test_threads_share_one_limit():
    store = MemoryLimitStore()
    turns = Limiter(store, "host", {"single": Limit(1000, 1, 2), "array": Limit(1, 1, 1)})
    lock, now_in, most = threading.Lock(), 0, 0

    def ask():
        nonlocal now_in, most
        for _ in range(5):
            with turns.turn("single", until=time.monotonic() + 30):
                with lock:
                    now_in += 1
                    most = max(most, now_in)
                time.sleep(0.002)
                with lock:
                    now_in -= 1

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
    assert not store.buckets["host:single"].tickets


@pytest.mark.parametrize("allowed", [*PUBLIC.values(), *POLITE.values(), Limit(1000, 300, 3)])
def test_late_requests_are_made_up_for_and_still_no_interval_holds_too_many(allowed):
    bucket, now, starts = Bucket(allowed), 1000.0, []
    for number in range(4 * int(allowed.requests)):
        now = max(now, bucket.next_at) + (0.04 if number % 3 == 1 else 0.0)
        bucket, ticket = bucket.take(now, lease=0.0)
        assert isinstance(ticket, str)
        starts.append(now)
    for earlier, later in zip(starts, starts[int(allowed.requests) :], strict=False):
        assert later - earlier >= allowed.interval
    if allowed.requests > 1:
        gaps = [later - earlier for earlier, later in itertools.pairwise(starts)]
        assert min(gaps) < allowed.spacing
