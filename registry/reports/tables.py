"""The tables of a report as files hold them, with titles in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext, to_user_timezone

from registry.core import settings
from registry.core.errors import N_
from registry.core.tabular import Cell, Column, Jump, Table
from registry.outputs.years import earliest
from registry.reports import listing, queries
from registry.reports.breakdowns import LABELS
from registry.reports.figures import FIGURES
from registry.reports.listing import Row
from registry.reports.queries import Asked
from registry.reports.scope import Scope
from registry.reports.view import Titles, YearView, kind_title, text
from registry.talent.suppression import Hidden, Shown

NAMES = 100
"""So many names of a byline stand in a cell."""

DATE_LENGTH = len("2025-03-14")
Cells = Callable[[Row], Sequence[Cell]]


@dataclass(frozen=True)
class Listed:
    """A list behind a figure: its columns (key, title, width), and a row's cells."""

    title: str
    columns: tuple[tuple[str, str, int], ...]
    cells: Callable[[str, Titles], Cells]


def contents(year: YearView, tables: Iterable[Table]) -> Table:
    """The first sheet: what the file is, its date, its sheets, the definition of each figure."""
    rows: list[Sequence[Cell]] = [
        (_("Institute"), _institute()),
        (_("Report"), _("Annual report %(year)s", year=year.year)),
        (_("Data as of"), to_user_timezone(year.at)),
        (_("Units that count as ours"), "; ".join(year.units) or _("none set")),
        (),
        (_("Sheets"), ""),
        *(("", Jump(table.title, table.title)) for table in tables),
        (),
        (_("Definitions"), ""),
        *((f.label, f"{f.definition} {_rule(f.version)}") for f in year.figures.values()),
        (),
        *((_("Note"), note) for note in year.notes),
    ]
    columns = (Column("name", "", 30), Column("value", "", 100))
    return Table(name="contents", title=_("Contents"), columns=columns, rows=rows, plain=True)


def by_goal(year: YearView) -> Table:
    """Goals as rows, results as columns."""
    shown = [figure for figure in year.group("main") if "goal" in figure.by]
    columns = [Column("goal", _("Goal"), 10), Column("title", _("Title"), 44)]
    columns += [Column(figure.name, figure.label, 20) for figure in shown]
    codes = dict.fromkeys(line.code for figure in shown for line in figure.by["goal"])
    titles = {line.code: line.title for figure in shown for line in figure.by["goal"]}
    rows = [
        (code if code != "none" else "", titles[code], *(_at(f.line("goal", code)) for f in shown))
        for code in sorted(codes, key=lambda c: (c == "none", c))
    ]
    whole = ("", _("All, each once"), *(_number(figure.value) for figure in shown))
    return Table(
        name="by_goal", title=_("By goal"), columns=columns, rows=[*rows, whole], notes=year.notes
    )


def figures(year: YearView) -> Table:
    """Every figure, whole and by every breakdown: a number a row."""
    columns = (
        Column("figure", _("Figure"), 30),
        Column("by", _("Counted by"), 16),
        Column("code", _("Code"), 16),
        Column("title", _("Title"), 44),
        Column("value", str(year.year), 12),
        Column("last_year", str(year.year - 1), 12),
        Column("unit", _("Unit of count"), 14),
    )
    return Table(
        name="figures",
        title=_("Figures"),
        columns=columns,
        rows=_figure_rows(year),
        notes=year.notes,
    )


def _figure_rows(year: YearView) -> Iterator[Sequence[Cell]]:
    for figure in year.figures.values():
        numbers = (_number(figure.value), _number(figure.before))
        yield (figure.label, "", "", _("All, each once"), *numbers, figure.unit)
        for name, lines in figure.by.items():
            for line in lines:
                numbers = (_number(line.value), _number(line.before))
                place = (figure.label, _(LABELS[name]), line.code, line.title)
                yield (*place, *numbers, figure.unit)


def rows_of(name: str, scope: Scope) -> Table:
    """The list behind a figure, in the order of a report, as somebody may see it."""
    asked, listed, titles = FIGURES[name], LISTS[name], Titles()
    cells = listed.cells(name, titles)
    return Table(
        name=name,
        title=_(listed.title),
        columns=[Column(key, _(title), width) for key, title, width in listed.columns],
        rows=map(cells, listing.stream(asked, scope, names=NAMES)),
        notes=left_out(name, scope),
    )


def left_out(name: str, scope: Scope) -> list[str]:
    """How many rows of a list are not in it."""
    asked = FIGURES[name]
    if asked.of == "output" or scope.by.is_hr:
        return []
    missing = queries.left_out(Asked(asked, scope))
    return [said] if (said := said_of_left_out(missing)) else []


def said_of_left_out(missing: Shown) -> str:
    """The sentence about rows that the reader may not see, empty where there are none."""
    if isinstance(missing, Hidden):
        return str(_("Some rows are left out: they are open to HR only."))
    sentence = ngettext(
        "%(num)s row is left out: it is open to HR only.",
        "%(num)s rows are left out: they are open to HR only.",
        missing,
    )
    return str(sentence) if missing else ""


