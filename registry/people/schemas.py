"""What goes in and out about researchers and units.

A public reader gets schemas without internal fields; those have schemas of their own.
"""

from __future__ import annotations

from typing import Any

from babel import Locale
from marshmallow import ValidationError, fields, pre_load, validate

from registry.core.errors import N_
from registry.core.fields import (
    LOCALES,
    Choice,
    ListQuerySchema,
    PartialDateField,
    StrictSchema,
    Text,
    key,
    orcid,
    ror,
    year,
)
from registry.people.kinds import Gender, IdentityKind, NameKind, Position, Script, UnitKind
from registry.people.queries import ORDERS

NOT_ECHOED = {"sensitive": True}
NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
COUNTRIES = frozenset(map(str, Locale("en").territories)) - NOT_COUNTRIES
MOST_NAMES = validate.Length(max=50, error=N_("At most 50 names are possible."))
EMAIL_LENGTH = validate.Length(max=254, error=N_("At most 254 characters are possible."))


class NameSchema(StrictSchema):
    """One name."""

    id = fields.Integer()
    kind = fields.String()
    script = fields.String()
    family = fields.String(allow_none=True)
    given = fields.String(allow_none=True)
    full = fields.String()
    valid_from = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)


class NewNameSchema(StrictSchema):
    """A name: in full, or family and given; what is left out is found from the text."""

    kind = Choice(NameKind, allow_none=True)
    script = Choice(Script, allow_none=True)
    family = Text(most=99, allow_none=True)
    given = Text(most=99, allow_none=True)
    full = Text(most=200, allow_none=True)
    valid_from = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)


class UnitRefSchema(StrictSchema):
    """A unit by its code and current names."""

    code = fields.String()
    name_en = fields.String()
    name_zh = fields.String()


class PublicPostSchema(StrictSchema):
    """A post held today, without its dates."""

    unit = fields.Nested(UnitRefSchema)
    position = fields.String()


class PostSchema(StrictSchema):
    """A post with its dates."""

    id = fields.Integer()
    unit = fields.Nested(UnitRefSchema)
    position = fields.String()
    starts_on = fields.Date()
    ends_on = fields.Date(allow_none=True)
    version = fields.Integer()


