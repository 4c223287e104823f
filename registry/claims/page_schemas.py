"""Claims as forms and as parameters of pages."""

from __future__ import annotations

from datetime import UTC

from marshmallow import fields

from registry.claims.models import ClaimState
from registry.claims.printed import SCHEMES
from registry.claims.schemas import MANY, DecisionSchema
from registry.core.fields import Choice, StrictSchema, Text, key

ANSWERED = tuple(s.value for s in ClaimState if s is not ClaimState.SUGGESTED)


class WhoseSchema(StrictSchema):
    """For whom somebody acts; without it, for themselves."""

    for_ = key(data_key="for")


class InboxQuerySchema(WhoseSchema):
    """Which part of the inbox is shown, and when leafing through it began; `all` ticks all."""

    cursor = fields.String(load_default=None)
    since = fields.AwareDateTime(format="iso", default_timezone=UTC)
    unsure = fields.Boolean(load_default=False)
    all = fields.Boolean(load_default=False)


class MineQuerySchema(WhoseSchema):
    """Which of one's claims are shown."""

    cursor = fields.String(load_default=None)
    state = Choice(ANSWERED, load_default=ClaimState.CONFIRMED.value)


class BackSchema(WhoseSchema):
    """The page to return to."""

    back = Choice(
        ("inbox", "unsure", "mine", "identifiers", "curation", "unchecked"), load_default="inbox"
    )
    state = Choice(ANSWERED)


class DecisionPageSchema(DecisionSchema, BackSchema):
    """A decision by a button."""


class AnswersPageSchema(BackSchema):
    """One answer to the claims that are ticked, or to one."""

    claims = fields.List(key(), load_default=list)
    decision = Choice(MANY, required=True)


class IdentifierPageSchema(BackSchema):
    """An answer about an identifier; `later` puts it off."""

    scheme = Choice(SCHEMES, required=True)
    value = Text(required=True, most=300)
    answer = Choice(("yes", "no", "later"), required=True)
