"""Spreadsheets of HR as pages: hand in, look at the plan, apply, undo, download."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import N_
from registry.core.fields import ListQuerySchema
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.core.web.downloads import download
from registry.core.web.requests import current_locale
from registry.policy import Permission as P
from registry.sheets import giving, queries, service, showing, words
from registry.sheets.columns import LISTS
from registry.sheets.errors import NoFile
from registry.sheets.giving import Given
from registry.sheets.models import SheetImport, SheetRow
from registry.sheets.schemas import (
    AnswerSchema,
    ExportSchema,
    MarkedSchema,
    ModeSchema,
    NothingSchema,
    SheetFormSchema,
    SheetRowsQuerySchema,
    TemplateQuerySchema,
)

pages = Pages("sheets", "/hires/imports")

WORDS: dict[str, Any] = {
    "states": words.STATES,
    "modes": words.MODES,
    "mode_hints": words.MODE_HINTS,
    "actions": words.ACTIONS,
    "tones": words.TONES,
    "lists": LISTS,
    "most": service.MOST // 2**20,
}


def _words(*subject: Any, by: Actor) -> dict[str, Any]:
    return WORDS | {"values": {"list": "recruits", "mode": "all_or_nothing", "format": "xlsx"}}


@pages.get("", permission=P.SHEET_READ, query=ListQuerySchema)
def list(query: dict[str, Any], *, by: Actor) -> Response:  # noqa: A001
    """The spreadsheets that were handed in."""
    page = queries.page(Slice(query["limit"], query["cursor"]), by=by)
    return show("sheets/list.html", page=page, **WORDS)


@pages.form(
    "/new",
    permission=P.SHEET_CHANGE,
    body=SheetFormSchema,
    template="sheets/new.html",
    context=_words,
)
def new(data: dict[str, Any], *, by: Actor) -> Response:
    """Hand a spreadsheet in."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise NoFile(field="file")
    sheet = service.hand_in(file.stream.read(), of=data["list"], mode=data["mode"], by=by)
    return redirect_to("sheets.sheet", sheet_id=sheet.id)


@pages.get("/template", permission=P.SHEET_EXPORT, query=TemplateQuerySchema)
def template(query: dict[str, Any], *, by: Actor) -> Response:
    """A blank list to be filled."""
    return _sent(giving.template(query["list"], query["language"] or current_locale()))


@pages.form(
    "/export",
    permission=P.SHEET_EXPORT,
    body=ExportSchema,
    template="sheets/export.html",
    context=_words,
)
def export(data: dict[str, Any], *, by: Actor) -> Response:
    """A list with what is stored."""
    return _sent(giving.export(data, locale=data["language"] or current_locale(), by=by))


@pages.get(
    "/<int:sheet_id>",
    permission=P.SHEET_READ,
    load=queries.visible,
    query=SheetRowsQuerySchema,
)
def sheet(found: SheetImport, query: dict[str, Any], *, by: Actor) -> Response:
    """What a spreadsheet would do, or did, row by row."""
    view, of = queries.view(found), LISTS[found.list]
    page = queries.rows(found, query["action"], Slice(query["limit"], query["cursor"]))
    rows = [showing.row(each, of, current_locale()) for each in page.items]
    shown: dict[str, Any] = {"sheet": view, "of": of, "rows": rows, "page": page}
    response = show("sheets/sheet.html", **shown, action=query["action"], **WORDS)
    if "HX-Request" in request.headers and "action" not in request.args and not view.is_open:
        response.headers["HX-Refresh"] = "true"
    return response


@pages.post(
    "/<int:sheet_id>/rows/<int:number>/answer",
    permission=P.SHEET_CHANGE,
    load=queries.row,
    body=AnswerSchema,
)
def answer(row: SheetRow, data: dict[str, Any], *, by: Actor) -> Response:
    """Say who a row is about."""
    service.answer(row, data["person"], by=by)
    told = _("Row %(row)s is answered.", row=row.number)
    waits = db.session.get_one(SheetImport, row.import_id).counts.get("ask")
    more = {"action": "ask"} if waits else {}
    return redirect_to("sheets.sheet", told, sheet_id=row.import_id, **more)


@pages.post(
    "/<int:sheet_id>/mode", permission=P.SHEET_CHANGE, load=queries.visible, body=ModeSchema
)
def mode(found: SheetImport, data: dict[str, Any], *, by: Actor) -> Response:
    """All or nothing, or row by row."""
    service.choose_mode(found, data["mode"], by=by)
    return redirect_to("sheets.sheet", sheet_id=found.id)


@pages.post(
    "/<int:sheet_id>/marked", permission=P.SHEET_EXPORT, load=queries.visible, body=MarkedSchema
)
def marked(found: SheetImport, data: dict[str, Any], *, by: Actor) -> Response:
    """The same sheet with refused cells coloured and noted."""
    return _sent(giving.marked(found, only_refused=data["only_refused"], by=by))


@pages.form(
    "/<int:sheet_id>/undo",
    permission=P.SHEET_CHANGE,
    load=queries.visible,
    body=NothingSchema,
    template="sheets/undo.html",
    context=lambda found, by: {"sheet": queries.view(found), "of": LISTS[found.list]},
)
def undo(found: SheetImport, data: dict[str, Any], *, by: Actor) -> Response:
    """Take back what the import wrote."""
    service.undo(found, by=by)
    return redirect_to("sheets.sheet", _("The import is being undone."), sheet_id=found.id)


def _button(verb: Callable[..., SheetImport], says: str, done: str) -> None:
    """A button on the page of an import, which leads back there with a word on what was done."""

    def view(found: SheetImport, *, by: Actor) -> Response:
        verb(found, by=by)
        return redirect_to("sheets.sheet", _(done), sheet_id=found.id)

    view.__name__, view.__doc__ = verb.__name__, says
    rule = f"/<int:sheet_id>/{verb.__name__}"
    pages.post(rule, permission=P.SHEET_CHANGE, load=queries.visible)(view)


_button(service.apply, "Write what the plan says.", N_("The plan is being written."))
_button(service.discard, "Put a plan away.", N_("The plan was discarded; nothing was written."))
_button(service.cancel, "End the work.", N_("The work is being ended."))


def _sent(given: Given) -> Response:
    return download(given.data, given.name, given.media)
