"""Programs as the program file, the forms and the API give them: schemas and their checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from marshmallow import ValidationError, fields, validates, validates_schema

from registry.core.errors import N_
from registry.core.fields import Choice, StrictSchema, Text, between, year
from registry.talent import rule_values, way
from registry.talent.kinds import (
    DocumentKind,
    FundingKind,
    Level,
    Per,
    Publicity,
    ReviewKind,
    RuleKind,
    Status,
)
from registry.talent.labels import TO_CONFIGURE
from registry.talent.stages import Stage, StageNames

PROGRAM_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]*")
GRADE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
CURRENCY = re.compile(r"[A-Z]{3}")
MOST_MONEY = 10**11
LONGEST_REVIEW = 600
ADDRESSES = frozenset({"NEW", "EXPORT", "LOAD"})
"""Codes that would hide an address of ours."""

END_FIRST = N_("The end lies before the start.")
CODE = N_("A code has letters, digits and hyphens only; a program's are capitals.")


def _spelled(pattern: re.Pattern[str], sentence: str) -> Callable[[str], None]:
    """A check that a code has no other characters, for codes stand in addresses."""

    def check(code: str) -> None:
        if not pattern.fullmatch(code):
            raise ValidationError(gettext(sentence))

    return check


def _not_reserved(code: str) -> None:
    if code in ADDRESSES:
        raise ValidationError(gettext(N_("This word cannot be the code of a program.")))


def _money() -> fields.Decimal:
    return fields.Decimal(
        places=2,
        load_default=None,
        allow_none=True,
        as_string=True,
        validate=lambda n: between(float(n), 0, MOST_MONEY),
    )


class GradeSchema(StrictSchema):
    """A grade of a program, highest first by `rank`."""

    code = Text(most=40, required=True, validate=_spelled(GRADE_CODE, CODE))
    name_en = Text(most=200, required=True)
    name_zh = Text(most=200, required=True)
    rank = fields.Integer(load_default=1, validate=lambda n: between(n, 1, 99))


class FundingElementSchema(StrictSchema):
    """Money as the published rules state it."""

    kind = Choice(FundingKind, required=True)
    grade_code = Text(most=40, load_default=None, allow_none=True)
    amount_min = _money()
    amount_max = _money()
    currency = Text(
        most=3,
        load_default="CNY",
        validate=_spelled(CURRENCY, N_("A currency has three capitals, such as CNY.")),
    )
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
    """A condition: `kind operator value`, on `by_date` where the rule names a day.

    An age may name a day of the call's year: `45@01-01`. A rule on other programs says
    `one_of_same_level`, `no_lower_after_higher(GROUP)` or `exclusive_with(CODE)`.
    """

    kind = Choice(RuleKind, required=True)
    operator = Choice(rule_values.OPERATORS, required=True)
    value = Text(most=100, required=True)
    by_date = fields.Date(load_default=None, allow_none=True)
    text_en = Text(most=500, required=True)
    text_zh = Text(most=500, required=True)
    source = Text(most=300, load_default=None, allow_none=True)

    @validates_schema
    def _says_something(self, data: dict[str, Any], **kw: Any) -> None:
        fault = rule_values.fault(data["kind"], data["operator"], data["value"])
        if fault:
            signs = {rule_values.SIGN, rule_values.ONE_OF}
            raise ValidationError(gettext(fault), "operator" if fault in signs else "value")


class ReviewPointSchema(StrictSchema):
    """When somebody is looked at: so many months after the term began; a yearly one again."""

    kind = Choice(ReviewKind, required=True)
    months = fields.Integer(required=True, validate=lambda n: between(n, 1, LONGEST_REVIEW))
    source = Text(most=300, load_default=None, allow_none=True)


class ProgramStageSchema(StrictSchema):
    """A stage of the program's own way: what may follow it, which papers belong to it."""

    stage = Choice([s for s in Stage if s is not Stage.DRAFT], required=True)
    next = fields.List(Choice([s for s in Stage if s is not Stage.DRAFT]), load_default=list)
    documents = fields.List(Choice(DocumentKind), load_default=list)


@dataclass(frozen=True)
class _Row:
    stage: str
    next: list[str]
    documents: list[str]


WAY_FAULTS = {
    "twice": N_("The stage “%(stage)s” stands here twice."),
    "stuck": N_("Say what may follow “%(stage)s”."),
    "over": N_("Nothing follows a stage that ends the case, also not “%(stage)s”."),
    "missing": N_("“%(stage)s” has no row of its own here."),
    "itself": N_("“%(stage)s” cannot follow itself."),
    "order": N_(
        "“%(stage)s” cannot follow: a case arrives once, and only then is reviewed or ends."
    ),
}


