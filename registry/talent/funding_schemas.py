"""Money of cases as data. Amounts are sensitive: they come in, and go out one at a time."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from registry.core.fields import Choice, StrictSchema, Text, between, year
from registry.talent.funding import AMOUNTS, MASK
from registry.talent.kinds import FundingKind

MOST_MONEY = 1_000_000_000
CURRENCY = "CNY"


class Money(fields.Decimal):
    """An amount of money, from 0 to a thousand million, with two places."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("allow_none", True)
        super().__init__(
            places=2,
            as_string=True,
            validate=lambda n: between(float(n), 0, MOST_MONEY),
            metadata={"sensitive": True},
            **options,
        )


class MaskedField(fields.Field[Any]):
    """Whether there is an amount: a mask, or null."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"type": ["string", "null"]}, **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> str | None:
        return None if value is None else MASK


class NewFundingLineSchema(StrictSchema):
    """Money of a kind in a year."""

    kind = Choice(FundingKind, required=True)
    year = year(required=True)
    currency = Text(most=3, load_default=CURRENCY)
    planned = Money(load_default=None)
    paid = Money(load_default=None)


class FundingLineChangesSchema(StrictSchema):
    """What of a line changes."""

    kind = Choice(FundingKind)
    year = year()
    currency = Text(most=3)
    planned = Money()
    paid = Money()


class FundingLineFormSchema(FundingLineChangesSchema):
    """The form of a line: an amount left empty stays, unless its box says that it goes."""

    empty_planned = fields.Boolean(load_default=False)
    empty_paid = fields.Boolean(load_default=False)


class FundingLineSchema(StrictSchema):
    """A line, its amounts masked."""

    id = fields.Integer(required=True)
    hire_id = fields.Integer(required=True)
    kind = Choice(FundingKind, required=True)
    year = fields.Integer(required=True)
    currency = fields.String(required=True)
    planned = MaskedField(required=True)
    paid = MaskedField(required=True)


class RevealedAmountSchema(StrictSchema):
    """One amount in clear."""

    field = Choice(AMOUNTS, required=True)
    value = fields.Decimal(required=True, as_string=True)


class FundingTotalSchema(StrictSchema):
    """Money of a kind in a year over all cases; null where it would tell of one or two people."""

    year = fields.Integer(required=True)
    kind = Choice(FundingKind, required=True)
    currency = fields.String(required=True)
    people = fields.Integer(required=True)
    planned = fields.Decimal(required=True, allow_none=True, as_string=True)
    paid = fields.Decimal(required=True, allow_none=True, as_string=True)
