"""Work through a run of DOIs: ask its source for what waits, batch by batch, until nothing waits.

A batch is asked for outside any transaction, then filed in one together with its items' outcomes
and the job's progress. So a worker that is killed loses and doubles nothing: what has no outcome is
asked for again, by whoever takes the job over.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update

from importers.errors import Blocked, SourceError
from importers.fetched import Fetched
from importers.sources import SOURCES, Source
from registry.audit import service as audit
from registry.core import clock
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import answers, keeping, queries, service
from registry.intake.answers import Answer, Parse
from registry.intake.models import ImportItem, ImportRun, Outcome, RunState
from registry.intake.sources import open_source
from registry.jobs import leases
from registry.jobs import service as jobs
from registry.jobs.service import Progress

BATCH = 50
PAUSES: tuple[float, ...] = (10.0, 60.0, 300.0, 1800.0)
"""Seconds until items without an answer are asked for again by themselves."""

NEVER_AGAIN = ("not_shown",)
ITEM = cast("Table", ImportItem.__table__)
Waiting = Sequence[tuple[int, str]]


def work(run_id: int, tries: int, progress: Progress) -> None:
    """Bring a run to its end, or as far as its source lets it."""
    with unit_of_work():
        run = service.begin(run_id, progress)
        if run is None:
            return
        asking = _Asking(run_id, SOURCES[run.source].parse, progress, queries.done(run))
        progress.report(asking.done, run.total)
        name = run.source
    stop = asking.all_that_waits(open_source(name))
    with unit_of_work():
        progress.report(asking.done)
        _finish(db.session.get_one(ImportRun, run_id), stop, tries)


@dataclass
class _Asking:
    """One walk through the items that wait; `done` counts those of the run that have an outcome."""

    run_id: int
    parse: Parse
    progress: Progress
    done: int

    def all_that_waits(self, source: Source) -> SourceError | None:
        """Ask and file until nothing waits, or until an error says that asking is no use now."""
        while batch := _waiting(self.run_id):
            with leases.kept(self.progress, self.done):
                fetched = _ask(source, [identifier for _, identifier in batch])
            found = list(self._answers(batch, fetched))
            if asked := [answer for answer in found if answer.stop is None]:
                keeping.keep(asked, self._write)
                self.done = asked[-1].place
            if stop := next((answer.stop for answer in found if answer.stop), None):
                return stop
        return None

    def _answers(self, batch: Waiting, fetched: Mapping[str, Fetched]) -> Iterator[Answer]:
        """What was said of each item, and the place it will have."""
        now, place = clock.now(), self.done
        for key, identifier in batch:
            item = Answer(place=place + 1, identifier=identifier, key=key)
            answer = answers.of_fetched(fetched[identifier], item, parse=self.parse, now=now)
            place += answer.stop is None
            yield answer

    def _write(self, some: Sequence[Answer]) -> None:
        self.progress.report(some[-1].place)
        run = db.session.get_one(ImportRun, self.run_id)
        rows = keeping.file(some, by=queries.actor_of(run))
        _update(rows, [answer.key for answer in some])


def _waiting(run_id: int) -> Waiting:
    """The next items without an outcome; no transaction stays open for the reading."""
    statement = (
        select(ITEM.c.id, ITEM.c.identifier)
        .where(ITEM.c.run_id == run_id, ITEM.c.outcome.is_(None))
        .order_by(ITEM.c.id)
        .limit(BATCH)
    )
    rows = [(key, identifier) for key, identifier in db.session.execute(statement)]
    db.session.rollback()
    return rows


def _ask(source: Source, dois: Sequence[str]) -> dict[str, Fetched]:
    if len(dois) == 1:
        return {dois[0]: source.fetch(dois[0])}
    return {fetched.doi: fetched for fetched in source.fetch_many(dois)}


def _update(rows: Sequence[dict[str, Any]], keys: Sequence[int]) -> None:
    columns: dict[str, Any] = {name: bindparam(name) for name in rows[0]}
    columns["attempts"] = ITEM.c.attempts + 1
    statement = update(ITEM).where(ITEM.c.id == bindparam("key")).values(**columns)
    values = [row | {"key": key} for row, key in zip(rows, keys, strict=True)]
    db.session.connection().execute(statement, values)


def _finish(run: ImportRun, stop: SourceError | None, tries: int) -> None:
    """End the run, or let what got no answer wait for another time."""
    if isinstance(stop, Blocked):
        _settle(run, Outcome.FAILED, stop)
        service.end(run, RunState.FAILED, stop.code)
    elif tries < len(PAUSES) and (_wait_again(run) or stop):
        _later(run, stop, tries)
        return
    else:
        if stop:
            _settle(run, Outcome.TEMPORARILY_UNAVAILABLE, stop)
        service.end(run, RunState.DONE)
    by = queries.actor_of(run)
    audit.record("import.ended", run, by=by, details={"counts": run.counts})


def _wait_again(run: ImportRun) -> bool:
    """Let items wait again that got no answer; whether there are any."""
    unanswered = (
        (ITEM.c.run_id == run.id)
        & (ITEM.c.outcome == Outcome.TEMPORARILY_UNAVAILABLE)
        & ITEM.c.reason.not_in(NEVER_AGAIN)
    )
    some = db.session.execute(
        update(ITEM).where(unanswered).values(outcome=None).returning(ITEM.c.id)
    )
    return len(some.all()) > 0


def _later(run: ImportRun, stop: SourceError | None, tries: int) -> None:
    """Another job for the rest, after a pause or when the source allows it, with some jitter."""
    pause = PAUSES[tries] * random.uniform(0.8, 1.2)  # noqa: S311
    seconds = max(pause, (stop.retry_after if stop else None) or 0.0)
    run.job = jobs.enqueue(
        "intake.run",
        {"run_id": run.id, "tries": tries + 1},
        by=queries.actor_of(run),
        run_at=clock.now() + timedelta(seconds=seconds),
    )
    run.state, run.reason = RunState.QUEUED, "source_away"


def _settle(run: ImportRun, outcome: Outcome, stop: SourceError) -> None:
    """Give what was not asked for the outcome of the last attempt."""
    left = (ITEM.c.run_id == run.id) & ITEM.c.outcome.is_(None)
    values = {"outcome": outcome, "reason": stop.code, "detail": str(stop)}
    db.session.execute(update(ITEM).where(left).values(**values))
