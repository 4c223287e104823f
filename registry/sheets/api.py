"""Spreadsheets of HR as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.fields import ListQuerySchema
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.core.web.downloads import download
from registry.core.web.requests import current_locale
from registry.policy import Permission as P
from registry.sheets import giving, queries, service, showing
from registry.sheets.columns import LISTS
from registry.sheets.giving import Given
from registry.sheets.models import SheetImport, SheetRow
from registry.sheets.queries import SheetView
from registry.sheets.schemas import (
    AnswerSchema,
    ExportSchema,
    MarkedSchema,
    ModeSchema,
    NewSheetSchema,
    SheetImportSchema,
    SheetRowSchema,
    SheetRowsQuerySchema,
    TemplateQuerySchema,
)

routes = Resource("sheets", "/hires/imports", "Lists of HR as spreadsheets: plan, then apply")
RESOURCES = (routes,)
FILES = (giving.XLSX,)


@routes.get(
    "", permission=P.SHEET_READ, query=ListQuerySchema, returns=SheetImportSchema, many=True
)
def list_sheets(query: dict[str, Any], *, by: Actor) -> Page[SheetView]:
    """The spreadsheets that were handed in, the newest first."""
    return queries.page(Slice(query["limit"], query["cursor"], query["total"]), by=by)


@routes.post(
    "", permission=P.SHEET_CHANGE, body=NewSheetSchema, returns=SheetImportSchema, status=202
)
def hand_in_sheet(data: dict[str, Any], *, by: Actor) -> SheetView:
    """Hand a spreadsheet in, XLSX or CSV; it is planned and nothing is written."""
    sheet = service.hand_in(data["file"].stream.read(), of=data["list"], mode=data["mode"], by=by)
    return queries.view(sheet)


@routes.get("/template", permission=P.SHEET_EXPORT, query=TemplateQuerySchema, files=FILES)
def sheet_template(query: dict[str, Any], *, by: Actor) -> Response:
    """A blank list, with drop-downs and notes."""
    return sent(giving.template(query["list"], query["language"] or current_locale()))


@routes.post("/export", permission=P.SHEET_EXPORT, body=ExportSchema, files=FILES, status=200)
def export_sheet(data: dict[str, Any], *, by: Actor) -> Response:
    """A list with what is stored; given back with changes, each is shown before it is made."""
    return sent(giving.export(data, locale=data["language"] or current_locale(), by=by))


@routes.get(
    "/<int:sheet_id>", permission=P.SHEET_READ, load=queries.visible, returns=SheetImportSchema
)
def read_sheet(sheet: SheetImport, *, by: Actor) -> SheetView:
    """How far a spreadsheet is."""
    return queries.view(sheet)


@routes.get(
    "/<int:sheet_id>/rows",
    permission=P.SHEET_READ,
    load=queries.visible,
    query=SheetRowsQuerySchema,
    returns=SheetRowSchema,
    many=True,
)
def list_sheet_rows(sheet: SheetImport, query: dict[str, Any], *, by: Actor) -> Page[Any]:
    """The rows that would do something, those first that are refused or ask."""
    found = queries.rows(sheet, query["action"], Slice(query["limit"], query["cursor"]))
    of = LISTS[sheet.list]
    return found.of(lambda items: [showing.row(view, of, current_locale()) for view in items])


@routes.post(
    "/<int:sheet_id>/rows/<int:number>/answer",
    permission=P.SHEET_CHANGE,
    load=queries.row,
    body=AnswerSchema,
    returns=SheetRowSchema,
    status=200,
)
def answer_sheet_row(row: SheetRow, data: dict[str, Any], *, by: Actor) -> Any:
    """Say who a row is about."""
    service.answer(row, data["person"], by=by)
    sheet = db.session.get_one(SheetImport, row.import_id)
    return showing.row(queries.row_view(row), LISTS[sheet.list], current_locale())


@routes.post(
    "/<int:sheet_id>/mode",
    permission=P.SHEET_CHANGE,
    load=queries.visible,
    body=ModeSchema,
    returns=SheetImportSchema,
    status=200,
)
def choose_sheet_mode(sheet: SheetImport, data: dict[str, Any], *, by: Actor) -> SheetView:
    """All or nothing, or row by row."""
    return queries.view(service.choose_mode(sheet, data["mode"], by=by))


@routes.post(
    "/<int:sheet_id>/marked",
    permission=P.SHEET_EXPORT,
    load=queries.visible,
    body=MarkedSchema,
    files=FILES,
    status=200,
)
def mark_sheet(sheet: SheetImport, data: dict[str, Any], *, by: Actor) -> Response:
    """The same sheet with refused cells coloured and noted."""
    return sent(giving.marked(sheet, only_refused=data["only_refused"], by=by))


def _offer(verb: Callable[..., SheetImport], says: str, *, status: int = 202) -> None:
    """A route that does this to an import and answers with it; 202 where a job does the work."""

    def view(sheet: SheetImport, *, by: Actor) -> SheetView:
        return queries.view(verb(sheet, by=by))

    view.__name__, view.__doc__ = f"{verb.__name__}_sheet", says
    ask = {"permission": P.SHEET_CHANGE, "load": queries.visible, "returns": SheetImportSchema}
    routes.post(f"/<int:sheet_id>/{verb.__name__}", **ask, status=status)(view)


_offer(service.apply, "Write what the plan says; what changed meanwhile is refused.")
_offer(service.discard, "Put a plan away; nothing is written.", status=200)
_offer(service.cancel, "End the work under way.", status=200)
_offer(service.undo, "Take back what the import wrote; what changed since is left and named.")


def sent(given: Given) -> Response:
    """A file as an answer."""
    return download(given.data, given.name, given.media)
