"""Curation of people as an API."""

from __future__ import annotations

from typing import Any

from registry.claims import collisions, splitting
from registry.claims.collisions import Namesakes, SharedOrcid
from registry.claims.splitting_schemas import (
    ApartPairSchema,
    NamesakesSchema,
    NewSplitSchema,
    SharedOrcidSchema,
    SplitSchema,
    TwoPeopleSchema,
    UndoSplitSchema,
    parts_of,
)
from registry.core.actor import Actor
from registry.core.web import Resource
from registry.people import duplicates
from registry.people import queries as people
from registry.people import splitting as records
from registry.people.models import ApartPair, Researcher, ResearcherSplit
from registry.policy import Permission as P

curated = Resource("curation", "/claims", "People who cannot be told apart by what is printed")
splits = Resource("splits", "/researchers/<int:researcher_id>", "One record that was two people")


@curated.get("/namesakes", permission=P.CLAIM_SETTLE, returns=NamesakesSchema, many=True)
def list_namesakes(*, by: Actor) -> list[Namesakes]:
    """Every two with a post whose names can be printed alike and who were not told apart."""
    return collisions.namesakes()


@curated.post(
    "/namesakes", permission=P.CLAIM_SETTLE, body=TwoPeopleSchema, returns=ApartPairSchema
)
def tell_apart(data: dict[str, Any], *, by: Actor) -> ApartPair:
    """Say that two of one spelling are two people."""
    one, other = (collisions.known(data[name], field=name) for name in ("one", "other"))
    return duplicates.tell_apart(one, other, by=by)


@curated.get("/shared-orcids", permission=P.CLAIM_SETTLE, returns=SharedOrcidSchema, many=True)
def list_shared_orcids(*, by: Actor) -> list[SharedOrcid]:
    """The iDs for which more than one person stands."""
    return collisions.shared_orcids()


@splits.get(
    "/splits", permission=P.RESEARCHER_MERGE, load=people.standing, returns=SplitSchema, many=True
)
def list_splits(researcher: Researcher, *, by: Actor) -> list[ResearcherSplit]:
    """The splits of a record, newest first."""
    return records.splits(researcher)


@splits.post(
    "/split",
    permission=P.RESEARCHER_MERGE,
    load=people.standing,
    body=NewSplitSchema,
    returns=SplitSchema,
)
def split_researcher(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> ResearcherSplit:
    """Give a new record some of the names, posts, iD and papers of this one."""
    return splitting.split(
        researcher, parts_of(data), claims=data["claims"], reason=data["reason"], by=by
    )


@splits.post(
    "/splits/<int:split_id>/undo",
    permission=P.RESEARCHER_MERGE,
    load=records.split_of,
    body=UndoSplitSchema,
    returns=SplitSchema,
    status=200,
)
def undo_split(row: ResearcherSplit, data: dict[str, Any], *, by: Actor) -> ResearcherSplit:
    """Make one record of the two again."""
    return records.undo(row, reason=data["reason"], by=by)
