"""Whose private fields and documents are due to go, since when, and why.

Of somebody who was not hired they go some months after the last case ended; of somebody who left,
some years after the last post ended. A post that is held, or a case that goes on, keeps them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, and_, case, func, or_, select

from registry.core import clock, settings
from registry.core.db import Privacy, db
from registry.people.models import Post, Researcher
from registry.privacy.models import Erasure, ErasureState
from registry.privacy.ways import is_envelope, private, ways
from registry.talent.models import Hire, HireEvent
from registry.talent.stages import OVER, Stage

DECEMBER = 12


class Why(StrEnum):
    """Why private data is due to go."""

    NOT_HIRED = "not_hired"
    LEFT = "left"


@dataclass(frozen=True)
class Due:
    """A person whose private data is due to go since a day; how much it is."""

    researcher: Researcher
    why: Why
    since: date
    amounts: Counter[str]
    asked: bool

    @property
    def fields(self) -> int:
        """How many private values are kept."""
        return self.amounts["fields"]

    @property
    def documents(self) -> int:
        """How many papers are kept."""
        return self.amounts["documents"]

    @property
    def researcher_id(self) -> int:
        """Whose it is."""
        return self.researcher.id


def due(day: date | None = None) -> list[Due]:
    """Everybody whose private data is due to go on the day (today), the longest due first."""
    day = day or clock.today()
    found = {**_candidates(day), **_leavers(day)}
    amounts = held(found)
    people = {key: found[key] for key in found if amounts.get(key)}
    rows = db.session.scalars(select(Researcher).where(Researcher.id.in_(people)))
    asked = set(db.session.scalars(_waiting()))
    told = [Due(row, *people[row.id], amounts[row.id], row.id in asked) for row in rows]
    return sorted(told, key=lambda one: (one.since, one.researcher_id))


def held(people: Collection[int]) -> dict[int, Counter[str]]:
    """How many private values and documents are kept of each; who signs in is no part of it."""
    amounts: dict[int, Counter[str]] = {}
    for way in ways():
        columns = [c for c in private(way.table) if _is_a_value(c)]
        if not columns or way.via[0] == "account":
            continue
        filled = sum(case((column.is_not(None), 1), else_=0) for column in columns)
        counted = (
            select(way.person, func.sum(filled))
            .select_from(way.source)
            .where(way.person.in_(people))
            .group_by(way.person)
        )
        what = "documents" if way.table.name == "stored_file" else "fields"
        for key, number in db.session.execute(counted):
            if number:
                amounts.setdefault(key, Counter())[what] += number
    return amounts


def _is_a_value(column: Column[Any]) -> bool:
    """Whether a private column says something itself: a keyed hash beside an envelope does not."""
    return column.info["privacy"] is Privacy.PERSONAL or is_envelope(column)


def goes_on(researcher_id: int) -> bool:
    """Whether the person has a post today or later, or a case that is not over."""
    post = select(Post.id).where(Post.researcher_id == researcher_id, _held(clock.today()))
    hire = select(Hire.id).where(Hire.researcher_id == researcher_id, _running())
    return any(db.session.scalar(wanted.limit(1)) for wanted in (post, hire))


def _leavers(day: date) -> dict[int, tuple[Why, date]]:
    years = settings.config().keep_leavers_years
    left = func.max(Post.ends_on)
    wanted = (
        select(Post.researcher_id, left)
        .where(Post.researcher_id.not_in(_kept(day)))
        .group_by(Post.researcher_id)
        .having(left <= months_before(day, 12 * years))
    )
    return {
        key: (Why.LEFT, months_after(ended, 12 * years))
        for key, ended in db.session.execute(wanted)
        if ended
    }


def _candidates(day: date) -> dict[int, tuple[Why, date]]:
    months = settings.config().keep_candidates_months
    draft = func.max(case((Hire.stage == Stage.DRAFT, Hire.created_at)))
    wanted = (
        select(Researcher.id, Researcher.created_at, func.max(HireEvent.happened_on), draft)
        .outerjoin(Hire, Hire.researcher_id == Researcher.id)
        .outerjoin(HireEvent, HireEvent.hire_id == Hire.id)
        .where(
            Researcher.merged_into_id.is_(None),
            Researcher.id.not_in(select(Post.researcher_id)),
            Researcher.id.not_in(_kept(day)),
        )
        .group_by(Researcher.id, Researcher.created_at)
    )
    rows = ((key, _last(*days)) for key, *days in db.session.execute(wanted))
    limit = months_before(day, months)
    return {key: (Why.NOT_HIRED, months_after(last, months)) for key, last in rows if last <= limit}


def _last(made: datetime, over: date | None, draft: datetime | None) -> date:
    """The day from which a candidate's time runs: of the last event or draft, else of entry."""
    days = [day for day in (over, draft.date() if draft else None) if day]
    return max(days, default=made.date())


def _kept(day: date) -> Any:
    """Who is here or may come: a post that is held or begins, or a case that goes on."""
    here = select(Post.researcher_id).where(_held(day))
    return here.union(select(Hire.researcher_id).where(_running()))


def _held(day: date) -> Any:
    return or_(Post.ends_on.is_(None), Post.ends_on >= day)


def _running() -> Any:
    """A case that is not over; a draft that nobody touched for long keeps nothing."""
    return and_(Hire.stage.not_in([stage.value for stage in OVER]), Hire.stage != Stage.DRAFT)


def _waiting() -> Any:
    return select(Erasure.researcher_id).where(Erasure.state == ErasureState.ASKED)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, else the last of that month."""
    year, month = divmod(day.year * DECEMBER + day.month - 1 + months, DECEMBER)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError(day)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, else the last of that month."""
    return months_after(day, -months)
