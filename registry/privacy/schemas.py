"""Purposes, what is due, erasures and looks as data; nothing here says what a field says."""

from __future__ import annotations

from marshmallow import fields

from registry.core.db import Privacy
from registry.core.fields import Choice, ListQuerySchema, StrictSchema, Text
from registry.privacy.due import Why
from registry.privacy.looks import LOOKS
from registry.privacy.models import ErasureState, Extent


class PurposeSchema(StrictSchema):
    """For what a group of columns is kept, on which ground, and how long."""

    code = fields.String(required=True)
    classes = fields.List(Choice(Privacy), required=True)
    group = fields.String(required=True)
    why = fields.String(required=True)
    ground = fields.String(required=True)
    keep = fields.String(required=True)
    columns = fields.List(
        fields.String(), required=True, metadata={"description": "the private ones, table.column"}
    )


class DueSchema(StrictSchema):
    """A person whose private data is due to go."""

    researcher_id = fields.Integer(required=True)
    name_en = fields.String(required=True, attribute="researcher.name_en")
    name_zh = fields.String(required=True, attribute="researcher.name_zh")
    why = Choice(Why, required=True)
    since = fields.Date(required=True)
    fields_ = fields.Integer(required=True, attribute="fields", data_key="fields")
    documents = fields.Integer(required=True)
    asked = fields.Boolean(
        required=True, metadata={"description": "an erasure waits for its decision"}
    )


class NewErasureSchema(StrictSchema):
    """How much is to be erased, and why."""

    extent = Choice(Extent, required=True)
    reason = Text(most=500, required=True)


class ErasureDecisionSchema(StrictSchema):
    """What the second person decides; a refusal needs a word."""

    decision = Choice(("approve", "refuse"), required=True)
    word = Text(most=500, load_default=None, allow_none=True)


class ErasureSchema(StrictSchema):
    """An erasure: of whom, how much, why, by whom; `erased` counts values by table."""

    id = fields.Integer(required=True)
    researcher_id = fields.Integer(required=True)
    extent = Choice(Extent, required=True)
    reason = fields.String(required=True)
    state = Choice(ErasureState, required=True)
    asked_by = fields.String(required=True, attribute="asked_label")
    decided_by = fields.String(required=True, allow_none=True, attribute="decided_label")
    decided_at = fields.DateTime(required=True, allow_none=True)
    word = fields.String(required=True, allow_none=True)
    erased = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    created_at = fields.DateTime(required=True)
    version = fields.Integer(required=True)


class ErasureQuerySchema(ListQuerySchema):
    """Which erasures are wanted."""

    state = Choice(ErasureState, load_default=None)


class LookSchema(StrictSchema):
    """One look at what is private of a person."""

    at = fields.DateTime(required=True)
    who = fields.String(required=True, metadata={"description": "name of the account"})
    via = fields.String(required=True)
    verb = Choice(tuple(LOOKS), required=True)
    what = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
