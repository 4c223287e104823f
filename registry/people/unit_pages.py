"""Units as pages: the list and the form."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from registry.core import clock
from registry.core.actor import Actor
from registry.core.fields import StrictSchema
from registry.core.listing import Slice
from registry.core.web import Pages, current_locale, redirect_to, show
from registry.people import queries
from registry.people import units as service
from registry.people.labels import LANGUAGES, UNIT_KINDS
from registry.people.models import Unit
from registry.people.schemas import NewUnitFormSchema, UnitFormSchema, UnitsQuerySchema
from registry.people.units import NAME_FIELDS
from registry.policy import Permission as P

pages = Pages("units", "/units")
EMPTY_ROWS = 2


@pages.get("", permission=P.UNIT_READ, query=UnitsQuerySchema)
def index(query: dict[str, Any], *, by: Actor) -> Response:
    """All units."""
    part = Slice(query["limit"], query["cursor"], with_total=True)
    page = queries.units_page(part, query, by=by)
    return show(
        "people/units.html",
        page=page,
        values={"kind": query.get("kind"), "ours": _word(query.get("ours"))},
        kinds=UNIT_KINDS,
        today=clock.today(),
    )


def _word(ours: bool | None) -> str:  # noqa: FBT001
    return "" if ours is None else str(ours).lower()


def _choices(unit: Unit | None, names: int) -> dict[str, Any]:
    inside = set(queries.parts(unit)) if unit else set()
    return {
        "kinds": [(kind.value, _(label)) for kind, label in UNIT_KINDS.items()],
        "languages": [(tag, _(label)) for tag, label in LANGUAGES.items()],
        "parents": [
            (u.code, u.name_in(current_locale())) for u in queries.units() if u.id not in inside
        ],
        "rows": names + EMPTY_ROWS,
    }


def blank(*, by: Actor) -> dict[str, Any]:
    """What the form for a new unit shows: a row for each language."""
    values = {f"names.{place}.locale": tag for place, tag in enumerate(LANGUAGES)}
    return _choices(None, 0) | {"values": values | {"kind": "group"}}


@pages.form(
    "/new",
    permission=P.UNIT_CHANGE,
    body=NewUnitFormSchema,
    template="people/unit.html",
    context=blank,
)
def new(data: dict[str, Any], *, by: Actor) -> Response:
    """Enter a unit."""
    service.create(data, by=by)
    return redirect_to("people.units.index", _("The unit was entered."))


def filled(unit: Unit, *, by: Actor) -> dict[str, Any]:
    """What the form of a unit shows."""
    values = {key: getattr(unit, key) for key in ("kind", "ror", "ours_from", "ours_until")} | {
        f"names.{place}.{key}": getattr(name, key)
        for place, name in enumerate(unit.names)
        for key in NAME_FIELDS
    }
    values["parent"] = unit.parent_code
    return _choices(unit, len(unit.names)) | {"unit": unit, "values": values}


@pages.form(
    "/<code>/edit",
    permission=P.UNIT_CHANGE,
    load=queries.unit,
    body=UnitFormSchema,
    template="people/unit.html",
    context=filled,
)
def edit(unit: Unit, changes: dict[str, Any], *, by: Actor) -> Response:
    """Change a unit and all its names."""
    service.change(unit, changes, by=by)
    return redirect_to("people.units.index", _("Saved."))


@pages.form(
    "/<code>/remove",
    permission=P.UNIT_CHANGE,
    load=queries.unit,
    body=StrictSchema,
    template="people/remove.html",
)
def remove(unit: Unit, data: dict[str, Any], *, by: Actor) -> Response:
    """Remove a unit on which nothing rests."""
    service.remove(unit, by=by)
    return redirect_to("people.units.index", _("The unit was removed."))
