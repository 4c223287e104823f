"""What is shown of a job."""

from __future__ import annotations

from marshmallow import fields

from registry.core.fields import StrictSchema


class JobSchema(StrictSchema):
    """A job and how far it is."""

    id = fields.Integer()
    kind = fields.String()
    state = fields.String()
    done = fields.Integer()
    total = fields.Integer(allow_none=True)
    attempts = fields.Integer()
    message = fields.String(allow_none=True)
    created_at = fields.DateTime()
    finished_at = fields.DateTime(allow_none=True)
