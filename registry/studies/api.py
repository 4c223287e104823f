"""Pairs of outputs as an API."""

from __future__ import annotations

from typing import Any

from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.policy import Permission as P
from registry.studies import queries, service
from registry.studies.models import StudyPair
from registry.studies.schemas import PairDecisionSchema, PairSchema, PairsQuerySchema

routes = Resource("studies", "/studies", "Outputs that are one study and count once")
RESOURCES = (routes,)


@routes.get("", permission=P.STUDY_READ, query=PairsQuerySchema, returns=PairSchema, many=True)
def list_pairs(query: dict[str, Any], *, by: Actor) -> Page[StudyPair]:
    """Pairs of outputs that are, may be or are not one study, the most certain first."""
    return queries.page(Slice(query["limit"], query["cursor"], query["total"]), query, by=by)


@routes.get("/<int:pair_id>", permission=P.STUDY_READ, load=queries.visible, returns=PairSchema)
def read_pair(pair: StudyPair, *, by: Actor) -> StudyPair:
    """One pair."""
    return pair


@routes.post(
    "/<int:pair_id>/decision",
    permission=P.STUDY_SETTLE,
    load=queries.visible,
    body=PairDecisionSchema,
    returns=PairSchema,
    status=200,
)
def decide_pair(pair: StudyPair, data: dict[str, Any], *, by: Actor) -> StudyPair:
    """Join the two, say that they are not the same, or take the answer back."""
    return service.decide(pair, data["decision"], counting=data["counting"], by=by)
