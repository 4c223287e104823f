"""Whether the registry lives and is ready."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from sqlalchemy import text

from registry import __version__
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.fields import StrictSchema
from registry.core.web import Resource
from registry.jobs import queries as jobs
from registry.policy import Permission as P

routes = Resource("health", "/health", "Whether the registry lives and is ready")
RESOURCES = (routes,)


class HealthSchema(StrictSchema):
    """The state of the registry."""

    ok = fields.Boolean()
    version = fields.String()
    database = fields.String()
    worker = fields.Boolean(metadata={"description": "a worker was seen within the last minute"})


@routes.get("", permission=P.HEALTH_READ, returns=HealthSchema)
def health(*, by: Actor) -> dict[str, Any]:
    """Answers 200 where the database answers, 503 otherwise."""
    db.session.execute(text("SELECT 1"))
    return {
        "ok": True,
        "version": __version__,
        "database": db.engine.dialect.name,
        "worker": jobs.worker_alive(),
    }
