"""The figures of a year, the rows behind them and the whole as a file."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

from registry.core.actor import Actor
from registry.core.dumping import dumper
from registry.core.listing import Slice
from registry.core.web import Resource
from registry.core.web.api import listed
from registry.core.web.downloads import download
from registry.policy import Permission as P
from registry.reports import listing, plain, queries
from registry.reports.exporting import FORMATS, Wanted, seen_by
from registry.reports.outcome_api import outcomes
from registry.reports.queries import Asked
from registry.reports.schemas import (
    ExportQuerySchema,
    FigureRowSchema,
    FigureRowsQuerySchema,
    FigureRowsSchema,
    ReportFigureSchema,
    ReportSchema,
    ReportYearSchema,
    filters_of,
)
from registry.reports.scope import Scope
from registry.reports.view import one_figure, year_view

routes = Resource("reports", "/reports", "The figures of a year and the rows behind them")
RESOURCES = (routes, outcomes)


@routes.get("", permission=P.REPORT_READ, returns=ReportYearSchema, many=True)
def list_years(*, by: Actor) -> list[dict[str, int]]:
    """The years of which something is known, latest first."""
    return [{"year": year} for year in queries.years()]


@routes.get("/<int:year>", permission=P.REPORT_READ, load=queries.year, returns=ReportSchema)
def read_year(scope: Scope, *, by: Actor) -> dict[str, Any]:
    """All figures of a year with their breakdowns, beside the year before."""
    return plain.of_year(year_view(scope))


@routes.get(
    "/<int:year>/figures/<figure>",
    permission=P.REPORT_READ,
    load=queries.asked,
    returns=ReportFigureSchema,
)
def read_figure(asked: Asked, *, by: Actor) -> dict[str, Any]:
    """One figure of a year."""
    return plain.of_figure(one_figure(asked.figure, asked.scope))


@routes.get(
    "/<int:year>/figures/<figure>/rows",
    permission=P.REPORT_READ,
    load=queries.asked,
    query=FigureRowsQuerySchema,
    returns=FigureRowsSchema,
)
def list_rows(asked: Asked, query: dict[str, Any], *, by: Actor) -> Response:
    """The rows behind a figure, those that you may see, and how many are left out."""
    part = Slice(query["limit"], query["cursor"], query["total"])
    found = queries.rows(asked, filters_of(query), part)
    page = found.page.of(lambda ids: listing.rows(asked.figure, asked.scope, ids))
    response = listed(page, dumper(FigureRowSchema), 200)
    said = plain.of_rows(asked.scope.year, asked.figure.name, found)
    response.set_data(orjson.dumps(said | orjson.loads(response.get_data())))
    return response


@routes.get(
    "/<int:year>/export",
    permission=P.REPORT_EXPORT,
    load=queries.year,
    query=ExportQuerySchema,
    files=[known.media_type for known in FORMATS.values()],
)
def export_year(scope: Scope, query: dict[str, Any], *, by: Actor) -> Response:
    """The whole report as a file; bibtex and ris hold the publications."""
    kind = FORMATS[query["format"]]
    seen = Scope(scope.year, seen_by(by, restricted=query["restricted"]))
    wanted = Wanted(scope=seen, table=query["table"], dump=dumper(FigureRowSchema))
    return download(kind.write(wanted), f"report-{scope.year}.{kind.ending}", kind.media_type)
