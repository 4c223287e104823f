"""The figures of a year.

A figure is one function: its docstring is the published definition, what it returns is the query
of its rows, and its value is their number. Pages, API, exports and help follow from `FIGURES`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, or_, select

from registry.core.errors import N_
from registry.outputs.models import Kind, Output
from registry.people import queries as people
from registry.people.models import Post, Researcher
from registry.reports.breakdowns import OTHER_OUTPUTS, PUBLICATIONS, Pairs, of_hires, of_people
from registry.reports.manifestations import counts
from registry.reports.scope import (
    Scope,
    Which,
    arrivals,
    by_hand,
    confirmed,
    nameable,
    ours,
    under_program_at_end,
)
from registry.talent.models import Hire

Of = Literal["output", "person"]
Group = Literal["main", "apart", "missing"]
Rows = Callable[[Scope], Select[Any]]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A named number. `rows` gives the keys of what it counts, each once or more (`key`).

    `group`: a result (main), told beside the results (apart), or work left to do (missing).
    `guarded`: its rows tell who came under which program.
    """

    name: str
    version: int
    label: str
    unit: str
    of: Of
    rows: Rows
    by: Mapping[str, Pairs]
    group: Group = "main"
    guarded: bool = False

    @property
    def definition(self) -> str:
        """The published definition, a message id."""
        return " ".join(inspect.getdoc(self.rows).split())  # type: ignore[union-attr]


FIGURES: dict[str, Figure] = {}
"""Every figure by its name, in the order in which reports print them."""

WORKS = N_("works")
PEOPLE = N_("people")


def figure(version: int, label: str, **facts: Any) -> Callable[[Rows], Rows]:
    """Make a function a figure, under its own name. The version goes up when its rule changes."""

    def register(rows: Rows) -> Rows:
        unit = WORKS if facts["of"] == "output" else PEOPLE
        name = rows.__name__
        made = Figure(name=name, version=version, label=label, unit=unit, rows=rows, **facts)
        FIGURES[name] = made
        return rows

    return register


@figure(2, N_("Publications"), of="output", by=PUBLICATIONS)
def publications(scope: Scope) -> Select[Any]:
    """Publications of the year that are ours.

    A publication is ours where somebody with a post in that year has a confirmed claim on it, or
    where a unit that counted as ours in that year is printed on it. The year is that of the
    earliest date of publication. Each study counts once, by its version of record and in its year;
    what is claimed, printed or linked on its preprint counts for it. Retracted works are listed
    apart and not counted.
    """
    return _outputs(scope, _published).where(ours(scope, _published))


@figure(2, N_("Other outputs"), of="output", by=OTHER_OUTPUTS)
def other_outputs(scope: Scope) -> Select[Any]:
    """Outputs of the year that are not publications, and ours.

    Patents, software, datasets, standards, devices, network nodes and links, awards and the like
    are ours by a confirmed claim, by a printed unit, or because they were entered here by hand.
    Each output counts once.
    """
    return _outputs(scope, _of_other_kinds).where(or_(ours(scope, _of_other_kinds), by_hand()))


@figure(1, N_("Recruits on board"), of="person", by=of_hires(arrivals), guarded=True)
def hires(scope: Scope) -> Select[Any]:
    """People who arrived under a talent program in the year.

    They reached the stage “on board” in it. A person counts once in the total, and once under each
    program they arrived under.
    """
    return arrivals(scope).with_only_columns(Hire.researcher_id.label("key"))


@figure(
    1,
    N_("People under programs on 31 December"),
    of="person",
    by=of_hires(under_program_at_end),
    group="apart",
    guarded=True,
)
def under_programs(scope: Scope) -> Select[Any]:
    """People in post under a talent program on 31 December of the year.

    They had arrived, their post and their term cover the day, and their case was not over before
    it. A person counts once in the total, and once under each program.
    """
    return under_program_at_end(scope).with_only_columns(Hire.researcher_id.label("key"))


