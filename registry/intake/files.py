"""Work through a file of messages: a thousand records a transaction, in constant memory.

The job's progress is the place in the file, written with the records before it, so that whoever
takes the job over goes on there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update

from importers.sources import SOURCES
from registry.audit import service as audit
from registry.core import clock
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import answers, keeping, message_files, queries, service
from registry.intake.answers import Answer
from registry.intake.message_files import BadFile, Part
from registry.intake.models import ImportItem, ImportRun, RunState
from registry.jobs.models import Job
from registry.jobs.service import Progress

BATCH = 1000
ITEM = cast("Table", ImportItem.__table__)


def work(run_id: int, progress: Progress) -> None:
    """Bring in a file, from where an earlier worker left it."""
    with unit_of_work():
        run = service.begin(run_id, progress)
        if run is None:
            return
        done = db.session.get_one(Job, progress.job_id).done
        progress.report(done)
        path, source = Path(run.options["path"]), run.source
    reason = None
    try:
        for batch in _batches(islice(message_files.read(path), done, None), source, path.name):
            keeping.keep(batch, lambda some: _write(run_id, some, progress))
            done = batch[-1].place
    except OSError:
        reason = "no_file"
    except BadFile as why:
        reason = why.code
    with unit_of_work():
        progress.report(done, done)
        _finish(db.session.get_one(ImportRun, run_id), reason)


def _batches(parts: Iterator[Part], source: str, name: str) -> Iterator[list[Answer]]:
    """A thousand records each, or fewer where a work comes a second time or the file breaks off."""
    batch: dict[str, Answer] = {}
    broken = None
    try:
        for part in parts:
            answer = _answer(part, source, name)
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


def _answer(part: Part, source: str, name: str) -> Answer:
    item = Answer(place=part.number, identifier=f"{name}#{part.number}")
    if part.message is None:
        return answers.failed(item, "not_json")
    origin = (item.identifier, clock.now())
    answer = answers.of_message(part.message, item, parse=SOURCES[source].parse, origin=origin)
    return answers.known_by_doi(answer)


def _write(run_id: int, some: Sequence[Answer], progress: Progress) -> None:
    progress.report(some[-1].place)
    run = db.session.get_one(ImportRun, run_id)
    rows = keeping.file(some, by=queries.actor_of(run))
    known = _known(run_id, [answer.identifier for answer in some])
    new, again = [], []
    for row, answer in zip(rows, some, strict=True):
        key = known.get(answer.identifier)
        if key is None:
            new.append(row | _named(run_id, answer) | {"created_at": row["updated_at"]})
        else:
            again.append(row | {"key": key})
    _store(new, again)
    run.total += len(new)


def _store(new: list[dict[str, Any]], again: list[dict[str, Any]]) -> None:
    if new:
        db.session.execute(ITEM.insert(), new)
    if again:
        columns: dict[str, Any] = {name: bindparam(name) for name in again[0] if name != "key"}
        statement = update(ITEM).where(ITEM.c.id == bindparam("key")).values(**columns)
        db.session.connection().execute(statement, again)


def _known(run_id: int, identifiers: Sequence[str]) -> dict[str, int]:
    statement = select(ITEM.c.identifier, ITEM.c.id).where(
        ITEM.c.run_id == run_id, ITEM.c.identifier.in_(identifiers)
    )
    return {row.identifier: row.id for row in db.session.execute(statement)}


def _named(run_id: int, answer: Answer) -> dict[str, Any]:
    identifier = answer.identifier
    return {"run_id": run_id, "identifier": identifier, "given": identifier, "attempts": 1}


def _finish(run: ImportRun, reason: str | None) -> None:
    service.end(run, RunState.FAILED if reason else RunState.DONE, reason)
    by = queries.actor_of(run)
    audit.record("import.ended", run, by=by, details={"counts": run.counts})
