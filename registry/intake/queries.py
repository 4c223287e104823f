"""Reading runs and their items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from registry.accounts import queries as accounts
from registry.accounts.models import Account
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.intake.models import (
    CAME_IN,
    PLANNED,
    RETRYABLE,
    SETTLED,
    ImportItem,
    ImportRun,
    Kind,
    Outcome,
    RunState,
    Stage,
)
from registry.intake.wording import Told
from registry.outputs import queries as outputs
from registry.outputs.models import Output
from registry.people.models import Researcher
from registry.policy import Permission, Role

MESSAGES = "crossref"
"""The format whose entries are whole records, which nobody is asked for."""

WAITING = "waiting"
"""Stands for "no outcome yet" where outcomes are counted or filtered."""


@dataclass(frozen=True)
class RunView:
    """A run as readers see it: with the state of its job and with counts as they are now."""

    run: ImportRun
    counts: dict[str, int]

    @property
    def id(self) -> int:
        return self.run.id

    @property
    def source(self) -> str:
        return self.run.source

    @property
    def state(self) -> RunState:
        return self.run.standing

    @property
    def is_open(self) -> bool:
        return self.run.is_open

    @property
    def total(self) -> int:
        return self.run.total

    @property
    def entries(self) -> int | None:
        """Entries that its list had, as far as it was read; None where nobody counts them."""
        read = self.run.entries
        return None if read is None else max(read, self.total)

    @property
    def repeated(self) -> int | None:
        """Entries that name a work which the list had named before: they made no item."""
        return None if self.entries is None else self.entries - self.total

    @property
    def nameless(self) -> int | None:
        """Items for entries that have nothing to go by."""
        return self.run.nameless

    @property
    def works(self) -> int:
        """Items that name a work; with those that are repeated or nameless, all entries."""
        return self.run.total - (self.run.nameless or 0)

    @property
    def done(self) -> int:
        """Items with an outcome; while a plan is filed or a run undone, those that are through."""
        left: set[str] = {WAITING}
        if self.is_open and self.stage == Stage.FILE:
            left |= PLANNED
        if self.is_open and self.stage == Stage.UNDO:
            left.add(Outcome.CREATED)
        return sum(n for outcome, n in self.counts.items() if outcome not in left)

    @property
    def came_in(self) -> int:
        """Items whose work the registry now has."""
        return sum(self.counts.get(outcome, 0) for outcome in CAME_IN)

    @property
    def all_went_well(self) -> bool:
        """Whether everything named came in, would come in, or was taken back."""
        if self.is_open or self.told:
            return False
        well = {*CAME_IN, Outcome.TAKEN_BACK, *(PLANNED if self.is_planned else ())}
        return sum(self.counts.get(outcome, 0) for outcome in well) >= self.total

    @property
    def sha256(self) -> str | None:
        """The hash of the file that was sent."""
        sha256: str | None = self.run.options.get("sha256")
        return sha256

    @property
    def stage(self) -> str:
        return self.run.stage

    @property
    def plan(self) -> bool:
        """Whether it stops before it writes."""
        return self.run.plan

    @property
    def is_planned(self) -> bool:
        """Whether a plan waits to be applied or discarded."""
        return self.state is RunState.PLANNED

    @property
    def can_retry(self) -> bool:
        """Whether some items could come out otherwise, or some of its list was not read."""
        if self.is_open or self.state in SETTLED:
            return False
        if self.run.options.get("format") == MESSAGES:
            return bool(self.run.options.get("path")) and not self.is_planned
        listed = self.run.stage != Stage.EXPAND or self.run.source != Kind.FILE
        unread = self.run.stage == Stage.EXPAND and bool(listed or self.run.options.get("path"))
        return unread or any(self.counts.get(o) for o in (*RETRYABLE, WAITING))

    @property
    def can_undo(self) -> bool:
        """Whether it created outputs that could be taken back."""
        settled = self.is_open or self.is_planned or self.state in SETTLED
        return not settled and bool(self.counts.get(Outcome.CREATED))

    @property
    def told(self) -> Told | None:
        return self.run.told

    @property
    def file(self) -> str | None:
        """The name of the file it reads, without its folder."""
        name: str | None = self.run.options.get("file")
        return name

    @property
    def query(self) -> dict[str, Any] | None:
        """What is searched for."""
        query: dict[str, Any] | None = self.run.options.get("query")
        return query

    @property
    def orcid(self) -> str | None:
        """The ORCID iD whose works it is over."""
        orcid: str | None = self.run.options.get("orcid")
        return orcid

    @property
    def owner_account_id(self) -> int | None:
        """Who started it, for the policy."""
        return self.run.account_id

    @property
    def actor(self) -> str:
        return self.run.actor

    @property
    def job_id(self) -> int | None:
        return self.run.job_id

    @property
    def created_at(self) -> datetime:
        return self.run.created_at

    @property
    def finished_at(self) -> datetime | None:
        return self.run.finished_at


def visible(run_id: int, *, by: Actor) -> ImportRun | None:
    """The run, if this actor may know of it."""
    run = db.session.get(ImportRun, run_id, options=[joinedload(ImportRun.job)])
    return run if run and by.may(Permission.IMPORT_READ, run) else None


def page(part: Slice, *, by: Actor) -> Page[RunView]:
    """Runs, newest first: all for administrators, else one's own."""
    statement = select(ImportRun).options(joinedload(ImportRun.job))
    if Role.ADMINISTRATOR not in by.roles:
        statement = statement.where(ImportRun.account_id == by.account_id)
    return paginate(statement, (By(ImportRun.id, descending=True),), part).of(views)


