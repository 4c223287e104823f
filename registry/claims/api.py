"""Claims as an API."""

from __future__ import annotations

from typing import Any

from registry.claims import decisions, queries, service
from registry.claims.models import Claim
from registry.claims.queries import Claimant
from registry.claims.schemas import ClaimSchema, ClaimsQuerySchema, DecisionSchema, NewClaimSchema
from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.policy import Permission as P

routes = Resource("claims", "/claims", "Whose byline position it is")
RESOURCES = (routes,)


@routes.get(
    "",
    permission=P.CLAIM_READ,
    load=queries.myself,
    query=ClaimsQuerySchema,
    returns=ClaimSchema,
    many=True,
)
def list_claims(claimant: Claimant, query: dict[str, Any], *, by: Actor) -> Page[Claim]:
    """One's own claims; all of them for administrators and auditors."""
    return queries.page(Slice(query["limit"], query["cursor"], query["total"]), query, by=by)


@routes.post(
    "", permission=P.CLAIM_MAKE, load=queries.myself, body=NewClaimSchema, returns=ClaimSchema
)
def make_claim(claimant: Claimant, data: dict[str, Any], *, by: Actor) -> Claim:
    """Say which position of an output one is, or with null that one is not on it."""
    researcher = service.claimant(data.get("researcher"), by=by)
    output = service.claimed_output(data["output"])
    return service.answer(output, data["position"], researcher, by=by)


@routes.get("/<int:claim_id>", permission=P.CLAIM_READ, load=queries.visible, returns=ClaimSchema)
def read_claim(claim: Claim, *, by: Actor) -> Claim:
    """One claim."""
    return claim


@routes.post(
    "/<int:claim_id>/decision",
    permission=P.CLAIM_MAKE,
    load=queries.visible,
    body=DecisionSchema,
    returns=ClaimSchema,
    status=200,
)
def decide(claim: Claim, data: dict[str, Any], *, by: Actor) -> Claim:
    """Say mine or not mine, withdraw, or settle a dispute for this claim."""
    return decisions.decide(claim, data, by=by)
