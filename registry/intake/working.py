"""Work through a run from the stage where it stands to its end, or as far as its source lets it."""

from __future__ import annotations

from importers.errors import Blocked, SourceError
from registry.audit import service as audit
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import (
    applying,
    asking,
    expanding,
    finding,
    messages,
    pausing,
    queries,
    sources,
    steering,
    storing,
    taking_back,
)
from registry.intake.models import ImportRun, Kind, Outcome, RunState, Stage
from registry.jobs.service import Progress


def work(run_id: int, tries: int, progress: Progress) -> None:
    """Do what the run's job is for; nothing where it ended or has a newer job."""
    with unit_of_work():
        run = steering.begin(run_id, progress)
        if run is None:
            return
        of_messages, stage = storing.is_of_messages(run), run.stage
        progress.report(0 if stage == Stage.UNDO else queries.done(run), run.total or None)
    if stage == Stage.UNDO:
        taking_back.work(run_id, progress)
        _end(run_id, progress, RunState.UNDONE)
    elif of_messages:
        stop = messages.work(_run(run_id), progress)
        _conclude(run_id, progress, stop)
    elif _expanded(run_id, tries, progress) and _asked(run_id, tries, progress):
        applying.work(run_id, progress)
        _conclude(run_id, progress)


def _expanded(run_id: int, tries: int, progress: Progress) -> bool:
    """Whether all items are there; else the run ends, or goes on later."""
    run = _run(run_id)
    if run.stage != Stage.EXPAND:
        return True
    find = finding.work if run.source == Kind.QUERY else expanding.work
    stop = find(run, progress)
    if stop is None:
        return True
    with unit_of_work():
        progress.report(0)
        run = _run(run_id)
        if not (stop.retryable and pausing.later(run, stop, tries)):
            _end(run_id, progress, RunState.FAILED, stop=stop)
    return False


def _asked(run_id: int, tries: int, progress: Progress) -> bool:
    """Whether all items have an answer and may be filed; else the run ends, or goes on later."""
    run = _run(run_id)
    if run.stage != Stage.ASK:
        return True
    walk = asking.Walk(run_id, sources.open_agencies(), progress, queries.done(run))
    stop = walk.to_the_end()
    with unit_of_work():
        progress.report(walk.done)
        run = _run(run_id)
        if isinstance(stop, Blocked):
            pausing.settle(run, Outcome.FAILED, stop)
            _end(run_id, progress, RunState.FAILED, stop=stop)
            return False
        if pausing.can_wait(tries) and (pausing.wait_again(run) or stop):
            pausing.later(run, stop, tries)
            return False
        if stop:
            pausing.settle(run, Outcome.TEMPORARILY_UNAVAILABLE, stop)
        if run.plan:
            _end(run_id, progress, RunState.PLANNED)
            return False
        run.stage = Stage.FILE
    return True


def _conclude(run_id: int, progress: Progress, stop: SourceError | None = None) -> None:
    """All is done that can be: what stands is a plan, or what came in."""
    with unit_of_work():
        run = _run(run_id)
        if stop:
            _end(run_id, progress, RunState.FAILED, stop=stop)
        elif run.plan or steering.has_planned(run):
            _end(run_id, progress, RunState.PLANNED)
        else:
            _end(run_id, progress, RunState.DONE)


def _end(
    run_id: int, progress: Progress, state: RunState, *, stop: SourceError | None = None
) -> None:
    """Write the end of a run, where this job still holds it."""
    with unit_of_work():
        run = _run(run_id)
        was_applied = state is RunState.PLANNED and not run.plan
        reason = "plan_differs" if was_applied else stop.code if stop else None
        run.plan = state is RunState.PLANNED
        steering.end(run, state, reason=reason, detail=stop.detail if stop else None)
        done = sum(run.counts.values())
        progress.report(done, run.total)
        audit.record(
            f"import.{ENDS[state]}",
            run,
            by=queries.actor_of(run),
            details={"counts": run.counts},
        )


ENDS = {
    RunState.PLANNED: "planned",
    RunState.UNDONE: "undone",
    RunState.DONE: "ended",
    RunState.FAILED: "ended",
}


def _run(run_id: int) -> ImportRun:
    return db.session.get_one(ImportRun, run_id)
