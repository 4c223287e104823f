"""Ask for what waits in a run, batch by batch, until nothing waits.

A thread asks for the next batch while the last one is filed. What was asked is filed, or planned,
in one transaction together with its items' outcomes and the job's progress. So a worker that is
killed loses and doubles nothing: what has no outcome is asked for again, by whoever takes the job
over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, select

from importers.errors import SourceError
from importers.fetched import Fetched
from importers.sources import Source
from registry.core import clock
from registry.core.db import db
from registry.intake import ahead, answers, keeping, queries
from registry.intake.answers import STOPS, Answer
from registry.intake.models import ImportItem, ImportRun, Kind, Outcome
from registry.jobs import leases
from registry.jobs.service import Progress
from registry.outputs import refreshing

BATCH = 50
DOI = "10."
NOT_THERE = frozenset({Outcome.NOT_REGISTERED, Outcome.OTHER_AGENCY, Outcome.FAILED})
ITEM = cast("Table", ImportItem.__table__)
COLUMNS = (
    *(ITEM.c.id, ITEM.c.identifier, ITEM.c.given, ITEM.c.output_id),
    *(ITEM.c.source, ITEM.c.message, ITEM.c.request, ITEM.c.received_at),
)
Waiting = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A batch of items and what was said of each DOI among them."""

    batch: Waiting
    said: Mapping[str, Fetched]

    @property
    def stop(self) -> SourceError | None:
        """The error after which asking on is no use now."""
        errors = (fetched.error for fetched in self.said.values())
        return next((error for error in errors if isinstance(error, STOPS)), None)


@dataclass
class Walk:
    """One walk through the items that wait; `done` counts those of the run that have an outcome."""

    run_id: int
    source: Source
    progress: Progress
    done: int

    def to_the_end(self) -> SourceError | None:
        """Ask and file until nothing waits, or until an error says that asking is no use now."""
        with ahead.one_ahead() as begin:
            coming = begin(self._ask, 0)
            while True:
                with leases.kept(self.progress, self.done):
                    asked: Asked = coming.result()
                if asked.batch and not asked.stop:
                    coming = begin(self._ask, asked.batch[-1]["id"])
                self._keep(asked)
                if asked.stop or not asked.batch:
                    return asked.stop

    def _ask(self, after: int) -> Asked:
        """The next batch that waits, asked for; runs in the thread."""
        batch = waiting(self.run_id, after)
        return Asked(batch, ask(self.source, [i["identifier"] for i in batch if _has_doi(i)]))

    def _keep(self, asked: Asked) -> None:
        found = list(self._answers(asked))
        if some := [answer for answer in found if answer.stop is None]:
            keeping.keep(some, self._write)
            self.done = some[-1].place

    def _answers(self, asked: Asked) -> Iterator[Answer]:
        """What was said of each item, and the place it will have."""
        now, place = clock.now(), self.done
        for row in asked.batch:
            kept = {name: row[name] for name in answers.NOTHING_KEPT}
            item = Answer(
                place=place + 1,
                identifier=row["identifier"],
                given=row["given"],
                key=row["id"],
                output_id=row["output_id"],
                kept=kept,
            )
            own = answers.message_of(kept)
            if fetched := asked.said.get(row["identifier"]):
                answer = answers.of_fetched(fetched, item, now=now)
                answer = answers.stood_in_for(answer, own) if own else answer
            else:
                answer = answers.of_message(own, item) if own else answers.failed(item, "malformed")
            place += answer.stop is None
            yield answer

    def _write(self, some: Sequence[Answer]) -> None:
        self.progress.report(some[-1].place)
        run = db.session.get_one(ImportRun, self.run_id)
        if run.plan:
            rows = keeping.plan(some)
        else:
            compare = run.source == Kind.REFRESH
            rows = keeping.file(some, by=queries.actor_of(run), compare=compare)
        if run.source == Kind.REFRESH:
            _note_checked(some, rows)
        keyed = [row | {"key": answer.key} for row, answer in zip(rows, some, strict=True)]
        keeping.change(keyed, attempts=ITEM.c.attempts + 1)


def waiting(run_id: int, after: int) -> Waiting:
    """The next items without an outcome; no transaction stays open for the reading."""
    statement = (
        select(*COLUMNS)
        .where(ITEM.c.run_id == run_id, ITEM.c.outcome.is_(None), ITEM.c.id > after)
        .order_by(ITEM.c.id)
        .limit(BATCH)
    )
    rows = [dict(row) for row in db.session.execute(statement).mappings()]
    db.session.rollback()
    return rows


def ask(source: Source, dois: Sequence[str]) -> dict[str, Fetched]:
    """What the source says of each."""
    if not dois:
        return {}
    if len(dois) == 1:
        return {dois[0]: source.fetch(dois[0])}
    return {fetched.doi: fetched for fetched in source.fetch_many(dois)}


def _has_doi(row: Mapping[str, Any]) -> bool:
    return str(row["identifier"]).startswith(DOI)


def _note_checked(some: Sequence[Answer], rows: Sequence[dict[str, Any]]) -> None:
    """What nobody shows any more was asked for all the same; nothing else of it changes."""
    gone = [answer.key for answer in some if answer.outcome in NOT_THERE]
    if gone:
        keys = select(ITEM.c.output_id).where(ITEM.c.id.in_(gone), ITEM.c.output_id.is_not(None))
        refreshing.note_checked(list(db.session.scalars(keys)), clock.now())
