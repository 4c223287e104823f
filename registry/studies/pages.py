"""Pairs of outputs as pages: the queue of administrators, and what an output is one study with."""

from __future__ import annotations

from typing import Any

from flask import Response, flash
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.outputs.models import Output
from registry.policy import Permission as P
from registry.studies import comparing, queries, service
from registry.studies.models import PairState, StudyPair
from registry.studies.schemas import (
    KINDS,
    STATES,
    PairDecisionSchema,
    QueueQuerySchema,
    read_evidence,
)

pages = Pages("studies", "/studies")
pages.blueprint.add_app_template_filter(read_evidence, "pair_evidence")
pages.blueprint.add_app_template_filter(lambda state: _(STATES[state]), "pair_state")
pages.blueprint.add_app_template_filter(lambda kind: _(KINDS[kind]), "pair_kind")
pages.blueprint.add_app_template_global(queries.study_of, "study_of")

PER_PAGE = 10


@pages.get("", permission=P.STUDY_SETTLE, query=QueueQuerySchema)
def list(query: dict[str, Any], *, by: Actor) -> Response:  # noqa: A001
    """The pairs in a state, side by side: those to decide with the most certain first."""
    state, part = PairState(query["state"]), Slice(PER_PAGE, query["cursor"])
    asked = state is PairState.SUGGESTED
    page = queries.page(part, {"state": state}, by=by) if asked else queries.decided(part, state)
    answered = queries.visible(query["decided"], by=by) if query["decided"] else None
    return show(
        "studies/list.html",
        page=page.of(comparing.sides),
        state=state,
        counts=queries.counts(),
        answered=answered if answered and answered.state != PairState.SUGGESTED else None,
    )


@pages.post(
    "/<int:pair_id>/decision",
    permission=P.STUDY_SETTLE,
    load=queries.visible,
    body=PairDecisionSchema,
)
def decide(pair: StudyPair, data: dict[str, Any], *, by: Actor) -> Response:
    """One of the buttons under a pair."""
    service.decide(pair, data["decision"], counting=data["counting"], by=by)
    if data["decision"] == "undo":
        flash(_("Taken back."), "success")
        return redirect_to("studies.list")
    return redirect_to("studies.list", decided=pair.id)


@pages.post("/outputs/<int:output_id>/part", permission=P.STUDY_SETTLE, load=queries.output)
def part(output: Output, *, by: Actor) -> Response:
    """Let an output count by itself again."""
    service.part(output, by=by)
    flash(_("This output counts by itself again."), "success")
    return redirect_to("catalogue.output", output_id=output.id)