class NewPostSchema(StrictSchema):
    """A post to be entered; `unit` is a code."""

    unit = Text(most=40, required=True)
    position = Choice(Position, required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(load_default=None, allow_none=True)


class PostChangesSchema(StrictSchema):
    """Correct or end a post."""

    unit = Text(most=40)
    position = Choice(Position)
    starts_on = fields.Date()
    ends_on = fields.Date(allow_none=True)


class ResearcherSchema(StrictSchema):
    """A researcher as everybody sees them, without former names."""

    id = fields.Integer()
    name_en = fields.String()
    name_zh = fields.String()
    names = fields.List(fields.Nested(NameSchema), attribute="public_names")
    orcid = fields.String(allow_none=True)
    orcid_authenticated = fields.Boolean()
    posts = fields.List(fields.Nested(PublicPostSchema), attribute="current_posts")
    sample = fields.Boolean()
    version = fields.Integer()


class RecordSchema(StrictSchema):
    """A researcher as HR, administrators and the person see them."""

    id = fields.Integer()
    name_en = fields.String()
    name_zh = fields.String()
    names = fields.List(fields.Nested(NameSchema))
    orcid = fields.String(allow_none=True)
    orcid_authenticated = fields.Boolean()
    posts = fields.List(fields.Nested(PostSchema))
    visible = fields.Boolean()
    candidate = fields.Boolean(attribute="is_candidate")
    employee_number = fields.String(allow_none=True)
    work_email = fields.String(allow_none=True)
    sample = fields.Boolean()
    created_at = fields.DateTime()
    updated_at = fields.DateTime()
    version = fields.Integer()


class ResearcherChangesSchema(StrictSchema):
    """Change a researcher; `names` replaces all names."""

    names = fields.Nested(NewNameSchema, many=True, validate=MOST_NAMES)
    orcid = orcid(allow_none=True)
    visible = fields.Boolean()
    employee_number = Text(most=40, allow_none=True)
    work_email = fields.Email(allow_none=True, validate=EMAIL_LENGTH)


class NewResearcherSchema(ResearcherChangesSchema):
    """A researcher to be entered."""

    names = fields.Nested(NewNameSchema, many=True, required=True, validate=MOST_NAMES)


class ResearchersQuerySchema(ListQuerySchema):
    """Parameters of the list of researchers."""

    q = Text(most=200)
    orcid = orcid()
    unit = Text(most=40)
    candidate = fields.Boolean()
    sort = Choice(ORDERS, load_default="name")


class AccountLinkSchema(StrictSchema):
    """The account that shall be this researcher's."""

    email = Text(most=254, required=True)


class OrcidStateSchema(StrictSchema):
    """What is known of a person's ORCID iD; `writing_since` where we may write to its record."""

    orcid = fields.String(allow_none=True)
    orcid_authenticated = fields.Boolean()
    writing_since = fields.DateTime(allow_none=True)


class OrcidEmploymentSchema(StrictSchema):
    """The message of a post for ORCID; `reasons` are codes of what speaks against sending it."""

    message = fields.String(attribute="text")
    may_be_sent = fields.Boolean()
    reasons = fields.List(fields.String())
    stands = fields.String(metadata={"description": "at ORCID: no, as_here or changed"})
    put_code = fields.Integer(allow_none=True)
    sent_at = fields.DateTime(allow_none=True)


class LinkedAccountSchema(StrictSchema):
    """The account of a researcher."""

    id = fields.Integer()
    email = fields.String()
    researcher_id = fields.Integer(allow_none=True)


class MergeSchema(StrictSchema):
    """A merge that was made."""

    id = fields.Integer()
    kept_id = fields.Integer()
    gone_id = fields.Integer()
    reason = fields.String()
    created_at = fields.DateTime()
    undone_at = fields.DateTime(allow_none=True)


class NewMergeSchema(StrictSchema):
    """Which record becomes part of this one, and why; where both have an iD, which one holds."""

    gone = key(required=True)
    reason = Text(most=500, required=True)
    orcid = orcid(load_default=None, allow_none=True)


class MergeFormSchema(StrictSchema):
    """Why the two shown are one person; where both have an iD, which one holds."""

    reason = Text(most=500, required=True)
    orcid = orcid(load_default=None, allow_none=True)


class MergeQuerySchema(StrictSchema):
    """Which other record is looked for."""

    q = Text(most=200, load_default="")


def _known_country(code: str) -> None:
    if not code.isalpha() or code not in COUNTRIES:
        raise ValidationError(N_("Write the country as its two letters, such as CN."))


class PersonnelSchema(StrictSchema):
    """Personnel fields, the sealed ones masked."""

    researcher_id = fields.Integer()
    birth_date = fields.String(allow_none=True)
    gender = fields.String(allow_none=True)
    nationality = fields.String(allow_none=True)
    highest_degree = fields.String(allow_none=True)
    degree_year = fields.Integer(allow_none=True)
    previous_employer = fields.String(allow_none=True)
    private_contact = fields.String(allow_none=True)
    identity_kind = fields.String(allow_none=True)
    identity_number = fields.String(allow_none=True)
    bank_account = fields.String(allow_none=True)
    version = fields.Integer(allow_none=True)


class PersonnelChangesSchema(StrictSchema):
    """Change personnel fields; no value is ever repeated in an error."""

    birth_date = PartialDateField(allow_none=True, metadata=NOT_ECHOED)
    gender = Choice(Gender, allow_none=True, metadata=dict(NOT_ECHOED))
    nationality = Text(most=2, allow_none=True, validate=_known_country, metadata=NOT_ECHOED)
    highest_degree = Text(most=100, allow_none=True, metadata=NOT_ECHOED)
    degree_year = year(allow_none=True, metadata=NOT_ECHOED)
    previous_employer = Text(most=300, allow_none=True, metadata=NOT_ECHOED)
    private_contact = Text(most=300, allow_none=True, metadata=NOT_ECHOED)
    identity_kind = Choice(IdentityKind, allow_none=True, metadata=dict(NOT_ECHOED))
    identity_number = Text(most=64, allow_none=True, metadata=NOT_ECHOED)
    bank_account = Text(most=64, allow_none=True, metadata=NOT_ECHOED)


class PersonnelFormSchema(PersonnelChangesSchema):
    """The form of personnel fields: an empty sealed field leaves what is stored."""

    empty_identity_number = fields.Boolean()
    empty_bank_account = fields.Boolean()

    @pre_load
    def _keep_sealed(self, data: dict[str, Any], **more: Any) -> dict[str, Any]:
        kept = ("identity_number", "bank_account")
        return {name: value for name, value in data.items() if value or name not in kept}


class ReasonSchema(StrictSchema):
    """Why something is done."""

    reason = Text(most=500, required=True)


class RevealedSchema(StrictSchema):
    """One sensitive value, read for a reason."""

    field = fields.String()
    value = fields.String()


class UnitNameSchema(StrictSchema):
    """What a unit is or was called."""

    locale = fields.String()
    name = fields.String()
    valid_from = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)


