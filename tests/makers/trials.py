"""Imports among faults and killed workers, and what the database holds of them in the end."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Flask
from sqlalchemy import Column, Table, func, select

from registry.core.clock import UTCDateTime
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake.models import ImportItem, ImportRun
from registry.jobs.models import Job, JobState
from tests.makers.processes import spawn

LEASE = 1.0
STEP = 0.03
FEW = 2
APART = frozenset(
    ("job", "worker_seen", "limit_state", "audit_event", "audit_head", "account", "alembic_version")
)
"""Tables that tell how the work was done, not what came of it; the audit trail is compared apart"""


@dataclass
class Workers:
    """Worker processes on the app's database; `pauses` in seconds before a run asks again."""

    app: Flask
    number: int
    pauses: float = 0.5
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    killed: int = 0

    def fill_up(self) -> None:
        """Start all that are missing, once hardly any is left."""
        self.running = [process for process in self.running if process.poll() is None]
        missing = self.number - len(self.running) if len(self.running) < FEW else 0
        for _ in range(missing):
            self.running.append(spawn(self.app, "work", str(LEASE), str(self.pauses)))

    def kill_whoever_works(self) -> bool:
        """SIGKILL the worker that holds a job of imports; False where none does just now."""
        for process in self.running:
            if process.pid in owners():
                process.send_signal(signal.SIGKILL)
                process.wait()
                self.killed += 1
                self.fill_up()
                return True
        return False

    def end(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()


@contextmanager
def working(app: Flask, number: int, **options: Any) -> Iterator[Workers]:
    """So many workers, gone at the end."""
    workers = Workers(app, number, **options)
    workers.fill_up()
    try:
        yield workers
    finally:
        workers.end()


def owners() -> set[int]:
    """The process ids of those who hold a job of imports."""
    mine = select(Job.owner).where(Job.state == JobState.RUNNING, Job.kind.like("intake.%"))
    found = {int(owner.split("/")[1]) for owner in read(lambda: db.session.scalars(mine).all())}
    return found - {os.getpid()}


def read(question: Callable[[], Any]) -> Any:
    """The answer as it stands now, with no transaction left open."""
    db.session.rollback()
    try:
        return question()
    finally:
        db.session.rollback()


def done(keys: Sequence[int]) -> int:
    """How many items of the runs have an outcome."""
    counted = select(func.count()).where(
        ImportItem.run_id.in_(keys), ImportItem.outcome.is_not(None)
    )
    return read(lambda: db.session.scalar(counted) or 0)


def until(holds: Callable[[], bool], *, seconds: float) -> None:
    """Wait for it. Raises AssertionError."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "the workers do not get on"
        time.sleep(STEP)


def ended(keys: Sequence[int]) -> bool:
    """Whether all these runs and the jobs that follow from them have ended."""
    waiting = select(func.count()).where(Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
    return not read(lambda: db.session.scalar(waiting)) and not any(map(_is_open, keys))


def _is_open(key: int) -> bool:
    with unit_of_work():
        return db.session.get_one(ImportRun, key, populate_existing=True).is_open


def kill_along(key: int, total: int, workers: Workers, *, kills: int) -> None:
    """Kill whoever works at random moments, spread over the whole of a run."""
    rng = random.Random(kills)
    for least in sorted(rng.randrange(total * 9 // 10) for _ in range(kills)):
        until(lambda least=least: done([key]) >= least, seconds=120)
        time.sleep(rng.uniform(0, 0.15))
        until(workers.kill_whoever_works, seconds=60)


def snapshot(*, without: frozenset[str] = frozenset()) -> dict[str, Counter[str]]:
    """Every row of every table, without keys, moments and what is named: `table`, `table.column`.

    A reference to a row is what that row says, so that rows belong together as before.
    """
    said: dict[str, dict[int, str]] = {}
    found: dict[str, Counter[str]] = {}
    for table in db.metadata.sorted_tables:
        if table.name not in APART | without:
            said[table.name] = read(lambda table=table: _said(table, said, without))
            found[table.name] = Counter(said[table.name].values())
    return found


def _said(table: Table, said: dict[str, dict[int, str]], without: frozenset[str]) -> dict[int, str]:
    columns = [c for c in table.columns if _tells(c) and f"{table.name}.{c.name}" not in without]
    targets = [_target(column) for column in columns]
    rows: dict[int, str] = {}
    for place, row in enumerate(db.session.execute(select(*table.primary_key, *columns))):
        values = row[len(table.primary_key) :]
        parts = [
            said[target].get(value) if target in said else None if target else _plain(value)
            for target, value in zip(targets, values, strict=True)
        ]
        key = row[0] if isinstance(row[0], int) else place
        rows[key] = hashlib.sha256(repr(parts).encode()).hexdigest()
    return rows


def _plain(value: Any) -> Any:
    """JSON in one order of its keys."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS) if isinstance(value, dict) else value


def _tells(column: Column[Any]) -> bool:
    return not column.primary_key and not isinstance(column.type, UTCDateTime)


def _target(column: Column[Any]) -> str | None:
    """The table that a column refers to."""
    return next((key.column.table.name for key in column.foreign_keys), None)


def different(one: dict[str, Counter[str]], other: dict[str, Counter[str]]) -> dict[str, str]:
    """The tables whose rows differ, and by how many."""
    return {
        name: f"{(one[name] - other[name]).total()} gone, {(other[name] - one[name]).total()} new"
        for name in one
        if one[name] != other[name]
    }
