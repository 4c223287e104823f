"""Reading pairs: the queue, one pair, and what an output is one study with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.outputs.models import Output
from registry.studies.models import PairState, StudyPair

LARGEST_KEY = 2**31


@dataclass(frozen=True)
class Study:
    """What an output is one study with."""

    version_of_record: Output | None
    others: Sequence[Output]
    asked: int


def visible(pair_id: int, *, by: Actor) -> StudyPair | None:
    """A pair; all outputs are public, and so is what joins them."""
    return db.session.get(StudyPair, pair_id) if 0 < pair_id < LARGEST_KEY else None


def visible_to(by: Actor) -> Select[StudyPair]:
    """The pairs that an actor may see: all."""
    return select(StudyPair)


def page(part: Slice, filters: Mapping[str, Any], *, by: Actor) -> Page[StudyPair]:
    """Pairs by the filters `state`, `kind` and `output`, the most certain first."""
    wanted = visible_to(by)
    for name in ("state", "kind"):
        if filters.get(name) is not None:
            wanted = wanted.where(getattr(StudyPair, name) == filters[name])
    if filters.get("output") is not None:
        wanted = wanted.where(touches([filters["output"]]))
    return paginate(wanted, (By(StudyPair.score, descending=True), By(StudyPair.id)), part)


def decided(part: Slice, state: PairState) -> Page[StudyPair]:
    """Pairs in a state, the latest decisions first."""
    wanted = select(StudyPair).where(StudyPair.state == state)
    return paginate(wanted, (By(StudyPair.updated_at, descending=True), By(StudyPair.id)), part)


def counts() -> dict[str, int]:
    """How many pairs stand in each state."""
    numbers = select(StudyPair.state, func.count()).group_by(StudyPair.state)
    rows = db.session.execute(numbers)
    return dict.fromkeys(map(str, PairState), 0) | {state: n for state, n in rows}  # noqa: C416


def touches(ids: Collection[int]) -> ColumnElement[bool]:
    """Whether one of these outputs is in the pair."""
    return or_(StudyPair.low_id.in_(ids), StudyPair.high_id.in_(ids))


def of_outputs(one: int, two: int) -> StudyPair | None:
    """The one pair of two outputs."""
    low, high = sorted((one, two))
    wanted = select(StudyPair).where(StudyPair.low_id == low, StudyPair.high_id == high)
    return db.session.scalars(wanted).one_or_none()


def study_of(output_id: int) -> Study:
    """What an output is one study with, and how many pairs with it wait for an answer."""
    own = select(Output.version_of_record_id).where(Output.id == output_id)
    root = db.session.scalar(own)
    end = root or output_id
    among = or_(Output.id == end, Output.version_of_record_id == end)
    members = db.session.scalars(select(Output).where(among).order_by(Output.id)).all()
    open_pairs = select(func.count()).where(
        touches([output_id]), StudyPair.state == PairState.SUGGESTED
    )
    return Study(
        next((o for o in members if o.id == root), None),
        [o for o in members if o.id not in (root, output_id)],
        db.session.scalar(open_pairs) or 0,
    )


def output(output_id: int, *, by: Actor) -> Output | None:
    """The output of a key."""
    return db.session.get(Output, output_id) if 0 < output_id < LARGEST_KEY else None


def all_ids() -> list[int]:
    """The keys of all outputs, in order."""
    return list(db.session.scalars(select(Output.id).order_by(Output.id)))
