"""What goes in and out about hires.

What only HR reads of a hire has a schema of its own.
"""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from registry.core.fields import (
    Choice,
    ListQuerySchema,
    StrictSchema,
    Text,
    key,
    orcid,
    year,
)
from registry.people.kinds import Position
from registry.people.schemas import UnitRefSchema
from registry.talent.finding import DUES
from registry.talent.kinds import Level
from registry.talent.program_schemas import ProgramRefSchema
from registry.talent.stages import ENTRY, Stage

LONGEST_KEY = 10


class PersonRefSchema(StrictSchema):
    """A person by number and names."""

    id = fields.Integer()
    name = fields.String(attribute="name_en")
    name_zh = fields.String()
    orcid = fields.String(allow_none=True)


class GradeRefSchema(StrictSchema):
    """A grade by its code and names."""

    code = fields.String()
    name_en = fields.String()
    name_zh = fields.String()


class HireRowSchema(StrictSchema):
    """A hire as a list shows it: to HR, to the person, to those who read what is internal."""

    id = fields.Integer()
    researcher_id = fields.Integer()
    researcher = fields.Nested(PersonRefSchema)
    program_code = fields.String(allow_none=True)
    program = fields.Nested(ProgramRefSchema, allow_none=True)
    grade_code = fields.String(allow_none=True)
    grade = fields.Nested(GradeRefSchema, allow_none=True)
    unit_code = fields.String(allow_none=True)
    unit = fields.Nested(UnitRefSchema, allow_none=True)
    position = fields.String(allow_none=True)
    call_year = fields.Integer(allow_none=True)
    stage = fields.String()
    expected_on = fields.Date(allow_none=True)
    term_starts_on = fields.Date(allow_none=True)
    term_ends_on = fields.Date(allow_none=True)
    version = fields.Integer()


class HireStepSchema(StrictSchema):
    """A stage that was reached."""

    id = fields.Integer()
    stage = fields.String()
    happened_on = fields.Date()
    until = fields.Date(allow_none=True)


class HireEventSchema(HireStepSchema):
    """A stage that was reached, with who entered it when and why: for HR."""

    entered_at = fields.DateTime(attribute="created_at")
    entered_later = fields.Boolean()
    out_of_order = fields.Boolean()
    actor = fields.String()
    reason = fields.String(allow_none=True)


class HireSchema(HireRowSchema):
    """A hire for the person and for those who read what is internal."""

    events = fields.List(fields.Nested(HireStepSchema))
    next_stages = fields.List(fields.String())


class HireForHrSchema(HireRowSchema):
    """A hire for HR."""

    post_id = fields.Integer(allow_none=True)
    duties = fields.String(allow_none=True)
    early_career = fields.Boolean(allow_none=True)
    previous_institution = fields.String(allow_none=True)
    next_institution = fields.String(allow_none=True)
    events = fields.List(fields.Nested(HireEventSchema))
    next_stages = fields.List(fields.String())


class NewPersonSchema(StrictSchema):
    """Somebody the registry does not know yet."""

    name_zh = Text(most=100, load_default="", metadata={"description": "in characters"})
    family = Text(most=100, load_default="", metadata={"description": "family name, Latin"})
    given = Text(most=100, load_default="", metadata={"description": "given name, Latin"})
    orcid = orcid(load_default=None, allow_none=True)

    @post_load
    def _nobody(self, data: dict[str, Any], **kw: Any) -> dict[str, Any]:
        """A form that says nothing of a new person is about nobody new."""
        return data if any(data.values()) else {}


WHY = {"description": "why broken conditions of the program are let pass"}


class HireChangesSchema(StrictSchema):
    """What may be changed of a hire; its stage moves by `/stage`."""

    program_code = Text(most=40, allow_none=True)
    grade_code = Text(most=40, allow_none=True)
    call_year = year(allow_none=True)
    unit_code = Text(most=40, allow_none=True)
    position = Choice(Position, allow_none=True)
    expected_on = fields.Date(allow_none=True)
    term_starts_on = fields.Date(allow_none=True)
    term_ends_on = fields.Date(allow_none=True)
    duties = Text(most=5000, allow_none=True)
    early_career = fields.Boolean(allow_none=True)
    previous_institution = Text(most=300, allow_none=True)
    next_institution = Text(most=300, allow_none=True)
    override_reason = Text(most=500, allow_none=True, metadata=WHY)


class NewHireSchema(HireChangesSchema):
    """A recruit: `researcher_id` of somebody known, or `person` new; `stage` is where it stands."""

    researcher_id = key(load_default=None, allow_none=True)
    person = fields.Nested(NewPersonSchema, load_default=None, allow_none=True)
    new_person = fields.Boolean(
        load_default=False,
        metadata={"description": "true: a namesake who is known is somebody else"},
    )
    stage = Choice((Stage.DRAFT, *ENTRY), load_default=Stage.DRAFT)
    happened_on = fields.Date(load_default=None, allow_none=True)
    until = fields.Date(load_default=None, allow_none=True)
    reason = Text(most=500, load_default=None, allow_none=True)


class ProgramAndGrade(StrictSchema):
    """In forms, program and grade are one choice: `CODE` or `CODE/grade`."""

    program_code = Text(most=81, allow_none=True)

    @post_load
    def _apart(self, data: dict[str, Any], **kw: Any) -> dict[str, Any]:
        if "program_code" in data:
            code, _, grade = (data["program_code"] or "").partition("/")
            data |= {"program_code": code or None, "grade_code": grade or None}
        return data


class HireFormSchema(ProgramAndGrade, NewHireSchema):
    """The form of a recruit; `who` is the number of a known person, or `new` for somebody else."""

    who = Text(most=20, load_default="")

    @post_load
    def _who(self, data: dict[str, Any], **kw: Any) -> dict[str, Any]:
        who = data.pop("who")
        if who.isascii() and who.isdigit() and len(who) < LONGEST_KEY:
            data |= {"researcher_id": int(who), "person": None}
        return data | {"new_person": who == "new"}


class HireChangesFormSchema(ProgramAndGrade, HireChangesSchema):
    """The form of what is known of a case."""


class MoveSchema(StrictSchema):
    """A stage that was reached. `until`: end of notice, reply by, end of contract, new end."""

    stage = Choice(Stage, required=True)
    happened_on = fields.Date(required=True)
    until = fields.Date(load_default=None, allow_none=True)
    reason = Text(most=500, load_default=None, allow_none=True)
    unit_code = Text(most=40, load_default=None, allow_none=True)
    position = Choice(Position, load_default=None, allow_none=True)
    next_institution = Text(
        most=300, load_default=None, allow_none=True, metadata={"description": "at an end"}
    )
    override_reason = Text(most=500, load_default=None, allow_none=True, metadata=WHY)


class HiresQuerySchema(ListQuerySchema):
    """Filters of the list of hires."""

    stage = Choice(Stage)
    program = Text(most=40)
    level = Choice(Level)
    unit = Text(most=40)
    grade = Text(most=40)
    call_year = year()
    q = Text(most=100, metadata={"description": "part of a name of the person, or the iD"})
    early_career = fields.Boolean(metadata={"description": "asked by HR only"})
    due = Choice(DUES, metadata={"description": "what is due, `overdue`, or `soon`"})
    researcher = key()


class HiresPageQuerySchema(HiresQuerySchema):
    """The page shows a board or a table; `card` stands on the board however old it is."""

    view = Choice(("board", "table"), load_default=None, allow_none=True)
    card = key()
