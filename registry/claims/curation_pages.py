"""What curators look at, as pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from registry.claims import checking, curation, queries
from registry.claims.blueprint import pages
from registry.claims.schemas import CurationQuerySchema
from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import show
from registry.policy import Permission as P

CARDS = 20


@pages.get("/claims/curation", permission=P.CLAIM_SETTLE, query=CurationQuerySchema)
def curate(query: dict[str, Any], *, by: Actor) -> Response:
    """Disputes, claims without their position, our works without a claim, and second looks."""
    lists: dict[str, Callable[[Slice], Page[Any]]] = {
        "disputed": curation.disputed,
        "orphaned": curation.orphaned,
        "unclaimed": curation.unclaimed,
        "unchecked": checking.to_check,
    }
    page = lists[query["list"]](Slice(CARDS, query["cursor"]))
    more: dict[str, Any] = {}
    if query["list"] == "disputed":
        more["sides"] = queries.on_positions([b.id for b in page.items])
        more["works"] = curation.work_of(page.items)
    sizes, shown = curation.sizes(), query["list"]
    return show("claims/curation.html", page=page, shown=shown, sizes=sizes, **more)
