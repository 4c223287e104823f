"""What questions about a year take and what they give."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from registry.core.fields import Choice, ListQuerySchema, StrictSchema, Text
from registry.reports.exporting import FORMATS, TABLES

GOAL = "code of a goal; “none”: items without one"


class FilterSchema(StrictSchema):
    """Which rows of a figure; “none” stands for rows without a code."""

    goal = Text(most=20, load_default=None, metadata={"description": GOAL})
    primary_goal = Text(most=20, load_default=None, metadata={"description": GOAL})
    program = Text(most=40, load_default=None, metadata={"description": "code of a program"})
    unit = Text(most=40, load_default=None, metadata={"description": "code of a unit"})
    kind = Text(
        most=40,
        load_default=None,
        metadata={"description": "kind of output, type of publication, or position"},
    )


class FigureRowsQuerySchema(FilterSchema, ListQuerySchema):
    """A page of the rows behind a figure."""


class ExportQuerySchema(StrictSchema):
    """In which format a year is wanted."""

    format = Choice(FORMATS, load_default="xlsx")
    table = Choice(
        TABLES, load_default="figures", metadata={"description": "which table a CSV file holds"}
    )
    restricted = fields.Boolean(
        load_default=False,
        metadata={"description": "name recruits under restricted programs too (HR only)"},
    )


class ReportYearSchema(StrictSchema):
    """A year of which something is known."""

    year = fields.Integer()


class ReportCellSchema(StrictSchema):
    """A number of a breakdown; null where it is not told, and `shown` says how."""

    code = fields.String()
    title = fields.String()
    value = fields.Integer(allow_none=True)
    shown = fields.String()
    last_year = fields.Integer(allow_none=True)
    rows_open = fields.Boolean(metadata={"description": "whether you may open its rows"})


class ReportBreakdownSchema(StrictSchema):
    """A figure by one thing; rows need not add up to the total."""

    by = fields.String()
    label = fields.String()
    cells = fields.List(fields.Nested(ReportCellSchema))


class ReportFigureSchema(StrictSchema):
    """A figure of a year; `value` is the number of its rows, null where it is not told."""

    name = fields.String()
    version = fields.Integer(metadata={"description": "version of its rule"})
    label = fields.String()
    definition = fields.String()
    unit = fields.String()
    group = fields.String(metadata={"description": "main, apart or missing"})
    value = fields.Integer(allow_none=True)
    shown = fields.String()
    last_year = fields.Integer(allow_none=True)
    breakdowns = fields.List(fields.Nested(ReportBreakdownSchema))


class ReportSchema(StrictSchema):
    """The figures of a year."""

    year = fields.Integer()
    at = fields.String(metadata={"description": "when it was computed"})
    units_of_ours = fields.List(fields.String())
    notes = fields.List(fields.String())
    figures = fields.List(fields.Nested(ReportFigureSchema))


class RowAuthorSchema(StrictSchema):
    """A researcher of ours on an output."""

    id = fields.Integer()
    name_en = fields.String()
    name_zh = fields.String()


class RowGoalSchema(StrictSchema):
    """A goal that a row serves."""

    link_id = fields.Integer()
    goal = fields.String(attribute="goal_code")
    code = fields.String()
    primary = fields.Boolean()


class RowOutputSchema(StrictSchema):
    """What an output adds to its row."""

    kind = fields.String()
    work_type = fields.String(allow_none=True)
    container_title = fields.String(allow_none=True)
    year = fields.Integer()
    year_is_guess = fields.Boolean()
    doi = fields.String(allow_none=True)
    retracted = fields.Boolean()


class RowUnitSchema(StrictSchema):
    """A unit or program by name."""

    name_en = fields.String()
    name_zh = fields.String()


class RowHireSchema(StrictSchema):
    """An arrival under a program."""

    id = fields.Integer()
    program = fields.String(attribute="program_code")
    unit = fields.Nested(RowUnitSchema, allow_none=True)
    position = fields.String(allow_none=True)
    arrived_on = fields.Date()


class RowPostSchema(StrictSchema):
    """A post held."""

    unit = fields.Nested(RowUnitSchema)
    position = fields.String()


class FigureRowSchema(StrictSchema):
    """A row behind a figure: an output, or a person with hires or posts."""

    id = fields.Integer()
    of = fields.String(metadata={"description": "output or person"})
    title_en = fields.String()
    title_zh = fields.String()
    orcid = fields.String(allow_none=True)
    output = fields.Nested(RowOutputSchema, allow_none=True)
    people = fields.List(fields.Nested(RowAuthorSchema))
    hires = fields.List(fields.Nested(RowHireSchema))
    posts = fields.List(fields.Nested(RowPostSchema))
    goals = fields.List(fields.Nested(RowGoalSchema))


class FigureRowsSchema(StrictSchema):
    """A page of rows; `left_out` of the value are rows that you may not see, null: not told."""

    figure = fields.String()
    year = fields.Integer()
    value = fields.Integer(allow_none=True)
    shown = fields.String()
    left_out = fields.Integer(allow_none=True)
    items = fields.List(fields.Nested(FigureRowSchema))
    next = fields.String(allow_none=True)
    previous = fields.String(allow_none=True)
    total = fields.Integer()


FILTERS = tuple(FilterSchema().fields)
"""The names of the filters."""


def filters_of(query: dict[str, Any]) -> dict[str, Any]:
    """The filters of a query, those that are set."""
    return {name: query[name] for name in FILTERS if query.get(name) is not None}
