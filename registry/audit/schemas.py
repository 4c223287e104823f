"""What the audit trail shows."""

from __future__ import annotations

from marshmallow import fields

from registry.core.fields import ListQuerySchema, StrictSchema, Text


class AuditEventSchema(StrictSchema):
    """One event."""

    id = fields.Integer()
    at = fields.DateTime()
    actor = fields.String()
    on_behalf_of = fields.Integer(
        allow_none=True, metadata={"description": "the researcher for whom a deputy acted"}
    )
    via = fields.String()
    verb = fields.String()
    subject_type = fields.String()
    subject_id = fields.String()
    details = fields.Raw()
    hash = fields.String()


class AuditQuerySchema(ListQuerySchema):
    """Which events are wanted."""

    verb = Text(most=60, load_default=None)
    subject = Text(most=160, load_default=None, metadata={"description": "Type or Type/id"})
