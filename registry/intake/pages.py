"""Imports as pages, and *Add by DOI*."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from importers.files import FORMATS
from registry.core import settings
from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.intake import my_list_pages, queries, service, steering, wording
from registry.intake.errors import NoFile, UnusableQuery
from registry.intake.models import CAME_IN, ImportRun
from registry.intake.schemas import (
    LONGEST_TEXT,
    FileFormSchema,
    ItemsQuerySchema,
    NothingSchema,
    OneDoiSchema,
    OrcidFormSchema,
    PastedSchema,
    SearchFormSchema,
    WhichFormSchema,
    told,
)
from registry.intake.service import Wanted
from registry.intake.showing import DIFFERENCES
from registry.intake.wording import KINDS, OUTCOMES, RUN_STATES, STAGES, WAITING
from registry.outputs import queries as outputs
from registry.outputs.models import Output
from registry.policy import Permission as P

pages = Pages("intake")
pages.blueprint.register_blueprint(my_list_pages.pages.blueprint)

WORDS: dict[str, Any] = {
    "states": RUN_STATES,
    "stages": STAGES,
    "outcomes": {**OUTCOMES, queries.WAITING: WAITING},
    "kinds": KINDS,
    "told": told,
    "differences": DIFFERENCES,
}
TABS = (
    ("doi", "intake.new", P.IMPORT_RUN),
    ("file", "intake.new_file", P.IMPORT_RUN),
    ("orcid", "intake.new_orcid", P.IMPORT_RUN),
    ("query", "intake.new_query", P.IMPORT_SEARCH),
    ("refresh", "intake.new_refresh", P.IMPORT_SEARCH),
)
SUFFIXES = ",".join([*(s for form in FORMATS.values() for s in form.suffixes), ".gz"])


@pages.blueprint.before_request
def take_long_lists() -> None:
    """Let a form hold as many DOIs as one import takes, written as links."""
    request.max_form_memory_size = 2 * LONGEST_TEXT


def _tabs(by: Actor) -> dict[str, Any]:
    """The ways to begin that this actor has."""
    return {
        "tabs": [(kind, endpoint) for kind, endpoint, needs in TABS if by.may(needs)],
        "kinds": KINDS,
        "most": service.MOST,
        "formats": wording.FORMATS,
        "suffixes": SUFFIXES,
        "may_search": by.may(P.IMPORT_SEARCH),
        "largest": settings.config().max_body_mb,
        "days": settings.config().refresh_days,
    }


def _own_orcid(by: Actor) -> dict[str, Any]:
    return _tabs(by) | {"values": {"orcid": queries.orcid_of(by)}}


def _with_plan(by: Actor) -> dict[str, Any]:
    return _tabs(by) | {"values": {"plan": "1"}}


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
    context=_tabs,
)
def new(data: dict[str, Any], *, by: Actor) -> Response:
    """Paste DOIs in any form."""
    return _begun(service.start(data["text"], by=by, field="text", wanted=_wanted(data)))


@pages.form(
    "/imports/new/file",
    permission=P.IMPORT_RUN,
    body=FileFormSchema,
    template="intake/new_file.html",
    context=_tabs,
)
def new_file(data: dict[str, Any], *, by: Actor) -> Response:
    """Send a file."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise NoFile(field="file")
    wanted, format_ = _wanted(data), data.get("format")
    return _begun(
        service.start_upload(file.stream, file.filename, by=by, format_=format_, wanted=wanted)
    )


@pages.form(
    "/imports/new/orcid",
    permission=P.IMPORT_RUN,
    body=OrcidFormSchema,
    template="intake/new_orcid.html",
    context=_own_orcid,
)
def new_orcid(data: dict[str, Any], *, by: Actor) -> Response:
    """Bring in the works of an ORCID record."""
    return _begun(service.start_orcid(data["orcid"], by=by, wanted=_wanted(data)))


@pages.form(
    "/imports/new/search",
    permission=P.IMPORT_SEARCH,
    body=SearchFormSchema,
    template="intake/new_query.html",
    context=_with_plan,
)
def new_query(data: dict[str, Any], *, by: Actor) -> Response:
    """Search at Crossref."""
    said = {name: str(value) for name, value in data.items() if value and name != "plan"}
    try:
        return _begun(service.start_query(said, by=by, wanted=_wanted(data)))
    except UnusableQuery as why:
        why.field = str(why.field).removeprefix("query.")
        raise


@pages.form(
    "/imports/new/refresh",
    permission=P.IMPORT_SEARCH,
    body=WhichFormSchema,
    template="intake/new_refresh.html",
    context=_tabs,
)
def new_refresh(data: dict[str, Any], *, by: Actor) -> Response:
    """Ask again for what was not asked for longest."""
    which = {name: number for name, number in data.items() if name != "plan"}
    return _begun(service.start_refresh(which, by=by, wanted=_wanted(data)))