class VersionSchema(StrictSchema):
    """The rules of a program for a time; `to_configure` lists what their source does not say.

    `stages` is the program's own way in order; without any it has the usual one.
    """

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
    grades = fields.Nested(GradeSchema, many=True, load_default=list)
    funding = fields.Nested(FundingElementSchema, many=True, load_default=list)
    rules = fields.Nested(EligibilityRuleSchema, many=True, load_default=list)
    reviews = fields.Nested(ReviewPointSchema, many=True, load_default=list)
    stages = fields.Nested(ProgramStageSchema, many=True, load_default=list)

    @validates_schema
    def _in_order(self, data: dict[str, Any], **kw: Any) -> None:
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            raise ValidationError(gettext(END_FIRST), "valid_until")

    @validates_schema
    def _grades_known(self, data: dict[str, Any], **kw: Any) -> None:
        codes = [g["code"] for g in data["grades"]]
        twice = N_("A grade stands here twice.")
        _once(codes, rows="grades", field="code", sentence=twice)
        for place, element in enumerate(data["funding"]):
            code = element["grade_code"]
            if code is not None and code not in codes:
                sentence = gettext(N_("There is no grade %(code)s here."), code=code)
                raise ValidationError({"funding": {place: {"grade_code": [sentence]}}})

    @validates_schema
    def _reviews_once(self, data: dict[str, Any], **kw: Any) -> None:
        points = [(r["kind"], r["months"]) for r in data["reviews"]]
        twice = N_("A review stands here twice.")
        _once(points, rows="reviews", field="months", sentence=twice)

    @validates_schema
    def _way_holds(self, data: dict[str, Any], **kw: Any) -> None:
        placed = self.on_the_way(data["stages"])
        rows = [_Row(row["stage"], row["next"], row["documents"]) for _, row in placed]
        for place, why, stage in way.faults(rows):
            field = "stage" if why == "twice" else "next"
            sentence = gettext(WAY_FAULTS[why], stage=str(StageNames.of([stage])))
            raise ValidationError({"stages": {placed[place][0]: {field: [sentence]}}})

    def on_the_way(self, rows: Sequence[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
        """The rows of stages in the order of the way, each with its number among those given."""
        return list(enumerate(rows))


class CallSchema(StrictSchema):
    """A round of a program: when one may apply, and for how many places."""

    year = year(required=True)
    opens_on = fields.Date(load_default=None, allow_none=True)
    closes_on = fields.Date(load_default=None, allow_none=True)
    places = fields.Integer(
        load_default=None, allow_none=True, validate=lambda n: between(n, 1, 100_000)
    )
    source = Text(most=300, load_default=None, allow_none=True)

    @validates_schema
    def _in_order(self, data: dict[str, Any], **kw: Any) -> None:
        start, end = data.get("opens_on"), data.get("closes_on")
        if start and end and end < start:
            raise ValidationError(gettext(END_FIRST), "closes_on")


def calls_once(calls: Sequence[dict[str, Any]], field: str = "calls") -> None:
    """Raise ValidationError where two calls have the same year and first day."""
    days = [(c["year"], c["opens_on"]) for c in calls]
    twice = N_("A call of this year and day stands here twice.")
    _once(days, rows=field, field="year", sentence=twice)


class FactsSchema(StrictSchema):
    """A program without its rules."""

    code = Text(most=40, required=True, validate=[_spelled(PROGRAM_CODE, CODE), _not_reserved])
    name_en = Text(most=300, required=True)
    name_zh = Text(most=300, required=True)
    level = Choice(Level, required=True)
    granting_body = Text(most=300, required=True)
    granting_body_zh = Text(most=300, required=True)
    publicity = Choice(Publicity, load_default=Publicity.INTERNAL)
    status = Choice(Status, required=True)
    overlap_group = Text(most=40, load_default=None, allow_none=True)
    successor_code = Text(most=40, load_default=None, allow_none=True)

    @validates_schema
    def _follows_another(self, data: dict[str, Any], **kw: Any) -> None:
        if data.get("successor_code") and data.get("successor_code") == data.get("code"):
            sentence = gettext(N_("A program does not follow itself."))
            raise ValidationError(sentence, "successor_code")


class ProgramEntrySchema(FactsSchema):
    """A program with its versions and calls."""

    versions = fields.Nested(VersionSchema, many=True, load_default=list, data_key="version")
    calls = fields.Nested(CallSchema, many=True, load_default=list, data_key="call")

    @validates("versions")
    def _one_a_day(self, versions: list[dict[str, Any]], data_key: str) -> None:
        days = [v["valid_from"] for v in versions if "valid_from" in v]
        if len(set(days)) < len(days):
            raise ValidationError(gettext(N_("Two versions begin on the same day.")))

    @validates_schema
    def _calls_once(self, data: dict[str, Any], **kw: Any) -> None:
        calls_once(data.get("calls", ()), "call")


def _once(values: Sequence[Any], *, rows: str, field: str, sentence: str) -> None:
    """Raise ValidationError at the first row whose value stood before."""
    for place, value in enumerate(values):
        if value in values[:place]:
            raise ValidationError({rows: {place: {field: [gettext(sentence)]}}})
