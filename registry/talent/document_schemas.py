"""Papers of people and cases as data; never their bytes."""

from __future__ import annotations

from marshmallow import fields

from registry.core.fields import Choice, StrictSchema, Upload
from registry.talent.kinds import DocumentKind


class NewDocumentSchema(StrictSchema):
    """A paper that is handed in (multipart/form-data)."""

    kind = Choice(DocumentKind, required=True)
    expires_on = fields.Date(load_default=None, allow_none=True)
    file = Upload(required=True)


class DocumentChangesSchema(StrictSchema):
    """What of a paper is corrected."""

    kind = Choice(DocumentKind)
    expires_on = fields.Date(allow_none=True)


class DocumentSchema(StrictSchema):
    """A paper: what it is, how large, its SHA-256, until when it is valid."""

    id = fields.Integer(required=True)
    researcher_id = fields.Integer(required=True)
    hire_id = fields.Integer(required=True, allow_none=True)
    kind = Choice(DocumentKind, required=True)
    media_type = fields.String(required=True, attribute="file.kind")
    size = fields.Integer(required=True, attribute="file.size")
    sha256 = fields.String(required=True, attribute="file.digest")
    expires_on = fields.Date(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
