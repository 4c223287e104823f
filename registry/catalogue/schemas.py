"""What lists and pages of outputs take and give."""

from __future__ import annotations

from marshmallow import fields, validate

from registry.core.fields import Choice, ListQuerySchema, StrictSchema, Text, key
from registry.corrections.schemas import MarkSchema
from registry.outputs.formats import FORMATS
from registry.outputs.models import Kind
from registry.outputs.schemas import OutputDetailSchema, OutputSchema, OutputsQuerySchema
from registry.people.schemas import ResearcherSchema


class CatalogueQuerySchema(OutputsQuerySchema):
    """Which outputs are wanted, by what other domains know of them too."""

    goal = Text(most=20, load_default=None, metadata={"description": "code of a goal or sub-aim"})
    researcher = key(load_default=None)
    unit = Text(most=40, load_default=None, metadata={"description": "code of a unit"})


class FormatQuerySchema(StrictSchema):
    """In which format an output is wanted; else the Accept header decides."""

    format = Choice(FORMATS, load_default=None)


LISTS = ("bibtex", "ris", "csl", "jsonld")
"""The formats in which a list of works can be taken along."""


class ResearcherOutputsQuerySchema(ListQuerySchema):
    """A part of the outputs of a researcher as JSON, or all studies, each once, in a format."""

    format = Choice(("json", *LISTS), load_default=None)


class ProfileQuerySchema(StrictSchema):
    """Which works of a researcher are shown."""

    kind = Choice(Kind, load_default=None)
    year = fields.Integer(load_default=None, validate=validate.Range(0, 9999))
    coauthor = key(load_default=None)
    all = fields.Boolean(load_default=False)


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


class NumberOfYearSchema(StrictSchema):
    """How many studies a year has; 0 is no known date."""

    year = fields.Integer()
    studies = fields.Integer()


class NumberOfKindSchema(StrictSchema):
    """How many studies of a kind count, how many were retracted, and all of them by year."""

    kind = fields.String(metadata={"enum": [str(k) for k in Kind]})
    studies = fields.Integer()
    retracted = fields.Integer()
    years = fields.List(fields.Nested(NumberOfYearSchema))


class ServingWorkSchema(StrictSchema):
    """A work that serves a goal, and how."""

    output_id = fields.Integer()
    title = fields.String()
    year = fields.Integer()
    retracted = fields.Boolean()
    sub_aim_code = fields.String(allow_none=True)
    primary = fields.Boolean()
    statement = fields.String()


class ContributionSchema(StrictSchema):
    """A goal and the works of the researcher that serve it."""

    goal_code = fields.String()
    title_en = fields.String()
    title_zh = fields.String()
    works = fields.List(fields.Nested(ServingWorkSchema))


class CoauthorSchema(StrictSchema):
    """A researcher of ours on the same studies, and on how many."""

    id = fields.Integer()
    name_en = fields.String()
    name_zh = fields.String()
    studies = fields.Integer()


class ProfileSchema(StrictSchema):
    """A researcher, what they wrote in numbers (one study counts once), and what it serves."""

    researcher = fields.Nested(ResearcherSchema)
    kinds = fields.List(fields.Nested(NumberOfKindSchema))
    contributions = fields.List(fields.Nested(ContributionSchema))
    coauthors = fields.List(fields.Nested(CoauthorSchema))
