"""From the bytes of a spreadsheet to a plan, in batches, in memory that does not grow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, delete, func, select, text

from registry.core import bulk, files
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs.service import Progress
from registry.sheets import plans
from registry.sheets.columns import LISTS
from registry.sheets.deciding_others import DECIDERS
from registry.sheets.faults import UnreadableSheet
from registry.sheets.models import Action, SheetImport, SheetRow, SheetState
from registry.sheets.plans import Plan
from registry.sheets.reading import Reading, read

BATCH = 500
ROW = cast("Table", SheetRow.__table__)


def plan(import_id: int, progress: Progress) -> None:
    """Plan an import that waits for it; what an earlier try left is made anew."""
    found = db.session.get(SheetImport, import_id)
    if found is None or found.state != SheetState.READING:
        return
    with unit_of_work():
        db.session.execute(delete(SheetRow).where(SheetRow.import_id == import_id))
    of, data = LISTS[found.list], files.opened(found.file)
    try:
        with read(data, of) as reading:
            headings, counts = dict(reading.headings), _planned(import_id, reading, progress)
    except UnreadableSheet as why:
        _unreadable(import_id, why)
        return
    with unit_of_work():
        progress.report(sum(counts.values()), sum(counts.values()))
        found = db.session.get_one(SheetImport, import_id)
        found.headings, found.counts = headings, counts
        found.state = SheetState.PLANNED


def _planned(import_id: int, reading: Reading, progress: Progress) -> dict[str, int]:
    deciding, counts = DECIDERS[reading.of.key](), Counter[str]()
    while batch := list(islice(reading.rows, BATCH)):
        found = list(deciding.decide(batch))
        counts.update(str(each.action) for each in found)
        with unit_of_work():
            progress.report(sum(counts.values()))
            keep(import_id, [each for each in found if each.action != Action.NOTHING])
    return {action: counts[action] for action in map(str, Action)}


def keep(import_id: int, found: Sequence[Plan]) -> None:
    """Write rows of a plan, each sealed for its own place."""
    ids = _new_ids(len(found))
    bulk.insert(
        ROW,
        [
            {
                "id": key,
                "number": each.number,
                "action": str(each.action),
                "subject_id": each.subject_id,
                "plan": plans.sealed(key, "plan", each),
            }
            for key, each in zip(ids, found, strict=True)
        ],
        {"import_id": import_id},
    )


def _new_ids(number: int) -> Iterator[int]:
    """Keys for rows to come: an envelope is bound to the key of its row."""
    if db.engine.dialect.name == "postgresql":
        drawn = text("SELECT nextval('sheet_row_id_seq') FROM generate_series(1, :number)")
        return iter(list(db.session.scalars(drawn, {"number": number})))
    last = db.session.scalar(select(func.max(SheetRow.id))) or 0
    return iter(range(last + 1, last + 1 + number))


def _unreadable(import_id: int, why: UnreadableSheet) -> None:
    with unit_of_work():
        db.session.execute(delete(SheetRow).where(SheetRow.import_id == import_id))
        found = db.session.get_one(SheetImport, import_id)
        found.state, found.fault = SheetState.FAILED, why.code
        found.fault_places = {name: _json(value) for name, value in why.filling.items()}


def _json(value: Any) -> Any:
    return list(value) if isinstance(value, tuple | set) else value
