"""What is done with a run that was started: begin, end, cancel, retry, apply, discard, undo."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, delete, select, update

from registry.audit import service as audit
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.intake import queries, storing
from registry.intake.errors import (
    NothingToRetry,
    NothingToUndo,
    NotPlanned,
    RunEnded,
    RunUnderWay,
)
from registry.intake.models import (
    PLANNED,
    RETRYABLE,
    ImportFile,
    ImportItem,
    ImportRun,
    RunState,
    Stage,
)
from registry.jobs import service as jobs
from registry.jobs.service import Progress

ITEM = cast("Table", ImportItem.__table__)
DIFFERS = "differs"
"""The reason of an item that is not any more what its plan says; the next *apply* takes it."""


def cancel(run: ImportRun, *, by: Actor) -> ImportRun:
    """End a run; what came in stays, the rest can be asked for later. Raises RunEnded."""
    if not run.is_open:
        raise RunEnded
    if run.job and run.job.state in jobs.OPEN:
        jobs.cancel(run.job, by=by)
    end(run, RunState.CANCELLED)
    audit.record("import.cancelled", run, by=by, details={"counts": run.counts})
    db.session.flush()
    return run


def retry(run: ImportRun, *, by: Actor) -> ImportRun:
    """Go on where the run ended: ask again for what failed, gave no answer or was never asked.

    Raises RunUnderWay, NothingToRetry.
    """
    if run.is_open:
        raise RunUnderWay
    if not queries.view(run).can_retry:
        raise NothingToRetry
    _wait_again(run)
    if storing.is_of_messages(run):
        run.place = 0 if run.state == RunState.DONE else run.place
    elif run.stage != Stage.EXPAND:
        run.stage = Stage.ASK
    _enqueue(run, by=by)
    audit.record("import.retried", run, by=by)
    db.session.flush()
    return run


def apply(run: ImportRun, *, by: Actor) -> ImportRun:
    """File what the plan says; an item that is different meanwhile is planned anew and not filed.

    Raises NotPlanned.
    """
    _check_planned(run)
    differing = (ITEM.c.run_id == run.id) & (ITEM.c.reason == DIFFERS)
    db.session.execute(update(ITEM).where(differing).values(reason=None))
    run.plan, run.stage, run.place = False, Stage.FILE, 0
    _enqueue(run, by=by)
    audit.record("import.applied", run, by=by, details={"counts": run.counts})
    db.session.flush()
    return run


def discard(run: ImportRun, *, by: Actor) -> ImportRun:
    """Put a plan away: nothing is written. Raises NotPlanned."""
    _check_planned(run)
    forget(run)
    end(run, RunState.DISCARDED)
    audit.record("import.discarded", run, by=by, details={"counts": run.counts})
    db.session.flush()
    return run


def undo(run: ImportRun, *, by: Actor) -> ImportRun:
    """Take back the outputs that the run created and nobody touched; a job does the work.

    Source records and audit events stay. Raises RunUnderWay, NothingToUndo.
    """
    if run.is_open:
        raise RunUnderWay
    if not queries.view(run).can_undo:
        raise NothingToUndo
    run.stage = Stage.UNDO
    _enqueue(run, by=by)
    audit.record("import.undo_started", run, by=by, details={"counts": run.counts})
    db.session.flush()
    return run


def begin(run_id: int, progress: Progress) -> ImportRun | None:
    """The run a worker's job is for, now under way; None where it ended or has a newer job."""
    run = db.session.get_one(ImportRun, run_id)
    if run.job_id != progress.job_id or not run.is_open:
        return None
    run.state, run.reason, run.detail = RunState.RUNNING, None, None
    return run


def end(
    run: ImportRun, state: RunState, *, reason: str | None = None, detail: str | None = None
) -> None:
    """Write how a run ended, with its counts; the bytes of its file go unless a plan needs them."""
    db.session.flush()
    run.counts = queries.counts([run.id])[run.id]
    run.state, run.finished_at = state, clock.now()
    run.reason, run.detail = reason, detail[:200] if detail else None
    if state != RunState.PLANNED:
        db.session.execute(delete(ImportFile).where(ImportFile.run_id == run.id))


def forget(run: ImportRun) -> None:
    """Let go of the records kept with the items."""
    mine = (ITEM.c.run_id == run.id) & ITEM.c.message.is_not(None)
    db.session.execute(update(ITEM).where(mine).values(message=None))


def has_planned(run: ImportRun) -> bool:
    """Whether some item waits to be filed as planned."""
    return _any(run, ITEM.c.outcome.in_([outcome.value for outcome in PLANNED]))


def _check_planned(run: ImportRun) -> None:
    if run.state != RunState.PLANNED:
        raise NotPlanned


def _enqueue(run: ImportRun, *, by: Actor) -> None:
    run.state, run.finished_at, run.reason, run.detail = RunState.QUEUED, None, None, None
    run.job = jobs.enqueue("intake.run", {"run_id": run.id}, by=by)


def _wait_again(run: ImportRun) -> None:
    """Let items wait again that could come out otherwise."""
    mine = ITEM.c.run_id == run.id
    wanted = mine & ITEM.c.outcome.in_([outcome.value for outcome in RETRYABLE])
    db.session.execute(update(ITEM).where(wanted).values(outcome=None))


def _any(run: ImportRun, condition: Any) -> bool:
    found = select(ITEM.c.id).where(ITEM.c.run_id == run.id, condition).limit(1)
    return db.session.scalar(found) is not None
