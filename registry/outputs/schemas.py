"""The shapes of outputs, in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask_babel import gettext
from marshmallow import ValidationError, fields, validates_schema

from importers.identifiers import (
    InvalidIdentifier,
    normalise_arxiv,
    normalise_cstr,
    normalise_doi,
    normalise_isbn,
    normalise_issn,
    normalise_pmid,
)
from registry.core.errors import N_
from registry.core.fields import (
    Choice,
    ListQuerySchema,
    PartialDateField,
    StrictSchema,
    Text,
    doi,
    key,
    orcid,
    refused,
    year,
)
from registry.outputs.kinds import SCHEMES
from registry.outputs.models import Kind

MOST_NAMES = 5000
NORMAL: dict[str, Callable[[str], str]] = {
    "doi": normalise_doi,
    "arxiv": normalise_arxiv,
    "cstr": normalise_cstr,
    "pmid": normalise_pmid,
    "isbn": normalise_isbn,
    "issn": normalise_issn,
}


class BylineNameSchema(StrictSchema):
    """A place of a byline as it stands in a list."""

    position = fields.Integer()
    role = fields.String(metadata={"enum": ["author", "editor"]})
    printed = fields.String()
    is_group = fields.Boolean()
    orcid = fields.String(allow_none=True)
    orcid_authenticated = fields.Boolean(allow_none=True)


class BylineAffiliationSchema(StrictSchema):
    """A unit as printed; `unit_id` where it is one of ours."""

    position = fields.Integer()
    name = fields.String(allow_none=True)
    department = fields.String(allow_none=True)
    place = fields.String(allow_none=True)
    ror = fields.String(allow_none=True)
    unit_id = fields.Integer(allow_none=True)


class BylineSchema(BylineNameSchema):
    """A place of a byline with all that is known of it; null is unknown, not no."""

    id = fields.Integer()
    family = fields.String(allow_none=True)
    given = fields.String(allow_none=True)
    suffix = fields.String(allow_none=True)
    sequence = fields.String(allow_none=True)
    corresponding = fields.Boolean(allow_none=True)
    equal_contribution = fields.Boolean(allow_none=True)
    affiliations = fields.List(fields.Nested(BylineAffiliationSchema))
    affiliation_order = fields.List(
        fields.Integer(),
        allow_none=True,
        metadata={"description": "order on the paper, by the positions of `affiliations`"},
    )
    order_needs_look = fields.Boolean(
        metadata={"description": "affiliations vanished or came since their order was entered"}
    )
    checked = fields.Boolean(
        metadata={"description": "a second person agreed with what was entered by hand"}
    )
    facts_version = fields.Integer(
        allow_none=True, metadata={"description": "version of what was entered, for If-Match"}
    )


class OutputSchema(StrictSchema):
    """An output as it stands in a list, with the first names of its byline."""

    id = fields.Integer()
    version = fields.Integer()
    kind = fields.String(metadata={"enum": [str(k) for k in Kind]})
    work_type = fields.String(allow_none=True, metadata={"description": "type as the source says"})
    language = fields.String(allow_none=True)
    title = fields.String()
    title_markup = fields.String(allow_none=True, metadata={"description": "i, b, sub, sup alone"})
    subtitle = fields.String(allow_none=True)
    container_title = fields.String(allow_none=True)
    volume = fields.String(allow_none=True)
    issue = fields.String(allow_none=True)
    pages = fields.String(allow_none=True)
    article_number = fields.String(allow_none=True)
    publisher = fields.String(allow_none=True)
    doi = fields.String(allow_none=True)
    dates = fields.Dict(keys=fields.String(), metadata={"description": "partial dates by name"})
    year = fields.Integer(metadata={"description": "0: no date is known"})
    year_is_guess = fields.Boolean(metadata={"description": "only the registration is known"})
    retracted = fields.Boolean()
    sample = fields.Boolean()
    byline_count = fields.Integer()
    byline = fields.List(fields.Nested(BylineNameSchema))


class OutputIdentifierSchema(StrictSchema):
    """An identifier besides the DOI."""

    scheme = fields.String()
    value = fields.String()


class OutputFunderSchema(StrictSchema):
    """Who paid."""

    name = fields.String(allow_none=True)
    identifier = fields.String(allow_none=True)
    awards = fields.List(fields.String())


class OutputRelationSchema(StrictSchema):
    """What the output is to another; `updated_by:retraction` and the like tell of notices."""

    kind = fields.String()
    scheme = fields.String()
    value = fields.String()
    other_id = fields.Integer(allow_none=True)
    asserted_by = fields.String(allow_none=True)
    label = fields.String(allow_none=True)
    date = fields.String(allow_none=True)
    record_id = fields.String(allow_none=True)


class OutputDetailSchema(OutputSchema):
    """An output whole; of a long byline the first places, the rest under `/byline`."""

    original_title = fields.String(allow_none=True)
    abstract = fields.String(allow_none=True)
    short_container_title = fields.String(allow_none=True)
    date = fields.String(
        allow_none=True, metadata={"description": "the date that decides the year"}
    )
    cited_by = fields.Integer(allow_none=True)
    cited_by_at = fields.DateTime(allow_none=True)
    references_count = fields.Integer(allow_none=True)
    details = fields.Dict(keys=fields.String(), metadata={"description": "what the kind adds"})
    byline = fields.List(fields.Nested(BylineSchema))
    identifiers = fields.List(fields.Nested(OutputIdentifierSchema))
    funders = fields.List(fields.Nested(OutputFunderSchema))
    relations = fields.List(fields.Nested(OutputRelationSchema))


class YesNoUnknown(fields.Field[bool]):
    """true, false, or null for unknown; a form says yes, no or nothing."""

    default_error_messages = {"invalid": N_("Say yes, no or nothing.")}  # noqa: RUF012
    words: ClassVar[dict[bool | str, bool]] = {True: True, False: False, "yes": True, "no": False}

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_none=True, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> bool:
        if not isinstance(value, (bool, str)) or value not in self.words:
            raise refused(self, "invalid")
        return self.words[value]


class BylineFactsSchema(StrictSchema):
    """What no source says of a byline place: entered by hand."""

    corresponding = YesNoUnknown()
    equal_contribution = YesNoUnknown()


class BylineFactsChangesSchema(BylineFactsSchema):
    """What is entered of a name on a stored byline."""

    affiliation_order = fields.List(
        key(required=True),
        allow_none=True,
        metadata={"description": "each position of `affiliations` once; null: unknown"},
    )


class NewBylineSchema(BylineFactsSchema):
    """A name entered by hand: as printed, or in its parts."""

    printed = Text(500)
    family = Text(200, allow_none=True)
    given = Text(200, allow_none=True)
    suffix = Text(100, allow_none=True)
    is_group = fields.Boolean(load_default=False)
    role = Choice(("author", "editor"), load_default="author")
    orcid = orcid(allow_none=True)
    affiliations = fields.List(Text(500, required=True), load_default=list)

    @validates_schema
    def _has_a_name(self, data: dict[str, Any], **kw: Any) -> None:
        if not any(data.get(name) for name in ("printed", "family", "given")):
            raise ValidationError({"printed": gettext(N_("Write the name."))})


class NewIdentifierSchema(StrictSchema):
    """An identifier entered by hand, brought into its one form."""

    scheme = Choice(SCHEMES, required=True)
    value = Text(2048, required=True)

    @validates_schema
    def _is_one(self, data: dict[str, Any], **kw: Any) -> None:
        data["value"] = normal(data["scheme"], data["value"])


def normal(scheme: str, value: str) -> str:
    """An identifier in its one form. Raises ValidationError for the field `value`."""
    try:
        return NORMAL[scheme](value) if scheme in NORMAL else value
    except InvalidIdentifier:
        message = gettext(N_("This is not an identifier of this scheme."))
        raise ValidationError({"value": message}) from None


class OutputChangesSchema(StrictSchema):
    """What may be changed; null takes away, `details` is merged. It stays through every refresh."""

    title = Text(2000, required=True)
    subtitle = Text(2000, allow_none=True)
    original_title = Text(2000, allow_none=True)
    date = PartialDateField(allow_none=True, metadata={"description": "date of publication"})
    doi = doi(allow_none=True)
    work_type = Text(40, allow_none=True)
    container_title = Text(1000, allow_none=True)
    publisher = Text(500, allow_none=True)
    volume = Text(100, allow_none=True)
    issue = Text(100, allow_none=True)
    pages = Text(100, allow_none=True)
    article_number = Text(100, allow_none=True)
    language = Text(20, allow_none=True)
    abstract = Text(20000, allow_none=True)
    identifiers = fields.Nested(NewIdentifierSchema, many=True)
    byline = fields.Nested(NewBylineSchema, many=True)
    details = fields.Dict(keys=fields.String())

    @validates_schema
    def _not_too_long(self, data: dict[str, Any], **kw: Any) -> None:
        if len(data.get("byline", ())) > MOST_NAMES:
            text = gettext(N_("At most %(most)s names are allowed."), most=MOST_NAMES)
            raise ValidationError({"byline": text})


class NewOutputSchema(OutputChangesSchema):
    """An output entered by hand."""

    kind = Choice(Kind, required=True)
    title = Text(2000, required=True)


class OutputsQuerySchema(ListQuerySchema):
    """Filters of a list of outputs."""

    kind = Choice(Kind, load_default=None)
    year = year(load_default=None)
    doi = doi(load_default=None)
    q = Text(200, load_default=None)


class BylineQuerySchema(ListQuerySchema):
    """A part of a byline, or the names that have each word of `q`."""

    q = Text(200, load_default=None)
