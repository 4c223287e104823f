"""What is said of names on papers, as JSON."""

from __future__ import annotations

from marshmallow import fields

from registry.claims.schemas import ClaimantSchema, ClaimedOutputSchema
from registry.core.fields import StrictSchema
from registry.outputs.schemas import BylineSchema


class UncheckedClaimSchema(StrictSchema):
    """The claim that is confirmed at the name."""

    id = fields.Integer()
    researcher = fields.Nested(ClaimantSchema)


class UncheckedFactSchema(StrictSchema):
    """What waits for a second person; `mine_to_check`: whether you may be that person."""

    output = fields.Nested(ClaimedOutputSchema)
    place = fields.Nested(BylineSchema)
    claim = fields.Nested(UncheckedClaimSchema, allow_none=True)
    mine_to_check = fields.Boolean()
