"""Imports as pages, and *Add by DOI*."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema

from importers.files import FORMATS
from registry.core import settings
from registry.core.actor import Actor
from registry.core.errors import N_
from registry.core.fields import ListQuerySchema
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.intake import bringing, my_list_pages, queries, service, steering, wording
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

Begin = Callable[..., ImportRun]

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


def _starts(rule: str, body: type[Schema], **differs: Any) -> Callable[[Begin], Begin]:
    """A form that starts a run and leads to it; its template is called like the view."""

    def decorate(begin: Begin) -> Begin:
        ask = {"permission": P.IMPORT_RUN, "context": _tabs} | differs

        @pages.form(rule, body=body, template=f"intake/{begin.__name__}.html", **ask)
        @wraps(begin)
        def view(data: dict[str, Any], *, by: Actor) -> Response:
            said = {name: value for name, value in data.items() if name != "plan"}
            return _begun(begin(said, by=by, wanted=Wanted(plan=data["plan"])))

        return begin

    return decorate


@_starts("/imports/new", PastedSchema)
def new(data: dict[str, Any], *, by: Actor, wanted: Wanted) -> ImportRun:
    """Paste DOIs in any form."""
    return service.start(data["text"], by=by, field="text", wanted=wanted)


@_starts("/imports/new/file", FileFormSchema)
def new_file(data: dict[str, Any], *, by: Actor, wanted: Wanted) -> ImportRun:
    """Send a file."""
    file, format_ = request.files.get("file"), data.get("format")
    if file is None or not file.filename:
        raise NoFile(field="file")
    return service.start_upload(file.stream, file.filename, by=by, format_=format_, wanted=wanted)


@_starts("/imports/new/orcid", OrcidFormSchema, context=_own_orcid)
def new_orcid(data: dict[str, Any], *, by: Actor, wanted: Wanted) -> ImportRun:
    """Bring in the works of an ORCID record."""
    return service.start_orcid(data["orcid"], by=by, wanted=wanted)


@_starts("/imports/new/search", SearchFormSchema, permission=P.IMPORT_SEARCH, context=_with_plan)
def new_query(data: dict[str, Any], *, by: Actor, wanted: Wanted) -> ImportRun:
    """Search at Crossref."""
    said = {name: str(value) for name, value in data.items() if value}
    try:
        return service.start_query(said, by=by, wanted=wanted)
    except UnusableQuery as why:
        why.field = str(why.field).removeprefix("query.")
        raise


@_starts("/imports/new/refresh", WhichFormSchema, permission=P.IMPORT_SEARCH)
def new_refresh(data: dict[str, Any], *, by: Actor, wanted: Wanted) -> ImportRun:
    """Ask again for what was not asked for longest."""
    return service.start_refresh(data, by=by, wanted=wanted)


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
    claims = bringing.states(found, page.items)
    titles = queries.outputs_of(page.items)
    shown: dict[str, Any] = {"run": view, "page": page, "outputs": titles, "outcome": outcome}
    shown |= {"whose": found.options.get("researcher"), "claims": claims}
    response = show("intake/run.html", **shown, **WORDS)
    if "HX-Request" in request.headers and "outcome" not in request.args and not view.is_open:
        response.headers["HX-Refresh"] = "true"
    return response


def _button(verb: Callable[..., ImportRun], says: str, done: str) -> None:
    """A button on the page of a run, which leads back there with a word on what was done."""

    def view(found: ImportRun, *, by: Actor) -> Response:
        verb(found, by=by)
        return redirect_to("intake.run", _(done), run_id=found.id)

    view.__name__, view.__doc__ = verb.__name__, says
    rule = f"/imports/<int:run_id>/{verb.__name__}"
    pages.post(rule, permission=P.IMPORT_CHANGE, load=queries.visible)(view)


_button(steering.cancel, "End an import.", N_("The import was cancelled."))
_button(steering.retry, "Ask again.", N_("What did not come in is asked for again."))
_button(steering.apply, "Write what the plan says.", N_("The plan is being written."))
_button(steering.discard, "Put a plan away.", N_("The plan was discarded; nothing was written."))


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