class NewUnitNameSchema(StrictSchema):
    """A name of a unit."""

    locale = Choice(LOCALES, required=True)
    name = Text(most=300, required=True)
    valid_from = fields.Date(load_default=None, allow_none=True)
    valid_until = fields.Date(load_default=None, allow_none=True)


class UnitSchema(StrictSchema):
    """A unit."""

    code = fields.String()
    kind = fields.String()
    name_en = fields.String()
    name_zh = fields.String()
    names = fields.List(fields.Nested(UnitNameSchema))
    parent = fields.String(attribute="parent_code", allow_none=True)
    ror = fields.String(allow_none=True)
    ours_from = fields.Date(allow_none=True)
    ours_until = fields.Date(allow_none=True)
    version = fields.Integer()


class UnitChangesSchema(StrictSchema):
    """Change a unit; `names` replaces all names."""

    kind = Choice(UnitKind)
    names = fields.Nested(NewUnitNameSchema, many=True)
    parent = Text(most=40, allow_none=True)
    ror = ror(allow_none=True)
    ours_from = fields.Date(allow_none=True)
    ours_until = fields.Date(allow_none=True)


class NewUnitSchema(UnitChangesSchema):
    """A unit to be entered; its code stays."""

    code = Text(
        most=40,
        required=True,
        validate=validate.Regexp(
            r"[A-Za-z0-9][A-Za-z0-9._-]*\Z",
            error=N_("A code has letters, digits, dots and hyphens only, such as fibre-links."),
        ),
    )
    names = fields.Nested(NewUnitNameSchema, many=True, required=True)


class _RowsOfNames(StrictSchema):
    """A form with a row for each language: one that says no name is passed over."""

    @pre_load
    def _without_empty(self, data: dict[str, Any], **more: Any) -> dict[str, Any]:
        rows = data.get("names") or []
        kept = [row for row in rows if any(text for key, text in row.items() if key != "locale")]
        return data | {"names": kept}


class NewUnitFormSchema(_RowsOfNames, NewUnitSchema):
    """The form of a new unit."""


class UnitFormSchema(_RowsOfNames, UnitChangesSchema):
    """The form of a unit."""


class UnitsQuerySchema(ListQuerySchema):
    """Parameters of the list of units."""

    kind = Choice(UnitKind)
    ours = fields.Boolean(metadata={"description": "counts as ours today"})
