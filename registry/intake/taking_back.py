"""Undo a run: what it created and nobody touched goes, batch by batch; the rest says why it stays.

Source records and audit events stay. An item that is done has another outcome than `created`, so
whoever takes the job over goes on with the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, select

from registry.core import clock
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import keeping, queries
from registry.intake.models import ImportItem, ImportRun, Outcome
from registry.jobs.service import Progress
from registry.outputs import undoing
from registry.outputs.models import Output

BATCH = 100
ITEM = cast("Table", ImportItem.__table__)


def work(run_id: int, progress: Progress) -> None:
    """Take back all that the run created, as far as nobody touched it."""
    done = 0
    while True:
        with unit_of_work():
            batch = _created(run_id)
            progress.report(done + len(batch))
            if batch:
                _take_back(run_id, batch)
        if not batch:
            return
        done += len(batch)


def _take_back(run_id: int, batch: Mapping[int, tuple[int | None, str | None]]) -> None:
    by = queries.actor_of(db.session.get_one(ImportRun, run_id))
    said = undoing.take_back([key for key, _ in batch.values() if key], by=by)
    db.session.flush()
    keeping.change(
        [
            _row(said.get(output_id) if output_id else None, title)
            | {"key": key}
            | {"output_id": output_id if output_id and said.get(output_id) else None}
            for key, (output_id, title) in batch.items()
        ]
    )


def _row(why: str | None, title: str | None) -> dict[str, Any]:
    return {
        "outcome": Outcome.KEPT if why else Outcome.TAKEN_BACK,
        "reason": why,
        "title": title,
        "updated_at": clock.now(),
    }


def _created(run_id: int) -> dict[int, tuple[int | None, str | None]]:
    """The next items that stand for an output of this run: item -> (output, title)."""
    statement = (
        select(ITEM.c.id, ITEM.c.output_id, Output.title)
        .outerjoin(Output, Output.id == ITEM.c.output_id)
        .where(ITEM.c.run_id == run_id, ITEM.c.outcome == Outcome.CREATED)
        .order_by(ITEM.c.id)
        .limit(BATCH)
    )
    return {key: (output_id, title) for key, output_id, title in db.session.execute(statement)}
