"""One's answers as pages: what was said of each paper, and of each identifier."""

from __future__ import annotations

from typing import Any

from flask import Response, flash
from flask_babel import gettext as _

from registry.claims import identifiers, queries
from registry.claims.blueprint import pages
from registry.claims.inbox import reader, whose
from registry.claims.inbox_pages import back, shown
from registry.claims.models import ClaimIdentifier, ClaimState
from registry.claims.page_schemas import BackSchema, MineQuerySchema, WhoseSchema
from registry.claims.queries import Claimant
from registry.core.actor import Actor
from registry.core.listing import Slice
from registry.core.web import show
from registry.policy import Permission as P

ROWS = 50


@pages.get("/claims/mine", permission=P.CLAIM_INBOX, load=reader, query=MineQuerySchema)
def mine(claimant: Claimant, query: dict[str, Any], *, by: Actor) -> Response:
    """What one answered, by state; the last answer of each can be taken back."""
    own, state = whose(query.get("for_"), by=by), ClaimState(query["state"])
    page = queries.answered(Slice(ROWS, query["cursor"]), own.key, state)
    undoable = queries.undoable([claim.id for claim in page.items], by=by)
    return show("claims/mine.html", state=state, undoable=undoable, **shown(page, own))


@pages.get("/claims/identifiers", permission=P.CLAIM_INBOX, load=reader, query=WhoseSchema)
def own_identifiers(claimant: Claimant, query: dict[str, Any], *, by: Actor) -> Response:
    """What one answered about ORCID iDs and e-mail addresses, and what each brought."""
    own = whose(query.get("for_"), by=by)
    answers = identifiers.answers(own.key)
    counts = queries.counts(own.key)
    return show("claims/identifiers.html", own=own, answers=answers, counts=counts)


@pages.post(
    "/claims/identifiers/<int:identifier_id>/take-back",
    permission=P.CLAIM_MAKE,
    load=queries.identifier,
    body=BackSchema,
)
def take_back(row: ClaimIdentifier, data: dict[str, Any], *, by: Actor) -> Response:
    """Take an answer about an identifier back."""
    identifiers.take_back(row, by=by)
    flash(_("The answer was taken back. What it confirmed is open again."), "success")
    return back(data)
