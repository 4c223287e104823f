"""Personnel fields, as JSON: masked, changed, and revealed one at a time."""

from __future__ import annotations

from typing import Any

from registry.core.actor import Actor
from registry.core.web import Resource
from registry.people import personnel as fields
from registry.people import queries
from registry.people.models import Personnel
from registry.people.personnel import SealedField, Shown
from registry.people.schemas import (
    PersonnelChangesSchema,
    PersonnelSchema,
    ReasonSchema,
    RevealedSchema,
)
from registry.policy import Permission as P

personnel = Resource(
    "personnel", "/researchers/<int:researcher_id>/personnel", "What only HR may see of a person"
)


@personnel.get("", permission=P.PERSONNEL_READ, load=queries.personnel, returns=PersonnelSchema)
def read_personnel(row: Personnel, *, by: Actor) -> Shown:
    """The personnel fields, the sensitive ones masked."""
    return fields.shown(row)


@personnel.patch(
    "",
    permission=P.PERSONNEL_CHANGE,
    load=queries.personnel,
    body=PersonnelChangesSchema,
    returns=PersonnelSchema,
)
def change_personnel(row: Personnel, changes: dict[str, Any], *, by: Actor) -> Shown:
    """Change personnel fields."""
    return fields.shown(fields.change(row, changes, by=by))


@personnel.post(
    "/<field>/reveal",
    permission=P.PERSONNEL_REVEAL,
    load=fields.sealed_field,
    body=ReasonSchema,
    returns=RevealedSchema,
    status=200,
)
def reveal_field(sealed: SealedField, data: dict[str, Any], *, by: Actor) -> dict[str, str]:
    """Read one sensitive field, for a reason that is written down."""
    return {"field": sealed.name, "value": fields.reveal(sealed, data["reason"], by=by)}
