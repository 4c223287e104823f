"""Corrections and retractions as an API."""

from __future__ import annotations

from typing import Any

from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.corrections import queries, service
from registry.corrections.models import Told
from registry.corrections.schemas import CorrectionSchema, CorrectionsQuerySchema, ToldSchema
from registry.policy import Permission as P

routes = Resource("corrections", "/corrections", "Corrections and retractions of outputs")
RESOURCES = (routes,)


@routes.get(
    "",
    permission=P.CORRECTION_READ,
    query=CorrectionsQuerySchema,
    returns=CorrectionSchema,
    many=True,
)
def list_corrections(query: dict[str, Any], *, by: Actor) -> Page[dict[str, Any]]:
    """What was corrected or retracted, newest first; or the notices."""
    return queries.page(Slice(query["limit"], query["cursor"], query["total"]), query, by=by)


@routes.get(
    "/told",
    permission=P.CORRECTION_OWN_LIST,
    query=ListQuerySchema,
    returns=ToldSchema,
    many=True,
)
def list_told(query: dict[str, Any], *, by: Actor) -> Page[Told]:
    """What one was told of and has not put away, newest first."""
    return queries.unseen_page(Slice(query["limit"], query["cursor"], query["total"]), by=by)


@routes.post(
    "/told/<int:told_id>/seen",
    permission=P.CORRECTION_SEEN,
    load=queries.own_told,
    returns=ToldSchema,
    status=200,
)
def see(told: Told, *, by: Actor) -> Told:
    """Say that one has seen it."""
    return service.see(told, by=by)
