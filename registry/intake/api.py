"""Imports as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.intake import once_api, queries, service, steering
from registry.intake.models import ImportItem, ImportRun
from registry.intake.my_list_api import check_list
from registry.intake.queries import RunView
from registry.intake.schemas import (
    ImportItemSchema,
    ImportSchema,
    ItemsQuerySchema,
    NewImportSchema,
)
from registry.intake.service import Wanted
from registry.outputs import queries as outputs
from registry.outputs.models import Output
from registry.policy import Permission as P

routes = Resource("imports", "/imports", "Bringing publications in from other services")
refreshing = Resource("refreshing", "/outputs", "Asking again for outputs")
RESOURCES = (routes, refreshing, check_list)


@routes.get("", permission=P.IMPORT_LIST, query=ListQuerySchema, returns=ImportSchema, many=True)
def list_imports(query: dict[str, Any], *, by: Actor) -> Page[RunView]:
    """One's own imports, all of them for administrators; newest first."""
    return queries.page(Slice(query["limit"], query["cursor"], query["total"]), by=by)


@routes.post("", permission=P.IMPORT_RUN, body=NewImportSchema, returns=ImportSchema, status=202)
def start_import(data: dict[str, Any], *, by: Actor) -> RunView:
    """Start an import; the same `Idempotency-Key` with the same request gives the same import."""
    return queries.view(_started(data, by=by, wanted=once_api.wanted(data, by)))


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
    """What became of each work, or would; in the order given."""
    part = Slice(query["limit"], query["cursor"], query["total"])
    return queries.items(run, query["outcome"], part)


def _offer(verb: Callable[..., ImportRun], says: str, *, status: int = 202) -> None:
    """A route that does this to a run and answers with the run; 202 where a job does the work."""

    def view(run: ImportRun, *, by: Actor) -> RunView:
        return queries.view(verb(run, by=by))

    view.__name__, view.__doc__ = f"{verb.__name__}_import", says
    rule = f"/<int:run_id>/{verb.__name__}"
    ask = {"permission": P.IMPORT_CHANGE, "load": queries.visible, "returns": ImportSchema}
    routes.post(rule, **ask, status=status)(view)


_offer(steering.cancel, "End an import; what came in stays.", status=200)
_offer(steering.retry, "Ask again for what failed, gave no answer or was never asked.")
_offer(
    steering.apply,
    "Write what the plan says; a work that is different meanwhile is planned anew instead.",
)
_offer(steering.discard, "Put a plan away; nothing is written.", status=200)
_offer(steering.undo, "Take back the outputs that the import created and nobody touched.")


@refreshing.post(
    "/<int:output_id>/refresh",
    permission=P.IMPORT_SEARCH,
    load=outputs.visible,
    returns=ImportSchema,
    status=202,
)
def refresh_output(output: Output, *, by: Actor) -> RunView:
    """Ask its source again; what a person corrected stays."""
    return queries.view(service.refresh_one(output, by=by))


def _started(data: Mapping[str, Any], *, by: Actor, wanted: Wanted) -> ImportRun:
    """The run over whatever the request names."""
    if file := data.get("file"):
        format_ = data.get("format")
        return service.start_upload(
            file.stream, file.filename, by=by, format_=format_, wanted=wanted
        )
    match data["source"]:
        case "orcid":
            return service.start_orcid(data["orcid"], by=by, wanted=wanted)
        case "query":
            said = {name: str(value) for name, value in data["query"].items() if value}
            return service.start_query(said, by=by, wanted=wanted)
        case "refresh":
            return service.start_refresh(data.get("which"), by=by, wanted=wanted)
    field = "text" if "text" in data else "identifiers"
    return service.start(data[field], by=by, field=field, wanted=wanted)
