"""Imports as JSON."""

from __future__ import annotations

from typing import Any

from flask import request

from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.intake import queries, service
from registry.intake.errors import BadIdempotencyKey
from registry.intake.models import ImportItem, ImportRun
from registry.intake.queries import RunView
from registry.intake.schemas import (
    ImportItemSchema,
    ImportSchema,
    ItemsQuerySchema,
    NewImportSchema,
)
from registry.policy import Permission as P

routes = Resource("imports", "/imports", "Bringing publications in from other services")
RESOURCES = (routes,)

LONGEST_KEY = 100


@routes.get("", permission=P.IMPORT_LIST, query=ListQuerySchema, returns=ImportSchema, many=True)
def list_imports(query: dict[str, Any], *, by: Actor) -> Page[RunView]:
    """One's own imports, all of them for administrators; newest first."""
    return queries.page(Slice(query["limit"], query["cursor"], query["total"]), by=by)


@routes.post("", permission=P.IMPORT_RUN, body=NewImportSchema, returns=ImportSchema, status=202)
def start_import(data: dict[str, Any], *, by: Actor) -> RunView:
    """Start an import; the same `Idempotency-Key` with the same request gives the same import."""
    field = "text" if "text" in data else "identifiers"
    run = service.start(data["source"], data[field], by=by, field=field, unique_key=_unique_key(by))
    return queries.view(run)


@routes.get("/<int:run_id>", permission=P.IMPORT_READ, load=queries.visible, returns=ImportSchema)
def read_import(run: ImportRun, *, by: Actor) -> RunView:
    """How far an import is."""
    return queries.view(run)


@routes.get(
    "/<int:run_id>/items",
    permission=P.IMPORT_READ,
    load=queries.visible,
    query=ItemsQuerySchema,
    returns=ImportItemSchema,
    many=True,
)
def list_items(run: ImportRun, query: dict[str, Any], *, by: Actor) -> Page[ImportItem]:
    """What became of each identifier, in the order given."""
    part = Slice(query["limit"], query["cursor"], query["total"])
    return queries.items(run, query["outcome"], part)


@routes.post(
    "/<int:run_id>/cancel",
    permission=P.IMPORT_CHANGE,
    load=queries.visible,
    returns=ImportSchema,
    status=200,
)
def cancel_import(run: ImportRun, *, by: Actor) -> RunView:
    """End an import; what came in stays."""
    return queries.view(service.cancel(run, by=by))


@routes.post(
    "/<int:run_id>/retry",
    permission=P.IMPORT_CHANGE,
    load=queries.visible,
    returns=ImportSchema,
    status=202,
)
def retry_import(run: ImportRun, *, by: Actor) -> RunView:
    """Ask again for what failed, gave no answer or was never asked."""
    return queries.view(service.retry(run, by=by))


def _unique_key(by: Actor) -> str | None:
    """The Idempotency-Key of the request, which is an account's own."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadIdempotencyKey(field="Idempotency-Key", value=key[:LONGEST_KEY])
    return f"{by.account_id}/{key}"
