"""The audit trail as JSON."""

from __future__ import annotations

from typing import Any

from registry.audit import queries
from registry.audit.models import AuditEvent
from registry.audit.schemas import AuditEventSchema, AuditQuerySchema
from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.policy import Permission as P

routes = Resource("audit", "/audit-events", "Who changed what and when")
RESOURCES = (routes,)


@routes.get(
    "", permission=P.AUDIT_READ, query=AuditQuerySchema, returns=AuditEventSchema, many=True
)
def list_events(query: dict[str, Any], *, by: Actor) -> Page[AuditEvent]:
    """Events, newest first."""
    part = Slice(query["limit"], query["cursor"], query["total"])
    return queries.page(part, by=by, verb=query["verb"], subject=query["subject"])
