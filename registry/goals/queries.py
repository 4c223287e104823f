"""Finding goals and the links of items to them; what of it an actor may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, distinct, extract, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, lazyload, load_only, selectinload

from registry.claims import queries as claims
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.goals.errors import UnknownGoal
from registry.goals.items import Item, ItemKind, LinkTarget, kind_of
from registry.goals.models import Goal, GoalLink, SubAim
from registry.outputs.models import Output
from registry.people import queries as people
from registry.people.models import Researcher, Unit
from registry.policy import Permission
from registry.talent import queries as talent
from registry.talent.models import Hire, Program


def goals() -> list[Goal]:
    """All goals in the order of their codes."""
    return list(db.session.scalars(select(Goal).order_by(Goal.code)))


def by_code(code: str, *, by: Actor) -> Goal | None:
    """The goal of a code."""
    return db.session.scalars(select(Goal).filter_by(code=code)).one_or_none()


def aim(code: str) -> Goal | SubAim:
    """The goal or sub-aim of a code. Raises UnknownGoal."""
    goals = select(Goal).filter_by(code=code).options(lazyload(Goal.sub_aims))
    if goal := db.session.scalars(goals).one_or_none():
        return goal
    if part := db.session.scalars(select(SubAim).filter_by(code=code)).one_or_none():
        return part
    raise UnknownGoal(field="goal", value=code)


def visible_people(by: Actor) -> Select[int]:
    """The keys of the researchers whom the actor may see."""
    return people.visible_to(by).with_only_columns(Researcher.id)


def visible_hires(by: Actor) -> Select[int]:
    """The keys of the hires that the actor may see: under restricted programs for HR alone."""
    return talent.visible_to(by).with_only_columns(Hire.id)


def visible_to(by: Actor) -> Select[GoalLink]:
    """The links that the actor may see: those of items that the actor may see."""
    return select(GoalLink).where(
        or_(
            GoalLink.output_id.is_not(None),
            GoalLink.unit_id.is_not(None),
            GoalLink.researcher_id.in_(visible_people(by)),
            GoalLink.hire_id.in_(visible_hires(by)),
        )
    )


def visible(link_id: int, *, by: Actor) -> GoalLink | None:
    """One link."""
    return db.session.scalars(visible_to(by).where(GoalLink.id == link_id)).one_or_none()


@dataclass(frozen=True, kw_only=True)
class LinkFilter:
    """Which links of a goal: of one kind of item, of a year, of a sub-aim's code."""

    kind: str | None = None
    year: int | None = None
    sub_aim: str | None = None


def links(goal: Goal, part: Slice, *, only: LinkFilter, by: Actor) -> Page[GoalLink]:
    """The links of a goal and of its sub-aims, newest first. Raises UnknownGoal."""
    wanted = visible_to(by).where(GoalLink.goal_id == goal.id).options(*_with_items())
    if only.kind:
        wanted = wanted.where(_column(ItemKind(only.kind)).is_not(None))
    if only.year:
        wanted = _of_year(wanted, only.year)
    if only.sub_aim:
        wanted = wanted.where(GoalLink.sub_aim_id == _part(goal, only.sub_aim).id)
    return paginate(wanted, (By(GoalLink.id, descending=True),), part)


def _part(goal: Goal, code: str) -> SubAim:
    for part in goal.sub_aims:
        if part.code == code:
            return part
    raise UnknownGoal(field="sub_aim", value=code)


def _of_year(wanted: Select[Any], year: int) -> Select[Any]:
    outputs = select(Output.id).where(Output.year == year)
    started = func.coalesce(extract("year", Hire.term_starts_on), Hire.call_year)
    hires = select(Hire.id).where(started == year)
    return wanted.where(or_(GoalLink.output_id.in_(outputs), GoalLink.hire_id.in_(hires)))


def years(goal: Goal) -> list[int]:
    """The years of the outputs that serve a goal, latest first."""
    wanted = select(Output.year).distinct().join(GoalLink, GoalLink.output_id == Output.id)
    wanted = wanted.where(GoalLink.goal_id == goal.id, Output.year > 0)
    return list(db.session.scalars(wanted.order_by(Output.year.desc())))


def _with_items() -> tuple[Any, ...]:
    """Load the items with the links, and of each no more than its title needs."""
    shown = load_only(Output.title, Output.title_markup, Output.kind, Output.year, Output.version)
    hire = selectinload(GoalLink.hire).options(
        lazyload(Hire.events),
        lazyload(Hire.grade),
        lazyload(Hire.unit),
        lazyload(Hire.post),
        joinedload(Hire.program).lazyload(Program.versions),
        joinedload(Hire.researcher).lazyload(Researcher.posts),
    )
    return (
        selectinload(GoalLink.output).options(shown),
        hire,
        selectinload(GoalLink.researcher).lazyload(Researcher.posts),
        selectinload(GoalLink.author).lazyload(Researcher.posts),
        selectinload(GoalLink.unit),
    )


def _column(kind: ItemKind) -> InstrumentedAttribute[int | None]:
    column: InstrumentedAttribute[int | None] = getattr(GoalLink, f"{kind}_id")
    return column


