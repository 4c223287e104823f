"""Counts of people under programs: in post as of a day, how long until they came, who stayed.

One place computes them; pages, API, command and report read them here. Outside HR small numbers
under restricted programs are hidden by program, and every other breakdown counts the hires that the
reader may see (design 6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Literal, get_args

from sqlalchemy import Select, case, distinct, func, literal, or_, select

from registry.core import clock
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.errors import N_, Invalid
from registry.core.listing import By, Page, Slice, paginate
from registry.people.models import Post, Researcher, Unit
from registry.talent import queries
from registry.talent.kinds import Publicity
from registry.talent.models import Grade, Hire, HireEvent, Program
from registry.talent.stages import Stage
from registry.talent.suppression import LEAST, Shown, suppress, whole

What = Literal["program", "level", "grade", "unit", "position", "origin"]
WHATS: tuple[str, ...] = get_args(What)

GONE = (Stage.COMPLETED, Stage.TERMINATED)
NONE = "none"
"""The code of those who have none."""

YEARS_AFTER = (1, 2, 3, 5)
"""After so many years it is asked who stayed."""

KEYS: Mapping[str, Any] = {
    "program": Program.code,
    "level": Program.level,
    "grade": Program.code + literal("/") + Grade.code,
    "unit": Unit.code,
    "position": Post.position,
    "origin": Hire.previous_institution,
}


class OriginForHr(Invalid):
    """Where somebody was before is HR's to read."""

    sentence = N_("Counts by previous institution are open to HR only.")


@dataclass(frozen=True)
class Headcount:
    """People in post under programs on a day: all, and by one breakdown, code -> count.

    A person under two programs counts once in the whole and once under each.
    """

    day: date
    by: str
    whole: Shown
    cells: Mapping[str, Shown]
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Waiting:
    """How long the arrivals of a year under a program took, from the first step; days."""

    year: int
    program: str
    people: int
    shortest: int
    middle: float
    longest: int


@dataclass(frozen=True)
class Cohort:
    """The arrivals of a year: how many, and how many were in post so many years after.

    None where that day has not come for all of them.
    """

    year: int
    people: int
    stayed: Mapping[int, int | None]


def in_post(day: date, *, by: Actor) -> Select[Any]:
    """The hires that an actor may see whose person is in post under the program on a day.

    The person had arrived, the post covers the day, the term has not run out, and nothing that
    ended the case lies before it.
    """
    arrived = select(HireEvent.hire_id).where(
        HireEvent.stage == Stage.ONBOARD, HireEvent.happened_on <= day
    )
    ended = select(HireEvent.hire_id).where(HireEvent.stage.in_(GONE), HireEvent.happened_on < day)
    held = select(Post.id).where(
        Post.starts_on <= day, or_(Post.ends_on.is_(None), Post.ends_on >= day)
    )
    return queries.visible_to(by).where(
        Hire.post_id.in_(held),
        Hire.id.in_(arrived),
        Hire.id.not_in(ended),
        or_(Hire.term_ends_on.is_(None), Hire.term_ends_on >= day),
    )


def headcount(day: date, what: str, *, by: Actor) -> Headcount:
    """How many are in post under programs on a day. Raises OriginForHr."""
    _check(what, by=by)
    if by.is_hr:
        return Headcount(day, what, _people(day, by=SYSTEM), _cells(day, what, by=SYSTEM))
    total, programs = _people(day, by=SYSTEM), _cells(day, "program", by=SYSTEM)
    closed = queries.restricted_codes()
    told = suppress(programs, closed & programs.keys())
    cells = told.cells if what == "program" else _cells(day, what, by=by)
    return Headcount(day, what, whole(total, told.total), cells, closed)


def rows(day: date, filters: Mapping[str, str], part: Slice, *, by: Actor) -> Page[Hire]:
    """The hires behind a count, by name: those of the codes given that the reader may see.

    Raises OriginForHr.
    """
    wanted = in_post(day, by=by)
    for what, code in filters.items():
        _check(what, by=by)
        keys = _joined(in_post(day, by=by), KEYS[what], Hire.id).subquery()
        of_code = keys.c.code.is_(None) if code == NONE else keys.c.code == code
        wanted = wanted.where(Hire.id.in_(select(keys.c.key).where(of_code)))
    order = (By(Researcher.sort_name), By(Hire.id))
    named = wanted.join(Researcher, Researcher.id == Hire.researcher_id)
    return paginate(named.options(*queries.FOR_LISTS), order, part)


