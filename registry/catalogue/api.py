"""Outputs with their claims and goals, as JSON and in the formats of other programs."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from registry.catalogue import queries
from registry.catalogue.queries import Joined
from registry.catalogue.schemas import (
    CatalogueQuerySchema,
    FormatQuerySchema,
    ListedSchema,
    WholeSchema,
)
from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.outputs.formats import FORMATS
from registry.people import queries as people
from registry.people.models import Researcher
from registry.policy import Permission as P

routes = Resource("catalogue", "/outputs", "Outputs with their claims and goals")
researchers = Resource("researcher_outputs", "/researchers", "Outputs of a researcher")
RESOURCES = (routes, researchers)
FILES = tuple(known.media_type for name, known in FORMATS.items() if name != "json")


@routes.get(
    "", permission=P.OUTPUT_READ, query=CatalogueQuerySchema, returns=ListedSchema, many=True
)
def list_outputs(query: dict[str, Any], *, by: Actor) -> Page[dict[str, Any]]:
    """Outputs, newest year first."""
    return queries.page(Slice(query["limit"], query["cursor"], query["total"]), query, by=by)


@routes.get(
    "/<int:output_id>",
    permission=P.OUTPUT_READ,
    load=queries.whole,
    query=FormatQuerySchema,
    returns=WholeSchema,
    files=FILES,
)
def read_output(output: Joined, query: dict[str, Any], *, by: Actor) -> Joined | Response:
    """One output, as JSON or in the format that Accept or `format` asks for."""
    return written(output, query["format"]) or output


@routes.get(
    "/doi/<path:doi>",
    permission=P.OUTPUT_READ,
    load=queries.whole_by_doi,
    query=FormatQuerySchema,
    returns=WholeSchema,
    files=FILES,
)
def read_by_doi(output: Joined, query: dict[str, Any], *, by: Actor) -> Joined | Response:
    """The output of a DOI in any of its spellings."""
    return written(output, query["format"]) or output


@researchers.get(
    "/<int:researcher_id>/outputs",
    permission=P.RESEARCHER_READ,
    load=people.visible,
    query=ListQuerySchema,
    returns=ListedSchema,
    many=True,
)
def outputs_of_researcher(
    researcher: Researcher, query: dict[str, Any], *, by: Actor
) -> Page[dict[str, Any]]:
    """The outputs confirmed as a researcher's, newest first."""
    part = Slice(query["limit"], query["cursor"], query["total"])
    return queries.of_researcher(researcher, part, by=by)


def written(output: Joined, wanted: str | None) -> Response | None:
    """The output in another format than the API's own, None where that is wanted."""
    media = {known.media_type: name for name, known in FORMATS.items()}
    best = request.accept_mimetypes.best_match(["application/json", *media], "application/json")
    name = wanted or media.get(best)
    if name is None or name == "json":
        return None
    known = FORMATS[name]
    return Response(known.write([output]), mimetype=known.media_type)
