"""What goes out about programs, and what HR sets of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from marshmallow import ValidationError, fields, post_load, pre_load, validates_schema

from registry.core.fields import Choice, ListQuerySchema, StrictSchema, Text, between
from registry.core.listing import MOST
from registry.talent.kinds import Level, Publicity, RuleKind, Status
from registry.talent.program_entries import (
    CallSchema,
    EligibilityRuleSchema,
    FactsSchema,
    FundingElementSchema,
    GradeSchema,
    ProgramStageSchema,
    ReviewPointSchema,
    VersionSchema,
    calls_once,
)
from registry.talent.stages import OVER, Stage

NewVersionSchema = VersionSchema
NewCallSchema = CallSchema


class ProgramVersionSchema(StrictSchema):
    """The rules of a program for a time; `to_configure` lists what no source says."""

    id = fields.Integer()
    valid_from = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    term_years = fields.Integer(allow_none=True)
    source = fields.String()
    sourced = fields.Boolean()
    note = fields.String(allow_none=True)
    note_zh = fields.String(allow_none=True)
    to_configure = fields.List(fields.String())
    grades = fields.List(fields.Nested(GradeSchema))
    funding = fields.List(fields.Nested(FundingElementSchema))
    rules = fields.List(fields.Nested(EligibilityRuleSchema))
    reviews = fields.List(fields.Nested(ReviewPointSchema))
    stages = fields.List(
        fields.Nested(ProgramStageSchema),
        metadata={"description": "the program's own way; empty: the usual stages"},
    )
    from_file = fields.Boolean(
        metadata={"description": "false: entered or changed here; the file leaves it alone"}
    )
    version = fields.Integer()


class ProgramCallSchema(CallSchema):
    """A call with its key."""

    id = fields.Integer()
    version = fields.Integer()


class ProgramRefSchema(StrictSchema):
    """A program by its code and names."""

    code = fields.String()
    name_en = fields.String()
    name_zh = fields.String()
    level = fields.String()
    publicity = fields.String()


class ProgramSchema(ProgramRefSchema):
    """A talent program."""

    granting_body = fields.String()
    granting_body_zh = fields.String()
    status = fields.String()
    overlap_group = fields.String(allow_none=True)
    successor_code = fields.String(allow_none=True)
    set_here = fields.List(
        fields.String(), metadata={"description": "fields that the program file leaves alone"}
    )
    versions = fields.List(fields.Nested(ProgramVersionSchema))
    version = fields.Integer()


class NewProgramSchema(FactsSchema):
    """A program without its rules; versions and calls are added to it."""


def _not_blank(text: str) -> None:
    if not text:
        sentence = Text.default_error_messages["blank"]
        raise ValidationError(gettext(sentence))


class ProgramChangesSchema(StrictSchema):
    """What HR may set of a program; from then on the program file leaves it alone."""

    name_en = Text(most=300, validate=_not_blank)
    name_zh = Text(most=300, validate=_not_blank)
    level = Choice(Level)
    granting_body = Text(most=300, validate=_not_blank)
    granting_body_zh = Text(most=300)
    publicity = Choice(Publicity)
    status = Choice(Status)
    overlap_group = Text(most=40, allow_none=True)
    successor_code = Text(most=40, allow_none=True)


class ProgramsQuerySchema(ListQuerySchema):
    """Filters of the list of programs."""

    level = Choice(Level)
    status = Choice(Status)
    publicity = Choice(Publicity)


class ProgramsPageQuerySchema(ProgramsQuerySchema):
    """The page shows more at once."""

    limit = fields.Integer(load_default=MOST, validate=lambda n: between(n, 1, MOST))


class CallsFormSchema(StrictSchema):
    """All calls of a program, a row each."""

    calls = fields.Nested(CallSchema, many=True, load_default=list)

    @validates_schema
    def _once(self, data: dict[str, Any], **kw: Any) -> None:
        calls_once(data["calls"])


class _Blanks(StrictSchema):
    """A row of a form: what is left empty has its usual value."""

    @pre_load
    def _usual(self, data: dict[str, Any], **kw: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value not in (None, "")}


class GradeRowSchema(_Blanks, GradeSchema):
    """A grade in the form."""


TAXED = {"before": True, "after": False}


class FundingRowSchema(_Blanks, FundingElementSchema):
    """Money in the form: tax is a word."""

    @pre_load
    def _taxed(self, data: dict[str, Any], **kw: Any) -> dict[str, Any]:
        word = data.get("tax")
        said = {name: value for name, value in data.items() if name not in {"tax", "taxed"}}
        return said | {"taxed": TAXED.get(str(word))}


class RuleRowSchema(_Blanks, EligibilityRuleSchema):
    """A condition in the form: one on other programs is compared by no sign."""

    @pre_load
    def _of_programs(self, data: dict[str, Any], **kw: Any) -> dict[str, Any]:
        usual = {"operator": "rule"} if data.get("kind") == RuleKind.HELD_PROGRAMS else {}
        return usual | {name: value for name, value in data.items() if value not in (None, "")}


class StageRowSchema(_Blanks, ProgramStageSchema):
    """A stage in the form; one without a number is not on the program's way."""

    place = fields.Integer(load_default=None, allow_none=True, validate=lambda n: between(n, 1, 99))


class VersionFormSchema(VersionSchema):
    """The form of a version, a row each grade, money, condition, review and stage."""

    grades = fields.Nested(GradeRowSchema, many=True, load_default=list)
    funding = fields.Nested(FundingRowSchema, many=True, load_default=list)
    rules = fields.Nested(RuleRowSchema, many=True, load_default=list)
    stages = fields.Nested(StageRowSchema, many=True, load_default=list)

    @pre_load
    def _numbered(self, data: dict[str, Any], **kw: Any) -> dict[str, Any]:
        """What may follow a stage is one that has a number, or that ends the case."""
        rows = data.get("stages", ())
        known = {row.get("stage") for row in rows if row.get("place")} | set(OVER)
        kept = [row | {"next": [s for s in row.get("next", ()) if s in known]} for row in rows]
        return data | {"stages": kept}

    def on_the_way(self, rows: Sequence[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
        """The rows that have a number, by it."""
        numbered = [(number, row) for number, row in enumerate(rows) if row["place"] is not None]
        return sorted(numbered, key=lambda pair: (pair[1]["place"], pair[0]))

    @post_load
    def _in_place(self, data: dict[str, Any], **kw: Any) -> dict[str, Any]:
        rows = [row for _, row in self.on_the_way(data["stages"])]
        plain = [{name: row[name] for name in ("stage", "next", "documents")} for row in rows]
        return data | {"stages": plain}


class UploadFormSchema(StrictSchema):
    """A program file that is looked at, or loaded after it was looked at."""

    text = fields.String(load_default="")
    name = Text(most=200, load_default="")
    mark = Text(most=64, load_default="")
    replace = fields.Boolean(load_default=False)


FORM_STAGES = tuple(stage for stage in Stage if stage is not Stage.DRAFT and stage not in OVER)
"""The stages that a form numbers; those that end a case are on every way."""