@dataclass(frozen=True)
class Counts:
    """How many items a goal or sub-aim has, by kind; each item counts once.

    Hires are None where the actor may not list them.
    """

    code: str
    outputs: int = 0
    hires: int | None = 0
    researchers: int = 0
    units: int = 0


def counts(*, by: Actor) -> dict[str, Counts]:
    """The counts of every goal and sub-aim, by its code."""
    found = {}
    for relation, model in ((GoalLink.goal, Goal), (GoalLink.sub_aim, SubAim)):
        columns = [func.count(distinct(_column(kind))) for kind in ItemKind]
        wanted = visible_to(by).join(relation).with_only_columns(model.code, *columns)
        for code, *numbers in db.session.execute(wanted.group_by(model.code)):
            found[code] = _counted(code, *numbers, by=by)
    empty = [code for goal in goals() for code in (goal.code, *(p.code for p in goal.sub_aims))]
    return {code: _counted(code, 0, 0, 0, 0, by=by) for code in empty} | found


def _counted(code: str, *numbers: int, by: Actor) -> Counts:
    outputs, hires, researchers, units = numbers
    shown = hires if hires or by.may(Permission.HIRE_LIST) else None
    return Counts(code, outputs, shown, researchers, units)


def confirmed_researchers(output: Output) -> frozenset[int]:
    """The researchers with a confirmed claim on an output."""
    confirmed = claims.confirmed_researchers([output.id])[output.id]
    return frozenset(claim.researcher_id for claim in confirmed)


def target(item: Item) -> LinkTarget:
    """The item as the policy sees it."""
    owners = confirmed_researchers(item) if isinstance(item, Output) else frozenset()
    return LinkTarget(kind_of(item), item, owners)


def target_of(kind: str, key: int, *, by: Actor) -> LinkTarget | None:
    """The item of a kind and key, if the actor may see it."""
    find: dict[ItemKind, Callable[[], Item | None]] = {
        ItemKind.OUTPUT: lambda: db.session.get(Output, key),
        ItemKind.HIRE: lambda: talent.visible(key, by=by),
        ItemKind.RESEARCHER: lambda: people.visible(key, by=by),
        ItemKind.UNIT: lambda: db.session.get(Unit, key),
    }
    item = find[ItemKind(kind)]()
    return target(item) if item else None


def of_item(item: Item) -> list[GoalLink]:
    """All links of an item, its primary one first."""
    mine = select(GoalLink).where(_column(kind_of(item)) == item.id)
    order = (GoalLink.is_primary.desc(), GoalLink.id)
    author = selectinload(GoalLink.author).lazyload(Researcher.posts)
    return list(db.session.scalars(mine.order_by(*order).options(author)))


def primary_of(item: Item) -> GoalLink | None:
    """The primary link of an item."""
    mine = select(GoalLink).where(_column(kind_of(item)) == item.id, GoalLink.is_primary)
    return db.session.scalars(mine).one_or_none()


@dataclass(frozen=True)
class Badge:
    """One link of an item in short."""

    link_id: int
    goal_code: str
    code: str
    title_en: str
    title_zh: str
    primary: bool

    def title_in(self, locale: str) -> str:
        """The title of the goal or sub-aim in the reader's language."""
        return self.title_zh if locale == "zh" else self.title_en


def for_outputs(ids: Iterable[int], *, by: Actor) -> dict[int, list[Badge]]:
    """The links of many outputs, in one query; an output without one is left out."""
    return _badges(ItemKind.OUTPUT, ids, by=by)


def for_hires(ids: Iterable[int], *, by: Actor) -> dict[int, list[Badge]]:
    """The links of many hires, those that the actor may see, in one query."""
    return _badges(ItemKind.HIRE, ids, by=by)


def for_researchers(ids: Iterable[int], *, by: Actor) -> dict[int, list[Badge]]:
    """The links of many researchers themselves, in one query."""
    return _badges(ItemKind.RESEARCHER, ids, by=by)


def _badges(kind: ItemKind, ids: Iterable[int], *, by: Actor) -> dict[int, list[Badge]]:
    found: dict[int, list[Badge]] = {}
    rows: Iterable[Any] = db.session.execute(_badges_of(kind, by), {"ids": list(ids)}).all()
    for key, *said in rows:
        found.setdefault(key, []).append(Badge(*said))
    return found


@lru_cache
def _badges_of(kind: ItemKind, by: Actor) -> Any:
    """The badges of the items `ids` of a kind; links of outputs and units are everybody's."""
    column = _column(kind)
    seen = select(GoalLink) if kind in {ItemKind.OUTPUT, ItemKind.UNIT} else visible_to(by)
    return (
        seen.join(GoalLink.goal)
        .outerjoin(GoalLink.sub_aim)
        .where(column.in_(bindparam("ids", expanding=True)))
        .order_by(GoalLink.is_primary.desc(), Goal.code, GoalLink.id)
        .with_only_columns(
            column,
            GoalLink.id,
            Goal.code,
            func.coalesce(SubAim.code, Goal.code),
            func.coalesce(SubAim.title_en, Goal.title_en),
            func.coalesce(SubAim.title_zh, Goal.title_zh),
            GoalLink.is_primary,
        )
    )
