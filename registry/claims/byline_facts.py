"""What a claimant says of their name on a paper, and what a second person has yet to check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from registry.claims import queries
from registry.claims.answering import acting
from registry.claims.models import Claim
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.core.second_person import is_second_person
from registry.outputs import byline_facts
from registry.outputs import queries as outputs
from registry.outputs.models import Byline, BylineFact, Output
from registry.outputs.views import BylineView


@dataclass(frozen=True)
class Place:
    """A name on a byline and who is confirmed there: they own what is said of it."""

    byline: Byline
    claim: Claim | None
    fact: BylineFact | None

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose name it is."""
        return self.claim.owner_ids if self.claim else frozenset()

    @property
    def version(self) -> int | None:
        """The version of what was entered, None where nothing was."""
        return self.fact.version if self.fact else None

    @property
    def researcher_id(self) -> int | None:
        """Who is confirmed there."""
        return self.claim.researcher_id if self.claim else None


@dataclass(frozen=True)
class Unchecked:
    """What waits for a second person: the paper, the name with what is said of it, and whose."""

    fact: BylineFact
    output: Output
    place: BylineView
    claim: Claim | None
    mine_to_check: bool


def place(output_id: int, position: int, *, by: Actor) -> Place | None:
    """A name on a byline."""
    byline = outputs.place(output_id, position, by=by)
    if byline is None:
        return None
    return Place(byline, queries.holders([byline.id]).get(byline.id), byline_facts.of(byline))


def enter(place: Place, said: Mapping[str, Any], *, by: Actor) -> BylineView:
    """Say what the source does not; see `outputs.byline_facts.enter`."""
    byline_facts.enter(place.byline, said, extra=_for_whom(place, by), by=by)
    return _view(place)


def check(place: Place, *, by: Actor) -> BylineView:
    """A second person agrees; neither who entered it nor who is confirmed there.

    Raises NothingSaid and SecondPersonNeeded.
    """
    byline_facts.check(place.byline, gainer=place.researcher_id, by=by)
    return _view(place)


def unchecked(part: Slice, *, by: Actor) -> Page[Unchecked]:
    """What was entered by hand and nobody has checked, the oldest first. Six queries."""
    said = (Byline.corresponding, Byline.equal_contribution, BylineFact.affiliation_order)
    wanted = select(BylineFact).join(Byline, Byline.id == BylineFact.byline_id)
    wanted = wanted.where(
        BylineFact.checked_at.is_(None), or_(*(value.is_not(None) for value in said))
    )
    order = (By(BylineFact.entered_at), By(BylineFact.id))
    return paginate(wanted, order, part).of(lambda facts: _unchecked(facts, by))


def _unchecked(facts: Sequence[BylineFact], by: Actor) -> list[Unchecked]:
    keys = [fact.byline_id for fact in facts]
    holders = queries.holders(keys)
    places = {place.id: place for place in outputs.places(keys)}
    works = dict(_works(keys))
    return [
        Unchecked(
            fact,
            works[fact.byline_id],
            places[fact.byline_id],
            claim := holders.get(fact.byline_id),
            is_second_person(by, fact.entered_by, claim.researcher_id if claim else None),
        )
        for fact in facts
    ]


def _works(byline_ids: Sequence[int]) -> list[tuple[int, Output]]:
    wanted = select(Byline.id, Output).join(Output, Output.id == Byline.output_id)
    rows = db.session.execute(wanted.where(Byline.id.in_(byline_ids)))
    return [(key, output) for key, output in rows]


def _view(place: Place) -> BylineView:
    return outputs.places([place.byline.id])[0]


def _for_whom(place: Place, by: Actor) -> dict[str, Any]:
    """What the audit trail adds where the name is somebody's of ours."""
    if place.researcher_id is None:
        return {}
    return {"researcher": place.researcher_id, **acting(place.researcher_id, by)}
