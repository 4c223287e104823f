"""The program file: TOML, one `[[program]]` each with its `[[program.version]]`s.

Checked by schemas; all faults are told at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask_babel import gettext
from marshmallow import ValidationError, fields, post_load, validates, validates_schema

from registry.core.errors import N_, InvalidFields
from registry.core.fields import Choice, StrictSchema, Text, between, locate
from registry.talent.errors import UnreadableProgramFile
from registry.talent.kinds import FundingKind, Level, Per, Publicity, RuleKind, Status
from registry.talent.labels import TO_CONFIGURE

PROGRAM_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]*")
GRADE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
SHIPPED = Path(__file__).parent / "programs.toml"
MOST_MONEY = 10**11


def _spelled(pattern: re.Pattern[str]) -> Callable[[str], None]:
    """A check that a code has no other characters, for codes stand in addresses."""

    def check(code: str) -> None:
        if not pattern.fullmatch(code):
            sentence = N_("A code has letters, digits and hyphens only; a program's are capitals.")
            raise ValidationError(gettext(sentence))

    return check


class GradeSchema(StrictSchema):
    """A grade of a program, highest first by `rank`."""

    code = Text(most=40, required=True, validate=_spelled(GRADE_CODE))
    name_en = Text(most=200, required=True)
    name_zh = Text(most=200, required=True)
    rank = fields.Integer(load_default=1, validate=lambda n: between(n, 1, 99))


class FundingElementSchema(StrictSchema):
    """Money as the published rules state it."""

    kind = Choice(FundingKind, required=True)
    grade_code = Text(most=40, load_default=None, allow_none=True)
    amount_min = fields.Decimal(
        places=2,
        load_default=None,
        allow_none=True,
        as_string=True,
        validate=lambda n: between(float(n), 0, MOST_MONEY),
    )
    amount_max = fields.Decimal(
        places=2,
        load_default=None,
        allow_none=True,
        as_string=True,
        validate=lambda n: between(float(n), 0, MOST_MONEY),
    )
    currency = Text(most=3, load_default="CNY")
    per = Choice(Per, load_default=Per.TOTAL)
    taxed = fields.Boolean(
        load_default=None, allow_none=True, metadata={"description": "true: before tax"}
    )

    @validates_schema
    def _in_order(self, data: dict[str, Any], **kw: Any) -> None:
        least, most = data.get("amount_min"), data.get("amount_max")
        if least is not None and most is not None and most < least:
            sentence = gettext(N_("The largest amount is below the smallest."))
            raise ValidationError(sentence, "amount_max")


class EligibilityRuleSchema(StrictSchema):
    """A condition: `kind operator value`, on `by_date` where the rule names a day."""

    kind = Choice(RuleKind, required=True)
    operator = Choice(("<", "<=", "=", ">=", ">", "rule"), required=True)
    value = Text(most=100, required=True)
    by_date = fields.Date(load_default=None, allow_none=True)
    text_en = Text(most=500, required=True)
    text_zh = Text(most=500, required=True)
    source = Text(most=300, load_default=None, allow_none=True)


class VersionSchema(StrictSchema):
    """The rules of a program for a time; `to_configure` lists what their source does not say."""

    valid_from = fields.Date(load_default=None, allow_none=True)
    valid_until = fields.Date(load_default=None, allow_none=True)
    term_years = fields.Integer(
        load_default=None, allow_none=True, validate=lambda n: between(n, 1, 50)
    )
    source = Text(most=300, required=True)
    sourced = fields.Boolean(load_default=True)
    note = Text(most=2000, load_default=None, allow_none=True)
    note_zh = Text(most=2000, load_default=None, allow_none=True)
    to_configure = fields.List(Choice(TO_CONFIGURE), load_default=list)
    grades = fields.List(fields.Nested(GradeSchema), load_default=list)
    funding = fields.List(fields.Nested(FundingElementSchema), load_default=list)
    rules = fields.List(fields.Nested(EligibilityRuleSchema), load_default=list)

    @validates_schema
    def _in_order(self, data: dict[str, Any], **kw: Any) -> None:
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            raise ValidationError(gettext(N_("The end lies before the start.")), "valid_until")

    @validates_schema
    def _grades_known(self, data: dict[str, Any], **kw: Any) -> None:
        codes = [g["code"] for g in data.get("grades", ()) if "code" in g]
        if len(set(codes)) < len(codes):
            raise ValidationError(gettext(N_("A grade stands here twice.")), "grades")
        named = {f.get("grade_code") for f in data.get("funding", ())} - {None}
        if strange := named - set(codes):
            sentence = gettext(N_("There is no grade %(code)s here."), code=min(strange))
            raise ValidationError(sentence, "funding")


class ProgramEntrySchema(StrictSchema):
    """A program with its versions."""

    code = Text(most=40, required=True, validate=_spelled(PROGRAM_CODE))
    name_en = Text(most=300, required=True)
    name_zh = Text(most=300, required=True)
    level = Choice(Level, required=True)
    granting_body = Text(most=300, required=True)
    granting_body_zh = Text(most=300, required=True)
    publicity = Choice(Publicity, load_default=Publicity.INTERNAL)
    status = Choice(Status, required=True)
    overlap_group = Text(most=40, load_default=None, allow_none=True)
    successor_code = Text(most=40, load_default=None, allow_none=True)
    versions = fields.List(fields.Nested(VersionSchema), load_default=list, data_key="version")

    @validates("versions")
    def _one_a_day(self, versions: list[dict[str, Any]], data_key: str) -> None:
        days = [v["valid_from"] for v in versions if "valid_from" in v]
        if len(set(days)) < len(days):
            raise ValidationError(gettext(N_("Two versions begin on the same day.")))


class ProgramFileSchema(StrictSchema):
    """The whole file."""

    program = fields.List(fields.Nested(ProgramEntrySchema), required=True)

    @post_load
    def _unwrap(self, data: dict[str, Any], **kw: Any) -> list[dict[str, Any]]:
        programs: list[dict[str, Any]] = data["program"]
        return programs

    @validates("program")
    def _codes_once(self, programs: list[dict[str, Any]], data_key: str) -> None:
        codes = [p["code"] for p in programs if "code" in p]
        if twice := {c for c in codes if codes.count(c) > 1}:
            sentence = gettext(N_("The program %(code)s stands here twice."), code=min(twice))
            raise ValidationError(sentence)


def read(path: Path) -> list[dict[str, Any]]:
    """The programs of a file, checked.

    Raises UnreadableProgramFile, or InvalidFields that names every fault by its place.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        reason = str(getattr(why, "strerror", None) or why)
        raise UnreadableProgramFile(field="file", value=path.name, why=reason) from why
    try:
        programs: list[dict[str, Any]] = ProgramFileSchema().load(data)
    except ValidationError as why:
        raise InvalidFields({"errors": _faults(why, data)}) from why
    return programs


def _faults(why: ValidationError, data: dict[str, Any]) -> list[dict[str, Any]]:
    found = locate(dict(why.normalized_messages()))  # type: ignore[no-untyped-call]
    return [
        {"field": _place(field, data), "message": " ".join(sentences), "value": _value(field, data)}
        for field, sentences in found.items()
    ]


def _place(field: str, data: dict[str, Any]) -> str:
    """`program.3.status` with the program's code instead of its number, which nobody counts."""
    _, number, *rest = [*field.split("."), "", ""]
    code = _value(f"program.{number}.code", data)
    return ".".join([str(code), *filter(None, rest)]) if code else field


def _value(field: str, data: Any) -> Any:
    for part in field.split("."):
        try:
            data = data[int(part)] if isinstance(data, list) else data[part]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return data if isinstance(data, (str, int, float, bool)) else None
