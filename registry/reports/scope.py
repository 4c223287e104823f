"""What a figure is asked for: a year, and the rows that somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from registry.claims.models import Claim, ClaimState
from registry.core.actor import SYSTEM, Actor
from registry.outputs.models import Byline, BylineAffiliation, Output
from registry.people import queries as people
from registry.people.models import Post, Researcher, Unit
from registry.talent import queries as talent
from registry.talent.models import Hire


@dataclass(frozen=True)
class Scope:
    """A calendar year as `by` may see it; SYSTEM sees every row."""

    year: int
    by: Actor = SYSTEM

    @property
    def first(self) -> date:
        """1 January."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """31 December."""
        return date(self.year, 12, 31)

    @property
    def whole(self) -> Scope:
        """The same year with every row."""
        return Scope(self.year)


def ours(scope: Scope) -> ColumnElement[bool]:
    """Whether an output is ours: confirmed as somebody's, or printed with a unit of ours."""
    return or_(claimed(scope), printed(scope))


def claimed(scope: Scope) -> ColumnElement[bool]:
    """Whether somebody with a post in the year has a confirmed claim on the output."""
    return (
        select(Claim.id)
        .join(Post, Post.researcher_id == Claim.researcher_id)
        .where(
            Claim.output_id == Output.id,
            Claim.state == ClaimState.CONFIRMED,
            people.during(scope.first, scope.last),
        )
        .exists()
    )


def confirmed() -> ColumnElement[bool]:
    """Whether anybody has a confirmed claim on the output."""
    mine = Claim.output_id == Output.id
    return select(Claim.id).where(mine, Claim.state == ClaimState.CONFIRMED).exists()


def printed(scope: Scope) -> ColumnElement[bool]:
    """Whether a unit that counted as ours in the year is printed on the byline."""
    return (
        select(BylineAffiliation.id)
        .join(Byline, Byline.id == BylineAffiliation.byline_id)
        .where(Byline.output_id == Output.id, BylineAffiliation.unit_id.in_(our_units(scope)))
        .exists()
    )


def our_units(scope: Scope) -> Select[int]:
    """The keys of the units that counted as ours on any day of the year."""
    ends = or_(Unit.ours_until.is_(None), Unit.ours_until >= scope.first)
    return select(Unit.id).where(Unit.ours_from <= scope.last, ends)


def arrivals(scope: Scope) -> Select[Any]:
    """The hires that reached the stage *on board* in the year, those that may be seen."""
    return talent.on_board_in(scope.year, by=scope.by)


def nameable(scope: Scope) -> ColumnElement[bool]:
    """Whether somebody with a post may stand in a list of people by name.

    Outside HR, who came in the year and is not among the recruits of the reader's list is left
    out, whatever the reason: beside that list the name would say under what the person came.
    """
    if scope.by.is_hr:
        return Researcher.merged_into_id.is_(None)
    known = select(Hire.researcher_id).where(
        Hire.id.in_(arrivals(scope).with_only_columns(Hire.id))
    )
    began = select(func.min(Post.starts_on)).where(Post.researcher_id == Researcher.id)
    before = began.correlate(Researcher).scalar_subquery() < scope.first
    seen = people.visible_to(scope.by).with_only_columns(Researcher.id)
    return and_(Researcher.id.in_(seen), or_(before, Researcher.id.in_(known)))