def _institute() -> str:
    config = settings.config()
    return config.institute_zh if Titles().locale == "zh" else config.institute_en


def _rule(version: int) -> str:
    return str(_("(Rule version %(version)s.)", version=version))


def _at(line: Any) -> Cell:
    return _number(line.value) if line else 0


def _number(value: Shown) -> Cell:
    return text(value) if isinstance(value, Hidden) else value


def _work(name: str, titles: Titles) -> Cells:
    asked = FIGURES[name]

    def cells(row: Row) -> Sequence[Cell]:
        work: Any = row.output
        kind = work["work_type"] if name != "other_outputs" else work["kind"]
        primary = next((g.goal_code for g in row.goals if g.primary), None)
        return (
            row.title_in(titles.locale),
            _byline(work),
            "; ".join(person.name_in(titles.locale) for person in row.people),
            kind_title(asked, kind) if kind else "",
            work["container_title"],
            _day(work["dates"]),
            work["year"],
            work["volume"],
            work["issue"],
            work["pages"] or work["article_number"],
            work["doi"],
            primary,
            "; ".join(goal.code for goal in row.goals),
            row.id,
        )

    return cells


def _recruit(name: str, titles: Titles) -> Cells:
    asked, locale = FIGURES[name], titles.locale

    def cells(row: Row) -> Sequence[Cell]:
        units = dict.fromkeys(hire.unit.name_in(locale) for hire in row.hires if hire.unit)
        kinds = dict.fromkeys(kind_title(asked, h.position) for h in row.hires if h.position)
        return (
            row.title_en,
            row.title_zh,
            "; ".join(hire.program.name_in(locale) for hire in row.hires),
            "; ".join(hire.program_code for hire in row.hires),
            min((hire.arrived_on for hire in row.hires), default=None),
            "; ".join(units),
            "; ".join(kinds),
            "; ".join(goal.code for goal in row.goals),
            row.id,
        )

    return cells


def _person(name: str, titles: Titles) -> Cells:
    asked, locale = FIGURES[name], titles.locale

    def cells(row: Row) -> Sequence[Cell]:
        return (
            row.title_en,
            row.title_zh,
            row.orcid,
            "; ".join(dict.fromkeys(post.unit.name_in(locale) for post in row.posts)),
            "; ".join(dict.fromkeys(kind_title(asked, post.position) for post in row.posts)),
            "; ".join(goal.code for goal in row.goals),
            row.id,
        )

    return cells


def _byline(work: Any) -> str:
    names = "; ".join(place["printed"] or "—" for place in work["byline"])
    return f"{names}; …" if work["byline_count"] > len(work["byline"]) else names


def _day(dates: dict[str, str]) -> Cell:
    """A real date where it is known whole, else as much of it as is known."""
    known = earliest(dates).date
    whole = known is not None and len(known) == DATE_LENGTH
    return date.fromisoformat(known) if known and whole else known


GOALS = ("goals", N_("Goals"), 16)
NUMBER = ("id", N_("Number in the registry"), 12)
WORK_COLUMNS = (
    ("title", N_("Title"), 60),
    ("authors", N_("Names as printed"), 50),
    ("ours", N_("Our people"), 30),
    ("kind", N_("Kind"), 18),
    ("container", N_("Journal or series"), 32),
    ("date", N_("Date"), 12),
    ("year", N_("Year"), 8),
    ("volume", N_("Volume"), 10),
    ("issue", N_("Issue"), 8),
    ("pages", N_("Pages or article number"), 16),
    ("doi", "DOI", 32),
    ("primary_goal", N_("Primary goal"), 12),
    GOALS,
    NUMBER,
)
LATIN = ("name_en", N_("Name in Latin letters"), 26)
HANZI = ("name_zh", N_("Name in Chinese characters"), 18)
RECRUIT_COLUMNS = (
    *(LATIN, HANZI),
    ("program", N_("Program"), 44),
    ("program_code", N_("Code"), 22),
    ("arrived_on", N_("Arrived on"), 12),
    ("unit", N_("Unit"), 30),
    ("position", N_("Position"), 24),
    *(GOALS, NUMBER),
)
PERSON_COLUMNS = (
    *(LATIN, HANZI),
    ("orcid", "ORCID iD", 21),
    ("unit", N_("Unit"), 36),
    ("position", N_("Position"), 26),
    *(GOALS, NUMBER),
)

LISTS: dict[str, Listed] = {
    "publications": Listed(N_("Publications"), WORK_COLUMNS, _work),
    "other_outputs": Listed(N_("Other outputs"), WORK_COLUMNS, _work),
    "hires": Listed(N_("Recruits"), RECRUIT_COLUMNS, _recruit),
    "people_at_end": Listed(N_("People"), PERSON_COLUMNS, _person),
    "retracted": Listed(N_("Retracted publications"), WORK_COLUMNS, _work),
}
"""The lists that files hold."""


def table_titles() -> list[tuple[str, str]]:
    """The tables of which a CSV file holds one, by name and title."""
    first = [("figures", _("Figures")), ("by_goal", _("By goal"))]
    return first + [(name, _(listed.title)) for name, listed in LISTS.items()]
