"""What lists and pages of outputs take and give."""

from __future__ import annotations

from marshmallow import fields

from registry.core.fields import Choice, StrictSchema, Text, key
from registry.corrections.schemas import MarkSchema
from registry.outputs.formats import FORMATS
from registry.outputs.schemas import OutputDetailSchema, OutputSchema, OutputsQuerySchema


class CatalogueQuerySchema(OutputsQuerySchema):
    """Which outputs are wanted, by what other domains know of them too."""

    goal = Text(most=20, load_default=None, metadata={"description": "code of a goal or sub-aim"})
    researcher = key(load_default=None)
    unit = Text(most=40, load_default=None, metadata={"description": "code of a unit"})


class FormatQuerySchema(StrictSchema):
    """In which format an output is wanted; else the Accept header decides."""

    format = Choice(FORMATS, load_default=None)


class AuthorSchema(StrictSchema):
    """A researcher of ours who is confirmed on an output."""

    id = fields.Integer()
    name_en = fields.String()
    name_zh = fields.String()
    position = fields.Integer(allow_none=True)


class BadgeSchema(StrictSchema):
    """A goal that an output serves."""

    link_id = fields.Integer()
    goal_code = fields.String()
    code = fields.String()
    title_en = fields.String()
    title_zh = fields.String()
    primary = fields.Boolean()


class ListedSchema(OutputSchema):
    """An output as a row of a list."""

    researchers = fields.List(fields.Nested(AuthorSchema))
    goals = fields.List(fields.Nested(BadgeSchema))


class WholeSchema(OutputDetailSchema):
    """An output whole; of a long byline the first places, the rest under `/byline`."""

    researchers = fields.List(fields.Nested(AuthorSchema))
    goals = fields.List(fields.Nested(BadgeSchema))
    corrections = fields.List(fields.Nested(MarkSchema))
