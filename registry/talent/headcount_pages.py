"""Counts of people under programs, as pages: every number opens its rows."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from registry.core import clock
from registry.core.actor import Actor
from registry.core.errors import N_
from registry.core.listing import Slice
from registry.core.web import Pages, current_locale, show
from registry.people import queries as people
from registry.people.labels import POSITIONS
from registry.policy import Permission as P
from registry.talent import headcount, labels, queries
from registry.talent.headcount import NONE, WHATS, YEARS_AFTER
from registry.talent.headcount_schemas import HeadcountQuerySchema, HeadcountRowsQuerySchema
from registry.talent.stages import STEPS

pages = Pages("headcount", "/headcount")

BREAKDOWNS = {
    "program": N_("Program"),
    "level": N_("Level"),
    "grade": N_("Grade"),
    "unit": N_("Unit"),
    "position": N_("Position"),
    "origin": N_("Previous institution"),
}


@pages.get("", permission=P.HEADCOUNT_READ, query=HeadcountQuerySchema)
def read(query: dict[str, Any], *, by: Actor) -> Response:
    """In post under programs on a day, time until arrival, and who stayed."""
    day = query["on"] or clock.today()
    found = headcount.headcount(day, query["by"], by=by)
    return show(
        "talent/headcount.html",
        found=found,
        names=_names(found.by, list(found.cells)),
        breakdowns=[(what, _(BREAKDOWNS[what])) for what in WHATS if what != "origin" or by.is_hr],
        waiting=headcount.waiting(by=by),
        cohorts=headcount.retention(by=by),
        years_after=YEARS_AFTER,
        programs={p.code: p.name_in(current_locale()) for p in queries.program_names()},
    )


@pages.get("/rows", permission=P.HEADCOUNT_READ, query=HeadcountRowsQuerySchema)
def rows(query: dict[str, Any], *, by: Actor) -> Response:
    """The people behind a count."""
    day = query["on"] or clock.today()
    chosen = {what: query[what] for what in WHATS if query[what] is not None}
    part = Slice(query["limit"], query["cursor"], with_total=True)
    said = [(_(BREAKDOWNS[what]), _names(what, [code])[code]) for what, code in chosen.items()]
    return show(
        "talent/headcount_rows.html",
        page=headcount.rows(day, chosen, part, by=by),
        day=day,
        chosen=said,
        steps=STEPS,
        positions=POSITIONS,
    )


def _names(what: str, codes: list[str]) -> dict[str, str]:
    """What codes of a breakdown are called in the reader's language."""
    known = _known(what)
    return {code: _("none stated") if code == NONE else known.get(code, code) for code in codes}


def _known(what: str) -> dict[str, str]:
    locale = current_locale()
    if what == "program":
        return {p.code: p.name_in(locale) for p in queries.program_names()}
    if what == "unit":
        return {u.code: u.name_in(locale) for u in people.units()}
    if what == "level":
        return {code.value: _(label) for code, label in labels.LEVELS.items()}
    if what == "position":
        return {str(code): _(label) for code, label in POSITIONS.items()}
    return _grades(locale) if what == "grade" else {}


def _grades(locale: str) -> dict[str, str]:
    return {
        f"{program.code}/{grade.code}": f"{program.name_in(locale)}, {grade.name_in(locale)}"
        for program in queries.all_programs()
        for version in program.versions
        for grade in version.grades
    }