def views(runs: Sequence[ImportRun]) -> list[RunView]:
    """The runs with their counts: those of ended runs are kept, the others are counted now."""
    counted = counts([run.id for run in runs if run.finished_at is None])
    return [RunView(run, counted.get(run.id, dict(run.counts))) for run in runs]


def view(run: ImportRun) -> RunView:
    """One run with its counts."""
    return views([run])[0]


def counts(run_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Items by outcome of each run, `waiting` for those without one."""
    if not run_ids:
        return {}
    statement = (
        select(ImportItem.run_id, ImportItem.outcome, func.count())
        .where(ImportItem.run_id.in_(run_ids))
        .group_by(ImportItem.run_id, ImportItem.outcome)
    )
    found: dict[int, dict[str, int]] = {key: {} for key in run_ids}
    for key, outcome, number in db.session.execute(statement):
        found[key][outcome or WAITING] = number
    return found


def done(run: ImportRun) -> int:
    """How many items of a run have an outcome."""
    return views([run])[0].done


def items(run: ImportRun, outcome: str | None, part: Slice) -> Page[ImportItem]:
    """The items of a run in the order given; with `outcome` only those, `waiting` for none yet."""
    statement = select(ImportItem).filter_by(run_id=run.id)
    if outcome == WAITING:
        statement = statement.where(ImportItem.outcome.is_(None))
    elif outcome:
        statement = statement.where(ImportItem.outcome == outcome)
    return paginate(statement, (By(ImportItem.id),), part)


def outputs_of(found: Sequence[ImportItem]) -> dict[int, Any]:
    """The titles of the outputs of some items, by key."""
    keys = {item.output_id for item in found if item.output_id}
    columns = (Output.id, Output.title, Output.title_markup, Output.subtitle)
    rows = select(*columns).where(Output.id.in_(keys))
    return {row.id: row for row in db.session.execute(rows)} if keys else {}


def orcid_of(by: Actor) -> str | None:
    """The ORCID iD on the record of who acts."""
    if by.researcher_id is None:
        return None
    return db.session.scalar(select(Researcher.orcid).filter_by(id=by.researcher_id))


def due_for_refresh(
    before: datetime, limit: int, *, year: int | None = None
) -> list[tuple[int, str]]:
    """Publications with a DOI that were not asked for since `before`: (key, DOI), oldest first."""
    if year is None:
        return list(outputs.oldest_checked(before, limit))
    statement = (
        select(Output.id, Output.doi)
        .where(Output.doi.is_not(None), Output.year == year)
        .where(or_(Output.checked_at.is_(None), Output.checked_at < before))
        .order_by(Output.checked_at.is_not(None), Output.checked_at, Output.id)
        .limit(limit)
    )
    return [(key, str(doi)) for key, doi in db.session.execute(statement)]


def has_open(kind: Kind) -> bool:
    """Whether a run of this kind is under way."""
    runs = select(ImportRun).options(joinedload(ImportRun.job)).filter_by(source=kind)
    found = db.session.scalars(runs.where(ImportRun.finished_at.is_(None)))
    return any(run.is_open for run in found)


def by_unique_key(unique_key: str) -> ImportRun | None:
    """The run that was started with this key."""
    return db.session.scalars(select(ImportRun).filter_by(unique_key=unique_key)).one_or_none()


def first_item(run: ImportRun) -> ImportItem | None:
    """The first item of a run."""
    return db.session.scalars(
        select(ImportItem).filter_by(run_id=run.id).order_by(ImportItem.id).limit(1)
    ).first()


def output_of_doi(doi: str) -> int | None:
    """The output that has this DOI already."""
    return db.session.scalar(select(Output.id).where(Output.doi == doi))


def actor_of(run: ImportRun) -> Actor:
    """On whose behalf a worker acts; what was started at the machine keeps that trust."""
    account = db.session.get(Account, run.account_id) if run.account_id else None
    if account is None:
        return Actor(label=run.actor, roles=frozenset(Role), via="job")
    return accounts.actor_of(account, via="job")
