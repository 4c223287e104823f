"""The audit trail as a page."""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.audit import queries
from registry.audit.schemas import AuditQuerySchema
from registry.core.actor import Actor
from registry.core.listing import Slice
from registry.core.web import Pages, show
from registry.policy import Permission as P

pages = Pages("audit", "/audit")


@pages.get("", permission=P.AUDIT_READ, query=AuditQuerySchema)
def trail(query: dict[str, Any], *, by: Actor) -> Response:
    """Events, newest first, with a filter."""
    part = Slice(query["limit"], query["cursor"])
    page = queries.page(part, by=by, verb=query["verb"], subject=query["subject"])
    return show("audit/trail.html", page=page, query=query)
