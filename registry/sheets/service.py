"""What is done with spreadsheets: handed in, answered, applied, put away, undone, given out."""

from __future__ import annotations

from typing import Any

from registry.audit import service as audit
from registry.core import files
from registry.core.actor import Actor
from registry.core.db import db
from registry.jobs import service as jobs
from registry.sheets import plans, queries
from registry.sheets.columns import LISTS
from registry.sheets.deciding_people import about_known, cases_of
from registry.sheets.errors import (
    NoQuestion,
    NoSuchAnswer,
    NotApplied,
    NothingToApply,
    NotPlanned,
    NotUnderWay,
    NotWhole,
)
from registry.sheets.models import Action, Mode, SheetImport, SheetRow, SheetState
from registry.sheets.plans import Plan
from registry.sheets.records import people

MOST = 10 * 2**20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/csv"


def hand_in(data: bytes, *, of: str, mode: str, by: Actor) -> SheetImport:
    """Keep a spreadsheet and let it be planned. Raises FileEmpty, FileTooLarge."""
    if not data:
        raise files.FileEmpty(field="file")
    if len(data) > MOST:
        raise files.FileTooLarge(field="file", most=MOST // 2**20)
    kept = files.keep(data, XLSX if data.startswith(b"PK") else TEXT)
    sheet = SheetImport(
        list=of, file=kept, mode=mode, account_id=by.account_id, actor=by.label[:200]
    )
    sheet.state = SheetState.READING
    db.session.add(sheet)
    db.session.flush()
    audit.record("sheet.handed_in", sheet, by=by, details={"list": of, "mode": mode})
    _enqueue(sheet, "plan", by=by)
    return sheet


def answer(row: SheetRow, person: int, *, by: Actor) -> SheetRow:
    """Say who a row is about: one of the people offered, or 0 for somebody new.

    A number below 0 is the person of that row of the same file. Raises NotPlanned, NoQuestion,
    NoSuchAnswer.
    """
    sheet = db.session.get_one(SheetImport, row.import_id)
    _check_planned(sheet)
    plan = plans.opened(row)
    if row.action != Action.ASK and row.answer is None:
        raise NoQuestion
    offered = [each["id"] for each in plan.candidates]
    if person not in {0, *offered}:
        raise NoSuchAnswer(field="person", value=person)
    _decide(plan, person, of=sheet.list)
    row.answer, row.action, row.subject_id = person, plan.action, plan.subject_id
    row.plan = plans.sealed(row.id, "plan", plan)
    db.session.flush()
    _count(sheet)
    audit.record("sheet.answered", sheet, by=by, details={"row": row.number})
    return row


def _decide(plan: Plan, person: int, *, of: str) -> None:
    plan.person, plan.row, plan.is_new = None, None, person == 0
    plan.cells = {name: [None, new] for name, (_, new) in plan.cells.items()}
    plan.subject_id, plan.versions, plan.action = None, {}, Action.ADD
    if person < 0:
        plan.row = -person
    if person <= 0:
        plan.lookalikes = True
        return
    plan.person = person
    record = None
    if of == "recruits":
        call = (plan.new("program_code"), plan.new("call_year"))
        record = cases_of({person}).get((person, *call))
    about_known(plan, people([person])[person], record)
    if record:
        plan.action = Action.CHANGE if plan.cells else Action.NOTHING
    elif of == "researchers":
        plan.subject_id = person
        plan.action = Action.CHANGE if plan.cells else Action.NOTHING


def choose_mode(sheet: SheetImport, mode: str, *, by: Actor) -> SheetImport:
    """Say what becomes of the good rows where others are refused. Raises NotPlanned."""
    _check_planned(sheet)
    sheet.mode = Mode(mode)
    audit.record("sheet.mode_chosen", sheet, by=by, details={"mode": mode})
    db.session.flush()
    return sheet


def apply(sheet: SheetImport, *, by: Actor) -> SheetImport:
    """Let the plan be written. Raises NotPlanned, NotWhole, NothingToApply."""
    _check_planned(sheet)
    _count(sheet)
    counts = sheet.counts
    waits = {name: counts.get(name, 0) for name in ("refused", "ask")}
    if sheet.mode == Mode.ALL_OR_NOTHING and any(waits.values()):
        raise NotWhole(refused=waits["refused"], ask=waits["ask"])
    if not counts.get("add") and not counts.get("change"):
        raise NothingToApply
    sheet.state = SheetState.APPLYING
    audit.record("sheet.apply_started", sheet, by=by, details={"mode": sheet.mode})
    _enqueue(sheet, "apply", by=by)
    return sheet


def discard(sheet: SheetImport, *, by: Actor) -> SheetImport:
    """Put a plan, or what could not be read, away: nothing is written. Raises NotPlanned."""
    if queries.view(sheet).state not in {SheetState.PLANNED, SheetState.FAILED, "cancelled"}:
        raise NotPlanned
    if sheet.counts.get("applied"):
        raise NotPlanned
    sheet.state = SheetState.DISCARDED
    audit.record("sheet.discarded", sheet, by=by)
    db.session.flush()
    return sheet


def cancel(sheet: SheetImport, *, by: Actor) -> SheetImport:
    """End the work under way; rows that were written stay and can be undone. Raises NotUnderWay."""
    view = queries.view(sheet)
    if not view.is_open or view.job is None:
        raise NotUnderWay
    jobs.cancel(view.job, by=by)
    audit.record("sheet.cancelled", sheet, by=by)
    db.session.flush()
    return sheet


def undo(sheet: SheetImport, *, by: Actor) -> SheetImport:
    """Let all that was written be taken back. Raises NotApplied."""
    view = queries.view(sheet)
    _count(sheet)
    if not view.can_undo:
        raise NotApplied
    sheet.state = SheetState.UNDOING
    audit.record("sheet.undo_started", sheet, by=by)
    _enqueue(sheet, "undo", by=by)
    return sheet


def note_copy(sheet: SheetImport, *, by: Actor) -> None:
    """Note that the sheet was given out as it was handed in."""
    audit.record("sheet.copy_given", sheet, by=by, details={"list": sheet.list})


def noted_export(of: str, *, details: dict[str, Any], by: Actor) -> None:
    """Note that a list was given out: its columns beyond what is internal, how many rows, why."""
    audit.record("sheet.exported", ("SheetList", LISTS[of].key), by=by, details=details)


def _check_planned(sheet: SheetImport) -> None:
    if sheet.state != SheetState.PLANNED:
        raise NotPlanned


def _count(sheet: SheetImport) -> None:
    sheet.counts = {**sheet.counts, **queries.counts(sheet.id)}
    db.session.flush()


def _enqueue(sheet: SheetImport, what: str, *, by: Actor) -> None:
    db.session.flush()
    unique = f"sheet:{sheet.id}:{what}:{sheet.version}"
    jobs.enqueue(f"sheets.{what}", {"import_id": sheet.id}, by=by, unique_key=unique)
