"""A year as it is shown, in the reader's language, by page, API, command and file alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask_babel import get_locale, gettext
from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import N_
from registry.goals import queries as goals
from registry.outputs.kinds import KINDS, WORK_TYPES
from registry.outputs.models import Kind
from registry.people import queries as people
from registry.people.kinds import Position
from registry.people.labels import POSITIONS
from registry.reports import queries
from registry.reports.breakdowns import LABELS, NONE
from registry.reports.figures import FIGURES, Figure, Of
from registry.reports.queries import Report, Value
from registry.reports.scope import Scope
from registry.talent.models import Program
from registry.talent.suppression import Hidden, Shown

NOTES = (
    N_(
        "Totals count each item once. An item with two goals, units or programs stands in each of"
        " their rows, so columns need not add up."
    ),
)
GUARDED_NOTES = (
    N_(
        "Recruits under restricted programs count in the total and by program, where a number below"
        " 3 is not told. In the other tables of recruits and in all lists they are left out: only"
        " HR may open those rows."
    ),
    N_(
        "The lists of people also leave out who came this year and is not among the recruits"
        " listed. The number left out is given with each list."
    ),
)
NOTHING = {
    "goal": N_("No goal"),
    "primary_goal": N_("No primary goal"),
    "unit": N_("No unit"),
    "kind": N_("Kind not known"),
    "program": N_("No program"),
}


BY_CODE = frozenset({"goal", "primary_goal", "unit"})
"""What is listed in the order of its codes."""


@dataclass(frozen=True)
class Line:
    """One row of a breakdown: this year beside the year before."""

    code: str
    title: str
    value: Shown
    before: Shown
    open: bool

    @property
    def label(self) -> str:
        """The title after its code, where the code says something to readers."""
        return self.title if self.code == NONE else f"{self.code} {self.title}"


@dataclass(frozen=True)
class FigureView:
    """One figure of a year with the year before it and its breakdowns."""

    figure: Figure
    value: Shown
    before: Shown
    by: Mapping[str, list[Line]]

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return self.figure.name

    @property
    def label(self) -> str:
        """Its name to readers."""
        return str(gettext(self.figure.label))

    @property
    def definition(self) -> str:
        """Its published definition."""
        return str(gettext(self.figure.definition))

    @property
    def unit(self) -> str:
        """What it counts."""
        return str(gettext(self.figure.unit))

    @property
    def version(self) -> int:
        """The version of its rule."""
        return self.figure.version

    def line(self, name: str, code: str) -> Line | None:
        """One row of a breakdown."""
        return next((line for line in self.by.get(name, ()) if line.code == code), None)


@dataclass(frozen=True)
class YearView:
    """The figures of a year, and what must be told beside them."""

    year: int
    at: datetime
    figures: Mapping[str, FigureView]
    units: list[str]
    notes: list[str]

    def group(self, name: str) -> list[FigureView]:
        """The figures of a group."""
        return [figure for figure in self.figures.values() if figure.figure.group == name]


class Titles:
    """What codes are called in the reader's language; read once a report."""

    def __init__(self) -> None:
        self.locale = "zh" if getattr(get_locale(), "language", "en") == "zh" else "en"

    @cached_property
    def goals(self) -> dict[str, str]:
        """Titles of goals, by code, in order."""
        return {goal.code: goal.title_in(self.locale) for goal in goals.goals()}

    @cached_property
    def units(self) -> dict[str, str]:
        """Names of units, by code."""
        return {unit.code: unit.name_in(self.locale) for unit in people.units()}

    @cached_property
    def programs(self) -> dict[str, str]:
        """Names of programs, by code."""
        name = Program.name_zh if self.locale == "zh" else Program.name_en
        found = db.session.execute(select(Program.code, name))
        return {row[0]: row[1] for row in found}

    def of(self, asked: Figure, name: str, code: str) -> str:
        """What a code of a breakdown is called."""
        if code == NONE:
            return str(gettext(NOTHING[name]))
        if name == "kind":
            return kind_title(asked, code)
        known = {"unit": self.units, "program": self.programs} if name in LABELS else {}
        return known.get(name, self.goals).get(code, code)


def kind_title(asked: Figure, code: str) -> str:
    """What a kind of output, a type of work or a position is called."""
    if asked.of == "person":
        return str(gettext(POSITIONS.get(Position(code), code)))
    if code in set(Kind):
        return str(gettext(KINDS[Kind(code)].name))
    return str(gettext(WORK_TYPES.get(code, code)))


def year_view(scope: Scope) -> YearView:
    """A year beside the year before, in a fixed number of queries."""
    now, before = queries.report(scope), _before(scope)
    titles = Titles()
    figures = {
        name: _figure(value, before.values[name], titles) for name, value in now.values.items()
    }
    return YearView(
        scope.year,
        clock.now(),
        figures,
        [unit.name_in(titles.locale) for unit in queries.units_ours_in(scope)],
        notes(scope),
    )


def one_figure(asked: Figure, scope: Scope) -> FigureView:
    """One figure of a year beside the year before."""
    earlier = Scope(scope.year - 1, scope.by)
    return _figure(queries.value(asked, scope), queries.value(asked, earlier), Titles())


def notes(scope: Scope, *, of: Of = "person") -> list[str]:
    """What must be told beside figures of people, or of outputs alone."""
    told = NOTES if scope.by.is_hr or of == "output" else NOTES + GUARDED_NOTES
    return [str(gettext(note)) for note in told]


def text(value: Shown) -> str:
    """A count as readers see it."""
    return str(gettext(value)) if isinstance(value, Hidden) else str(value)


def trend(scope: Scope, names: Iterable[str], length: int = 5) -> dict[str, dict[int, Shown]]:
    """Whole numbers of some figures in this year and those before it."""
    years = [Scope(scope.year - back, scope.by) for back in reversed(range(length))]
    return {name: queries.totals(FIGURES[name], years) for name in names}


def _before(scope: Scope) -> Report:
    return queries.report(Scope(scope.year - 1, scope.by))


def _figure(now: Value, before: Value, titles: Titles) -> FigureView:
    by = {name: _lines(now, before, name, titles=titles) for name in now.by}
    return FigureView(now.figure, now.value, before.value, by)


def _lines(now: Value, before: Value, name: str, *, titles: Titles) -> list[Line]:
    asked, counts, earlier = now.figure, now.by[name], before.by[name]
    always = list(titles.goals) if name in ("goal", "primary_goal") else []
    codes = dict.fromkeys([*always, *counts, *earlier])
    lines = [
        Line(
            code,
            titles.of(asked, name, code),
            counts.get(code, 0),
            earlier.get(code, 0),
            not (name == "program" and code in now.closed),
        )
        for code in codes
    ]
    return sorted(lines, key=lambda line: _place(name, line))


def _place(name: str, line: Line) -> tuple[bool, int, str]:
    """Goals and units by code, the rest by number, the largest first; what has none at the end."""
    by_code = name in BY_CODE or isinstance(line.value, Hidden)
    return line.code == NONE, 0 if by_code else -int(line.value), line.code
