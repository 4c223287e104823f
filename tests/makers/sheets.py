"""Spreadsheets handed in by tests, and the work that follows them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import service as jobs
from registry.jobs import worker
from registry.jobs.service import Progress
from registry.sheets import plans, queries, service
from registry.sheets.models import SheetImport, SheetRow
from tests.makers.messy_sheets import PROGRAMS, UNITS
from tests.makers.people import make_unit
from tests.makers.talent import make_program

KINDS = frozenset(queries.KINDS)


def settle() -> None:
    """The units and programs that the messy lists name."""
    with unit_of_work():
        for code in UNITS:
            make_unit(code)
        for code in PROGRAMS:
            make_program(code)


def sheet_of(rows: Sequence[dict[str, Any]]) -> bytes:
    """An XLSX of these rows, under the keys of columns as headings."""
    heads = list(dict.fromkeys(name for row in rows for name in row))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, heads)
        for at, row in enumerate(rows, 1):
            for place, head in enumerate(heads):
                if row.get(head) is not None:
                    sheet.write(at, place, row[head])
    return out.getvalue()


def work() -> None:
    """Do what is due of spreadsheets, and nothing else."""
    while job := jobs.claim("test", kinds=KINDS):
        worker.carry_out(job, Progress(job.id, "test"))


def handed_in(
    data: bytes, by: Any, *, of: str = "recruits", mode: str = "all_or_nothing"
) -> SheetImport:
    """The import of a file, planned."""
    with unit_of_work():
        key = service.hand_in(data, of=of, mode=mode, by=by).id
    work()
    return sheet(key)


def sheet(key: int) -> SheetImport:
    """An import as it stands."""
    db.session.rollback()
    return db.session.get_one(SheetImport, key, populate_existing=True)


def done(found: SheetImport, verb: Any, by: Any) -> SheetImport:
    """The import after a verb and its work."""
    key = found.id
    with unit_of_work():
        verb(sheet(key), by=by)
    work()
    return sheet(key)


def applied(data: bytes, by: Any, **how: str) -> SheetImport:
    """The import of a file, applied."""
    return done(handed_in(data, by, **how), service.apply, by)


def planned(found: SheetImport) -> dict[int, plans.Plan]:
    """The plans of its rows by their number."""
    rows = db.session.query(SheetRow).filter_by(import_id=found.id)
    return {row.number: plans.opened(row) for row in rows}


def codes(found: SheetImport) -> list[tuple[str, str]]:
    """What is wrong, as (cell, code)."""
    return sorted((w.ref, w.code) for plan in planned(found).values() for w in plan.wrong)
