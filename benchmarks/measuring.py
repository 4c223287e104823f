"""CPU time of what is done here and in the database server, and comparisons in turn."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from werkzeug.test import EnvironBuilder

Work = Callable[[], object]
ROUNDS = 5
SECONDS = 0.15
"""CPU seconds that one way works in one round, about."""


@dataclass(frozen=True)
class Clock:
    """CPU seconds of this process, those it started and saw end, and a PostgreSQL server's."""

    postmaster: int | None = None

    def read(self) -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        ours = time.process_time() + children.ru_utime + children.ru_stime
        return ours + sum(map(_cpu_of, self._servers()))

    def _servers(self) -> Iterable[int]:
        if self.postmaster is None:
            return ()
        children = Path(f"/proc/{self.postmaster}/task/{self.postmaster}/children")
        return map(int, children.read_text().split())

    def spent(self, work: Work, *, times: int = 1) -> float:
        """CPU seconds of doing it once, on average."""
        begun = self.read()
        for _ in range(times):
            work()
        return (self.read() - begun) / times


def _cpu_of(process: int) -> float:
    """By the clock that the kernel keeps of each process, finer than the ticks of /proc/N/stat."""
    with suppress(OSError):
        return time.clock_gettime((~process << 3) | 2)
    return 0.0


def compare(ways: Mapping[str, Work], clock: Clock, *, rounds: int = ROUNDS) -> dict[str, float]:
    """The median CPU milliseconds of each way; they take turns, so that all meet the same noise."""
    for work in ways.values():
        clock.spent(work, times=3)
    times = {name: _how_often(work, clock) for name, work in ways.items()}
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, work in ways.items():
            found[name].append(clock.spent(work, times=times[name]))
    return {name: 1000 * median(spent) for name, spent in found.items()}


def _how_often(work: Work, clock: Clock) -> int:
    return max(3, min(2000, int(SECONDS / max(clock.spent(work, times=3), 1e-6))))


@dataclass(frozen=True)
class Answer:
    """What a WSGI application said."""

    status: str
    body: bytes


def asker(application: Any, address: str) -> Callable[[], Answer]:
    """A GET of the address, again and again, without a server or sockets between."""
    environ = EnvironBuilder(path=address.partition("?")[0], query_string=address.partition("?")[2])
    template = environ.get_environ()
    said: list[str] = []

    def start(status: str, headers: Any, why: Any = None) -> None:
        said[:] = [status]

    def ask() -> Answer:
        body = application({**template, "wsgi.input": io.BytesIO()}, start)
        try:
            return Answer(said[0], b"".join(body))
        finally:
            if hasattr(body, "close"):
                body.close()

    return ask
