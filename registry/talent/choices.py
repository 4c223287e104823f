"""What the filters above the lists of hires offer, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from registry.core import settings
from registry.core.actor import Actor
from registry.people import queries as people
from registry.talent import queries
from registry.talent.due_labels import DUES
from registry.talent.finding import OVERDUE, SOON
from registry.talent.labels import LEVELS
from registry.talent.stages import STEPS, Stage

Options = list[tuple[str, str]]

NAMES = ("q", "program", "level", "unit", "grade", "call_year", "early_career", "due", "researcher")
"""The filters that board and table share, as they stand in the address."""

TRUTHS = {None: None, True: "true", False: "false"}


def kept(query: Mapping[str, Any]) -> dict[str, Any]:
    """The filters of a query as an address keeps them."""
    given = {name: query.get(name) for name in NAMES}
    return given | {"early_career": TRUTHS[query.get("early_career")]}


def filters(locale: str, *, by: Actor) -> list[dict[str, Any]]:
    """The filters but those of stage and name; who is early in the career is for HR to ask."""
    found = [
        _filter("program", _("Program"), _named(queries.program_names(), locale)),
        _filter("level", _("Level"), [(level.value, _(name)) for level, name in LEVELS.items()]),
        _filter("unit", _("Unit"), _named(people.units(), locale)),
        _filter("grade", _("Grade"), _named(queries.grades(by=by), locale)),
        _filter("call_year", _("Call"), [(str(y), str(y)) for y in queries.call_years(by=by)]),
        _filter("due", _("Due"), _dues()),
    ]
    early = [("true", _("early")), ("false", _("not early"))]
    return [*found, _filter("early_career", _("Career"), early)] if by.is_hr else found


def stages(counts: Mapping[Stage, int], locale: str) -> dict[str, Any]:
    """The filter of the stage, with how many stand in each."""
    names = [(s.value, f"{step.name_in(locale)} ({counts[s]})") for s, step in STEPS.items()]
    return _filter("stage", _("Stage"), names)


def _filter(name: str, label: str, options: Options) -> dict[str, Any]:
    return {"name": name, "label": label, "options": options}


def _named(rows: Any, locale: str) -> Options:
    return [(row.code, row.name_in(locale)) for row in rows]


def _dues() -> Options:
    days = settings.config().remind_days
    first = [(OVERDUE, _("Overdue")), (SOON, _("Within %(days)s days", days=days))]
    return [*first, *((due.value, _(name)) for due, name in DUES.items())]
