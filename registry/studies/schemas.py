"""Pairs as JSON and as forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from marshmallow import fields

from registry.core.errors import N_
from registry.core.fields import Choice, ListQuerySchema, StrictSchema, key
from registry.studies.matching import PairKind
from registry.studies.models import PairState

DECISIONS = ("join", "reject", "undo")

STATES = {
    PairState.SUGGESTED: N_("to decide"),
    PairState.JOINED: N_("one study"),
    PairState.REJECTED: N_("not the same"),
    PairState.PARTED: N_("parted again"),
}
"""The states as readers know them."""

KINDS = {
    PairKind.PREPRINT: N_("Preprint and article"),
    PairKind.DUPLICATE: N_("Entered twice"),
}
"""What two outputs are to each other, as readers know it."""


def read_evidence(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The evidence of a pair with its sentences in the reader's language."""
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


class PairedOutputSchema(StrictSchema):
    """One of the two outputs."""

    id = fields.Integer()
    title = fields.String()
    year = fields.Integer()
    doi = fields.String(allow_none=True)
    kind = fields.String()
    work_type = fields.String(allow_none=True)
    version_of_record = fields.Integer(attribute="version_of_record_id", allow_none=True)


class PairSchema(StrictSchema):
    """Two outputs that are, may be or are not one study; `other` is the one that counts."""

    id = fields.Integer()
    version = fields.Integer()
    kind = Choice(PairKind)
    state = Choice(PairState)
    score = fields.Float()
    evidence = EvidenceField()
    lesser = fields.Nested(PairedOutputSchema)
    other = fields.Nested(PairedOutputSchema)
    decided_at = fields.DateTime(format="iso", allow_none=True)
    created_at = fields.DateTime(format="iso")


class PairsQuerySchema(ListQuerySchema):
    """Which pairs are listed."""

    state = Choice(PairState)
    kind = Choice(PairKind)
    output = key()


class PairDecisionSchema(StrictSchema):
    """What becomes of a pair; `counting` is the output that counts where it is not the proposed."""

    decision = Choice(DECISIONS, required=True)
    counting = key(
        load_default=None,
        allow_none=True,
        metadata={"description": "join: the output that counts; null: the one proposed"},
    )


class QueueQuerySchema(StrictSchema):
    """Which list of pairs is shown; `decided` is the pair that was answered last."""

    cursor = fields.String(load_default=None)
    state = Choice(PairState, load_default=PairState.SUGGESTED.value)
    decided = key(load_default=None)
