"""Outputs by hand, bylines and sources, as JSON.

Lists and single outputs are served where claims and goals are known.
"""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.outputs import queries, service
from registry.outputs.models import Byline, Output, SourceRecord
from registry.outputs.received import opened
from registry.outputs.schemas import (
    BylineFactsSchema,
    BylineQuerySchema,
    BylineSchema,
    NewOutputSchema,
    OutputChangesSchema,
    OutputDetailSchema,
    SourceRecordSchema,
)
from registry.outputs.views import BylineView, OutputView
from registry.policy import Permission as P

outputs = Resource("outputs", "/outputs", "Publications and other outputs")
sources = Resource("sources", "/sources", "Messages as received")
RESOURCES = (outputs, sources)

NAMES_SHOWN = 100
"""So many places of a byline stand in the answer for one output."""


@outputs.post("", permission=P.OUTPUT_CREATE, body=NewOutputSchema, returns=OutputDetailSchema)
def create_output(data: dict[str, Any], *, by: Actor) -> OutputView | None:
    """Enter an output by hand."""
    return queries.one(service.create(data, by=by).id, names=NAMES_SHOWN)


@outputs.patch(
    "/<int:output_id>",
    permission=P.OUTPUT_CHANGE,
    load=queries.visible,
    body=OutputChangesSchema,
    returns=OutputDetailSchema,
)
def change_output(output: Output, changes: dict[str, Any], *, by: Actor) -> OutputView | None:
    """Change an output; what is set here stays through every refresh."""
    return queries.one(service.change(output, changes, by=by).id, names=NAMES_SHOWN)


@outputs.delete("/<int:output_id>", permission=P.OUTPUT_CHANGE, load=queries.visible)
def delete_output(output: Output, *, by: Actor) -> None:
    """Delete an output that no claim and no goal link points at."""
    service.delete(output, by=by)


@outputs.get(
    "/<int:output_id>/byline",
    permission=P.OUTPUT_READ,
    load=queries.visible,
    query=BylineQuerySchema,
    returns=BylineSchema,
    many=True,
)
def list_byline(output: Output, query: dict[str, Any], *, by: Actor) -> Page[BylineView]:
    """The byline in order, as printed; `q` finds names in it."""
    part = Slice(query["limit"], query["cursor"], query["total"])
    return queries.byline_page(output, part, q=query["q"])


@outputs.patch(
    "/<int:output_id>/byline/<int:position>",
    permission=P.OUTPUT_CHANGE,
    load=queries.place,
    body=BylineFactsSchema,
    returns=BylineSchema,
)
def change_byline_facts(byline: Byline, said: dict[str, Any], *, by: Actor) -> BylineView:
    """Say who is corresponding or contributed equally; null is unknown."""
    return queries.places([service.set_byline_facts(byline, said, by=by).id])[0]


@outputs.get(
    "/<int:output_id>/sources",
    permission=P.SOURCE_READ,
    load=queries.visible,
    returns=SourceRecordSchema,
    many=True,
)
def list_sources(output: Output, *, by: Actor) -> list[dict[str, Any]]:
    """The messages kept for an output, newest first."""
    return queries.sources(output)


@sources.get("/<int:source_id>", permission=P.SOURCE_READ, load=queries.source)
def read_source(source: SourceRecord, *, by: Actor) -> Response:
    """A message exactly as it was received."""
    return Response(opened(source.body), mimetype="application/json")
