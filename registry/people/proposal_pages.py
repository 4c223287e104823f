"""Changes that people propose to their own record, as pages: of one person, and HR's queue."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.errors import N_
from registry.core.fields import ListQuerySchema
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.people import personnel_pages, proposals, queries
from registry.people.kinds import ProposalState
from registry.people.labels import PERSONNEL
from registry.people.models import ProposedChange, Researcher
from registry.people.proposal_schemas import NewProposalSchema, ProposalDecisionSchema
from registry.people.proposals import FIELDS, NAME, Proposed
from registry.policy import Permission as P

pages = Pages("proposals")
OF = "/researchers/<int:researcher_id>/proposals"

LABELS = {NAME: N_("A name")} | {name: PERSONNEL[name] for name in FIELDS if name != NAME}
STATES = {
    ProposalState.OPEN: N_("waits for HR"),
    ProposalState.ACCEPTED: N_("accepted"),
    ProposalState.REFUSED: N_("not accepted"),
    ProposalState.WITHDRAWN: N_("withdrawn"),
}


@pages.get(OF, permission=P.PROPOSAL_READ, load=queries.standing)
def of(researcher: Researcher, *, by: Actor) -> Response:
    """What a person has proposed."""
    return show(
        "people/proposals.html", researcher=researcher, found=proposals.of(researcher), **_words()
    )


def _form(researcher: Researcher, *, by: Actor) -> dict[str, Any]:
    chosen = request.values.get("field", "")
    field = chosen if chosen in FIELDS else NAME
    choices = personnel_pages.codes().get(field, {})
    return _words() | {
        "researcher": researcher,
        "field": field,
        "choices": sorted(choices.items(), key=lambda pair: pair[1]),
        "values": {"field": field},
    }


@pages.form(
    f"{OF}/new",
    permission=P.PROPOSAL_MAKE,
    load=queries.standing,
    body=NewProposalSchema,
    template="people/proposal.html",
    context=_form,
    adds=True,
)
def new(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Response:
    """Propose a change to one's own record."""
    proposals.propose(researcher, data["field"], data["value"], note=data["note"], by=by)
    return redirect_to("people.proposals.of", _("HR will look at it."), researcher_id=researcher.id)


@pages.post(
    "/proposals/<int:proposal_id>/withdraw", permission=P.PROPOSAL_MAKE, load=proposals.proposal
)
def withdraw(row: ProposedChange, *, by: Actor) -> Response:
    """Take a proposal back."""
    proposals.withdraw(row, by=by)
    message = _("The proposal was withdrawn.")
    return redirect_to("people.proposals.of", message, researcher_id=row.researcher_id)


@pages.get("/proposals", permission=P.PROPOSAL_DECIDE, query=ListQuerySchema)
def waiting(query: dict[str, Any], *, by: Actor) -> Response:
    """What waits for HR."""
    page = proposals.waiting(Slice(query["limit"], query["cursor"], with_total=True))
    return show("people/proposals_waiting.html", page=page, **_words())


def _decision(row: ProposedChange, *, by: Actor) -> dict[str, Any]:
    return _words() | {"found": proposals.read(row), "values": {"decision": "accept"}}


@pages.form(
    "/proposals/<int:proposal_id>/decision",
    permission=P.PROPOSAL_DECIDE,
    load=proposals.proposal,
    body=ProposalDecisionSchema,
    template="people/proposal_decision.html",
    context=_decision,
)
def decide(row: ProposedChange, data: dict[str, Any], *, by: Actor) -> Response:
    """Accept or refuse, with a word."""
    proposals.decide(row, data["decision"], data["word"], by=by)
    accepted = row.state == ProposalState.ACCEPTED
    return redirect_to(
        "people.proposals.waiting",
        _("The record was changed.") if accepted else _("It was refused."),
    )


def _words() -> dict[str, Any]:
    codes = personnel_pages.codes()

    def said(proposed: Proposed, text: str | None) -> str:
        return codes.get(proposed.row.field, {}).get(text or "", text or "—")

    return {
        "field_labels": {name: _(label) for name, label in LABELS.items()},
        "states": {state.value: _(label) for state, label in STATES.items()},
        "said": said,
    }
