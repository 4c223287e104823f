"""Which charts a year has, from its own numbers."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from registry.reports import charts
from registry.reports.breakdowns import NONE
from registry.reports.charts import Bar
from registry.reports.scope import Scope
from registry.reports.view import FigureView, YearView, trend
from registry.talent.suppression import Shown

GOAL_COLOURS = ("g1", "g2", "g3", "g4")
OTHER = "var(--muted)"
TREND = ("publications", "hires", "people_at_end")
YEARS = 5


@dataclass(frozen=True)
class Chart:
    """A picture with the table that says the same: titles of columns, then rows."""

    name: str
    title: str
    svg: str | None
    columns: list[str]
    rows: list[list[Shown | str]]


def of(year: YearView, scope: Scope) -> list[Chart]:
    """Publications by goal, and publications, recruits and people by year."""
    numbers = trend(scope, TREND, YEARS)
    return [
        _by_goal(year.figures["publications"], year.year),
        *(_by_year(year.figures[name], numbers[name]) for name in TREND),
    ]


def _by_goal(figure: FigureView, year: int) -> Chart:
    title = _("%(what)s by goal, %(year)s and the year before", what=figure.label, year=year)
    bars, rows = [], list[list[Shown | str]]()
    for line in figure.by["goal"]:
        label = _("No goal") if line.code == NONE else line.code
        rows.append([line.label, line.value, line.before])
        for pale, number in ((False, line.value), (True, line.before)):
            bars.append(Bar(str(label), _length(number), _colour(line.code), pale))
    svg = charts.by_goal(bars, str(title))
    return Chart("goals", str(title), svg, [_("Goal"), str(year), str(year - 1)], rows)


def _by_year(figure: FigureView, numbers: dict[int, Shown]) -> Chart:
    title = _("%(what)s by year", what=figure.label)
    bars = [Bar(str(year), _length(number), "var(--accent)") for year, number in numbers.items()]
    rows: list[list[Shown | str]] = [[str(year), number] for year, number in numbers.items()]
    svg = charts.by_year(bars, str(title))
    return Chart(figure.name, str(title), svg, [_("Year"), figure.unit], rows)


def _colour(code: str) -> str:
    name = code[:2].lower()
    return f"var(--{name})" if name in GOAL_COLOURS else OTHER


def _length(number: Shown) -> int:
    return number if isinstance(number, int) else 0
