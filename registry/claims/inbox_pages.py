"""The inbox and one's answers as pages."""

from __future__ import annotations

from typing import Any

from flask import Response, flash
from flask_babel import gettext as _

from registry.claims import bylines, decisions, queries
from registry.claims.blueprint import pages
from registry.claims.models import Claim, ClaimState
from registry.claims.schemas import DecisionPageSchema, InboxQuerySchema, MineQuerySchema
from registry.claims.wording import say
from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import redirect_to, show
from registry.policy import Permission as P

CARDS = 20
ROWS = 50


@pages.get("/claims", permission=P.CLAIM_INBOX, query=InboxQuerySchema)
def inbox(query: dict[str, Any], *, by: Actor) -> Response:
    """Is this yours? One card a paper."""
    page = queries.inbox(Slice(CARDS, query["cursor"]), by.researcher_id or 0)
    return show("claims/inbox.html", just_answered=bool(query["answered"]), **_claims(page, by))


@pages.get("/claims/mine", permission=P.CLAIM_INBOX, query=MineQuerySchema)
def mine(query: dict[str, Any], *, by: Actor) -> Response:
    """What one answered, by state."""
    state = ClaimState(query["state"])
    page = queries.answered(Slice(ROWS, query["cursor"]), by.researcher_id or 0, state)
    return show("claims/mine.html", state=state, **_claims(page, by))


@pages.post(
    "/claims/<int:claim_id>/decision",
    permission=P.CLAIM_MAKE,
    load=queries.visible,
    body=DecisionPageSchema,
)
def decide(claim: Claim, data: dict[str, Any], *, by: Actor) -> Response:
    """One of the buttons beside a claim."""
    result = decisions.decide(claim, data, by=by)
    if data["decision"] == "settle":
        flash(_("The dispute is settled."), "success")
    else:
        say(result)
    if data["back"] == "inbox":
        return redirect_to("claims.inbox", answered="yes")
    return redirect_to({"mine": "claims.mine", "curation": "claims.curate"}[data["back"]])


def _claims(page: Page[Claim], by: Actor) -> dict[str, Any]:
    counts = queries.counts(by.researcher_id or 0)
    return {
        "page": page,
        "counts": counts,
        "excerpts": bylines.excerpts(page.items),
        "holders": queries.holders(c.byline_id for c in page.items if c.byline_id),
    }
