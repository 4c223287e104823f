"""What a program brought, as data."""

from __future__ import annotations

from marshmallow import fields

from registry.core.fields import StrictSchema
from registry.talent.funding_schemas import FundingTotalSchema
from registry.talent.headcount_schemas import CountField


class OutcomeBadgeSchema(StrictSchema):
    """A goal or sub-aim that is served."""

    code = fields.String(required=True)
    goal_code = fields.String(required=True)
    primary = fields.Boolean(required=True)


class OutcomePaperSchema(StrictSchema):
    """A paper that counts for a hire."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    year = fields.Integer(required=True)
    date = fields.String(required=True, metadata={"description": "2024, 2024-03 or 2024-03-01"})
    goals = fields.List(fields.Nested(OutcomeBadgeSchema), required=True)


class HireOutcomeSchema(StrictSchema):
    """What one hire brought."""

    hire_id = fields.Integer(required=True, attribute="hire.id")
    researcher_id = fields.Integer(required=True, attribute="hire.researcher_id")
    program = fields.String(required=True, attribute="hire.program_code", allow_none=True)
    term_starts_on = fields.Date(required=True, attribute="hire.term_starts_on", allow_none=True)
    term_ends_on = fields.Date(required=True, attribute="hire.term_ends_on", allow_none=True)
    papers = fields.List(fields.Nested(OutcomePaperSchema), required=True)
    goals = fields.List(fields.Nested(OutcomeBadgeSchema), required=True)


class OutcomeGoalSchema(StrictSchema):
    """Studies that serve a goal."""

    goal = fields.String(required=True)
    papers = fields.Integer(required=True)


class OutcomeSchema(StrictSchema):
    """What a program brought; of a restricted one others than HR read the people alone."""

    program = fields.String(required=True)
    people = CountField(required=True)
    papers = fields.Integer(required=True, allow_none=True)
    goals = fields.List(fields.Nested(OutcomeGoalSchema), required=True)
    hires = fields.List(fields.Nested(HireOutcomeSchema), required=True)
    money = fields.List(
        fields.Nested(FundingTotalSchema), required=True, metadata={"description": "for HR"}
    )
    closed = fields.Boolean(required=True, metadata={"description": "rows open to HR only"})
