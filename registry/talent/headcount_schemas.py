"""What is asked about counts of people, and what they look like as data."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from registry.core.fields import Choice, ListQuerySchema, StrictSchema, Text
from registry.talent.headcount import WHATS, YEARS_AFTER
from registry.talent.suppression import Hidden


class CountField(fields.Field[Any]):
    """A number of people, or null where it is too small to be told; `told` says why."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("metadata", {"type": ["integer", "null"]})
        super().__init__(**options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> int | None:
        return None if value is None or isinstance(value, Hidden) else int(value)


class HeadcountQuerySchema(StrictSchema):
    """The day and the breakdown that are asked for; today where none is said."""

    on = fields.Date(load_default=None)
    by = Choice(WHATS, load_default="program")


class HeadcountRowsQuerySchema(ListQuerySchema):
    """The rows behind a count: the day, and codes of the breakdowns."""

    on = fields.Date(load_default=None)
    program = Text(most=40, load_default=None)
    level = Text(most=12, load_default=None)
    grade = Text(most=81, load_default=None)
    unit = Text(most=40, load_default=None)
    position = Text(most=30, load_default=None)
    origin = Text(most=300, load_default=None)


class HeadcountCellSchema(StrictSchema):
    """The people of one code."""

    code = fields.String(required=True)
    count = CountField(required=True)
    told = fields.String(required=True, metadata={"description": "yes, fewer than 3, not shown"})


class HeadcountSchema(StrictSchema):
    """People in post under programs on a day, whole and by one breakdown."""

    day = fields.Date(required=True)
    by = Choice(WHATS, required=True)
    whole = CountField(required=True)
    cells = fields.List(fields.Nested(HeadcountCellSchema), required=True)


class WaitingSchema(StrictSchema):
    """Days from the first step to the arrival, of the arrivals of a year under a program."""

    year = fields.Integer(required=True)
    program = fields.String(required=True)
    people = fields.Integer(required=True)
    shortest = fields.Integer(required=True)
    middle = fields.Float(required=True)
    longest = fields.Integer(required=True)


class StayedSchema(StrictSchema):
    """How many of a year's arrivals were in post so many years after; null: not yet known."""

    years = fields.Integer(required=True, metadata={"enum": list(YEARS_AFTER)})
    people = fields.Integer(required=True, allow_none=True)


class CohortSchema(StrictSchema):
    """The arrivals of a year and who of them stayed."""

    year = fields.Integer(required=True)
    people = fields.Integer(required=True)
    stayed = fields.List(fields.Nested(StayedSchema), required=True)
