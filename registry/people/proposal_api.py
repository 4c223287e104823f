"""Changes that people propose to their own record, as JSON."""

from __future__ import annotations

from typing import Any

from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.people import proposals, queries
from registry.people.models import ProposedChange, Researcher
from registry.people.proposal_schemas import (
    NewProposalSchema,
    ProposalDecisionSchema,
    ProposalSchema,
)
from registry.people.proposals import Proposed
from registry.policy import Permission as P

proposed = Resource("proposals", "", "Changes that people propose to their own record")
OF = "/researchers/<int:researcher_id>/proposals"
ONE = "/proposals/<int:proposal_id>"


@proposed.get(
    OF, permission=P.PROPOSAL_READ, load=queries.standing, returns=ProposalSchema, many=True
)
def list_proposals(researcher: Researcher, *, by: Actor) -> list[Proposed]:
    """The changes proposed to a record, newest first."""
    return proposals.of(researcher)


@proposed.post(
    OF,
    permission=P.PROPOSAL_MAKE,
    load=queries.standing,
    body=NewProposalSchema,
    returns=ProposalSchema,
)
def propose(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Proposed:
    """Propose a change to one's own record."""
    row = proposals.propose(researcher, data["field"], data["value"], note=data["note"], by=by)
    return proposals.read(row)


@proposed.get(
    "/proposals",
    permission=P.PROPOSAL_DECIDE,
    query=ListQuerySchema,
    returns=ProposalSchema,
    many=True,
)
def list_waiting(query: dict[str, Any], *, by: Actor) -> Page[Proposed]:
    """The changes that wait for HR, oldest first."""
    return proposals.waiting(Slice(query["limit"], query["cursor"], query["total"]))


@proposed.post(
    f"{ONE}/decision",
    permission=P.PROPOSAL_DECIDE,
    load=proposals.proposal,
    body=ProposalDecisionSchema,
    returns=ProposalSchema,
    status=200,
)
def decide(row: ProposedChange, data: dict[str, Any], *, by: Actor) -> Proposed:
    """Accept or refuse, with a word."""
    return proposals.read(proposals.decide(row, data["decision"], data["word"], by=by))


@proposed.post(
    f"{ONE}/withdraw",
    permission=P.PROPOSAL_MAKE,
    load=proposals.proposal,
    returns=ProposalSchema,
    status=200,
)
def withdraw(row: ProposedChange, *, by: Actor) -> Proposed:
    """Take a proposal back."""
    return proposals.read(proposals.withdraw(row, by=by))
