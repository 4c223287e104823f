"""What curators look at: disputes, claims without their position, our works without a claim."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, extract, or_, select
from sqlalchemy.orm import aliased

from registry.claims.models import Claim, ClaimState
from registry.claims.queries import HOLDING
from registry.core.db import db
from registry.core.listing import By, Page, Slice, count, paginate
from registry.outputs.models import Byline, BylineAffiliation, Output
from registry.people.models import Unit

MOST_COUNTED = 1000
CLAIMED = (*HOLDING, ClaimState.SUGGESTED)


def disputed(part: Slice) -> Page[Byline]:
    """The byline positions on which somebody's claim is disputed."""
    return paginate(_disputed(), (By(Byline.id),), part)


def orphaned(part: Slice) -> Page[Claim]:
    """Claims whose name a refresh took off the byline."""
    return paginate(orphans(), (By(Claim.id),), part)


def unclaimed(part: Slice) -> Page[Output]:
    """Works that name a unit of ours and that nobody claims or is asked about, newest first."""
    order = (By(Output.year, descending=True), By(Output.id, descending=True))
    return paginate(_unclaimed(), order, part)


def sizes() -> dict[str, int]:
    """How long each of the three lists is; counted up to `MOST_COUNTED`."""
    lists: dict[str, Select[int]] = {
        "disputed": _disputed().with_only_columns(Byline.id),
        "orphaned": orphans().with_only_columns(Claim.id),
        "unclaimed": _unclaimed().with_only_columns(Output.id),
    }
    return {name: count(statement.limit(MOST_COUNTED)) for name, statement in lists.items()}


def ours_in_year(unit: type[Unit], year: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether a unit counted as ours on any day of the year."""
    first, last = extract("year", unit.ours_from), extract("year", unit.ours_until)
    return and_(first <= year, or_(last.is_(None), last >= year))


def names_a_unit_of_ours(
    byline: type[Byline], year: SQLColumnExpression[int]
) -> ColumnElement[bool]:
    """Whether a unit that was ours in the year is printed at the position."""
    printed, unit = aliased(BylineAffiliation), aliased(Unit)
    return (
        select(printed.id)
        .join(unit, unit.id == printed.unit_id)
        .where(printed.byline_id == byline.id, ours_in_year(unit, year))
        .exists()
    )


def _disputed() -> Select[Byline]:
    claimed = select(Claim.byline_id).where(Claim.state == ClaimState.DISPUTED)
    return select(Byline).where(Byline.id.in_(claimed.where(Claim.byline_id.is_not(None))))


def orphans() -> Select[Claim]:
    """Claims that stand without a position."""
    return select(Claim).where(Claim.byline_id.is_(None), Claim.state.in_(HOLDING))


def _unclaimed() -> Select[Output]:
    claimed = select(Claim.id).where(Claim.output_id == Output.id, Claim.state.in_(CLAIMED))
    ours = (
        select(BylineAffiliation.id)
        .join(Byline, Byline.id == BylineAffiliation.byline_id)
        .join(Unit, Unit.id == BylineAffiliation.unit_id)
        .where(Byline.output_id == Output.id, ours_in_year(Unit, Output.year))
    )
    return select(Output).where(ours.exists(), ~claimed.exists())


def work_of(bylines: Sequence[Byline]) -> dict[int, Output]:
    """The outputs of these positions, by their keys."""
    wanted = select(Output).where(Output.id.in_({byline.output_id for byline in bylines}))
    return {output.id: output for output in db.session.scalars(wanted)}
