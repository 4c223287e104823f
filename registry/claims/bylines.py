"""The byline around a claim: the names beside a position, and all positions page by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased, selectinload

from registry.claims.models import Claim
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.outputs.models import Byline, Output

NEIGHBOURS = 2


@dataclass
class Excerpt:
    """The printed names around a position as (position, name); more may stand on both sides."""

    position: int
    of: int
    names: list[tuple[int, str]] = field(default_factory=list)

    @property
    def before(self) -> int:
        """How many names stand before the excerpt."""
        return self.names[0][0] - 1

    @property
    def after(self) -> int:
        """How many names stand after the excerpt."""
        return max(0, self.of - self.names[-1][0])


def excerpts(claims: Iterable[Claim]) -> dict[int, Excerpt]:
    """The excerpt of each claim that has a position, by the claim's key. One query."""
    keys = {claim.byline_id for claim in claims if claim.byline_id}
    near = aliased(Byline)
    beside = and_(
        near.output_id == Byline.output_id,
        near.position.between(Byline.position - NEIGHBOURS, Byline.position + NEIGHBOURS),
    )
    wanted = (
        select(Byline.id, Byline.position, Output.byline_count, near.position, near.printed)
        .join(near, beside)
        .join(Output, Output.id == Byline.output_id)
        .where(Byline.id.in_(keys))
        .order_by(Byline.id, near.position)
    )
    found: dict[int, Excerpt] = {}
    for byline_id, position, count, place, printed in db.session.execute(wanted):
        excerpt = found.setdefault(byline_id, Excerpt(position, count))
        excerpt.names.append((place, printed))
    return {c.id: found[c.byline_id] for c in claims if c.byline_id and c.byline_id in found}


def positions(output: Output, search: str | None, part: Slice) -> Page[Byline]:
    """The positions of a byline in their order, all or those whose printed name holds `search`."""
    wanted = select(Byline).where(Byline.output_id == output.id)
    if search:
        wanted = wanted.where(Byline.printed.icontains(search, autoescape=True))
    return paginate(wanted.options(selectinload(Byline.affiliations)), (By(Byline.position),), part)


def at(output_id: int, position: int) -> Byline | None:
    """The name at a position of a byline."""
    wanted = select(Byline).filter_by(output_id=output_id, position=position)
    return db.session.scalars(wanted).one_or_none()


def length(output_id: int) -> int:
    """How many positions a byline has."""
    return db.session.scalar(select(Output.byline_count).where(Output.id == output_id)) or 0
