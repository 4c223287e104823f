"""What claimants say of their names on papers, as pages, and the queue of what to check."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from registry.claims import byline_facts, curation
from registry.claims.blueprint import pages
from registry.claims.byline_facts import Place
from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Slice
from registry.core.second_person import is_second_person
from registry.core.web import redirect_to, show
from registry.outputs import queries as outputs
from registry.outputs.schemas import BylineFactsChangesSchema
from registry.policy import Permission as P

ROWS = 50


def facts_context(place: Place, *, by: Actor) -> dict[str, Any]:
    """The form as it was filled in last, and whether the reader may check it."""
    (view,) = outputs.places([place.byline.id])
    waits = view.facts_version is not None and not view.checked
    maker = place.fact.entered_by if place.fact else None
    return {
        "place": view,
        "output": outputs.visible(place.byline.output_id, by=by),
        "values": {
            "corresponding": _word(view.corresponding),
            "equal_contribution": _word(view.equal_contribution),
        },
        "may_check": waits
        and by.may(P.BYLINE_FACT_CHECK)
        and is_second_person(by, maker, place.researcher_id),
    }


@pages.form(
    "/outputs/<int:output_id>/byline/<int:position>",
    permission=P.BYLINE_FACT_CHANGE,
    load=byline_facts.place,
    body=BylineFactsChangesSchema,
    template="claims/facts.html",
    context=facts_context,
)
def enter_facts(place: Place, said: dict[str, Any], *, by: Actor) -> Response:
    """Say what the source does not of one name."""
    byline_facts.enter(place, said, by=by)
    where = place.byline.output_id
    return redirect_to("outputs.byline", _("This is noted."), output_id=where)


@pages.post(
    "/outputs/<int:output_id>/byline/<int:position>/checked",
    permission=P.BYLINE_FACT_CHECK,
    load=byline_facts.place,
)
def check_facts(place: Place, *, by: Actor) -> Response:
    """Agree with what was entered."""
    byline_facts.check(place, by=by)
    return redirect_to("claims.unchecked_facts", _("Checked."))


@pages.get("/claims/facts", permission=P.BYLINE_FACT_CHECK, query=ListQuerySchema)
def unchecked_facts(query: dict[str, Any], *, by: Actor) -> Response:
    """What was entered by hand and nobody has checked."""
    page = byline_facts.unchecked(Slice(ROWS, query["cursor"], with_total=True), by=by)
    return show("claims/unchecked_facts.html", page=page, sizes=curation.sizes())


def _word(value: bool | None) -> str:  # noqa: FBT001
    return "" if value is None else "yes" if value else "no"
