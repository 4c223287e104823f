"""What goes in and out about *My list*."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from marshmallow import fields

from registry.claims.models import ClaimState
from registry.core.fields import Choice, StrictSchema, Text, key
from registry.intake.my_list import Difference

LONGEST = 500_000


def read_difference(difference: Difference) -> str:
    """A difference as a sentence in the reader's language."""
    sentence: str = gettext(difference.sentence) % difference.places
    return sentence


class DifferenceField(fields.Field[Difference]):
    """One difference, as a sentence."""

    def _serialize(self, value: Difference | None, attr: str | None, obj: Any, **kw: Any) -> Any:
        return read_difference(value) if value else None


class ListFormSchema(StrictSchema):
    """The form for a list."""

    text = Text(most=LONGEST, required=True)


class CheckListSchema(ListFormSchema):
    """A list to be held against the registry; `researcher` where it is not one's own."""

    text = Text(
        most=LONGEST,
        required=True,
        metadata={"description": "a CV as text, BibTeX, RIS, CSL-JSON or DOIs"},
    )
    researcher = key()


class BringInSchema(CheckListSchema):
    """The same list, and which of its entries are to be imported."""

    places = fields.List(
        key(),
        metadata={"description": "of entries that are lacking; else all that can come"},
    )
    plan = fields.Boolean(
        load_default=False, metadata={"description": "stop before anything is written"}
    )


class BringInFormSchema(ListFormSchema):
    """The form of what is ticked in a list."""

    places = fields.List(key(), load_default=list)


class ListEntrySchema(StrictSchema):
    """An entry of the list."""

    place = fields.Integer(metadata={"description": "from 1"})
    given = fields.String(metadata={"description": "as it was pasted, shortened"})
    doi = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    can_come = fields.Boolean(metadata={"description": "it can be imported: by DOI or as it is"})


class NamedOutputSchema(StrictSchema):
    """An output of the registry."""

    id = fields.Integer()
    title = fields.String()
    year = fields.Integer()
    doi = fields.String(allow_none=True)


class EntryPairSchema(StrictSchema):
    """An entry and the output that it names."""

    listed = fields.Nested(ListEntrySchema)
    output = fields.Nested(NamedOutputSchema)
    state = Choice(ClaimState, allow_none=True)
    claim_id = fields.Integer(allow_none=True)
    differences = fields.List(DifferenceField())


class ListComparisonSchema(StrictSchema):
    """A list held against the registry."""

    lacking = fields.List(
        fields.Nested(ListEntrySchema), metadata={"description": "works that the registry lacks"}
    )
    unclaimed = fields.List(
        fields.Nested(EntryPairSchema), metadata={"description": "works not confirmed as theirs"}
    )
    agreed = fields.List(
        fields.Nested(EntryPairSchema), metadata={"description": "confirmed as theirs"}
    )
    unlisted = fields.List(
        fields.Nested(NamedOutputSchema), metadata={"description": "confirmed, and not listed"}
    )
    unread = fields.List(
        fields.Nested(ListEntrySchema), metadata={"description": "nothing shows that it is a work"}
    )
