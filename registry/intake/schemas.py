"""What goes in and out about imports."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from marshmallow import ValidationError, fields, validates_schema

from importers.sources import SOURCES
from registry.core.errors import N_
from registry.core.fields import Choice, ListQuerySchema, StrictSchema, Text, doi
from registry.intake.models import Outcome
from registry.intake.queries import WAITING
from registry.intake.wording import Told

LONGEST_TEXT = 2_000_000
ONE_OF = N_("Give either identifiers or a text that holds them.")


class Sentence(fields.Field[Told]):
    """A message id with its places, as a sentence in the reader's language."""

    def _serialize(self, value: Told | None, attr: str | None, obj: Any, **kw: Any) -> str | None:
        return told(value)


def told(value: Told | None) -> str | None:
    """The sentence in the reader's language."""
    return gettext(value.sentence) % value.places if value else None


class ImportSchema(StrictSchema):
    """A run: how far it is and what became of its items."""

    id = fields.Integer()
    source = fields.String()
    state = fields.String()
    total = fields.Integer(metadata={"description": "items known so far"})
    done = fields.Integer(metadata={"description": "items with an outcome"})
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "items by outcome; `waiting` where there is none yet"},
    )
    message = Sentence(attribute="told", allow_none=True)
    file = fields.String(allow_none=True)
    actor = fields.String()
    job_id = fields.Integer(allow_none=True)
    created_at = fields.DateTime()
    finished_at = fields.DateTime(allow_none=True)


class ImportItemSchema(StrictSchema):
    """One identifier of a run; `reason` is a stable code, `message` says it in words."""

    id = fields.Integer()
    identifier = fields.String()
    given = fields.String()
    outcome = fields.String(allow_none=True)
    output_id = fields.Integer(allow_none=True)
    agency = fields.String(allow_none=True)
    attempts = fields.Integer()
    reason = fields.String(allow_none=True)
    detail = fields.String(allow_none=True)
    message = Sentence(attribute="told", allow_none=True)


class NewImportSchema(StrictSchema):
    """Start a run: a list of identifiers, or a text with identifiers anywhere in it."""

    source = Choice(SOURCES, load_default="crossref")
    identifiers = fields.List(Text(most=2048))
    text = Text(most=LONGEST_TEXT)

    @validates_schema
    def one_of(self, data: dict[str, Any], **_more: Any) -> None:
        """Exactly one of the two."""
        if ("identifiers" in data) == ("text" in data):
            raise ValidationError(gettext(ONE_OF), "identifiers")


class ItemsQuerySchema(ListQuerySchema):
    """Parameters of the items of a run."""

    outcome = Choice([*Outcome, WAITING], load_default=None)


class PastedSchema(StrictSchema):
    """The form for many."""

    source = Choice(SOURCES, load_default="crossref")
    text = Text(most=LONGEST_TEXT, required=True)


class OneDoiSchema(StrictSchema):
    """The form for one."""

    doi = doi(required=True)