@figure(1, N_("People on 31 December"), of="person", by=of_people(on_last_day=True))
def people_at_end(scope: Scope) -> Select[Any]:
    """People with a post on 31 December of the year.

    A person counts once in the total, and once in each unit and position held that day.
    """
    return _in_post(scope, people.during(scope.last))


@figure(
    1, N_("People during the year"), of="person", by=of_people(on_last_day=False), group="apart"
)
def people_during(scope: Scope) -> Select[Any]:
    """People with a post on any day of the year.

    A person counts once in the total, and once in each unit and position held.
    """
    return _in_post(scope, people.during(scope.first, scope.last))


@figure(2, N_("Retracted publications"), of="output", by=PUBLICATIONS, group="apart")
def retracted(scope: Scope) -> Select[Any]:
    """Publications of ours of the year that were retracted since.

    They are in no other figure.
    """
    return _outputs(scope, _taken_back).where(ours(scope, _taken_back))


@figure(2, N_("Publications nobody has claimed"), of="output", by=PUBLICATIONS, group="missing")
def unclaimed(scope: Scope) -> Select[Any]:
    """Publications of the year that are ours by a printed unit alone.

    Nobody has a confirmed claim on them yet.
    """
    return publications(scope).where(~confirmed())


@figure(2, N_("Publications with a guessed year"), of="output", by=PUBLICATIONS, group="missing")
def guessed_year(scope: Scope) -> Select[Any]:
    """Publications of ours of which only the date of registration is known.

    Their year is a guess.
    """
    return publications(scope).where(Output.year_is_guess)


def _published(work: type[Output]) -> tuple[ColumnElement[bool], ...]:
    return work.kind == Kind.PUBLICATION, ~work.retracted


def _taken_back(work: type[Output]) -> tuple[ColumnElement[bool], ...]:
    return work.kind == Kind.PUBLICATION, work.retracted.is_(True)


def _of_other_kinds(work: type[Output]) -> tuple[ColumnElement[bool], ...]:
    return work.kind != Kind.PUBLICATION, ~work.retracted


def _outputs(scope: Scope, which: Which) -> Select[Any]:
    return select(Output.id.label("key")).where(Output.year == scope.year, counts(), *which(Output))


def _in_post(scope: Scope, held: ColumnElement[bool]) -> Select[Any]:
    holders = select(Post.researcher_id).where(held)
    return select(Researcher.id.label("key")).where(Researcher.id.in_(holders), nameable(scope))


DEFINITIONS = (
    N_(
        "Publications of the year that are ours. A publication is ours where somebody with a "
        "post in that year has a confirmed claim on it, or where a unit that counted as ours in "
        "that year is printed on it. The year is that of the earliest date of publication. Each "
        "study counts once, by its version of record and in its year; what is claimed, printed or "
        "linked on its preprint counts for it. Retracted works are listed apart and not counted."
    ),
    N_(
        "Outputs of the year that are not publications, and ours. Patents, software, datasets, "
        "standards, devices, network nodes and links, awards and the like are ours by a "
        "confirmed claim, by a printed unit, or because they were entered here by hand. Each "
        "output counts once."
    ),
    N_(
        "People who arrived under a talent program in the year. They reached the stage “on "
        "board” in it. A person counts once in the total, and once under each program they "
        "arrived under."
    ),
    N_(
        "People in post under a talent program on 31 December of the year. They had arrived, their "
        "post and their term cover the day, and their case was not over before it. A person counts "
        "once in the total, and once under each program."
    ),
    N_(
        "People with a post on 31 December of the year. A person counts once in the total, and "
        "once in each unit and position held that day."
    ),
    N_(
        "People with a post on any day of the year. A person counts once in the total, and once "
        "in each unit and position held."
    ),
    N_("Publications of ours of the year that were retracted since. They are in no other figure."),
    N_(
        "Publications of the year that are ours by a printed unit alone. Nobody has a confirmed "
        "claim on them yet."
    ),
    N_(
        "Publications of ours of which only the date of registration is known. Their year is a "
        "guess."
    ),
)
"""The definitions once more, for the catalogue, which does not read docstrings."""
