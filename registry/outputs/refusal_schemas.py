"""The shapes of what never comes in: refusals, and deleting an output for ever."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from marshmallow import ValidationError, fields, validates_schema

from registry.core.errors import N_
from registry.core.fields import Choice, ListQuerySchema, StrictSchema, Text
from registry.outputs.kinds import REFUSED_SCHEMES
from registry.outputs.schemas import normal


class DeletionSchema(StrictSchema):
    """Whether the work may come in again: with a reason it goes on the refusal list."""

    never_again = Text(500, load_default=None)

    @validates_schema
    def _says_why(self, data: dict[str, Any], **kw: Any) -> None:
        if data["never_again"] == "":
            raise ValidationError({"never_again": gettext(N_("Say why it shall not come in."))})


class DeletionFormSchema(StrictSchema):
    """The same as a form asks it."""

    refuse = fields.Boolean(load_default=False)
    reason = Text(500, load_default="")

    @validates_schema
    def _says_why(self, data: dict[str, Any], **kw: Any) -> None:
        if data["refuse"] and not data["reason"]:
            raise ValidationError({"reason": gettext(N_("Say why it shall not come in."))})


class NewRefusalSchema(StrictSchema):
    """A work that shall never come in, by an identifier that names it alone."""

    scheme = Choice(REFUSED_SCHEMES, load_default="doi")
    value = Text(2048, required=True)
    reason = Text(500, required=True)

    @validates_schema
    def _is_one(self, data: dict[str, Any], **kw: Any) -> None:
        data["value"] = normal(data["scheme"], data["value"])


class RefusalSchema(StrictSchema):
    """A work on the refusal list; `said` is the name of one without an identifier."""

    id = fields.Integer()
    scheme = fields.String()
    value = fields.String()
    reason = fields.String()
    actor = fields.String(metadata={"description": "who put it on the list"})
    created_at = fields.DateTime()


class RefusalsQuerySchema(ListQuerySchema):
    """The refusals whose identifier has `q` in it."""

    q = Text(200, load_default=None)
