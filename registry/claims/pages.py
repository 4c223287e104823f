"""Claims as pages: the inbox, one's answers, one paper, and what curators look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _

from registry.claims import bylines, curation, decisions, papers, queries, service
from registry.claims.models import Claim, ClaimState
from registry.claims.papers import Paper
from registry.claims.schemas import (
    STATES,
    AnswerSchema,
    CurationQuerySchema,
    DecisionPageSchema,
    InboxQuerySchema,
    MineQuerySchema,
    read_evidence,
)
from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Pages, current_locale, redirect_to, show
from registry.policy import Permission as P

pages = Pages("claims")
pages.blueprint.add_app_template_filter(read_evidence, "claim_evidence")
pages.blueprint.add_app_template_filter(lambda state: _(STATES[state]), "claim_state")

CARDS = 20
ROWS = 50
POSITIONS = 90
LONGEST_SEARCH = 100


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


@pages.get("/claims/curation", permission=P.CLAIM_SETTLE, query=CurationQuerySchema)
def curate(query: dict[str, Any], *, by: Actor) -> Response:
    """Disputes, claims without their position, and works of ours that nobody claims."""
    lists: dict[str, Callable[[Slice], Page[Any]]] = {
        "disputed": curation.disputed,
        "orphaned": curation.orphaned,
        "unclaimed": curation.unclaimed,
    }
    page = lists[query["list"]](Slice(CARDS, query["cursor"]))
    more: dict[str, Any] = {}
    if query["list"] == "disputed":
        more["sides"] = queries.on_positions([b.id for b in page.items])
        more["works"] = curation.work_of(page.items)
    sizes, shown = curation.sizes(), query["list"]
    return show("claims/curation.html", page=page, shown=shown, sizes=sizes, **more)


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
        _say(result)
    if data["back"] == "inbox":
        return redirect_to("claims.inbox", answered="yes")
    return redirect_to({"mine": "claims.mine", "curation": "claims.curate"}[data["back"]])


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
    _say(claim)
    if researcher.id == by.researcher_id:
        return redirect_to("claims.mine", state=claim.state)
    return redirect_to(
        "claims.open_paper_for", output_id=claim.output_id, researcher_id=claim.researcher_id
    )


def _preselected(claim: Claim | None, found: list[papers.Candidate]) -> str | None:
    """The position said before, "" for *not on this paper*, else the one proposed."""
    if claim and claim.state == ClaimState.REJECTED:
        return ""
    if claim and claim.position:
        return str(claim.position)
    return next((str(c.byline.position) for c in found if c.is_enough), None)


def _claims(page: Page[Claim], by: Actor) -> dict[str, Any]:
    counts = queries.counts(by.researcher_id or 0)
    return {
        "page": page,
        "counts": counts,
        "excerpts": bylines.excerpts(page.items),
        "holders": queries.holders(c.byline_id for c in page.items if c.byline_id),
    }


def _say(claim: Claim) -> None:
    sentences = {
        ClaimState.CONFIRMED: _("Confirmed: position %(position)s on “%(title)s”."),
        ClaimState.DISPUTED: _(
            "Position %(position)s on “%(title)s” is confirmed for somebody else. "
            "Your claim is kept as disputed until an administrator has decided."
        ),
        ClaimState.REJECTED: _("Noted: not on “%(title)s”. You will not be asked again."),
        ClaimState.WITHDRAWN: _("Withdrawn: the claim on “%(title)s”."),
    }
    tone = "warning" if claim.state == ClaimState.DISPUTED else "success"
    places = {"position": claim.position, "title": claim.output.title}
    flash(sentences[ClaimState(claim.state)] % places, tone)
