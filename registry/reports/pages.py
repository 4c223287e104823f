"""The year at a glance, and the rows behind each of its numbers."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.policy import Permission as P
from registry.reports import charting, listing, outcome_pages, queries
from registry.reports.breakdowns import LABELS, NONE
from registry.reports.exporting import FORMATS
from registry.reports.figures import Figure
from registry.reports.queries import Asked
from registry.reports.schemas import FigureRowsQuerySchema, filters_of
from registry.reports.scope import Scope
from registry.reports.tables import said_of_left_out, table_titles
from registry.reports.view import Titles, YearView, kind_title, notes, text, year_view
from registry.talent import queries as talent

pages = Pages("reports", "/reports")
pages.blueprint.register_blueprint(outcome_pages.pages.blueprint)

PER_PAGE = 30
CARDS = ("publications", "hires", "people_at_end", "other_outputs")
"""The figures on the card of a goal."""


@pages.get("", permission=P.REPORT_READ)
def latest(*, by: Actor) -> Response:
    """The latest year."""
    return redirect_to("reports.year", year=queries.latest())


@pages.get("/<int:year>", permission=P.REPORT_READ, load=queries.year)
def year(scope: Scope, *, by: Actor) -> Response:
    """The year at a glance, by goal."""
    shown = year_view(scope)
    years = queries.years()
    return show(
        "reports/year.html",
        year=shown,
        years=sorted({*years, scope.year}, reverse=True),
        cards=CARDS,
        charts=charting.of(shown, scope),
        text=text,
        formats=FORMATS,
        tables=table_titles(),
        missing=_missing(shown),
    )


@pages.get(
    "/<int:year>/<figure>",
    permission=P.REPORT_READ,
    load=queries.asked,
    query=FigureRowsQuerySchema,
)
def rows(asked: Asked, query: dict[str, Any], *, by: Actor) -> Response:
    """The rows behind a figure."""
    chosen = filters_of(query)
    found = queries.rows(asked, chosen, Slice(PER_PAGE, query["cursor"]))
    return show(
        "reports/rows.html",
        year=asked.scope.year,
        figure=asked.figure,
        label=_(asked.figure.label),
        definition=_(asked.figure.definition),
        value=f"{text(found.value)} {_(asked.figure.unit)}",
        left_out=said_of_left_out(found.left_out),
        page=found.page.of(lambda ids: listing.rows(asked.figure, asked.scope, ids)),
        values=query,
        filters=_filters(asked.figure, chosen),
        kind_title=lambda code: kind_title(asked.figure, code),
        closed=talent.restricted_codes(),
        notes=notes(asked.scope, of=asked.figure.of),
    )


def _filters(figure: Figure, chosen: dict[str, Any]) -> list[dict[str, Any]]:
    """What the list can be filtered by: goals, units, programs, and what is chosen already."""
    titles = Titles()
    offered = {"goal": titles.goals, "unit": titles.units, "program": titles.programs}
    return [
        {
            "name": name,
            "label": _(LABELS[name]),
            "options": [(c, titles.of(figure, name, c)) for c in codes],
        }
        for name in figure.by
        if (codes := _codes(offered.get(name, {}), chosen.get(name)))
    ]


def _codes(offered: dict[str, str], chosen: str | None) -> list[str]:
    codes = [*offered, NONE] if offered else []
    return codes if chosen in (None, *codes) else [*codes, str(chosen)]


def _missing(shown: YearView) -> list[tuple[str, str, str]]:
    """What is left to do: (sentence, number, address)."""
    goalless = [
        (_("%(what)s without a goal", what=figure.label), line, figure.name)
        for figure in shown.group("main")
        if (line := figure.line("goal", NONE)) and line.value and figure.name != "people_at_end"
    ]
    waiting = [
        (said, text(line.value), _rows_url(shown, name, goal=NONE)) for said, line, name in goalless
    ]
    return waiting + [
        (figure.label, text(figure.value), _rows_url(shown, figure.name))
        for figure in shown.group("missing")
        if figure.value
    ]


def _rows_url(shown: YearView, figure: str, **chosen: Any) -> str:
    return url_for("reports.rows", year=shown.year, figure=figure, **chosen)
