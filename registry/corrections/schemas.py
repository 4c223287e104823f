"""Changes of outputs as JSON."""

from __future__ import annotations

from marshmallow import fields

from registry.core.fields import Choice, ListQuerySchema, StrictSchema, year
from registry.outputs.correction_marks import WHAT

ROLES = ("changed", "notice")


class MarkSchema(StrictSchema):
    """What became of an output after it was published, or of what it is the notice."""

    role = fields.String(metadata={"enum": list(ROLES)})
    what = fields.String(metadata={"enum": list(WHAT), "description": "the family of `type`"})
    type = fields.String(metadata={"description": "as its source says: retraction, erratum, …"})
    date = fields.String(attribute="day", allow_none=True)
    sayers = fields.List(
        fields.String(),
        metadata={"description": "publisher, retraction-watch, notice, title"},
    )
    other_doi = fields.String(
        allow_none=True,
        metadata={"description": "of the notice; for a notice, of the work it changes"},
    )
    other_id = fields.Integer(allow_none=True, metadata={"description": "where it is here too"})


class ChangedOutputSchema(StrictSchema):
    """The output that a change is about."""

    id = fields.Integer()
    title = fields.String()
    doi = fields.String(allow_none=True)
    year = fields.Integer()
    retracted = fields.Boolean()


class CorrectionSchema(StrictSchema):
    """A change with its output; `ours`: somebody has a confirmed claim on the output."""

    mark = fields.Nested(MarkSchema)
    output = fields.Nested(ChangedOutputSchema)
    ours = fields.Boolean()


class CorrectionsQuerySchema(ListQuerySchema):
    """Which changes are wanted."""

    role = Choice(ROLES, load_default="changed")
    what = Choice(WHAT, load_default=None)
    year = year(load_default=None, metadata={"description": "of the change"})
    ours = fields.Boolean(load_default=None, allow_none=True)


class ToldSchema(StrictSchema):
    """A change that the account was told of and has not put away."""

    id = fields.Integer()
    output_id = fields.Integer()
    mark = fields.Nested(MarkSchema)
    created_at = fields.DateTime()
    seen_at = fields.DateTime(allow_none=True)
