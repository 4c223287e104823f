"""Claims as an API."""

from __future__ import annotations

from typing import Any

from registry.claims import decisions, identifiers, queries, service
from registry.claims.collision_api import curated, splits
from registry.claims.fact_api import said, waiting
from registry.claims.identifier_schemas import (
    ClaimDecisionsSchema,
    ClaimIdentifierAnsweredSchema,
    ClaimIdentifierAnswerSchema,
    ClaimIdentifiersSchema,
    IdentifiersQuerySchema,
)
from registry.claims.identifiers import Answered
from registry.claims.models import Claim, ClaimIdentifier
from registry.claims.queries import Claimant
from registry.claims.schemas import ClaimSchema, ClaimsQuerySchema, DecisionSchema, NewClaimSchema
from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.policy import Permission as P

routes = Resource("claims", "/claims", "Whose byline position it is")
RESOURCES = (routes, curated, splits, said, waiting)


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
    """Answer, put off, withdraw or undo; settle a dispute for this claim; check it."""
    return decisions.decide(claim, data, by=by)


@routes.post(
    "/decisions",
    permission=P.CLAIM_MAKE,
    load=queries.myself,
    body=ClaimDecisionsSchema,
    returns=ClaimSchema,
    many=True,
    status=200,
)
def decide_many(claimant: Claimant, data: dict[str, Any], *, by: Actor) -> list[Claim]:
    """Give many claims one answer, or take the last one of each back: all of them or none."""
    claims = decisions.named(data["claims"], by=by)
    return decisions.decide_many(claims, data["decision"], by=by)


@routes.get(
    "/identifiers",
    permission=P.CLAIM_READ,
    load=queries.myself,
    query=IdentifiersQuerySchema,
    returns=ClaimIdentifiersSchema,
)
def list_identifiers(claimant: Claimant, query: dict[str, Any], *, by: Actor) -> dict[str, Any]:
    """Which ORCID iDs and e-mail addresses are asked about, and what was answered."""
    whose = service.claimant(query.get("researcher"), by=by, permission=P.CLAIM_READ)
    return {
        "questions": identifiers.questions(whose.id),
        "answers": identifiers.answers(whose.id),
    }


@routes.post(
    "/identifiers",
    permission=P.CLAIM_MAKE,
    load=queries.myself,
    body=ClaimIdentifierAnswerSchema,
    returns=ClaimIdentifierAnsweredSchema,
)
def answer_identifier(claimant: Claimant, data: dict[str, Any], *, by: Actor) -> Answered:
    """Say whether an ORCID iD or an e-mail address is one's own: settles all papers with it."""
    whose = service.claimant(data.get("researcher"), by=by)
    theirs = data["is_theirs"]
    return identifiers.answer(whose, data["scheme"], data["value"], is_theirs=theirs, by=by)


@routes.delete("/identifiers/<int:identifier_id>", permission=P.CLAIM_MAKE, load=queries.identifier)
def take_identifier_back(row: ClaimIdentifier, *, by: Actor) -> None:
    """Take an answer back: what it confirmed, untouched since, is open again."""
    identifiers.take_back(row, by=by)
