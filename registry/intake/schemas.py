"""What goes in and out about imports."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from marshmallow import ValidationError, fields, validates_schema

from importers.files import FORMATS
from registry.core.errors import N_
from registry.core.fields import (
    Choice,
    ListQuerySchema,
    PartialDateField,
    StrictSchema,
    Text,
    Upload,
    between,
    doi,
    orcid,
    ror,
    year,
)
from registry.intake.models import Kind, Outcome
from registry.intake.queries import WAITING
from registry.intake.service import MOST
from registry.intake.wording import Told

LONGEST_TEXT = 2_000_000
SOURCES = (*Kind, "crossref")
"""What a run may be over; `crossref` is another name of `doi`."""

ONE_OF = N_("Give either identifiers or a text that holds them.")
NEEDED = N_("An import from “%(source)s” needs this.")
NOT_NEEDED = N_("An import from “%(source)s” does not take this.")


class Sentence(fields.Field[Told]):
    """A message id with its places, as a sentence in the reader's language."""

    def _serialize(self, value: Told | None, attr: str | None, obj: Any, **kw: Any) -> str | None:
        return told(value)


def told(value: Told | None) -> str | None:
    """The sentence in the reader's language."""
    return gettext(value.sentence) % value.places if value else None


class QuerySchema(StrictSchema):
    """What is searched for at Crossref; at least one of the first three."""

    affiliation = Text(most=200, metadata={"description": "words; gives many false hits"})
    ror = ror()
    orcid = orcid()
    from_date = PartialDateField(metadata={"description": "published on or after"})
    until_date = PartialDateField(metadata={"description": "published on or before"})


class WhichSchema(StrictSchema):
    """Which publications are asked for again."""

    limit = fields.Integer(validate=lambda n: between(n, 1, MOST))
    days = fields.Integer(
        validate=lambda n: between(n, 0, 36500),
        metadata={"description": "not those checked within so many days"},
    )
    year = year()


class ImportSchema(StrictSchema):
    """A run: how far it is and what became of its items."""

    id = fields.Integer()
    source = fields.String(metadata={"description": "doi, file, orcid, query or refresh"})
    state = fields.String()
    stage = fields.String(metadata={"description": "expand, ask, file or undo: what is done next"})
    plan = fields.Boolean(metadata={"description": "it stops before anything is written"})
    total = fields.Integer(metadata={"description": "items known so far"})
    done = fields.Integer(metadata={"description": "items with an outcome"})
    entries = fields.Integer(
        allow_none=True,
        metadata={"description": "given, as far as they are read: items and repeated ones"},
    )
    repeated = fields.Integer(
        allow_none=True,
        metadata={"description": "entries that name a work named before; they make no item"},
    )
    nameless = fields.Integer(
        allow_none=True,
        metadata={"description": "items for entries that have nothing to go by"},
    )
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"description": "items by outcome; `waiting` where there is none yet"},
    )
    message = Sentence(attribute="told", allow_none=True)
    file = fields.String(allow_none=True)
    sha256 = fields.String(allow_none=True, metadata={"description": "of the uploaded file"})
    orcid = fields.String(allow_none=True)
    query = fields.Nested(QuerySchema, allow_none=True)
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
    title = fields.String(allow_none=True, metadata={"description": "where there is no output"})
    record_source = fields.String(
        attribute="source", allow_none=True, metadata={"description": "whose record it is"}
    )
    changes = fields.Dict(
        keys=fields.String(),
        values=fields.Raw(),
        allow_none=True,
        metadata={"description": "field: [old, new]"},
    )
    stays = fields.Dict(
        keys=fields.String(),
        values=fields.Raw(allow_none=True),
        allow_none=True,
        metadata={"description": "what the source says of fields that a person chose"},
    )
    message = Sentence(attribute="told", allow_none=True)


TAKES = {
    "doi": {"identifiers", "text"},
    "file": {"file", "format"},
    "orcid": {"orcid"},
    "query": {"query"},
    "refresh": {"which"},
}
"""Source -> the fields that say what it is over."""

NEEDS = {"file": "file", "orcid": "orcid", "query": "query"}


class NewImportSchema(StrictSchema):
    """Start a run.

    Over DOIs (`identifiers`, or a `text` with DOIs anywhere in it), the works of an ORCID iD, what
    a search finds, or publications to be asked for again. A file comes as multipart/form-data.
    """

    source = Choice(SOURCES, load_default="doi")
    identifiers = fields.List(Text(most=2048))
    text = Text(most=LONGEST_TEXT)
    orcid = orcid()
    query = fields.Nested(QuerySchema)
    which = fields.Nested(WhichSchema)
    file = Upload()
    format = Choice(FORMATS, metadata={"description": "told apart where it is not given"})
    plan = fields.Boolean(
        load_default=False, metadata={"description": "stop before anything is written"}
    )

    @validates_schema
    def one_of(self, data: dict[str, Any], **_more: Any) -> None:
        """What belongs to the source, and nothing else."""
        source = {"crossref": "doi"}.get(data["source"], data["source"])
        if "file" in data and source == "doi":
            source = "file"
        for name in data.keys() - TAKES[source] - {"source", "plan"}:
            raise ValidationError(gettext(NOT_NEEDED, source=source), name)
        if source in NEEDS and NEEDS[source] not in data:
            raise ValidationError(gettext(NEEDED, source=source), NEEDS[source])
        if source == "doi" and ("identifiers" in data) == ("text" in data):
            raise ValidationError(gettext(ONE_OF), "identifiers")


class ItemsQuerySchema(ListQuerySchema):
    """Parameters of the items of a run."""

    outcome = Choice([*Outcome, WAITING], load_default=None)


class PlannedFormSchema(StrictSchema):
    """What every form that starts a run asks."""

    plan = fields.Boolean(load_default=False)


class PastedSchema(PlannedFormSchema):
    """The form for many DOIs."""

    text = Text(most=LONGEST_TEXT, required=True)


class FileFormSchema(PlannedFormSchema):
    """The form for a file; the file itself comes beside it."""

    format = Choice(FORMATS)


class OrcidFormSchema(PlannedFormSchema):
    """The form for an ORCID record."""

    orcid = orcid(required=True)


class SearchFormSchema(QuerySchema, PlannedFormSchema):
    """The form for a search."""


class WhichFormSchema(WhichSchema, PlannedFormSchema):
    """The form for a refresh."""


class NothingSchema(StrictSchema):
    """A question that is only answered yes."""


class OneDoiSchema(StrictSchema):
    """The form for one."""

    doi = doi(required=True)
