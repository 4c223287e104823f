"""Proposed changes as data. What is proposed is never repeated in an error."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load

from registry.core.fields import Choice, StrictSchema, Text
from registry.people.kinds import ProposalState
from registry.people.proposals import FIELDS, NAME
from registry.people.schemas import NOT_ECHOED, NewNameSchema, PersonnelChangesSchema


class NewProposalSchema(StrictSchema):
    """Which field should say what, and why; checked as HR's own change would be."""

    field = Choice(FIELDS, required=True)
    value = Text(most=300, required=True, metadata=NOT_ECHOED)
    note = Text(most=500, load_default=None, allow_none=True)

    @post_load
    def _as_hr_would(self, data: dict[str, Any], **more: Any) -> dict[str, Any]:
        name, value = data["field"], data["value"]
        try:
            if name == NAME:
                NewNameSchema().load({"full": value})
            else:
                value = str(PersonnelChangesSchema().load({name: value})[name])
        except ValidationError as why:
            sentences = next(iter(why.messages_dict.values()))
            raise ValidationError(list(sentences), "value") from None
        return data | {"value": value}


class ProposalDecisionSchema(StrictSchema):
    """What HR decides, with a word; a refusal needs one."""

    decision = Choice(("accept", "refuse"), required=True)
    word = Text(most=500, load_default=None, allow_none=True)


class ProposalSchema(StrictSchema):
    """A proposal, for HR and the person."""

    id = fields.Integer(required=True, attribute="row.id")
    researcher_id = fields.Integer(required=True, attribute="row.researcher_id")
    field = Choice(FIELDS, required=True, attribute="row.field")
    now = fields.String(required=True, allow_none=True)
    value = fields.String(required=True)
    note = fields.String(required=True, allow_none=True, attribute="row.note")
    state = Choice(ProposalState, required=True, attribute="row.state")
    word = fields.String(required=True, allow_none=True, attribute="row.word")
    created_at = fields.DateTime(required=True, attribute="row.created_at")
    decided_at = fields.DateTime(required=True, allow_none=True, attribute="row.decided_at")
