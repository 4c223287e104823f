"""The shapes of what is told of sources: messages, origins of fields, differences."""

from __future__ import annotations

from marshmallow import fields

from registry.core.fields import Choice, StrictSchema, key
from registry.outputs.choices import CHOSEN


class SourceRecordSchema(StrictSchema):
    """A message that was kept: from where, when, and its SHA-256 (of the JSON with sorted keys)."""

    id = fields.Integer()
    source = fields.String()
    identifier = fields.String()
    sha256 = fields.String()
    request = fields.String()
    received_at = fields.DateTime()


class OriginSchema(StrictSchema):
    """Where the value of a field came from: a source and its message, or a person."""

    field = fields.String()
    value = fields.Raw(allow_none=True)
    source = fields.String(allow_none=True)
    person = fields.String(allow_none=True, metadata={"description": "who set it by hand"})
    since = fields.DateTime(allow_none=True)
    record_id = fields.Integer(allow_none=True, metadata={"description": "the message"})
    differs = fields.Raw(
        allow_none=True, metadata={"description": "what the source says where a person set another"}
    )


class SourcePairSchema(StrictSchema):
    """Two messages of an output."""

    older = key(required=True)
    newer = key(required=True)


class DifferenceSchema(StrictSchema):
    """A field that two messages tell differently."""

    field = fields.String()
    older = fields.Raw(allow_none=True)
    newer = fields.Raw(allow_none=True)


class FollowedFieldSchema(StrictSchema):
    """A field that shall follow its source again."""

    field = Choice(CHOSEN, required=True)
