"""Outputs with their claims and goals, as JSON and in the formats of other programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, request

from registry.catalogue import profile, queries
from registry.catalogue.profile import Profile
from registry.catalogue.queries import Joined
from registry.catalogue.schemas import (
    LISTS,
    CatalogueQuerySchema,
    FormatQuerySchema,
    ListedSchema,
    ProfileSchema,
    ResearcherOutputsQuerySchema,
    WholeSchema,
)
from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.core.web.downloads import download
from registry.outputs import queries as outputs
from registry.outputs.formats import FORMATS, Format
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
    query=ResearcherOutputsQuerySchema,
    returns=ListedSchema,
    many=True,
    files=[FORMATS[name].media_type for name in LISTS],
)
def outputs_of_researcher(
    researcher: Researcher, query: dict[str, Any], *, by: Actor
) -> Page[dict[str, Any]] | Response:
    """The outputs confirmed as a researcher's, newest first.

    In another format than JSON, as Accept or `format` asks for: all of them, each study once.
    """
    if name := asked(query["format"], LISTS):
        return _as_file(researcher, FORMATS[name])
    part = Slice(query["limit"], query["cursor"], query["total"])
    return queries.of_researcher(researcher, part, by=by)


@researchers.get(
    "/<int:researcher_id>/profile",
    permission=P.RESEARCHER_READ,
    load=people.visible,
    returns=ProfileSchema,
)
def read_profile(researcher: Researcher, *, by: Actor) -> Profile:
    """A researcher, their works in numbers, the goals these serve and who wrote them with them."""
    return profile.profile(researcher, by=by)


def written(output: Joined, wanted: str | None) -> Response | None:
    """The output in another format than the API's own, None where that is wanted."""
    name = asked(wanted, FORMATS)
    if name is None:
        return None
    known = FORMATS[name]
    text = "".join(known.write([output]))
    return download(text, f"output-{output.id}.{known.ending}", known.media_type)


def asked(wanted: str | None, offered: Iterable[str]) -> str | None:
    """Which of the formats offered is asked for, by name or else by Accept; None for plain JSON."""
    media = {FORMATS[name].media_type: name for name in offered}
    best = request.accept_mimetypes.best_match(["application/json", *media], "application/json")
    name = wanted or media.get(best)
    return None if name == "json" else name


def _as_file(researcher: Researcher, known: Format) -> Response:
    keys = [study.id for study in profile.studies(researcher.id)]
    name = f"researcher-{researcher.id}.{known.ending}"
    return download(known.write(outputs.stream(keys)), name, known.media_type)
