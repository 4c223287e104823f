"""One paper as a page: which name of the byline is whom."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from registry.claims import bylines, papers, queries, service
from registry.claims.blueprint import pages
from registry.claims.inbox_pages import back
from registry.claims.models import Claim, ClaimState
from registry.claims.papers import Paper
from registry.claims.schemas import AnswerSchema
from registry.claims.wording import say, say_many
from registry.core.actor import Actor
from registry.core.listing import Slice
from registry.core.web import current_locale, redirect_to
from registry.policy import Permission as P

POSITIONS = 90
LONGEST_SEARCH = 100


def paper_context(paper: Paper, *, by: Actor) -> dict[str, Any]:
    """What the page of a paper shows: who it may be first, then a part of the byline."""
    search = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    part = Slice(POSITIONS, request.args.get("cursor"))
    page = bylines.positions(paper.output, search, part)
    found, claim = papers.candidates(paper), paper.claim
    first = [c.byline for c in found]
    said = claim.byline if claim and claim.byline else None
    if said and said.id not in {b.id for b in first}:
        first.insert(0, said)
    people = papers.people_with_a_post() if by.may(P.CLAIM_SETTLE) else []
    return {
        "page": page,
        "search": search,
        "claim": claim,
        "first": first,
        "reasons": {c.byline.id: c.evidence for c in found},
        "holders": queries.holders([b.id for b in (*first, *page.items)]),
        "people": [(person.id, person.name_in(current_locale())) for person in people],
        "values": {"position": _preselected(claim, found)},
    }


@pages.form(
    "/outputs/<int:output_id>/claim",
    permission=P.CLAIM_MAKE,
    load=papers.paper,
    body=AnswerSchema,
    template="claims/paper.html",
    context=paper_context,
)
def open_paper(paper: Paper, data: dict[str, Any], *, by: Actor) -> Response:
    """Say which position one is, or that one is not on the paper."""
    return _answer(paper, data, by=by)


@pages.form(
    "/outputs/<int:output_id>/claim/<int:researcher_id>",
    permission=P.CLAIM_MAKE,
    load=papers.paper,
    body=AnswerSchema,
    template="claims/paper.html",
    context=paper_context,
)
def open_paper_for(paper: Paper, data: dict[str, Any], *, by: Actor) -> Response:
    """The same for another researcher."""
    return _answer(paper, data, by=by)


def _answer(paper: Paper, data: dict[str, Any], *, by: Actor) -> Response:
    named = data.get("researcher") or (paper.researcher.id if paper.researcher else None)
    researcher = service.claimant(named, by=by)
    claim = service.answer(paper.output, data["position"], researcher, by=by)
    if researcher.id not in by.acts_for and researcher.id != by.researcher_id:
        say(claim)
        return redirect_to(
            "claims.open_paper_for", output_id=claim.output_id, researcher_id=claim.researcher_id
        )
    whom = researcher.id if researcher.id in by.acts_for else None
    sent = {"back": "mine", "state": claim.state, "for_": whom}
    say_many([claim], "answer", sent)
    return back(sent)


def _preselected(claim: Claim | None, found: list[papers.Candidate]) -> str | None:
    """The position said before, "" for *not on this paper*, else the one proposed."""
    if claim and claim.state == ClaimState.REJECTED:
        return ""
    if claim and claim.position:
        return str(claim.position)
    return next((str(c.byline.position) for c in found if c.is_enough), None)
