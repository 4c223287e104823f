"""Claims as JSON and as forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from marshmallow import fields

from registry.claims.models import ClaimState
from registry.core.errors import N_
from registry.core.fields import Choice, ListQuerySchema, StrictSchema, Text, key

DECISIONS = ("mine", "not_mine", "not_sure", "withdraw", "undo", "settle", "check")
MANY = ("mine", "not_mine", "not_sure", "undo")

STATES = {
    ClaimState.SUGGESTED: N_("to answer"),
    ClaimState.CONFIRMED: N_("confirmed"),
    ClaimState.DISPUTED: N_("disputed"),
    ClaimState.REJECTED: N_("not mine"),
    ClaimState.WITHDRAWN: N_("withdrawn"),
}
"""The states as readers know them."""


def read_evidence(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The evidence of a claim with its sentences in the reader's language."""
    return [_read(row) for row in rows]


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    sentence = row["sentence"]
    said = gettext(sentence) % row["places"]
    return {"code": row["code"], "weight": row["weight"], "sentence": said}


class EvidenceField(fields.Field[list[dict[str, Any]]]):
    """What speaks for and against: a list of {code, weight, sentence}."""

    def __init__(self, **options: Any) -> None:
        parts = {
            "code": {"type": "string"},
            "weight": {"type": "number"},
            "sentence": {"type": "string"},
        }
        shape = {"type": "array", "items": {"type": "object", "properties": parts}}
        super().__init__(metadata=shape, **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> Any:
        return read_evidence(value or ())


class ClaimedOutputSchema(StrictSchema):
    """The output of a claim."""

    id = fields.Integer()
    title = fields.String()
    year = fields.Integer()
    doi = fields.String(allow_none=True)


class ClaimantSchema(StrictSchema):
    """The researcher of a claim."""

    id = fields.Integer()
    name = fields.String()
    name_zh = fields.String()


class ClaimSchema(StrictSchema):
    """A claim: the researcher is, may be or is not at a position of an output."""

    id = fields.Integer()
    version = fields.Integer()
    state = Choice(ClaimState)
    output = fields.Nested(ClaimedOutputSchema)
    researcher = fields.Nested(ClaimantSchema)
    position = fields.Integer(allow_none=True)
    printed = fields.String(allow_none=True)
    score = fields.Float(allow_none=True)
    evidence = EvidenceField()
    reason = fields.String(allow_none=True)
    decided_at = fields.DateTime(format="iso", allow_none=True)
    unsure_at = fields.DateTime(
        format="iso", allow_none=True, metadata={"description": "when the question was put off"}
    )
    checked_at = fields.DateTime(
        format="iso", allow_none=True, metadata={"description": "when a second person agreed"}
    )
    created_at = fields.DateTime(format="iso")


class ClaimsQuerySchema(ListQuerySchema):
    """Which claims are listed."""

    researcher = key()
    output = key()
    state = Choice(ClaimState)
    unsure = fields.Boolean(metadata={"description": "only questions put off, or only others"})
    checked = fields.Boolean(metadata={"description": "only what a second person checked, or not"})


class AnswerSchema(StrictSchema):
    """Which position a researcher is (null: none); `researcher` where it is not oneself."""

    position = key(
        required=True, allow_none=True, metadata={"description": "null: not on this paper"}
    )
    researcher = key()


class NewClaimSchema(AnswerSchema):
    """An answer about an output."""

    output = key(required=True)


class DecisionSchema(StrictSchema):
    """What becomes of a claim; `settle` decides a dispute for it, `check` is a second person's."""

    decision = Choice(DECISIONS, required=True)
    reason = Text(most=500)
    keep_others = fields.Boolean(
        load_default=False, metadata={"description": "settle: the others stay disputed"}
    )


class CurationQuerySchema(StrictSchema):
    """Which list of curation is shown."""

    cursor = fields.String(load_default=None)
    list = Choice(("disputed", "orphaned", "unclaimed", "unchecked"), load_default="disputed")
