"""The work list: what should serve a goal and has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, extract, false, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, joinedload, lazyload, load_only

from registry.claims.models import Claim, ClaimState
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, count, paginate
from registry.goals import queries
from registry.goals.items import ItemKind, LinkTarget, NamedItem, named
from registry.goals.models import GoalLink
from registry.outputs.models import Byline, BylineAffiliation, Output
from registry.people.models import Researcher, Unit
from registry.policy import Permission
from registry.talent.models import Hire, Program
from registry.talent.stages import SERVING

KINDS = (ItemKind.OUTPUT, ItemKind.HIRE)


def missing(part: Slice, *, kind: str | None = None, by: Actor) -> Page[NamedItem]:
    """Items with no goal that concern the actor, newest first: hires on board, then outputs.

    Outputs count where somebody of ours confirmed a claim or one of our units is printed; a
    researcher sees own ones alone.
    """
    kinds = [ItemKind(kind)] if kind else KINDS
    rows = union_all(*(_keys(k, by) for k in kinds)).subquery()
    order = (By(rows.c.kind), By(rows.c.id, descending=True))
    return paginate(select(rows.c.kind, rows.c.id), order, part).of(_named)


def missing_counts(*, by: Actor) -> dict[str, int]:
    """How many items of each kind the work list has."""
    return {kind: count(_keys(kind, by)) for kind in KINDS}


def _keys(kind: ItemKind, by: Actor) -> Select[Any]:
    return _outputs(by) if kind == ItemKind.OUTPUT else _hires(by)


def _outputs(by: Actor) -> Select[Any]:
    wanted = _kind_and_key(ItemKind.OUTPUT, Output.id)
    linked = exists().where(GoalLink.output_id == Output.id)
    confirmed = exists().where(Claim.output_id == Output.id, Claim.state == ClaimState.CONFIRMED)
    if by.may(Permission.GOAL_LINK_CHANGE, LinkTarget(ItemKind.OUTPUT, None)):
        return wanted.where(~linked, or_(confirmed, _from_our_units()))
    if by.researcher_id is None:
        return wanted.where(false())
    return wanted.where(~linked, confirmed.where(Claim.researcher_id == by.researcher_id))


def _kind_and_key(kind: ItemKind, key: InstrumentedAttribute[int]) -> Select[Any]:
    wanted: Any = select(literal(str(kind)).label("kind"), key.label("id"))
    return wanted  # type: ignore[no-any-return]


def _from_our_units() -> Any:
    """Whether a unit that counted as ours in the year of the output is printed."""
    starts, ends = extract("year", Unit.ours_from), extract("year", Unit.ours_until)
    return exists().where(
        Byline.output_id == Output.id,
        BylineAffiliation.byline_id == Byline.id,
        BylineAffiliation.unit_id == Unit.id,
        Unit.ours_from.is_not(None),
        starts <= Output.year,
        func.coalesce(ends, Output.year) >= Output.year,
    )


def _hires(by: Actor) -> Select[Any]:
    wanted = _kind_and_key(ItemKind.HIRE, Hire.id)
    if not by.may(Permission.HIRE_LIST):
        return wanted.where(false())
    linked = exists().where(GoalLink.hire_id == Hire.id)
    return wanted.where(~linked, Hire.stage.in_(SERVING), Hire.id.in_(queries.visible_hires(by)))


def _named(rows: Sequence[Any]) -> list[NamedItem]:
    """The items of (kind, key), in two queries."""
    keys = [(row[0], row[1]) for row in rows]
    outputs = select(Output).options(load_only(Output.title, Output.year))
    hires = select(Hire).options(
        lazyload(Hire.events),
        lazyload(Hire.grade),
        lazyload(Hire.unit),
        lazyload(Hire.post),
        joinedload(Hire.program).lazyload(Program.versions),
        joinedload(Hire.researcher).lazyload(Researcher.posts),
    )
    found: dict[tuple[str, int], NamedItem] = {}
    for kind, model, wanted in ((ItemKind.OUTPUT, Output, outputs), (ItemKind.HIRE, Hire, hires)):
        ids = [key for k, key in keys if k == kind]
        items: Any = db.session.scalars(wanted.where(model.id.in_(ids))) if ids else ()
        found |= {(kind, item.id): named(item) for item in items}
    return [found[key] for key in keys]
