"""What is done with units: create, change, remove."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import combinations
from typing import Any

from registry.audit import service as audit
from registry.core.actor import Actor
from registry.core.db import db
from registry.people import queries
from registry.people.errors import (
    EndBeforeStart,
    NamesOverlap,
    RorTaken,
    StillNeeded,
    UnitInsideItself,
    UnitKnown,
)
from registry.people.models import Period, Unit, UnitName
from registry.people.references import rows_pointing_to
from registry.people.service import known_unit

PLAIN = ("kind", "ours_from", "ours_until")
NAME_FIELDS = ("locale", "name", "valid_from", "valid_until")


def create(data: Mapping[str, Any], *, by: Actor) -> Unit:
    """A new unit from `code`, dated `names` and, if given, `parent` (a code), `ror` and PLAIN.

    Raises UnitKnown, UnknownUnit, RorTaken, EndBeforeStart, NamesOverlap.
    """
    if queries.unit_by_code(data["code"]):
        raise UnitKnown(field="code", value=data["code"])
    unit = Unit(code=data["code"])
    _fill(unit, data)
    db.session.add(unit)
    audit.record("unit.created", unit, by=by, details={"code": unit.code})
    db.session.flush()
    return unit


def change(unit: Unit, changes: Mapping[str, Any], *, by: Actor) -> Unit:
    """Change by merge-patch; the code stays, `names` replaces all names.

    Raises UnknownUnit, UnitInsideItself, RorTaken, EndBeforeStart, NamesOverlap.
    """
    _fill(unit, changes)
    unit.touch()
    audit.record("unit.changed", unit, by=by, details=audit.changes(unit))
    db.session.flush()
    return unit


def remove(unit: Unit, *, by: Actor) -> None:
    """Remove a unit on which nothing rests, entered by mistake. Raises StillNeeded."""
    if resting := rows_pointing_to(unit, apart_from=("unit_name",)):
        raise StillNeeded(field="code", value=sum(resting.values()))
    audit.record("unit.removed", unit, by=by, details={"code": unit.code})
    db.session.delete(unit)
    db.session.flush()


def _fill(unit: Unit, data: Mapping[str, Any]) -> None:
    with db.session.no_autoflush:
        if "parent" in data:
            unit.parent = _parent(unit, data["parent"])
        if "ror" in data:
            unit.ror = _ror(unit, data["ror"])
        if "names" in data:
            unit.names = _names(data["names"], unit.names)
    for key in PLAIN:
        if key in data:
            setattr(unit, key, data[key])
    _check_order(unit.ours_from, unit.ours_until, field="ours_until")


def _parent(unit: Unit, code: str | None) -> Unit | None:
    if not code:
        return None
    parent = known_unit(code, field="parent")
    if parent.id in queries.parts(unit):
        raise UnitInsideItself(field="parent", value=code)
    return parent


def _ror(unit: Unit, ror: str | None) -> str | None:
    owner = queries.unit_by_ror(ror) if ror else None
    if owner is not None and owner.id != unit.id:
        raise RorTaken(field="ror", value=ror)
    return ror or None


def _names(names: Iterable[Mapping[str, Any]], known: Iterable[UnitName]) -> list[UnitName]:
    wanted = [{key: name.get(key) for key in NAME_FIELDS} for name in names]
    for place, name in enumerate(wanted):
        path = f"names.{place}.valid_until"
        _check_order(name["valid_from"], name["valid_until"], field=path)
    for one, other in combinations(wanted, 2):
        if one["locale"] == other["locale"] and _period(one).overlaps(_period(other)):
            raise NamesOverlap(field="names", value=one["name"], other=other["name"])
    same = {tuple(getattr(row, key) for key in NAME_FIELDS): row for row in known}
    return [same.get(tuple(n[k] for k in NAME_FIELDS)) or UnitName(**n) for n in wanted]


def _period(name: Mapping[str, Any]) -> Period:
    return Period(name["valid_from"] or date.min, name["valid_until"])


def _check_order(start: date | None, end: date | None, *, field: str) -> None:
    if start and end and end < start:
        raise EndBeforeStart(field=field, value=end, start=start)
