"""Finding researchers and units: who may see whom, by name, iD, unit and day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import joinedload

from importers.identifiers import InvalidIdentifier, normalise_orcid
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Order, Page, Slice, paginate
from registry.people.folding import fold
from registry.people.kinds import NameKind
from registry.people.models import (
    Personnel,
    Post,
    Researcher,
    ResearcherMerge,
    ResearcherName,
    Unit,
)
from registry.policy import Role

ORDERS: dict[str, Order] = {
    "name": (By(Researcher.sort_name), By(Researcher.id)),
    "-name": (By(Researcher.sort_name, descending=True), By(Researcher.id, descending=True)),
    "id": (By(Researcher.id),),
    "-id": (By(Researcher.id, descending=True),),
}
SEES_ALL = frozenset({Role.HR, Role.ADMINISTRATOR})


def visible_to(by: Actor) -> Select[Researcher]:
    """The researchers that an actor may see; records merged into another are never among them."""
    standing_ones = select(Researcher).where(Researcher.merged_into_id.is_(None))
    if by.roles & SEES_ALL:
        return standing_ones
    return standing_ones.where(or_(Researcher.visible, Researcher.id == (by.researcher_id or 0)))


def visible(researcher_id: int, *, by: Actor) -> Researcher | None:
    """A researcher that the actor may see; the number of a merged record leads to the kept one."""
    return standing(kept_id(researcher_id), by=by)


def standing(researcher_id: int, *, by: Actor) -> Researcher | None:
    """A researcher that the actor may see, by the number of its own record."""
    wanted = visible_to(by).where(Researcher.id == researcher_id)
    return db.session.scalars(wanted).one_or_none()


def kept_id(researcher_id: int) -> int:
    """The number of the record that this one has become part of; its own if it stands."""
    found = db.session.scalar(select(Researcher.merged_into_id).filter_by(id=researcher_id))
    return found or researcher_id


def page(part: Slice, filters: Mapping[str, Any], *, by: Actor) -> Page[Researcher]:
    """Researchers by the filters `q`, `orcid`, `unit`, `candidate` and `sort`.

    `unit` is a code: who has a post there or in one of its parts today.
    """
    conditions: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "q": lambda text: matches(text, by=by),
        "orcid": _has_orcid,
        "unit": _works_in,
        "candidate": _is_candidate,
    }
    wanted = visible_to(by)
    for name, condition in conditions.items():
        if (value := filters.get(name)) is not None:
            wanted = wanted.where(condition(value))
    return paginate(wanted, ORDERS[filters.get("sort") or "name"], part)


def matches(text: str, *, by: Actor) -> ColumnElement[bool]:
    """Whether a name holds the text, whatever its case, order or punctuation; or the iD is it.

    A former name leads only those to the person who may read it.
    """
    try:
        return _has_orcid(normalise_orcid(text))
    except InvalidIdentifier:
        wanted = fold(text)
    if not wanted:
        return false()
    holds = ResearcherName.folded.contains(wanted, autoescape=True)
    if not by.roles & SEES_ALL:
        holds = and_(holds, ResearcherName.kind != NameKind.FORMER)
    return Researcher.id.in_(select(ResearcherName.researcher_id).where(holds))


def roster(first: date, last: date | None = None) -> list[Researcher]:
    """The people with a post on the day, or on any day from `first` to `last`, by name."""
    held = select(Post.researcher_id).where(during(first, last))
    people = select(Researcher).where(Researcher.id.in_(held), Researcher.merged_into_id.is_(None))
    return list(db.session.scalars(people.order_by(Researcher.sort_name, Researcher.id)))


def during(first: date, last: date | None = None) -> ColumnElement[bool]:
    """Whether a post is held on the day, or on any day of the period."""
    return and_(
        Post.starts_on <= (last or first), or_(Post.ends_on.is_(None), Post.ends_on >= first)
    )


def by_orcid(orcid: str) -> Researcher | None:
    """The researcher of an iD in its normal form.

    The iD of a merged record leads to the kept one.
    """
    found = db.session.scalars(select(Researcher).filter_by(orcid=orcid)).one_or_none()
    if found is None or found.merged_into_id is None:
        return found
    return db.session.get_one(Researcher, found.merged_into_id)


def by_employee_number(number: str) -> Researcher | None:
    """The researcher of an employee number."""
    return db.session.scalars(select(Researcher).filter_by(employee_number=number)).one_or_none()


def name(researcher_id: int, name_id: int, *, by: Actor) -> ResearcherName | None:
    """One name of a researcher that the actor may see."""
    researcher = standing(researcher_id, by=by)
    names = researcher.names if researcher else []
    return next((n for n in names if n.id == name_id), None)


def post(researcher_id: int, post_id: int, *, by: Actor) -> Post | None:
    """One post of a researcher that the actor may see."""
    researcher = standing(researcher_id, by=by)
    posts = researcher.posts if researcher else []
    return next((p for p in posts if p.id == post_id), None)


def personnel(researcher_id: int, *, by: Actor) -> Personnel | None:
    """The personnel fields of a researcher; a new, empty row where none was kept yet."""
    researcher = standing(researcher_id, by=by)
    if researcher is None:
        return None
    kept = db.session.scalars(
        select(Personnel).filter_by(researcher_id=researcher.id)
    ).one_or_none()
    return kept or Personnel(researcher_id=researcher.id)


def merges(researcher: Researcher) -> list[ResearcherMerge]:
    """The merges into a researcher, newest first."""
    into = select(ResearcherMerge).filter_by(kept_id=researcher.id)
    return list(db.session.scalars(into.order_by(ResearcherMerge.id.desc())))


def merge(researcher_id: int, merge_id: int, *, by: Actor) -> ResearcherMerge | None:
    """One merge into a researcher that the actor may see."""
    found = db.session.get(ResearcherMerge, merge_id)
    seen = standing(researcher_id, by=by)
    return found if found and seen and found.kept_id == researcher_id else None


def people(ids: list[int]) -> dict[int, Researcher]:
    """Researchers by their numbers, merged ones too."""
    return {r.id: r for r in db.session.scalars(select(Researcher).where(Researcher.id.in_(ids)))}


def unit(code: str, *, by: Actor) -> Unit | None:
    """The unit of a code; units are public."""
    return unit_by_code(code)


def unit_by_code(code: str) -> Unit | None:
    """The unit of a code."""
    return db.session.scalars(select(Unit).filter_by(code=code)).one_or_none()


def unit_by_ror(ror: str) -> Unit | None:
    """The unit of a ROR ID in its normal form."""
    return db.session.scalars(select(Unit).filter_by(ror=ror)).one_or_none()


def units_page(part: Slice, filters: Mapping[str, Any], *, by: Actor) -> Page[Unit]:
    """Units by code, by the filters `kind` and `ours` (today)."""
    wanted = select(Unit).options(joinedload(Unit.parent))
    if filters.get("kind"):
        wanted = wanted.where(Unit.kind == filters["kind"])
    if filters.get("ours") is not None:
        ours = _ours_on(clock.today())
        wanted = wanted.where(ours if filters["ours"] else ~ours)
    return paginate(wanted, (By(Unit.code),), part)


def units() -> list[Unit]:
    """Every unit by code, for the choices of a form."""
    return list(db.session.scalars(select(Unit).order_by(Unit.code)))


def units_ours_on(day: date) -> list[Unit]:
    """The units that counted as ours that day."""
    return list(db.session.scalars(select(Unit).where(_ours_on(day)).order_by(Unit.code)))


def within(code: str) -> Select[int]:
    """The keys of a unit and of all its parts."""
    tree: CTE = select(Unit.id).where(Unit.code == code).cte("tree", recursive=True)
    tree = tree.union(select(Unit.id).join(tree, Unit.parent_id == tree.c.id))
    return select(tree.c.id)


def parts(unit: Unit) -> Sequence[int]:
    """The keys of a unit and of all its parts."""
    return db.session.scalars(within(unit.code)).all()


def _ours_on(day: date) -> ColumnElement[bool]:
    open_ended = Unit.ours_until.is_(None)
    begun = and_(Unit.ours_from.is_not(None), Unit.ours_from <= day)
    return and_(begun, or_(open_ended, Unit.ours_until >= day))


def _has_orcid(orcid: str) -> ColumnElement[bool]:
    return Researcher.orcid == orcid


def _works_in(code: str) -> ColumnElement[bool]:
    today = during(clock.today())
    held = select(Post.researcher_id).where(Post.unit_id.in_(within(code)), today)
    return Researcher.id.in_(held)


def _is_candidate(wanted: bool) -> ColumnElement[bool]:  # noqa: FBT001
    has_post = Researcher.id.in_(select(Post.researcher_id))
    return and_(~Researcher.visible, ~has_post) if wanted else or_(Researcher.visible, has_post)