def waiting(*, by: Actor) -> list[Waiting]:
    """From the first step to the arrival, by year of arrival and program, latest year first.

    Outside HR a restricted program with fewer than `LEAST` arrivals in the year is left out.
    """
    first = func.min(
        case((HireEvent.stage.not_in((Stage.DRAFT, Stage.ONBOARD)), HireEvent.happened_on))
    )
    came = func.min(case((HireEvent.stage == Stage.ONBOARD, HireEvent.happened_on)))
    spans = (
        select(Program.code, Program.publicity, first, came)
        .select_from(HireEvent)
        .join(Hire, Hire.id == HireEvent.hire_id)
        .join(Program, Program.id == Hire.program_id)
        .group_by(Hire.id, Program.code, Program.publicity)
    )
    found: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for code, publicity, begun, arrived in db.session.execute(spans):
        if begun is not None and arrived is not None and arrived >= begun:
            found[arrived.year, code, publicity].append((arrived - begun).days)
    return [
        Waiting(year, code, len(days), min(days), median(days), max(days))
        for (year, code, publicity), days in sorted(
            found.items(), key=lambda f: (-f[0][0], f[0][1])
        )
        if by.is_hr or publicity != Publicity.RESTRICTED or len(days) >= LEAST
    ]


def retention(*, by: Actor) -> list[Cohort]:
    """Who was in post one, two, three and five years after arriving, by year of arrival.

    Of the hires that the reader may see; a person counts once a year of arrival, from the first
    arrival in it, and is in post where any post covers the day.
    """
    arrivals = _first_arrivals(by=by)
    posts = _posts({key for key, _day in arrivals})
    years: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for key, day in arrivals:
        years[day.year].append((key, day))
    return [
        Cohort(year, len(people), {n: _stayed(people, posts, years=n) for n in YEARS_AFTER})
        for year, people in sorted(years.items(), reverse=True)
    ]


def _check(what: str, *, by: Actor) -> None:
    if what == "origin" and not by.is_hr:
        raise OriginForHr(field="by", value=what)


def _people(day: date, *, by: Actor) -> int:
    keys = in_post(day, by=by).with_only_columns(Hire.researcher_id).distinct().subquery()
    return db.session.scalar(select(func.count()).select_from(keys)) or 0


def _cells(day: date, what: str, *, by: Actor) -> dict[str, int]:
    keys = _joined(in_post(day, by=by), KEYS[what], Hire.researcher_id).subquery()
    counted = select(keys.c.code, func.count(distinct(keys.c.key))).group_by(keys.c.code)
    found = {code or NONE: number for code, number in db.session.execute(counted)}
    return dict(sorted(found.items(), key=lambda cell: (cell[0] == NONE, cell[0])))


def _joined(hires: Select[Any], code: Any, key: Any) -> Select[Any]:
    return (
        hires.with_only_columns(code.label("code"), key.label("key"))
        .outerjoin(Program, Program.id == Hire.program_id)
        .outerjoin(Grade, Grade.id == Hire.grade_id)
        .outerjoin(Post, Post.id == Hire.post_id)
        .outerjoin(Unit, Unit.id == Post.unit_id)
    )


def _first_arrivals(*, by: Actor) -> list[tuple[int, date]]:
    """(person, day) of the first arrival of each person in each year."""
    mine = queries.visible_to(by).with_only_columns(Hire.id)
    wanted = (
        select(Hire.researcher_id, HireEvent.happened_on)
        .join(Hire, Hire.id == HireEvent.hire_id)
        .where(HireEvent.stage == Stage.ONBOARD, Hire.id.in_(mine))
        .order_by(HireEvent.happened_on)
    )
    first: dict[tuple[int, int], date] = {}
    for key, day in db.session.execute(wanted):
        first.setdefault((key, day.year), day)
    return [(key, day) for (key, _year), day in first.items()]


def _posts(people: Iterable[int]) -> dict[int, list[Post]]:
    held: dict[int, list[Any]] = defaultdict(list)
    wanted = select(Post.researcher_id, Post.starts_on, Post.ends_on)
    known = set(people)
    for post in db.session.execute(wanted):
        if post.researcher_id in known:
            held[post.researcher_id].append(post)
    return held


def _stayed(
    people: list[tuple[int, date]], posts: Mapping[int, list[Any]], *, years: int
) -> int | None:
    days = [(key, _anniversary(day, years)) for key, day in people]
    if any(day > clock.today() for _key, day in days):
        return None
    return sum(
        any(post.starts_on <= day <= (post.ends_on or date.max) for post in posts[key])
        for key, day in days
    )


def _anniversary(day: date, years: int) -> date:
    """The same day so many years later; 1 March for 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
