"""A record that was two people: its papers are parted with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from sqlalchemy import Table, select

from registry.claims.models import Claim, ClaimIdentifier, ClaimState
from registry.core.actor import Actor
from registry.core.db import db
from registry.people import splitting
from registry.people.models import Researcher, ResearcherSplit
from registry.people.moves import Merging
from registry.people.splitting import Parts

CLAIM = cast(Table, Claim.__table__)
IDENTIFIER = cast(Table, ClaimIdentifier.__table__)
ANSWERED = (ClaimState.CONFIRMED, ClaimState.DISPUTED)


def split(
    researcher: Researcher, parts: Parts, *, claims: Collection[int], reason: str, by: Actor
) -> ResearcherSplit:
    """Give a new record some of the names, posts and papers of a record that was two people.

    Of the other answers (*not mine*) each keeps those of its own papers: they stay with the old
    record, and the new one is asked anew. Raises as `people.splitting.split` does.
    """

    def also(moving: Merging) -> None:
        moving.move(CLAIM.c.researcher_id, where=CLAIM.c.id.in_(claims))
        if parts.orcid and researcher.orcid:
            is_it = IDENTIFIER.c.value == researcher.orcid
            moving.move(IDENTIFIER.c.researcher_id, where=is_it)

    return splitting.split(researcher, parts, reason=reason, by=by, also=also)


def papers(researcher: Researcher) -> list[Claim]:
    """The papers that stand in a record's name, by the spelling printed, then newest first."""
    wanted = select(Claim).where(Claim.researcher_id == researcher.id, Claim.state.in_(ANSWERED))
    found = db.session.scalars(wanted).all()
    return sorted(found, key=lambda c: (c.printed or "", -c.output.year, c.output_id))
