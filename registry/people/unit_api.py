"""Units, as JSON."""

from __future__ import annotations

from typing import Any

from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.people import queries
from registry.people import units as service
from registry.people.models import Unit
from registry.people.schemas import NewUnitSchema, UnitChangesSchema, UnitSchema, UnitsQuerySchema
from registry.policy import Permission as P

units = Resource("units", "/units", "Institutes, centres and groups")


@units.get("", permission=P.UNIT_READ, query=UnitsQuerySchema, returns=UnitSchema, many=True)
def list_units(query: dict[str, Any], *, by: Actor) -> Page[Unit]:
    """Units by code."""
    return queries.units_page(Slice(query["limit"], query["cursor"], query["total"]), query, by=by)


@units.post("", permission=P.UNIT_CHANGE, body=NewUnitSchema, returns=UnitSchema)
def create_unit(data: dict[str, Any], *, by: Actor) -> Unit:
    """Enter a unit."""
    return service.create(data, by=by)


@units.get("/<code>", permission=P.UNIT_READ, load=queries.unit, returns=UnitSchema)
def read_unit(unit: Unit, *, by: Actor) -> Unit:
    """One unit."""
    return unit


@units.patch(
    "/<code>",
    permission=P.UNIT_CHANGE,
    load=queries.unit,
    body=UnitChangesSchema,
    returns=UnitSchema,
)
def change_unit(unit: Unit, changes: dict[str, Any], *, by: Actor) -> Unit:
    """Change a unit; `names` replaces all names."""
    return service.change(unit, changes, by=by)


@units.delete("/<code>", permission=P.UNIT_CHANGE, load=queries.unit)
def remove_unit(unit: Unit, *, by: Actor) -> None:
    """Remove a unit on which nothing rests."""
    service.remove(unit, by=by)
