"""What goes in and out about records that were two people, and people of one spelling."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from registry.claims.schemas import ClaimantSchema
from registry.core.fields import Choice, StrictSchema, Text, key
from registry.people.splitting import Parts

STAYS, GOES, BOTH = "stays", "goes", "both"


class NewSplitSchema(StrictSchema):
    """What goes to the new record; a name that is not named stays."""

    names = fields.Dict(
        keys=fields.Integer(),
        values=Choice((STAYS, GOES, BOTH)),
        load_default=dict,
        metadata={"description": "number of a name -> stays, goes or both"},
    )
    posts = fields.List(key(), load_default=list)
    claims = fields.List(key(), load_default=list)
    orcid = fields.Boolean(load_default=False)
    reason = Text(most=500, required=True)


class UndoSplitSchema(StrictSchema):
    """Why the two are one person after all."""

    reason = Text(most=500, required=True)


class SplitSchema(StrictSchema):
    """A split that was made."""

    id = fields.Integer()
    kept_id = fields.Integer()
    new_id = fields.Integer()
    reason = fields.String()
    created_at = fields.DateTime()
    undone_at = fields.DateTime(allow_none=True)


class TwoPeopleSchema(StrictSchema):
    """Two records that are two people."""

    one = key(required=True)
    other = key(required=True)


class ApartPairSchema(StrictSchema):
    """Two records of which somebody said that they are two people."""

    id = fields.Integer()
    one = fields.Integer(attribute="one_id")
    other = fields.Integer(attribute="other_id")
    created_at = fields.DateTime()


class NamesakesSchema(StrictSchema):
    """Two people whose names can be printed alike."""

    one = fields.Nested(ClaimantSchema)
    other = fields.Nested(ClaimantSchema)
    spellings = fields.List(fields.String())


class SharedOrcidPersonSchema(StrictSchema):
    """One of those who stand for an iD."""

    researcher = fields.Nested(ClaimantSchema)
    papers = fields.Integer()


class SharedOrcidSchema(StrictSchema):
    """An iD for which more than one person stands."""

    orcid = fields.String()
    people = fields.List(fields.Nested(SharedOrcidPersonSchema))


def parts_of(data: dict[str, Any]) -> Parts:
    """The parts that a checked form or body chooses."""
    names: dict[int, str] = data["names"]
    return Parts(
        names={name for name, where in names.items() if where == GOES},
        shared={name for name, where in names.items() if where == BOTH},
        posts=set(data["posts"]),
        orcid=bool(data["orcid"]),
    )
