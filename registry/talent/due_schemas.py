"""What is due, as data."""

from __future__ import annotations

from marshmallow import fields

from registry.core.fields import Choice, StrictSchema, between
from registry.talent.due import Due
from registry.talent.kinds import DocumentKind

MOST_DAYS = 3660


class DueQuerySchema(StrictSchema):
    """How far ahead one looks; what is overdue is always there."""

    days = fields.Integer(load_default=90, validate=lambda n: between(n, 0, MOST_DAYS))
    due = Choice(Due, load_default=None, allow_none=True)


class DueItemSchema(StrictSchema):
    """One thing that is due; `documents` for papers that are missing or expire."""

    due = Choice(Due, required=True)
    hire_id = fields.Integer(required=True, attribute="hire.id")
    researcher_id = fields.Integer(required=True, attribute="hire.researcher_id")
    program = fields.String(required=True, allow_none=True, attribute="hire.program_code")
    stage = fields.String(required=True, attribute="hire.stage")
    day = fields.Date(required=True)
    overdue = fields.Boolean(required=True)
    documents = fields.List(Choice(DocumentKind), required=True, attribute="kinds")