@pages.get(
    "/imports/<int:run_id>",
    permission=P.IMPORT_READ,
    load=queries.visible,
    query=ItemsQuerySchema,
)
def run(found: ImportRun, query: dict[str, Any], *, by: Actor) -> Response:
    """How far an import is and what became of each work, or would."""
    view, outcome = queries.view(found), query["outcome"]
    page = queries.items(found, outcome, Slice(query["limit"], query["cursor"]))
    titles = queries.outputs_of(page.items)
    response = show(
        "intake/run.html", run=view, page=page, outputs=titles, outcome=outcome, **WORDS
    )
    if "HX-Request" in request.headers and "outcome" not in request.args and not view.is_open:
        response.headers["HX-Refresh"] = "true"
    return response


@pages.post("/imports/<int:run_id>/cancel", permission=P.IMPORT_CHANGE, load=queries.visible)
def cancel(found: ImportRun, *, by: Actor) -> Response:
    """End an import."""
    steering.cancel(found, by=by)
    return redirect_to("intake.run", _("The import was cancelled."), run_id=found.id)


@pages.post("/imports/<int:run_id>/retry", permission=P.IMPORT_CHANGE, load=queries.visible)
def retry(found: ImportRun, *, by: Actor) -> Response:
    """Ask again."""
    steering.retry(found, by=by)
    return redirect_to("intake.run", _("What did not come in is asked for again."), run_id=found.id)


@pages.post("/imports/<int:run_id>/apply", permission=P.IMPORT_CHANGE, load=queries.visible)
def apply(found: ImportRun, *, by: Actor) -> Response:
    """Write what the plan says."""
    steering.apply(found, by=by)
    return redirect_to("intake.run", _("The plan is being written."), run_id=found.id)


@pages.post("/imports/<int:run_id>/discard", permission=P.IMPORT_CHANGE, load=queries.visible)
def discard(found: ImportRun, *, by: Actor) -> Response:
    """Put a plan away."""
    steering.discard(found, by=by)
    return redirect_to(
        "intake.run", _("The plan was discarded; nothing was written."), run_id=found.id
    )


@pages.form(
    "/imports/<int:run_id>/undo",
    permission=P.IMPORT_CHANGE,
    load=queries.visible,
    body=NothingSchema,
    template="intake/undo.html",
    context=lambda found, by: {"run": queries.view(found)},
)
def undo(found: ImportRun, data: dict[str, Any], *, by: Actor) -> Response:
    """Ask once, then take back what the import created."""
    steering.undo(found, by=by)
    return redirect_to("intake.run", _("What it created is being taken back."), run_id=found.id)


@pages.post("/outputs/<int:output_id>/refresh", permission=P.IMPORT_SEARCH, load=outputs.visible)
def refresh_output(output: Output, *, by: Actor) -> Response:
    """Ask again for one output."""
    return _begun(service.refresh_one(output, by=by))


@pages.form("/outputs/add", permission=P.IMPORT_RUN, body=OneDoiSchema, template="intake/add.html")
def add(data: dict[str, Any], *, by: Actor) -> Response:
    """One paper by its DOI."""
    if known := queries.output_of_doi(data["doi"]):
        return redirect_to(_next_page(by), output_id=known)
    run = service.start([data["doi"]], by=by, field="doi")
    return redirect_to("intake.added", run_id=run.id)


@pages.get("/outputs/add/<int:run_id>", permission=P.IMPORT_READ, load=queries.visible)
def added(found: ImportRun, *, by: Actor) -> Response:
    """Wait for the one paper; once it is there, on to it."""
    item = queries.first_item(found)
    if item and item.output_id and item.outcome in CAME_IN:
        return _onward(url_for(_next_page(by), output_id=item.output_id))
    return show("intake/added.html", run=queries.view(found), item=item, **WORDS)


def _wanted(data: dict[str, Any]) -> Wanted:
    return Wanted(plan=bool(data.get("plan")))


def _begun(run: ImportRun) -> Response:
    return redirect_to("intake.run", run_id=run.id)


def _next_page(by: Actor) -> str:
    """A researcher says next which author they are; others see the paper."""
    return "claims.open_paper" if by.researcher_id else "catalogue.output"


def _onward(address: str) -> Response:
    """Send the browser there, also where htmx asked for a part of the page."""
    if "HX-Request" in request.headers:
        return Response(status=204, headers={"HX-Redirect": address})
    return Response(status=303, headers={"Location": address})
