"""What goes in and out about spreadsheets of HR."""

from __future__ import annotations

from marshmallow import fields

from registry.core.fields import Choice, ListQuerySchema, StrictSchema, Text, Upload
from registry.sheets.columns import LISTS
from registry.sheets.models import Action, Mode

FORMATS = ("xlsx", "csv")
LANGUAGES = ("en", "zh")
FILTERS = (*Action, "kept")


class SheetImportSchema(StrictSchema):
    """A spreadsheet that was handed in: how far it is, how many rows would do what."""

    id = fields.Integer()
    list = Choice(tuple(LISTS))
    state = fields.String()
    mode = Choice(Mode)
    headings = fields.Dict(metadata={"description": "letters of the file by column"})
    counts = fields.Dict(metadata={"description": "rows by action; applied and kept ones"})
    fault = fields.String(allow_none=True)
    message = fields.String(allow_none=True)
    done = fields.Integer()
    total = fields.Integer()
    actor = fields.String()
    created_at = fields.DateTime()
    applied_at = fields.DateTime(allow_none=True)
    undone_at = fields.DateTime(allow_none=True)
    version = fields.Integer()


class SheetCellSchema(StrictSchema):
    """A cell of a plan; sensitive values are masked."""

    column = fields.String()
    title = fields.String()
    ref = fields.String()
    old = fields.String()
    new = fields.String()
    raw = fields.String()
    fault = fields.String()


class SheetCandidateSchema(StrictSchema):
    """Somebody whom a row may be about; a number below 0 is that row of the same file."""

    id = fields.Integer()
    name = fields.String()
    why = fields.String()


class SheetRowSchema(StrictSchema):
    """What a row would do, or did."""

    number = fields.Integer()
    action = Choice(Action)
    name = fields.String()
    applied = fields.Boolean()
    answer = fields.Integer(allow_none=True)
    subject_id = fields.Integer(allow_none=True)
    cells = fields.List(fields.Nested(SheetCellSchema))
    candidates = fields.List(fields.Nested(SheetCandidateSchema))
    known = fields.String()


class NewSheetSchema(StrictSchema):
    """A spreadsheet; `list` says of what."""

    file = Upload(required=True)
    list = Choice(tuple(LISTS), load_default="recruits")
    mode = Choice(Mode, load_default=Mode.ALL_OR_NOTHING)


class SheetFormSchema(StrictSchema):
    """The form of a spreadsheet; its file comes apart from the words."""

    list = Choice(tuple(LISTS), load_default="recruits")
    mode = Choice(Mode, load_default=Mode.ALL_OR_NOTHING)


class ModeSchema(StrictSchema):
    """What becomes of the good rows where others are refused."""

    mode = Choice(Mode, required=True)


class AnswerSchema(StrictSchema):
    """Who a row is about: one of those offered, or 0 for somebody new."""

    person = fields.Integer(required=True)


class SheetRowsQuerySchema(ListQuerySchema):
    """Which rows of a plan."""

    action = Choice(FILTERS, load_default=None, allow_none=True)


class TemplateQuerySchema(StrictSchema):
    """Which blank list, in whose language."""

    list = Choice(tuple(LISTS), load_default="recruits")
    language = Choice(LANGUAGES, load_default=None, allow_none=True)


class ExportSchema(StrictSchema):
    """Which list, how; sensitive columns only for a reason."""

    list = Choice(tuple(LISTS), load_default="recruits")
    format = Choice(FORMATS, load_default="xlsx")
    language = Choice(LANGUAGES, load_default=None, allow_none=True)
    sensitive = fields.Boolean(load_default=False)
    reason = Text(most=500, load_default=None, allow_none=True)


class NothingSchema(StrictSchema):
    """A form with a button alone."""


class MarkedSchema(StrictSchema):
    """Which rows the marked copy has."""

    only_refused = fields.Boolean(load_default=False)
