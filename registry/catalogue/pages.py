"""The pages that join the domains.

The first page by role, all outputs, one output, one researcher.
"""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.catalogue import home as first_page
from registry.catalogue import profile, queries
from registry.catalogue.labels import SEVERAL
from registry.catalogue.person import as_json_ld, published
from registry.catalogue.queries import Joined
from registry.catalogue.schemas import LISTS, CatalogueQuerySchema, ProfileQuerySchema
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import Slice
from registry.core.web import Pages, show
from registry.goals import queries as goals
from registry.outputs.formats import FORMATS
from registry.outputs.kinds import KINDS
from registry.outputs.models import Kind, Output
from registry.people import queries as people
from registry.people.labels import POSITIONS
from registry.people.models import Researcher
from registry.policy import Permission as P

pages = Pages("catalogue")

PER_PAGE = 20


@pages.get("/", permission=P.HOME_READ)
def home(*, by: Actor) -> Response:
    """The first page, by role."""
    return show(
        "catalogue/home.html", **first_page.for_everybody(by=by), **first_page.for_role(by=by)
    )


@pages.get("/outputs", permission=P.OUTPUT_READ, query=CatalogueQuerySchema)
def outputs(query: dict[str, Any], *, by: Actor) -> Response:
    """All outputs, with filters."""
    page = queries.page(Slice(PER_PAGE, query["cursor"], with_total=True), query, by=by)
    choices: dict[str, Any] = {
        "goals": goals.goals(),
        "kinds": KINDS,
        "years": queries.years(),
        "units": people.units(),
    }
    return show("catalogue/outputs.html", page=page, values=query, **choices)


@pages.get("/outputs/<int:output_id>", permission=P.OUTPUT_READ, load=queries.whole)
def output(found: Joined, *, by: Actor) -> Response:
    """One output with its byline, claims, goals and where it came from."""
    row = db.session.get_one(Output, found.id)
    return show(
        "catalogue/output.html",
        output=found,
        kind=KINDS[Kind(found.kind)],
        formats=FORMATS,
        links=goals.of_item(row),
        own_claim=queries.own_claim(found.id, by=by),
        may_link=by.may(P.GOAL_LINK_CHANGE, goals.target(row)),
    )


@pages.get(
    "/researchers/<int:researcher_id>",
    permission=P.RESEARCHER_READ,
    load=people.visible,
    query=ProfileQuerySchema,
)
def researcher(found: Researcher, query: dict[str, Any], *, by: Actor) -> Response:
    """The public page of a researcher: names, posts, works by kind and year, goals, co-authors."""
    known = profile.profile(found, by=by)
    context: dict[str, Any] = {
        "researcher": found,
        "profile": known,
        "shelves": profile.shelves(known, query, by=by),
        "query": query,
        "badges": goals.for_researchers([found.id], by=by).get(found.id, []),
        "positions": POSITIONS,
        "kinds": KINDS,
        "several": SEVERAL,
        "formats": {name: known for name, known in FORMATS.items() if name in LISTS},
        "names": published(found),
        "json_ld": as_json_ld(found),
    }
    return show("catalogue/researcher.html", **context)
