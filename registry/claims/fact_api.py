"""What claimants say of their names on papers, as an API."""

from __future__ import annotations

from typing import Any

from registry.claims import byline_facts
from registry.claims.byline_facts import Place, Unchecked
from registry.claims.fact_schemas import UncheckedFactSchema
from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.outputs.schemas import BylineFactsChangesSchema, BylineSchema
from registry.outputs.views import BylineView
from registry.policy import Permission as P

said = Resource("byline_facts", "/outputs", "What no source says of a name on a byline")
waiting = Resource("unchecked_facts", "/claims", "What waits for a second person")


@said.patch(
    "/<int:output_id>/byline/<int:position>",
    permission=P.BYLINE_FACT_CHANGE,
    load=byline_facts.place,
    body=BylineFactsChangesSchema,
    returns=BylineSchema,
)
def enter_byline_facts(place: Place, data: dict[str, Any], *, by: Actor) -> BylineView:
    """Say who is corresponding or contributed equally, and the order of affiliations.

    Null is unknown. For the researcher confirmed there, their deputy, and administrators.
    """
    return byline_facts.enter(place, data, by=by)


@said.put(
    "/<int:output_id>/byline/<int:position>/checked",
    permission=P.BYLINE_FACT_CHECK,
    load=byline_facts.place,
    returns=BylineSchema,
)
def check_byline_facts(place: Place, *, by: Actor) -> BylineView:
    """Agree with what was entered: not for who entered it, nor for who is confirmed there."""
    return byline_facts.check(place, by=by)


@waiting.get(
    "/facts",
    permission=P.BYLINE_FACT_CHECK,
    query=ListQuerySchema,
    returns=UncheckedFactSchema,
    many=True,
)
def list_unchecked_facts(query: dict[str, Any], *, by: Actor) -> Page[Unchecked]:
    """What was entered by hand and nobody has checked, the oldest first."""
    return byline_facts.unchecked(Slice(query["limit"], query["cursor"], query["total"]), by=by)
