"""Values and rows of figures, and what of them somebody outside HR may see (design 6).

Totals count everybody. Recruits under restricted programs are told by program alone, small
numbers hidden with what would reveal them; every other breakdown of recruits, and every list,
counts for readers outside HR the rows that they may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import (
    CTE,
    Select,
    distinct,
    extract,
    func,
    literal,
    literal_column,
    select,
    union,
    union_all,
)

from registry.core import clock
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, count, paginate
from registry.goals import queries as goals
from registry.goals.errors import UnknownGoal
from registry.outputs.models import Output
from registry.people.models import Post, Researcher, Unit
from registry.reports.breakdowns import NONE
from registry.reports.errors import NoSuchFigure, NoSuchYear, NotCountedBy, OpenToHrOnly
from registry.reports.figures import FIGURES, Figure
from registry.reports.scope import Scope, our_units
from registry.talent import filters
from registry.talent import queries as talent
from registry.talent.models import HireEvent
from registry.talent.stages import Stage
from registry.talent.suppression import Hidden, Shown, suppress, whole

EARLIEST, LATEST = 1900, 2200
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Value:
    """What a figure is in a year, whole and by each breakdown's codes.

    A count that is not told is Hidden. `closed` are the programs whose rows are HR's.
    """

    figure: Figure
    year: int
    value: Shown
    by: Mapping[str, Mapping[str, Shown]]
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Report:
    """The figures of a year for a reader."""

    year: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Asked:
    """One figure of one year."""

    figure: Figure
    scope: Scope


@dataclass(frozen=True)
class Found:
    """A page of the keys behind a figure.

    `left_out` are those that the reader may not see: None where their number is not told.
    """

    value: Shown
    left_out: Shown
    page: Page[int]


def year(year: int, *, by: Actor) -> Scope:
    """The year of an address. Raises NoSuchYear."""
    if not EARLIEST <= year <= LATEST:
        raise NoSuchYear(field="year", value=year)
    return Scope(year, by)


def asked(year: int, figure: str, *, by: Actor) -> Asked:
    """The figure and year of an address. Raises NoSuchYear, NoSuchFigure."""
    scope = _scope(year, by=by)
    if figure not in FIGURES:
        raise NoSuchFigure(field="figure", value=figure, known=", ".join(FIGURES))
    return Asked(FIGURES[figure], scope)


_scope = year


def years() -> list[int]:
    """The years of which something is known, latest first: outputs, arrivals, first posts."""
    arrived = select(extract("year", HireEvent.happened_on)).where(HireEvent.stage == Stage.ONBOARD)
    parts = (select(Output.year).distinct(), arrived, select(extract("year", Post.starts_on)))
    known = (int(number) for number in db.session.scalars(union(*parts)))
    return sorted((n for n in known if EARLIEST <= n <= LATEST), reverse=True)


def latest() -> int:
    """The latest year of which something is known, this year at most."""
    now = clock.today().year
    return next((number for number in years() if number <= now), now)


def units_ours_in(scope: Scope) -> list[Unit]:
    """The units that counted as ours in the year, by code."""
    wanted = select(Unit).where(Unit.id.in_(our_units(scope)))
    return list(db.session.scalars(wanted.order_by(Unit.code)))


def report(scope: Scope, names: Iterable[str] = FIGURES) -> Report:
    """The figures of a year, each by all its breakdowns: a fixed number of queries."""
    return Report(scope.year, {name: value(FIGURES[name], scope) for name in names})


def value(asked: Figure, scope: Scope) -> Value:
    """One figure of a year as the reader may see it."""
    total, by = _counted(asked, scope.whole)
    if not asked.guarded or scope.by.is_hr:
        return Value(asked, scope.year, total, by)
    return _guarded(Asked(asked, scope), total, by["program"])


def totals(asked: Figure, scopes: Iterable[Scope]) -> dict[int, Shown]:
    """The whole number of a figure in several years."""
    return {scope.year: _total(asked, scope) for scope in scopes}


def rows(asked: Asked, filters: Mapping[str, str], part: Slice) -> Found:
    """The keys of the rows behind a figure that pass the filters (breakdown -> code).

    Raises NotCountedBy, OpenToHrOnly, UnknownGoal, UnknownProgram, UnknownUnit.
    """
    chosen = known_filters(asked.figure, filters)
    _check_open(asked, chosen)
    seen = selected(asked.figure, asked.scope, chosen)
    page = paginate(_ordered(asked.figure, seen), _ORDERS[asked.figure.of], part)
    told, missing = _told(asked, chosen, seen=count(seen))
    return Found(told, missing, page)


def selected(asked: Figure, scope: Scope, filters: Mapping[str, str] | None = None) -> Select[Any]:
    """The keys of the rows, each once; `filters` as `known_filters` gives them."""
    keys = asked.rows(scope).distinct().cte("keys")
    wanted = select(keys.c.key)
    for name, code in (filters or {}).items():
        pairs = asked.by[name](keys, scope).subquery()
        if code == NONE:
            wanted = wanted.where(keys.c.key.not_in(select(pairs.c.key)))
        else:
            wanted = wanted.where(keys.c.key.in_(select(pairs.c.key).where(pairs.c.code == code)))
    return wanted


def primary_goals(asked: Figure, scope: Scope) -> Any:
    """(key, code) of the rows of a figure of outputs that have a primary goal."""
    keys = asked.rows(scope).distinct().cte("keys")
    return asked.by["primary_goal"](keys, scope)


def known_filters(asked: Figure, filters: Mapping[str, Any]) -> dict[str, str]:
    """The filters that are set, their codes as they are kept."""
    chosen = {name: code for name, code in filters.items() if code is not None}
    for name, code in chosen.items():
        if name not in asked.by:
            raise NotCountedBy(field=name, value=code, known=", ".join(asked.by))
    return {n: code if code == NONE else _known(n, code) for n, code in chosen.items()}


def _known(name: str, code: str) -> str:
    if name in ("goal", "primary_goal"):
        if goals.by_code(code, by=SYSTEM) is None:
            raise UnknownGoal(field=name, value=code)
        return code
    if name == "program":
        return filters.known_program(code, field=name).code
    return filters.known_unit(code, field=name).code if name == "unit" else code


def _counted(asked: Figure, scope: Scope) -> tuple[int, Counts]:
    """The total and the counts of every breakdown, in one query; of work to do the total alone."""
    keys = asked.rows(scope).distinct().cte("keys")
    total: Any = select(literal_column("''"), literal_column("''"), func.count()).select_from(keys)
    names = () if asked.group == "missing" else tuple(asked.by)
    parts = chain.from_iterable(_by(n, keys, asked.by[n](keys, scope)) for n in names)
    found: Counts = {name: {} for name in ("", *names)}
    counted: Any = db.session.execute(union_all(total, *parts))
    for name, code, number in counted:
        if number or not name:
            found[name][code] = number
    return found.pop("").get("", 0), {name: _sorted(counts) for name, counts in found.items()}


def _by(name: str, keys: CTE, given: Any) -> tuple[Any, Any]:
    """The rows of each code, and those that have none."""
    pairs, label = given.cte(f"by_{name}"), literal(name)
    counted = select(label, pairs.c.code, func.count(distinct(pairs.c.key)))
    rest: Any = select(label, literal_column(f"'{NONE}'"), func.count()).select_from(keys)
    return counted.group_by(pairs.c.code), rest.where(keys.c.key.not_in(select(pairs.c.key)))


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {code: counts[code] for code in sorted(counts, key=lambda c: (c == NONE, c))}


def _guarded(asked: Asked, total: int, programs: dict[str, int]) -> Value:
    _, seen = _counted(asked.figure, asked.scope)
    closed = talent.restricted_codes()
    told = suppress(programs, closed & programs.keys())
    return Value(
        asked.figure,
        asked.scope.year,
        whole(total, told.total),
        dict(seen) | {"program": told.cells},
        closed,
    )


def _total(asked: Figure, scope: Scope) -> Shown:
    whole = scope.whole
    if not asked.guarded or scope.by.is_hr:
        return count(selected(asked, whole))
    return value(asked, scope).value


def _check_open(asked: Asked, filters: Mapping[str, str]) -> None:
    closed = asked.figure.guarded and not asked.scope.by.is_hr and filters.get("program")
    if closed and closed in talent.restricted_codes():
        raise OpenToHrOnly(field="program", value=closed)


def _told(asked: Asked, filters: Mapping[str, str], *, seen: int) -> tuple[Shown, Shown]:
    """The value that the rows stand for, and how many of them are left out."""
    figure, scope = asked.figure, asked.scope
    if scope.by.is_hr or figure.of == "output":
        return seen, 0
    if not figure.guarded:
        whole = count(selected(figure, scope.whole, filters))
        return whole, whole - seen
    if not filters:
        total = _total(figure, scope)
        return total, total if isinstance(total, Hidden) else total - seen
    if list(filters) == ["program"]:
        return value(figure, scope).by["program"].get(filters["program"], 0), 0
    return seen, 0


def left_out(asked: Asked) -> Shown:
    """How many of all rows the reader may not see."""
    seen = count(selected(asked.figure, asked.scope))
    return _told(asked, {}, seen=seen)[1]


_ORDERS = {
    "output": (By(Output.id, descending=True),),
    "person": (By(Researcher.sort_name), By(Researcher.id)),
}


def _ordered(asked: Figure, keys: Select[Any]) -> Select[Any]:
    row = Output if asked.of == "output" else Researcher
    return select(row.id).where(row.id.in_(keys))
