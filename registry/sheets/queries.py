"""Finding spreadsheets that were handed in, their rows and how far their work is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from registry.accounts import queries as accounts
from registry.accounts.models import Account
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.jobs.models import Job, JobState
from registry.policy import Role
from registry.sheets import plans, wording
from registry.sheets.columns import LISTS, SheetList
from registry.sheets.models import Action, SheetImport, SheetRow, SheetState
from registry.sheets.plans import Plan

BUSY = frozenset({SheetState.READING, SheetState.APPLYING, SheetState.UNDOING})
SHOWN_FIRST = (Action.REFUSED, Action.ASK, Action.CHANGE, Action.ADD)
"""The order in which rows of a plan are read: what needs somebody first."""

RANK = case({str(a): i for i, a in enumerate(SHOWN_FIRST)}, value=SheetRow.action, else_=9)


@dataclass(frozen=True)
class SheetView:
    """An import as readers see it, with the work that goes on for it."""

    sheet: SheetImport
    job: Job | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sheet, name)

    @property
    def of(self) -> SheetList:
        """The list that it is of."""
        return LISTS[self.sheet.list]

    @property
    def state(self) -> str:
        """Its state; failed or ended where its work did."""
        ended = self.job is not None and self.job.state in {JobState.FAILED, JobState.CANCELLED}
        return (
            str(self.job.state)
            if ended and self.job and self.is_busy_by_itself
            else self.sheet.state
        )

    @property
    def message(self) -> str | None:
        """Why the whole file could not be read, in the reader's language."""
        sheet = self.sheet
        return wording.of_file(sheet.fault, sheet.fault_places, self.of) if sheet.fault else None

    @property
    def is_busy_by_itself(self) -> bool:
        """Whether work is to be done for it."""
        return self.sheet.state in BUSY

    @property
    def is_open(self) -> bool:
        """Whether somebody works on it or will."""
        return self.is_busy_by_itself and self.state == self.sheet.state

    @property
    def done(self) -> int:
        """Rows that the work under way is through with."""
        return self.job.done if self.job else 0

    @property
    def total(self) -> int:
        """Rows that it has to do; 0 where that is not known yet."""
        return (self.job.total or 0) if self.job else 0

    @property
    def can_apply(self) -> bool:
        """Whether a plan waits that would do something."""
        counts = self.sheet.counts
        return self.state == SheetState.PLANNED and bool(counts.get("add") or counts.get("change"))

    @property
    def can_undo(self) -> bool:
        """Whether something was applied that can be taken back."""
        started = self.sheet.state in {SheetState.APPLIED, SheetState.APPLYING}
        return started and not self.is_open and bool(self.sheet.counts.get("applied"))

    @property
    def created_at(self) -> datetime:
        """When it was handed in."""
        return self.sheet.created_at


@dataclass(frozen=True)
class RowView:
    """A row with its plan opened."""

    row: SheetRow
    plan: Plan

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def visible(sheet_id: int, *, by: Actor) -> SheetImport | None:
    """One import; who may read any may read all."""
    return db.session.get(SheetImport, sheet_id)


def view(sheet: SheetImport) -> SheetView:
    """An import with its latest work."""
    return SheetView(sheet, job_of(sheet.id))


def job_of(sheet_id: int) -> Job | None:
    """The latest work for an import."""
    wanted = select(Job).where(Job.unique_key.startswith(f"sheet:{sheet_id}:"))
    return db.session.scalars(wanted.order_by(Job.id.desc()).limit(1)).one_or_none()


def page(part: Slice, *, by: Actor) -> Page[SheetView]:
    """All imports, the newest first."""
    found = paginate(select(SheetImport), (By(SheetImport.id, descending=True),), part)
    jobs = _jobs([sheet.id for sheet in found.items])
    return found.of(lambda items: [SheetView(sheet, jobs.get(sheet.id)) for sheet in items])


def _jobs(sheet_ids: Sequence[int]) -> dict[int, Job]:
    wanted = select(Job).where(Job.kind.in_(KINDS)).order_by(Job.id.desc())
    recent = db.session.scalars(wanted.limit(4 * len(sheet_ids) + 1)).all()
    return {job.payload["import_id"]: job for job in reversed(recent)}


KINDS = ("sheets.plan", "sheets.apply", "sheets.undo")


def rows(sheet: SheetImport, action: str | None, part: Slice) -> Page[RowView]:
    """The rows of a plan that do something, those first that need somebody."""
    wanted = select(SheetRow).where(SheetRow.import_id == sheet.id)
    if action == "kept":
        wanted = wanted.where(SheetRow.applied)
    elif action:
        wanted = wanted.where(SheetRow.action == action)
    found = paginate(wanted, (By(RANK), By(SheetRow.number), By(SheetRow.id)), part)
    return found.of(lambda items: [RowView(row, plans.opened(row)) for row in items])


def row(sheet_id: int, number: int, *, by: Actor) -> SheetRow | None:
    """One row of a plan by its number in the file."""
    wanted = select(SheetRow).filter_by(import_id=sheet_id, number=number)
    return db.session.scalars(wanted).one_or_none()


def row_view(row: SheetRow) -> RowView:
    """A row with its plan."""
    return RowView(row, plans.opened(row))


def refused(sheet_id: int) -> Iterator[Plan]:
    """The plans of the rows that are refused or ask."""
    wanted = select(SheetRow).where(
        SheetRow.import_id == sheet_id, SheetRow.action.in_([Action.REFUSED, Action.ASK])
    )
    for found in db.session.scalars(wanted.execution_options(yield_per=200)):
        yield plans.opened(found)


def row_ids(sheet_id: int, actions: Iterable[Action], *, applied: bool) -> list[int]:
    """The keys of rows that would do something, in the order of the file."""
    wanted = select(SheetRow.id).where(
        SheetRow.import_id == sheet_id,
        SheetRow.action.in_([str(action) for action in actions]),
        SheetRow.applied.is_(applied),
    )
    return list(db.session.scalars(wanted.order_by(SheetRow.number)))


def applied(sheet_id: int) -> list[SheetRow]:
    """The rows that were applied, in the order of the file."""
    wanted = select(SheetRow).where(SheetRow.import_id == sheet_id, SheetRow.applied)
    return list(db.session.scalars(wanted.order_by(SheetRow.number)))


def taken_back(sheet_id: int) -> list[SheetRow]:
    """The rows that an undo took back."""
    wanted = select(SheetRow).where(
        SheetRow.import_id == sheet_id, SheetRow.applied.is_(False), SheetRow.back.is_not(None)
    )
    return list(db.session.scalars(wanted.order_by(SheetRow.number.desc())))


def counts(sheet_id: int) -> dict[str, int]:
    """How many stored rows stand under each action, and how many were applied."""
    mine = SheetRow.import_id == sheet_id
    grouped = select(SheetRow.action, func.count()).where(mine).group_by(SheetRow.action)
    found = {str(a): 0 for a in SHOWN_FIRST} | {a: n for a, n in db.session.execute(grouped)}  # noqa: C416
    done = select(func.count()).select_from(SheetRow).where(mine, SheetRow.applied)
    return found | {"applied": db.session.scalar(done) or 0}


def actor_of(sheet: SheetImport) -> Actor:
    """On whose behalf a worker acts; what was started at the machine keeps that trust."""
    account = db.session.get(Account, sheet.account_id) if sheet.account_id else None
    if account is None:
        return Actor(label=sheet.actor, roles=frozenset(Role), via="job")
    return accounts.actor_of(account, via="job")
