"""What follows where a source gives nothing now: ask again later, or say so and end."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import cast

from sqlalchemy import Table, update

from importers.errors import SourceError
from registry.core import clock
from registry.core.db import db
from registry.intake import queries
from registry.intake.models import ImportItem, ImportRun, Outcome, RunState
from registry.jobs import service as jobs

PAUSES: tuple[float, ...] = (10.0, 60.0, 300.0, 1800.0)
"""Seconds until a source is asked again by itself for what it did not answer."""

NEVER_AGAIN = ("not_shown",)
ITEM = cast("Table", ImportItem.__table__)


def can_wait(tries: int) -> bool:
    """Whether a run that was put off so often may be put off once more."""
    return tries < len(PAUSES)


def later(run: ImportRun, stop: SourceError | None, tries: int) -> bool:
    """Another job for the rest, after a pause or when the source allows it, with some jitter.

    False where it was put off often enough.
    """
    if not can_wait(tries):
        return False
    pause = PAUSES[tries] * random.uniform(0.8, 1.2)  # noqa: S311
    seconds = max(pause, (stop.retry_after if stop else None) or 0.0)
    run.job = jobs.enqueue(
        "intake.run",
        {"run_id": run.id, "tries": tries + 1},
        by=queries.actor_of(run),
        run_at=clock.now() + timedelta(seconds=seconds),
    )
    run.state, run.reason = RunState.QUEUED, "source_away"
    return True


def wait_again(run: ImportRun) -> bool:
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


def settle(run: ImportRun, outcome: Outcome, stop: SourceError) -> None:
    """Give what was not asked for the outcome of the last attempt."""
    left = (ITEM.c.run_id == run.id) & ITEM.c.outcome.is_(None)
    values = {"outcome": outcome, "reason": stop.code, "detail": str(stop)}
    db.session.execute(update(ITEM).where(left).values(**values))
