"""The file with the goals: TOML, a `[set]` and its `[[goal]]`s with their `[[goal.sub_aim]]`s."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from flask_babel import gettext
from marshmallow import ValidationError, fields, validate, validates_schema

from registry.core.errors import N_, InvalidFields
from registry.core.fields import Choice, StrictSchema, Text, locate
from registry.goals.errors import UnreadableGoalFile
from registry.goals.models import Translation

SHIPPED = Path(__file__).parent / "goals.toml"


class SetEntrySchema(StrictSchema):
    """The goals that hold for a time."""

    code = Text(most=40, required=True)
    name_en = Text(most=200, required=True)
    name_zh = Text(most=200, required=True)
    valid_from = fields.Date(load_default=None, allow_none=True)
    valid_until = fields.Date(load_default=None, allow_none=True)
    source = Text(most=300, load_default=None, allow_none=True)

    @validates_schema
    def _in_order(self, data: dict[str, Any], **kw: Any) -> None:
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            raise ValidationError(gettext(N_("The end lies before the start.")), "valid_until")


class SubAimEntrySchema(StrictSchema):
    """A part of a goal."""

    code = Text(most=20, required=True)
    title_en = Text(most=300, required=True)
    title_zh = Text(most=300, required=True)
    translation = Choice(Translation, load_default=Translation.WORKING)


class GoalEntrySchema(StrictSchema):
    """A goal with its parts."""

    code = Text(most=20, required=True)
    title_en = Text(most=300, required=True)
    title_zh = Text(most=300, required=True)
    translation = Choice(Translation, load_default=Translation.WORKING)
    statement = Text(most=5000, required=True)
    statement_zh = Text(most=5000, load_default="")
    keywords_en = fields.List(Text(most=100, required=True), load_default=list)
    keywords_zh = fields.List(Text(most=100, required=True), load_default=list)
    sub_aims = fields.List(fields.Nested(SubAimEntrySchema), load_default=list, data_key="sub_aim")


class GoalFileSchema(StrictSchema):
    """The whole file; a code stands in it once."""

    set = fields.Nested(SetEntrySchema, required=True)
    goals = fields.List(
        fields.Nested(GoalEntrySchema),
        required=True,
        data_key="goal",
        validate=validate.Length(min=1),
    )

    @validates_schema
    def _codes_once(self, data: dict[str, Any], **kw: Any) -> None:
        aims = [aim for goal in data["goals"] for aim in (goal, *goal["sub_aims"])]
        codes = [aim["code"] for aim in aims]
        if twice := {code for code in codes if codes.count(code) > 1}:
            sentence = gettext(N_("The code %(code)s stands here twice."), code=min(twice))
            raise ValidationError(sentence, "goal")


def read(path: Path) -> dict[str, Any]:
    """What the file says, checked. Raises UnreadableGoalFile, InvalidFields naming each fault."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        reason = str(getattr(why, "strerror", None) or why)
        raise UnreadableGoalFile(field="file", value=path.name, why=reason) from why
    try:
        found: dict[str, Any] = GoalFileSchema().load(data)
    except ValidationError as why:
        faults = locate(dict(why.normalized_messages()))  # type: ignore[no-untyped-call]
        raise InvalidFields(
            {
                "errors": [
                    {"field": field, "message": " ".join(said), "value": _value(field, data)}
                    for field, said in faults.items()
                ]
            }
        ) from why
    return found


def _value(field: str, data: Any) -> Any:
    for part in field.split("."):
        try:
            data = data[int(part)] if isinstance(data, list) else data[part]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return data if isinstance(data, (str, int, float, bool)) else None
