"""How often and how many at once we ask a source, shared by all processes through a port.

The rules are pure steps on a `Bucket`; a `LimitStore` only keeps buckets and runs one step at a
time on one of them. Figures: the limits Crossref published for 1 December 2025.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Literal, Protocol, TypeVar

from importers.errors import CircuitOpen, NoTurn

Kind = Literal["single", "array"]
T = TypeVar("T")

MARGIN = 1.03  # requests are spaced a little wider than allowed: the network is not even
LATE = 0.025  # share of the interval by which a late request holds up the next ones less
MOST_LATE = 0.05  # seconds
POLL = 0.05  # seconds between looks at a slot that another holds
FAILURES_BEFORE_OPEN = 3  # calls in a row, each after its retries
LONGEST_PAUSE = 3600.0


@dataclass(frozen=True, slots=True)
class Limit:
    """`requests` in `interval` seconds, `at_once` of them open together."""

    requests: float
    interval: float
    at_once: int

    @property
    def spacing(self) -> float:
        """Seconds from one request to the next."""
        return self.interval / self.requests * MARGIN

    @property
    def late(self) -> float:
        """Seconds of a late start that the next request makes up for.

        Less than the margin: no interval, wherever it begins, holds more requests than it may.
        """
        return min(self.interval * LATE, MOST_LATE)


PUBLIC: Mapping[Kind, Limit] = {"single": Limit(5, 1, 1), "array": Limit(1, 1, 1)}
POLITE: Mapping[Kind, Limit] = {"single": Limit(10, 1, 3), "array": Limit(3, 1, 3)}


def advertised(headers: Mapping[str, str]) -> Limit | None:
    """The limit in force that an answer states; None where it states none or nonsense.

    `headers` compares its names without regard to case.
    """
    try:
        requests = float(headers["x-rate-limit-limit"])
        interval = float(headers["x-rate-limit-interval"].strip().removesuffix("s"))
        at_once = int(headers["x-concurrency-limit"])
    except (KeyError, ValueError):
        return None
    sane = 0 < requests < 1e6 and 0 < interval < 1e6 and 0 < at_once < 1000  # noqa: PLR2004
    return Limit(requests, interval, at_once) if sane else None


@dataclass(frozen=True, slots=True)
class Wait:
    """No request now; look again in `seconds`. `is_open`: the circuit breaker says so."""

    seconds: float
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Bucket:
    """The state of one limit. Times are seconds of the store's clock."""

    limit: Limit
    next_at: float = 0.0
    tickets: Mapping[str, float] = field(default_factory=dict)  # ticket -> when it expires
    failures: int = 0
    open_until: float = 0.0

    def take(self, now: float, lease: float) -> tuple[Bucket, str | Wait]:
        """A ticket that expires by itself after `lease` seconds, or how long to wait."""
        if now < self.open_until:
            return self, Wait(self.open_until - now, is_open=True)
        held = {ticket: expires for ticket, expires in self.tickets.items() if expires > now}
        if now < self.next_at:
            return self, Wait(self.next_at - now)
        if len(held) >= self.limit.at_once:
            return self, Wait(POLL)
        ticket = secrets.token_hex(8)
        tickets = {**held, ticket: now + lease}
        due = max(self.next_at, now - self.limit.late)
        return replace(self, tickets=tickets, next_at=due + self.limit.spacing), ticket

    def give_back(self, ticket: str, now: float, hold: float = 0.0) -> Bucket:
        """The request is over; `hold` keeps its place for an answer that we stopped reading."""
        tickets = {name: expires for name, expires in self.tickets.items() if name != ticket}
        if hold:
            tickets[ticket] = now + hold
        # Where one request an interval is allowed, a server's bucket holds no second one: the
        # pause must run from the answer, for the request may have come late.
        alone = self.limit.requests < 2  # noqa: PLR2004
        next_at = max(self.next_at, now + self.limit.spacing) if alone else self.next_at
        return replace(self, tickets=tickets, next_at=next_at)

    def pause(self, now: float, seconds: float) -> Bucket:
        """Nobody asks for so long (Retry-After); at most an hour."""
        return replace(self, next_at=max(self.next_at, now + min(seconds, LONGEST_PAUSE)))

    def failed(self, now: float) -> Bucket:
        """One more call failed; from the third in a row the circuit opens, each time for longer."""
        failures = self.failures + 1
        beyond = failures - FAILURES_BEFORE_OPEN
        open_until = now + min(30.0 * 2 ** min(beyond, 10), 600.0) if beyond >= 0 else 0.0
        return replace(self, failures=failures, open_until=open_until)

    def succeeded(self) -> Bucket:
        """The source answers: the circuit is closed."""
        return replace(self, failures=0, open_until=0.0)

    def to_json(self) -> str:
        """For a store that keeps it as text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Bucket:
        """What `to_json` wrote."""
        state = json.loads(text)
        return cls(**{**state, "limit": Limit(**state["limit"])})


Step = Callable[[Bucket, float], tuple[Bucket, T]]


class LimitStore(Protocol):
    """Where buckets are kept: in memory for one process, in a database row for all."""

    def update(self, key: str, default: Limit, step: Step[T]) -> T:
        """Replace the bucket of `key` (`Bucket(default)` if there is none) by what `step` makes.

        `step` gets the bucket and the time now in seconds, is quick and pure; nobody else changes
        this bucket between its reading and its writing: one short transaction, its row locked.
        """


class MemoryLimitStore:
    """Buckets of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.buckets: dict[str, Bucket] = {}
        self._clock = clock
        self._lock = threading.Lock()

    def update(self, key: str, default: Limit, step: Step[T]) -> T:
        """See LimitStore."""
        with self._lock:
            bucket = self.buckets.get(key) or Bucket(default)
            self.buckets[key], result = step(bucket, self._clock())
            return result


