"""Work through a file of whole records: a thousand a transaction, in constant memory.

The place in the file is written with the records before it, so that whoever takes the job over goes
on there. A plan keeps no records: applying it reads the file again and compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from sqlalchemy import Table, select

from importers.entries import BadFile
from registry.core import clock
from registry.core.db import db
from registry.intake import ahead, answers, applying, keeping, known, parsing, queries, storing
from registry.intake.answers import Answer
from registry.intake.keeping import Row
from registry.intake.models import ImportItem, ImportRun, Stage
from registry.intake.parsing import Part
from registry.jobs.service import Progress

BATCH = 1000
ITEM = cast("Table", ImportItem.__table__)


def work(run: ImportRun, progress: Progress) -> BadFile | None:
    """Bring in a file, or plan it, from where an earlier worker left it; else why not."""
    key, options = run.id, run.options
    asked = parsing.Asked(options["file"], options["format"], run.place, clock.now())
    db.session.rollback()
    try:
        with (
            storing.opened(run) as file,
            ahead.one_ahead() as begin,
            parsing.parts(file, asked, begin) as found,
        ):
            for batch in _batches(found):
                keeping.keep(batch, lambda some: _write(key, some, progress))
    except OSError:
        return BadFile("no_file")
    except BadFile as why:
        return why
    return None


def _batches(parts: Iterator[Part]) -> Iterator[list[Answer]]:
    """A thousand records each, or fewer where a work comes a second time or the file breaks off."""
    batch: dict[str, Answer] = {}
    broken = None
    try:
        for part in parts:
            answer = _answer(part)
            if len(batch) == BATCH or answer.identifier in batch:
                yield list(batch.values())
                batch = {}
            batch[answer.identifier] = answer
    except BadFile as why:
        broken = why
    if batch:
        yield list(batch.values())
    if broken:
        raise broken


def _answer(part: Part) -> Answer:
    """What there is to file, under what the work goes by; or why there is nothing."""
    place, received = part.place, part.received
    if received:
        return Answer(
            place=place, identifier=received.record.key, given=part.given, received=received
        )
    item = Answer(place=place, identifier=part.where, given=part.given, detail=part.detail)
    return answers.failed(item, part.reason or "not_json")


def _write(run_id: int, some: Sequence[Answer], progress: Progress) -> None:
    progress.report(some[-1].place)
    run = db.session.get_one(ImportRun, run_id)
    if run.plan:
        rows = keeping.plan(some, with_messages=False)
    elif run.stage == Stage.FILE:
        rows = _as_planned(run, some)
    else:
        rows = keeping.file(some, by=queries.actor_of(run))
    keeping.write_new(run, some, rows)
    run.read_to(some[-1].place)


def _as_planned(run: ImportRun, some: Sequence[Answer]) -> list[Row]:
    """File what still is what the plan says; what the plan does not know is planned now."""
    keys = known.keys(run.id, [answer.identifier for answer in some])
    columns = select(ITEM.c.identifier, ITEM.c.outcome, ITEM.c.changes)
    statement = columns.where(ITEM.c.id.in_(keys))
    plan = {row["identifier"]: dict(row) for row in db.session.execute(statement).mappings()}
    by = queries.actor_of(run)
    return applying.rows(some, [plan.get(answer.identifier, {}) for answer in some], by=by)
