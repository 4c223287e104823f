"""The inbox as a page: identifiers first, then a card a paper, and the buttons that answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash
from flask_babel import gettext as _

from registry.claims import bylines, decisions, identifiers, queries, service
from registry.claims.blueprint import pages
from registry.claims.identifiers import IdentifierQuestion
from registry.claims.inbox import Inbox, reader, titles, whose
from registry.claims.models import Claim
from registry.claims.page_schemas import (
    AnswersPageSchema,
    DecisionPageSchema,
    IdentifierPageSchema,
    InboxQuerySchema,
)
from registry.claims.wording import say, say_identifier, say_many
from registry.core import clock
from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import redirect_to, show
from registry.policy import Permission as P

CARDS = 20
QUESTIONS = 3
ADDRESSES = {
    "inbox": ("claims.inbox", {}),
    "unsure": ("claims.inbox", {"unsure": "yes"}),
    "mine": ("claims.mine", {}),
    "identifiers": ("claims.own_identifiers", {}),
    "curation": ("claims.curate", {}),
    "unchecked": ("claims.curate", {"list": "unchecked"}),
}
"""The pages to which a button leads back."""


@pages.get("/claims", permission=P.CLAIM_INBOX, load=reader, query=InboxQuerySchema)
def inbox(claimant: queries.Claimant, query: dict[str, Any], *, by: Actor) -> Response:
    """Is this yours? One question an identifier, then one card a paper."""
    own, unsure = whose(query.get("for_"), by=by), query["unsure"]
    since = query.get("since") or clock.now()
    page = queries.inbox(Slice(CARDS, query["cursor"]), own.key, unsure=unsure, since=since)
    first = query["cursor"] is None and not unsure
    asked = _questions(own.key) if first else ([], [])
    return show(
        "claims/inbox.html",
        questions=asked[0],
        put_off=asked[1],
        titles=titles([*asked[0], *asked[1]]),
        unsure=unsure,
        since=since.isoformat(),
        ticked=query["all"],
        back="unsure" if unsure else "inbox",
        **shown(page, own),
    )


@pages.post("/claims/answers", permission=P.CLAIM_MAKE, load=queries.myself, body=AnswersPageSchema)
def answer_many(claimant: queries.Claimant, data: dict[str, Any], *, by: Actor) -> Response:
    """One answer to what is ticked, or to one card; also taking answers back."""
    claims = decisions.named(data["claims"], by=by)
    done = decisions.decide_many(claims, data["decision"], by=by)
    if done:
        say_many(done, data["decision"], data)
    else:
        flash(_("Nothing was selected."), "warning")
    return back(data)


@pages.post(
    "/claims/identifiers", permission=P.CLAIM_MAKE, load=queries.myself, body=IdentifierPageSchema
)
def answer_identifier(claimant: queries.Claimant, data: dict[str, Any], *, by: Actor) -> Response:
    """Whether an ORCID iD or an e-mail address is one's own, or: ask later."""
    researcher = service.claimant(data.get("for_"), by=by)
    theirs = {"yes": True, "no": False, "later": None}[data["answer"]]
    answered = identifiers.answer(
        researcher, data["scheme"], data["value"], is_theirs=theirs, by=by
    )
    say_identifier(answered, data)
    return back(data)


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
    elif data["decision"] == "check":
        flash(_("Checked."), "success")
    elif data["decision"] in decisions.ALL:
        say_many([result], data["decision"], data)
    else:
        say(result)
    return back(data)


def back(data: dict[str, Any]) -> Response:
    """To the page whose button it was, about the same researcher."""
    endpoint, more = ADDRESSES[data["back"]]
    address: dict[str, Any] = dict(more)
    if data.get("for_"):
        address["for"] = data["for_"]
    if data["back"] == "mine" and data.get("state"):
        address["state"] = data["state"]
    return redirect_to(endpoint, **address)


def shown(page: Page[Claim], own: Inbox) -> dict[str, Any]:
    """What lists of claims show of one researcher."""
    return {
        "page": page,
        "own": own,
        "counts": queries.counts(own.key),
        "excerpts": bylines.excerpts(page.items),
        "holders": queries.holders(c.byline_id for c in page.items if c.byline_id),
    }


def _questions(
    researcher_id: int,
) -> tuple[Sequence[IdentifierQuestion], Sequence[IdentifierQuestion]]:
    """The identifiers that are asked about now, a few at once, and those put off."""
    asked = identifiers.questions(researcher_id)
    now = [q for q in asked if q.unsure_at is None]
    return now[:QUESTIONS], asked[len(now) :]
