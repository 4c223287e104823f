"""Money of cases, as JSON."""

from __future__ import annotations

from typing import Any

from registry.core.actor import Actor
from registry.core.web import Resource
from registry.people.schemas import ReasonSchema
from registry.policy import Permission as P
from registry.talent import funding, queries
from registry.talent.funding import Amount, Total
from registry.talent.funding_schemas import (
    FundingLineChangesSchema,
    FundingLineSchema,
    FundingTotalSchema,
    NewFundingLineSchema,
    RevealedAmountSchema,
)
from registry.talent.models import FundingLine, Hire

lines = Resource("funding", "", "Money of cases: planned and paid, by kind and year")
OF_HIRE = "/hires/<int:hire_id>/funding"


@lines.get(
    OF_HIRE, permission=P.FUNDING_READ, load=queries.visible, returns=FundingLineSchema, many=True
)
def list_funding(hire: Hire, *, by: Actor) -> list[FundingLine]:
    """The money of a case, amounts masked."""
    return funding.of_hire(hire)


@lines.post(
    OF_HIRE,
    permission=P.FUNDING_CHANGE,
    load=queries.visible,
    body=NewFundingLineSchema,
    returns=FundingLineSchema,
)
def add_funding(hire: Hire, data: dict[str, Any], *, by: Actor) -> FundingLine:
    """Enter money of a case."""
    return funding.add(hire, data, by=by)


@lines.get("/funding", permission=P.FUNDING_READ, returns=FundingTotalSchema, many=True)
def list_funding_totals(*, by: Actor) -> list[Total]:
    """All money by year and kind, planned beside paid; no sum over fewer than three people."""
    return funding.totals(by=by)


@lines.get(
    "/funding/<int:line_id>",
    permission=P.FUNDING_READ,
    load=funding.line,
    returns=FundingLineSchema,
)
def read_funding(line: FundingLine, *, by: Actor) -> FundingLine:
    """One line, amounts masked."""
    return line


@lines.patch(
    "/funding/<int:line_id>",
    permission=P.FUNDING_CHANGE,
    load=funding.line,
    body=FundingLineChangesSchema,
    returns=FundingLineSchema,
)
def change_funding(line: FundingLine, changes: dict[str, Any], *, by: Actor) -> FundingLine:
    """Change a line."""
    return funding.change(line, changes, by=by)


@lines.delete("/funding/<int:line_id>", permission=P.FUNDING_CHANGE, load=funding.line)
def remove_funding(line: FundingLine, *, by: Actor) -> None:
    """Take a line away."""
    funding.remove(line, by=by)


@lines.post(
    "/funding/<int:line_id>/<field>/reveal",
    permission=P.PERSONNEL_REVEAL,
    load=funding.amount,
    body=ReasonSchema,
    returns=RevealedAmountSchema,
    status=200,
)
def reveal_amount(amount: Amount, data: dict[str, Any], *, by: Actor) -> dict[str, Any]:
    """Read one amount, for a reason that is written down."""
    return {"field": amount.name, "value": funding.reveal(amount, data["reason"], by=by)}
