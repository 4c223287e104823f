"""Imports as pages, and *Add by DOI*."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from importers.sources import SOURCES
from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.intake import queries, service
from registry.intake.models import CAME_IN, ImportRun
from registry.intake.schemas import (
    LONGEST_TEXT,
    ItemsQuerySchema,
    OneDoiSchema,
    PastedSchema,
    told,
)
from registry.intake.wording import OUTCOMES, RUN_STATES, WAITING
from registry.policy import Permission as P

pages = Pages("intake")

OF_ITEMS = {**OUTCOMES, queries.WAITING: WAITING}
SOURCE_NAMES = {name: kind.label for name, kind in SOURCES.items()}
WORDS: dict[str, Any] = {
    "states": RUN_STATES,
    "outcomes": OF_ITEMS,
    "sources": SOURCE_NAMES,
    "told": told,
}


@pages.blueprint.before_request
def take_long_lists() -> None:
    """Let a form hold as many DOIs as one import takes, written as links."""
    request.max_form_memory_size = 2 * LONGEST_TEXT


@pages.get("/imports", permission=P.IMPORT_LIST, query=ListQuerySchema)
def list(query: dict[str, Any], *, by: Actor) -> Response:  # noqa: A001
    """All imports that one may see."""
    page = queries.page(Slice(query["limit"], query["cursor"]), by=by)
    return show("intake/list.html", page=page, **WORDS)


@pages.form(
    "/imports/new",
    permission=P.IMPORT_RUN,
    body=PastedSchema,
    template="intake/new.html",
    context=lambda by: {"sources": SOURCE_NAMES, "most": service.MOST},
)
def new(data: dict[str, Any], *, by: Actor) -> Response:
    """Paste DOIs in any form."""
    run = service.start(data["source"], data["text"], by=by, field="text")
    return redirect_to("intake.run", run_id=run.id)


@pages.get(
    "/imports/<int:run_id>",
    permission=P.IMPORT_READ,
    load=queries.visible,
    query=ItemsQuerySchema,
)
def run(found: ImportRun, query: dict[str, Any], *, by: Actor) -> Response:
    """How far an import is and what became of each identifier."""
    view, outcome = queries.view(found), query["outcome"]
    page = queries.items(found, outcome, Slice(query["limit"], query["cursor"]))
    outputs = queries.outputs_of(page.items)
    response = show(
        "intake/run.html", run=view, page=page, outputs=outputs, outcome=outcome, **WORDS
    )
    if "HX-Request" in request.headers and "outcome" not in request.args and not view.is_open:
        response.headers["HX-Refresh"] = "true"
    return response


@pages.post("/imports/<int:run_id>/cancel", permission=P.IMPORT_CHANGE, load=queries.visible)
def cancel(found: ImportRun, *, by: Actor) -> Response:
    """End an import."""
    service.cancel(found, by=by)
    return redirect_to("intake.run", _("The import was cancelled."), run_id=found.id)


@pages.post("/imports/<int:run_id>/retry", permission=P.IMPORT_CHANGE, load=queries.visible)
def retry(found: ImportRun, *, by: Actor) -> Response:
    """Ask again."""
    service.retry(found, by=by)
    return redirect_to("intake.run", _("What did not come in is asked for again."), run_id=found.id)


@pages.form("/outputs/add", permission=P.IMPORT_RUN, body=OneDoiSchema, template="intake/add.html")
def add(data: dict[str, Any], *, by: Actor) -> Response:
    """One paper by its DOI."""
    if known := queries.output_of_doi(data["doi"]):
        return redirect_to(_next_page(by), output_id=known)
    run = service.start("crossref", [data["doi"]], by=by, field="doi")
    return redirect_to("intake.added", run_id=run.id)


@pages.get("/outputs/add/<int:run_id>", permission=P.IMPORT_READ, load=queries.visible)
def added(found: ImportRun, *, by: Actor) -> Response:
    """Wait for the one paper; once it is there, on to it."""
    item = queries.first_item(found)
    if item and item.output_id and item.outcome in CAME_IN:
        return _onward(url_for(_next_page(by), output_id=item.output_id))
    return show("intake/added.html", run=queries.view(found), item=item, **WORDS)


def _next_page(by: Actor) -> str:
    """A researcher says next which author they are; others see the paper."""
    return "claims.open_paper" if by.researcher_id else "catalogue.output"


def _onward(address: str) -> Response:
    """Send the browser there, also where htmx asked for a part of the page."""
    if "HX-Request" in request.headers:
        return Response(status=204, headers={"HX-Redirect": address})
    return Response(status=303, headers={"Location": address})