@dataclass(slots=True)
class Slot:
    """One request under way; what is set here is told to the store when it ends."""

    ticket: str
    answered: bool = False  # a whole, usable answer came
    limit: Limit | None = None
    pause: float = 0.0
    hold: float = 0.0


@dataclass(frozen=True, slots=True)
class Limiter:
    """The turns of one client of one source; `name` is shared by all who share the limit."""

    store: LimitStore
    name: str
    limits: Mapping[Kind, Limit]
    lease: float = 45.0  # seconds after which a dead process' ticket is free again
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    @contextmanager
    def turn(self, kind: Kind, until: float) -> Iterator[Slot]:
        """Wait for a turn, at most until `until` of `clock`, and give it back at the end.

        Raises CircuitOpen, NoTurn.
        """
        slot = Slot(self._wait(kind, until))
        try:
            yield slot
        finally:
            self._update(kind, lambda bucket, now: (_ended(bucket, slot, now), None))

    def failed(self, kind: Kind) -> None:
        """A call failed after all its retries."""
        self._update(kind, lambda bucket, now: (bucket.failed(now), None))

    def _wait(self, kind: Kind, until: float) -> str:
        while True:
            taken = self._update(kind, lambda bucket, now: bucket.take(now, self.lease))
            if isinstance(taken, str):
                return taken
            if taken.is_open:
                raise CircuitOpen("the last requests failed", retry_after=taken.seconds)
            if self.clock() + taken.seconds >= until:
                raise NoTurn("no turn to ask in time", retry_after=taken.seconds)
            self.sleep(taken.seconds)

    def _update(self, kind: Kind, step: Step[T]) -> T:
        return self.store.update(f"{self.name}:{kind}", self.limits[kind], step)


def _ended(bucket: Bucket, slot: Slot, now: float) -> Bucket:
    bucket = bucket.give_back(slot.ticket, now, slot.hold)
    if slot.limit and slot.limit != bucket.limit:
        bucket = replace(bucket, limit=slot.limit)
    if slot.pause:
        bucket = bucket.pause(now, slot.pause)
    return bucket.succeeded() if slot.answered else bucket
