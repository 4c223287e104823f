"""Curation of people: two of one spelling, two with one iD, one record that was two."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from registry.claims import collisions, curation, splitting
from registry.claims.blueprint import pages
from registry.claims.splitting_schemas import (
    NewSplitSchema,
    TwoPeopleSchema,
    UndoSplitSchema,
    parts_of,
)
from registry.core.actor import Actor
from registry.core.web import redirect_to, show
from registry.people import duplicates
from registry.people import queries as people
from registry.people import splitting as records
from registry.people.labels import POSITIONS
from registry.people.models import Researcher, ResearcherSplit
from registry.policy import Permission as P

SHOWN = 100


@pages.get("/claims/curation/namesakes", permission=P.CLAIM_SETTLE)
def namesakes(*, by: Actor) -> Response:
    """Two people of one spelling, or one person entered twice."""
    found = collisions.namesakes()
    return show(
        "claims/namesakes.html",
        pairs=found[:SHOWN],
        more=max(0, len(found) - SHOWN),
        papers=collisions.papers_of({p.id for pair in found[:SHOWN] for p in pair.people}),
        sizes=curation.sizes(),
        positions=POSITIONS,
    )


@pages.post("/claims/curation/namesakes", permission=P.CLAIM_SETTLE, body=TwoPeopleSchema)
def tell_apart(data: dict[str, Any], *, by: Actor) -> Response:
    """Say that the two are two people."""
    one, other = (collisions.known(data[name], field=name) for name in ("one", "other"))
    duplicates.tell_apart(one, other, by=by)
    return redirect_to("claims.namesakes", _("Noted: they are two people."))


@pages.get("/claims/curation/orcids", permission=P.CLAIM_SETTLE)
def shared_orcids(*, by: Actor) -> Response:
    """One iD on papers or records of two people."""
    found = collisions.shared_orcids()
    return show("claims/shared_orcids.html", shared=found, sizes=curation.sizes())


def _split_context(researcher: Researcher, *, by: Actor) -> dict[str, Any]:
    return {
        "papers": splitting.papers(researcher),
        "splits": records.splits(researcher),
        "positions": POSITIONS,
    }


@pages.form(
    "/researchers/<int:researcher_id>/split",
    permission=P.RESEARCHER_MERGE,
    load=people.standing,
    body=NewSplitSchema,
    template="claims/split.html",
    context=_split_context,
)
def split(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Response:
    """Choose what belongs to the other person."""
    row = splitting.split(
        researcher, parts_of(data), claims=data["claims"], reason=data["reason"], by=by
    )
    message = _(
        "The record was split; this is the new one. It can be undone on the page of the old."
    )
    return redirect_to("people.record", message, researcher_id=row.new_id)


@pages.post(
    "/researchers/<int:researcher_id>/splits/<int:split_id>/undo",
    permission=P.RESEARCHER_MERGE,
    load=records.split_of,
    body=UndoSplitSchema,
)
def undo_split(row: ResearcherSplit, data: dict[str, Any], *, by: Actor) -> Response:
    """Make one record of the two again."""
    records.undo(row, reason=data["reason"], by=by)
    return redirect_to("people.record", _("The split was undone."), researcher_id=row.kept_id)
