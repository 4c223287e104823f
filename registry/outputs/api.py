"""Outputs by hand, bylines and sources, as JSON.

Lists and single outputs are served where claims and goals are known.
"""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.outputs import queries, refusals, service
from registry.outputs.models import Output, Refusal, SourceRecord
from registry.outputs.origins import Origin
from registry.outputs.received import opened
from registry.outputs.refusal_schemas import (
    DeletionSchema,
    NewRefusalSchema,
    RefusalSchema,
    RefusalsQuerySchema,
)
from registry.outputs.schemas import (
    BylineQuerySchema,
    BylineSchema,
    NewOutputSchema,
    OutputChangesSchema,
    OutputDetailSchema,
)
from registry.outputs.source_schemas import (
    DifferenceSchema,
    FollowedFieldSchema,
    OriginSchema,
    SourcePairSchema,
    SourceRecordSchema,
)
from registry.outputs.views import BylineView, OutputView
from registry.policy import Permission as P

outputs = Resource("outputs", "/outputs", "Publications and other outputs")
sources = Resource("sources", "/sources", "Messages as received")
refused = Resource("refusals", "/refusals", "Works that never come in")
RESOURCES = (outputs, sources, refused)

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


@outputs.delete(
    "/<int:output_id>",
    permission=P.OUTPUT_CHANGE,
    load=queries.visible,
    query=DeletionSchema,
)
def delete_output(output: Output, asked: dict[str, Any], *, by: Actor) -> None:
    """Delete an output that no claim and no goal link points at; for ever with `never_again`."""
    service.delete(output, by=by, never_again=asked["never_again"])


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


@outputs.get(
    "/<int:output_id>/sources/fields",
    permission=P.SOURCE_READ,
    load=queries.visible,
    returns=OriginSchema,
    many=True,
)
def list_origins(output: Output, *, by: Actor) -> list[Origin]:
    """Where the value of each field came from: a source or a person, and since when."""
    return list(queries.provenance(output).values())


@outputs.post(
    "/<int:output_id>/sources/followed",
    permission=P.OUTPUT_CHANGE,
    load=queries.visible,
    body=FollowedFieldSchema,
    returns=OutputDetailSchema,
    status=200,
)
def follow_source(output: Output, asked: dict[str, Any], *, by: Actor) -> OutputView | None:
    """Let a field that a person set follow its source again."""
    changed = service.follow_source(output, asked["field"], by=by)
    return queries.one(changed.id, names=NAMES_SHOWN)


@outputs.get(
    "/<int:output_id>/sources/difference",
    permission=P.SOURCE_READ,
    load=queries.visible,
    query=SourcePairSchema,
    returns=DifferenceSchema,
    many=True,
)
def compare_sources(output: Output, pair: dict[str, Any], *, by: Actor) -> list[dict[str, Any]]:
    """What two messages of an output say differently, field by field."""
    found = queries.difference(output, pair["older"], pair["newer"])
    return [{"field": name, "older": old, "newer": new} for name, (old, new) in found.items()]


@refused.get(
    "", permission=P.REFUSAL_LIST, query=RefusalsQuerySchema, returns=RefusalSchema, many=True
)
def list_refusals(query: dict[str, Any], *, by: Actor) -> Page[Refusal]:
    """The works that never come in, newest first."""
    return refusals.page(Slice(query["limit"], query["cursor"], query["total"]), query["q"])


@refused.post("", permission=P.REFUSAL_CHANGE, body=NewRefusalSchema, returns=RefusalSchema)
def create_refusal(data: dict[str, Any], *, by: Actor) -> Refusal:
    """Put a work on the list; what is here already stays as it is."""
    return refusals.refuse(data["scheme"], data["value"], data["reason"], by=by)


@refused.delete("/<int:refusal_id>", permission=P.REFUSAL_CHANGE, load=refusals.visible)
def delete_refusal(refusal: Refusal, *, by: Actor) -> None:
    """Take a work off the list."""
    refusals.lift(refusal, by=by)


@sources.get("/<int:source_id>", permission=P.SOURCE_READ, load=queries.source)
def read_source(source: SourceRecord, *, by: Actor) -> Response:
    """A message exactly as it was received."""
    return Response(opened(source.body), mimetype="application/json")
