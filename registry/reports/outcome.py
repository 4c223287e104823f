"""What a program brought: for each hire the papers of its term, their goals, and the money.

A paper counts for a hire where the person's claim on it is confirmed, a unit that was ours in its
year is printed at their position, and its earliest date may lie inside the term. Each study counts
once, by its version of record; retracted works are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from registry.claims.curation import names_a_unit_of_ours
from registry.claims.models import Claim
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.goals import queries as goals
from registry.goals.queries import Badge
from registry.outputs.models import Byline, Output
from registry.outputs.years import earliest
from registry.policy import Permission
from registry.reports.errors import OpenToHrOnly
from registry.reports.scope import confirmed_state
from registry.talent import funding
from registry.talent import queries as talent
from registry.talent.funding import Total
from registry.talent.models import Hire, HireEvent, Program
from registry.talent.stages import Stage
from registry.talent.suppression import Shown, shown


@dataclass(frozen=True)
class Paper:
    """A paper that counts for a hire."""

    id: int
    title: str
    year: int
    date: str
    container: str | None
    goals: tuple[Badge, ...] = ()


@dataclass(frozen=True)
class HireOutcome:
    """What one hire brought: papers of the term, the goals of the case itself."""

    hire: Hire
    papers: Sequence[Paper]
    goals: Sequence[Badge] = ()


@dataclass(frozen=True)
class Outcome:
    """What a program brought. `closed` is a restricted program outside HR: no rows, no names.

    `people` counts those who arrived; `papers` each study once; `goals` studies by goal.
    """

    program: Program
    people: Shown
    papers: int | None
    goals: Mapping[str, int] = field(default_factory=dict)
    hires: Sequence[HireOutcome] = ()
    money: Sequence[Total] = ()
    closed: bool = False


def of_program(program: Program, *, by: Actor) -> Outcome:
    """What a program brought."""
    if program.restricted and not by.is_hr:
        return Outcome(program, shown(_people(program)), None, closed=True)
    hires = _arrived(program, by=by)
    found = of_hires(hires, by=by)
    studies = {paper.id: paper for outcome in found for paper in outcome.papers}
    counted = Counter(
        code for paper in studies.values() for code in {badge.goal_code for badge in paper.goals}
    )
    money = funding.totals_of(hires, by=by) if by.may(Permission.FUNDING_READ) else ()
    people = len({hire.researcher_id for hire in hires})
    return Outcome(program, people, len(studies), dict(sorted(counted.items())), found, money)


def of_hire(hire: Hire, *, by: Actor) -> HireOutcome:
    """What one hire brought. Raises OpenToHrOnly."""
    if hire.restricted and not (by.is_hr or by.researcher_id == hire.researcher_id):
        raise OpenToHrOnly(field="hire", value=hire.id)
    return of_hires([hire], by=by)[0]


def of_hires(hires: Sequence[Hire], *, by: Actor) -> list[HireOutcome]:
    """What each of these hires brought, in a fixed number of queries."""
    papers = _papers({hire.researcher_id for hire in hires})
    linked = goals.for_hires([hire.id for hire in hires], by=by)
    inside = {hire.id: _inside(hire, papers[hire.researcher_id]) for hire in hires}
    badges = goals.for_outputs({p.id for found in inside.values() for p in found}, by=by)
    return [
        HireOutcome(
            hire,
            [_with_goals(paper, badges) for paper in inside[hire.id]],
            linked.get(hire.id, ()),
        )
        for hire in hires
    ]


def _people(program: Program) -> int:
    came = select(HireEvent.hire_id).where(HireEvent.stage == Stage.ONBOARD)
    wanted = select(func.count(Hire.researcher_id.distinct()))
    return db.session.scalar(wanted.where(Hire.program_id == program.id, Hire.id.in_(came))) or 0


def _arrived(program: Program, *, by: Actor) -> list[Hire]:
    """The hires under the program that ever reached *on board*, by the day the term began."""
    came = select(HireEvent.hire_id).where(HireEvent.stage == Stage.ONBOARD)
    wanted = talent.visible_to(by).where(Hire.program_id == program.id, Hire.id.in_(came))
    ordered = wanted.order_by(Hire.term_starts_on, Hire.id).options(*talent.FOR_LISTS)
    return list(db.session.scalars(ordered))


def _papers(people: set[int]) -> dict[int, list[Paper]]:
    """Of each person the studies claimed, with our unit printed at the position, oldest first."""
    work, study = aliased(Output), aliased(Output)
    wanted = (
        select(Claim.researcher_id, study)
        .join(work, work.id == Claim.output_id)
        .join(study, study.id == func.coalesce(work.version_of_record_id, work.id))
        .join(Byline, Byline.id == Claim.byline_id)
        .where(
            Claim.researcher_id.in_(people),
            confirmed_state(),
            names_a_unit_of_ours(Byline, work.year),
            ~study.retracted,
        )
        .order_by(study.year, study.id)
    )
    found: dict[int, dict[int, Paper]] = defaultdict(dict)
    for key, output in db.session.execute(wanted):
        found[key].setdefault(output.id, _paper(output))
    return defaultdict(list, {key: list(papers.values()) for key, papers in found.items()})


def _paper(output: Any) -> Paper:
    said = earliest(output.dates).date if output.dates else None
    return Paper(
        output.id, output.title, output.year, str(said or output.year), output.container_title
    )


def _inside(hire: Hire, papers: Iterable[Paper]) -> list[Paper]:
    start = hire.term_starts_on
    if start is None:
        return []
    end = hire.term_ends_on or clock.today()
    return [paper for paper in papers if _may_lie(paper.date, start, end)]


def _may_lie(said: str, start: date, end: date) -> bool:
    """Whether a date of which the month or the day may be unknown can lie between two days."""
    size = len(said)
    return start.isoformat()[:size] <= said <= end.isoformat()[:size]


def _with_goals(paper: Paper, badges: Mapping[int, Sequence[Badge]]) -> Paper:
    return Paper(
        paper.id, paper.title, paper.year, paper.date, paper.container,
        tuple(badges.get(paper.id, ())),
    )  # fmt: skip
