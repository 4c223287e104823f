"""What is told of conditions held against a case: for HR alone."""

from __future__ import annotations

from marshmallow import fields

from registry.core.fields import StrictSchema
from registry.talent.spans import Verdict


class FindingSchema(StrictSchema):
    """A condition, whether it is met, and what it was held against."""

    rule = fields.String()
    verdict = fields.String(metadata={"enum": [v.value for v in Verdict]})
    text_en = fields.String()
    text_zh = fields.String()
    valid_from = fields.Date(
        attribute="on_date",
        allow_none=True,
        metadata={"description": "day from which the rules with it are in force"},
    )
    day = fields.Date(metadata={"description": "day on which it looks"})
    source = fields.String()
    looked_at = fields.String(metadata={"description": "in the reader's language"})


class RuleOverrideSchema(StrictSchema):
    """A broken condition that was let pass, and why."""

    stage = fields.String()
    rule = fields.String()
    text_en = fields.String()
    text_zh = fields.String()
    valid_from = fields.Date(attribute="on_date", allow_none=True)
    reason = fields.String()
    actor = fields.String()
    entered_at = fields.DateTime(attribute="created_at")


class RulesOfHireSchema(StrictSchema):
    """The conditions of the program held against a case, and those let pass."""

    findings = fields.List(fields.Nested(FindingSchema))
    overrides = fields.List(fields.Nested(RuleOverrideSchema))
