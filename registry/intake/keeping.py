"""Write what became of items in one transaction with the progress: works filed, or only planned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

import orjson
import structlog
from sqlalchemy import Table, bindparam, select, update

from registry.core import bulk, clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import Unavailable
from registry.core.unit_of_work import unit_of_work
from registry.intake import known
from registry.intake.answers import NOTHING_KEPT, Answer, columns_of
from registry.intake.models import CAME_IN, PLANNED, ImportItem, ImportRun, Outcome
from registry.jobs.service import Cancelled, LeaseLost
from registry.outputs import filing, planning
from registry.outputs.received import Filed, Planned, Received
from registry.outputs.received import Outcome as Done

log = structlog.get_logger()

Row = dict[str, Any]
Write = Callable[[Sequence[Answer]], None]
"""Writes some answers, in their order, inside the unit of work that is open."""

STOPPED = (LeaseLost, Cancelled, Unavailable)
ITEM = cast("Table", ImportItem.__table__)
AS_PLANNED = {
    Done.CREATED: Outcome.NEW,
    Done.UPDATED: Outcome.CHANGED,
    Done.UNCHANGED: Outcome.KNOWN,
    Done.REFUSED: Outcome.REFUSED,
}


def keep(answers: Sequence[Answer], write: Write) -> None:
    """Write all in one transaction; where that fails, one by one: a bad record costs only itself.

    Raises LeaseLost, Cancelled, Unavailable: then the last transaction has written nothing.
    """
    try:
        with unit_of_work():
            write(answers)
    except STOPPED:
        raise
    except Exception:
        log.exception("a batch could not be stored", identifiers=len(answers))
        for answer in answers:
            _keep_one(answer, write)


def _keep_one(answer: Answer, write: Write) -> None:
    try:
        with unit_of_work():
            write([answer])
    except STOPPED:
        raise
    except Exception as why:
        log.exception("a record could not be stored", identifier=answer.identifier)
        with unit_of_work():
            write([answer.not_stored(why)])


def file(answers: Sequence[Answer], *, by: Actor, compare: bool = False) -> list[Row]:
    """File the works among the answers; the columns of each item, in the order given.

    Two items that lead to one work (a DOI and its alias) file it once. With `compare` an item keeps
    which fields its work changed, old and new.
    """
    works = _works(answers)
    planned = _by_key(planning.plan_works(works)) if compare and works else {}
    filed = {one.key: one for one in filing.file_works(works, by=by)} if works else {}
    rows, told, moment = [], set(), clock.now()
    for answer in answers:
        row = _row(answer, moment)
        if answer.received:
            key = answer.received.record.key
            row |= _filed(answer, filed[key], again=key in told)
            row |= _differences(planned.get(key))
            told.add(key)
        rows.append(row)
    return rows


def plan(answers: Sequence[Answer], *, with_messages: bool = True) -> list[Row]:
    """What filing would do, and nothing of it done; the records stay with the items if wanted."""
    works = _works(answers)
    planned = _by_key(planning.plan_works(works)) if works else {}
    rows, told, moment = [], set(), clock.now()
    for answer in answers:
        row = _row(answer, moment)
        if answer.received:
            key = answer.received.record.key
            row |= _planned(answer, planned[key], again=key in told)
            wanted = with_messages and row["outcome"] in PLANNED
            row |= columns_of(answer.received) if wanted else NOTHING_KEPT
            told.add(key)
        rows.append(row)
    return rows


def write_new(run: ImportRun, answers: Sequence[Answer], rows: Sequence[Row]) -> None:
    """Add items for what a file or a query gave; one that the run has already is changed.

    What the run created stays created, and what is planned stays as it was planned first.
    """
    stored = _known(run.id, [answer.identifier for answer in answers])
    new: list[Row] = []
    again: list[Row] = []
    nameless = 0
    for row, answer in zip(rows, answers, strict=True):
        if answer.identifier in stored:
            key, before = stored[answer.identifier]
            if not (run.plan and before in PLANNED):
                again.append(row | {"key": key} | _still(before, row))
        else:
            given = answer.given or answer.identifier
            named = {"run_id": run.id, "identifier": answer.identifier, "given": given}
            new.append(row | named | {"attempts": 1, "created_at": row["updated_at"]})
            nameless += answer.names_nothing
    if new:
        bulk.insert(ITEM, new)
    change(again)
    run.total += len(new)
    run.nameless = (run.nameless or 0) + nameless


def _still(before: str | None, row: Row) -> Row:
    created = before == Outcome.CREATED and row["outcome"] in CAME_IN
    return {"outcome": Outcome.CREATED} if created else {}


def change(rows: Sequence[Row], **more: Any) -> None:
    """Change items; each row names its own as `key`."""
    if rows:
        columns: Row = {name: bindparam(name) for name in rows[0] if name != "key"}
        statement = update(ITEM).where(ITEM.c.id == bindparam("key")).values(**columns | more)
        db.session.connection().execute(statement, list(rows))


def _works(answers: Sequence[Answer]) -> list[Received]:
    """The works among the answers, each once."""
    return list({a.received.record.key: a.received for a in answers if a.received}.values())


def _row(answer: Answer, moment: datetime) -> Row:
    return {
        "outcome": answer.outcome,
        "output_id": answer.output_id,
        "agency": answer.agency,
        "reason": answer.reason,
        "detail": answer.detail,
        "changes": None,
        "stays": None,
        "title": None,
        "updated_at": moment,
        **answer.kept,
    }


def _filed(answer: Answer, one: Filed, *, again: bool) -> Row:
    received = cast("Received", answer.received)
    row: Row = {
        **NOTHING_KEPT,
        "outcome": Outcome.UNCHANGED if again else Outcome(one.outcome.value),
        "output_id": one.output_id,
        "source": received.record.source,
    }
    row |= {} if one.output_id else {"title": received.record.full_title}
    return row | _reason(one.reason)


def _planned(answer: Answer, one: Planned, *, again: bool) -> Row:
    received = cast("Received", answer.received)
    row: Row = {
        "outcome": Outcome.KNOWN if again else AS_PLANNED[one.outcome],
        "output_id": one.output_id,
        "title": received.record.full_title,
    }
    return row | _reason(one.reason) | _differences(None if again else one)


def _reason(text: str | None) -> Row:
    """The reason of an output in our words; nothing where there is none."""
    if not text:
        return {}
    code, _, detail = text.partition(":")
    known = {"refused": "on_refusal_list"}.get(code, code)
    return {"reason": known, "detail": detail} if detail else {"reason": known}


def _differences(one: Planned | None) -> Row:
    """What changes, as [old, new] by field, and what a person chose that the source says else."""
    if one is None or not (one.changes or one.kept):
        return {"changes": None, "stays": None}
    changes = {name: list(both) for name, both in sorted(one.changes.items())}
    stays = dict(sorted(one.kept.items()))
    return {"changes": _as_json(changes) or None, "stays": _as_json(stays) or None}


def _as_json(value: Any) -> Any:
    """The value as it is when it was kept and read again."""
    return orjson.loads(orjson.dumps(value, default=str))


def _by_key(planned: Sequence[Planned]) -> dict[str, Planned]:
    return {one.key: one for one in planned}


def _known(run_id: int, identifiers: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    """The items of a run among these: identifier -> (key, outcome)."""
    keys = known.keys(run_id, identifiers)
    if not keys:
        return {}
    columns = select(ITEM.c.identifier, ITEM.c.id, ITEM.c.outcome)
    statement = columns.where(ITEM.c.id.in_(keys))
    return {row.identifier: (row.id, row.outcome) for row in db.session.execute(statement)}
