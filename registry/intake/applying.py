"""File what a plan says, exactly; what is different meanwhile is planned anew and left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, or_, select

from registry.core.actor import Actor
from registry.core.db import db
from registry.intake import answers, keeping, queries
from registry.intake.answers import Answer
from registry.intake.keeping import Row
from registry.intake.models import CAME_IN, PLANNED, ImportItem, ImportRun
from registry.intake.steering import DIFFERS
from registry.jobs.service import Progress
from registry.outputs import filing

BATCH = 200
ITEM = cast("Table", ImportItem.__table__)
SAID = ("outcome", "changes")
"""Columns of an item that say what its plan is."""

COLUMNS = (
    *(ITEM.c.id, ITEM.c.identifier, ITEM.c.given, ITEM.c.outcome, ITEM.c.changes),
    *(ITEM.c.reason, ITEM.c.detail, ITEM.c.agency),
    *(ITEM.c.source, ITEM.c.message, ITEM.c.request, ITEM.c.received_at),
)
Plan = Mapping[str, Any]


def work(run_id: int, progress: Progress) -> None:
    """File item after item, a batch a transaction; whoever takes the job over goes on."""
    after, done = 0, 0
    while batch := _waiting(run_id, after):
        found = [_answer(row, done + number) for number, row in enumerate(batch, 1)]
        plan = {row["id"]: row for row in batch}

        def write(some: Sequence[Answer], plan: Mapping[int, Plan] = plan) -> None:
            progress.report(some[-1].place)
            by = queries.actor_of(db.session.get_one(ImportRun, run_id))
            now = rows(some, [plan[answer.key] for answer in some], by=by)
            keeping.change([row | {"key": a.key} for row, a in zip(now, some, strict=True)])

        keeping.keep(found, write)
        after, done = batch[-1]["id"], done + len(batch)


def rows(some: Sequence[Answer], plan: Sequence[Plan], *, by: Actor) -> list[Row]:
    """File the answers that still are what the plan says of them; the columns of each item."""
    filing.wait_for_turn()
    now = keeping.plan(some)
    same = [_as_said(new, said) for new, said in zip(now, plan, strict=True)]
    filed = iter(keeping.file([a for a, as_said in zip(some, same, strict=True) if as_said], by=by))
    return [
        next(filed) | {"changes": said.get("changes"), "stays": said.get("stays")}
        if as_said
        else row | {"reason": DIFFERS}
        for row, said, as_said in zip(now, plan, same, strict=True)
    ]


def _as_said(now: Plan, plan: Plan) -> bool:
    """Whether filing does what the plan says; what this run filed already may be filed again."""
    if now["outcome"] not in PLANNED or plan.get("outcome") in CAME_IN:
        return True
    return all(now[name] == plan.get(name) for name in SAID)


def _waiting(run_id: int, after: int) -> list[Row]:
    """The next items of the plan; those that differed since they were planned wait for a word."""
    statement = (
        select(*COLUMNS)
        .where(ITEM.c.run_id == run_id, ITEM.c.id > after, ITEM.c.message.is_not(None))
        .where(ITEM.c.outcome.in_([outcome.value for outcome in PLANNED]))
        .where(or_(ITEM.c.reason.is_(None), ITEM.c.reason != DIFFERS))
        .order_by(ITEM.c.id)
        .limit(BATCH)
    )
    found = [dict(row) for row in db.session.execute(statement).mappings()]
    db.session.rollback()
    return found


def _answer(row: Row, place: int) -> Answer:
    kept = {name: row[name] for name in answers.NOTHING_KEPT}
    item = Answer(
        place=place,
        identifier=row["identifier"],
        given=row["given"],
        key=row["id"],
        reason=row["reason"],
        detail=row["detail"],
        agency=row["agency"],
        kept=kept,
    )
    message = answers.message_of(kept)
    return answers.of_message(message, item) if message else item
