"""What a figure is asked for: a year, and the rows that somebody may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union
from sqlalchemy.orm import aliased

from registry.claims.curation import ours_in_year
from registry.claims.models import Claim, ClaimState
from registry.core.actor import SYSTEM, Actor
from registry.outputs.models import Byline, BylineAffiliation, Output
from registry.people import queries as people
from registry.people.models import Post, Researcher, Unit
from registry.reports.manifestations import counts, held_in
from registry.talent import headcount
from registry.talent import queries as talent
from registry.talent.models import Hire

Which = Callable[[type[Output]], tuple[ColumnElement[bool], ...]]
"""The conditions of the outputs that a figure is about."""


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


def ours(scope: Scope, which: Which) -> ColumnElement[bool]:
    """Whether a study of the year is ours: confirmed as somebody's, or printed with our unit.

    It counts by its version of record; what was ours of the others makes the study ours. Sets of
    keys, of those outputs alone that `which` lets through, instead of a question a row: no database
    can plan that badly.
    """
    work = aliased(Output)
    among = (work.year == scope.year, counts(work), *which(work))
    found = (
        _claimed(work, scope),
        _printed(work, scope),
        _claimed_under(work),
        _printed_under(work),
    )
    return Output.id.in_(union(*(each.where(*among) for each in found)))


def _claimed(work: type[Output], scope: Scope) -> Any:
    """Outputs with a confirmed claim of somebody who had a post in the year."""
    return (
        select(work.id)
        .join(Claim, Claim.output_id == work.id)
        .join(Post, Post.researcher_id == Claim.researcher_id)
        .where(
            confirmed_state(),
            people.during(scope.first, scope.last),
        )
    )


def _printed(work: type[Output], scope: Scope) -> Any:
    """Outputs that print a unit which counted as ours in the year."""
    return (
        select(work.id)
        .join(Byline, Byline.output_id == work.id)
        .join(BylineAffiliation, BylineAffiliation.byline_id == Byline.id)
        .where(BylineAffiliation.unit_id.in_(our_units(scope)))
    )


def _claimed_under(work: type[Output]) -> Any:
    """Outputs under which one counts that somebody with a post in either year claims."""
    under = aliased(Output)
    return (
        select(work.id)
        .join(under, under.version_of_record_id == work.id)
        .join(Claim, Claim.output_id == under.id)
        .join(Post, Post.researcher_id == Claim.researcher_id)
        .where(confirmed_state(), or_(held_in(under.year), held_in(work.year)))
    )


def _printed_under(work: type[Output]) -> Any:
    """Outputs under which one counts that prints a unit which was ours in either year."""
    under = aliased(Output)
    return (
        select(work.id)
        .join(under, under.version_of_record_id == work.id)
        .join(Byline, Byline.output_id == under.id)
        .join(BylineAffiliation, BylineAffiliation.byline_id == Byline.id)
        .join(Unit, Unit.id == BylineAffiliation.unit_id)
        .where(or_(ours_in_year(Unit, under.year), ours_in_year(Unit, work.year)))
    )


def by_hand() -> ColumnElement[bool]:
    """Whether an output, or one that counts under it, was entered here by hand."""
    under = aliased(Output)
    entered = select(under.version_of_record_id).where(
        under.version_of_record_id.is_not(None), under.source_sha256.is_(None)
    )
    return or_(Output.source_sha256.is_(None), Output.id.in_(entered))


def confirmed() -> ColumnElement[bool]:
    """Whether anybody has a confirmed claim on the output, or on one that counts under it."""
    under = aliased(Output)
    claimed = select(Claim.id).where(confirmed_state())
    of_others = claimed.join(under, under.id == Claim.output_id)
    return or_(
        claimed.where(Claim.output_id == Output.id).exists(),
        of_others.where(under.version_of_record_id == Output.id).exists(),
    )


def confirmed_state() -> ColumnElement[bool]:
    """Whether a claim is confirmed.

    Said as what it is not: PostgreSQL without statistics, as after a large import, would else walk
    the partial index of confirmed positions once a row.
    """
    return Claim.state.not_in([s for s in ClaimState if s != ClaimState.CONFIRMED])


def our_units(scope: Scope) -> Select[int]:
    """The keys of the units that counted as ours on any day of the year."""
    ends = or_(Unit.ours_until.is_(None), Unit.ours_until >= scope.first)
    return select(Unit.id).where(Unit.ours_from <= scope.last, ends)


def arrivals(scope: Scope) -> Select[Any]:
    """The hires that reached the stage *on board* in the year, those that may be seen."""
    return talent.on_board_in(scope.year, by=scope.by)


def under_program_at_end(scope: Scope) -> Select[Any]:
    """The hires whose person is in post under the program on 31 December, that may be seen."""
    return headcount.in_post(scope.last, by=scope.by)


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
