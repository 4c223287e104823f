"""Money of cases, as pages: the lines of a case, one amount for a reason, the sums."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.core import clock
from registry.core.actor import Actor
from registry.core.fields import Choice, StrictSchema, year
from registry.core.web import Pages, redirect_to, show
from registry.people.schemas import ReasonSchema
from registry.policy import Permission as P
from registry.talent import funding, labels, queries
from registry.talent.funding import AMOUNTS, MASK, Amount
from registry.talent.funding_schemas import CURRENCY, FundingLineFormSchema, NewFundingLineSchema
from registry.talent.kinds import FundingKind
from registry.talent.models import FundingLine, Hire

pages = Pages("funding")


class OfTotalSchema(StrictSchema):
    """The year and kind whose lines are asked for."""

    year = year(required=True)
    kind = Choice(FundingKind, required=True)


@pages.get("/funding", permission=P.FUNDING_READ)
def totals(*, by: Actor) -> Response:
    """All money by year and kind."""
    return show("talent/funding.html", totals=funding.totals(by=by), kinds=labels.FUNDING)


@pages.get("/funding/lines", permission=P.FUNDING_READ, query=OfTotalSchema)
def lines(query: dict[str, Any], *, by: Actor) -> Response:
    """The lines behind a sum, amounts masked."""
    found = funding.of_year(query["year"], query["kind"], by=by)
    return show(
        "talent/funding_lines.html", lines=found, query=query, kinds=labels.FUNDING, mask=MASK
    )


def _new(hire: Hire, *, by: Actor) -> dict[str, Any]:
    return _form(hire) | {"values": {"year": clock.today().year, "currency": CURRENCY}}


def _form(hire: Hire) -> dict[str, Any]:
    kinds = [(kind.value, _(label)) for kind, label in labels.FUNDING.items()]
    return {"hire": hire, "kinds": kinds, "line": None, "mask": MASK}


@pages.form(
    "/hires/<int:hire_id>/funding/new",
    permission=P.FUNDING_CHANGE,
    load=queries.visible,
    body=NewFundingLineSchema,
    template="talent/funding_line.html",
    context=_new,
    adds=True,
)
def new(hire: Hire, data: dict[str, Any], *, by: Actor) -> Response:
    """Enter money of a case."""
    funding.add(hire, data, by=by)
    return redirect_to("talent.hire", _("The money was entered."), hire_id=hire.id)


@pages.post("/hires/<int:hire_id>/funding/plan", permission=P.FUNDING_CHANGE, load=queries.visible)
def plan(hire: Hire, *, by: Actor) -> Response:
    """Enter what the rules of the program give."""
    made = funding.plan(hire, by=by)
    message = ngettext("%(num)s line was entered.", "%(num)s lines were entered.", made)
    return redirect_to("talent.hire", message, hire_id=hire.id)


def _filled(line: FundingLine, *, by: Actor) -> dict[str, Any]:
    values = {name: getattr(line, name) for name in ("kind", "year", "currency")}
    return _form(line.hire) | {"line": line, "values": values}


@pages.form(
    "/funding/<int:line_id>/edit",
    permission=P.FUNDING_CHANGE,
    load=funding.line,
    body=FundingLineFormSchema,
    template="talent/funding_line.html",
    context=_filled,
)
def edit(line: FundingLine, changes: dict[str, Any], *, by: Actor) -> Response:
    """Change a line; an amount left empty stays."""
    emptied = [name for name in AMOUNTS if changes.pop(f"empty_{name}", False)]
    kept = {n: v for n, v in changes.items() if n not in AMOUNTS or v is not None}
    funding.change(line, kept | dict.fromkeys(emptied), by=by)
    return redirect_to("talent.hire", _("Saved."), hire_id=line.hire_id)


@pages.post("/funding/<int:line_id>/remove", permission=P.FUNDING_CHANGE, load=funding.line)
def remove(line: FundingLine, *, by: Actor) -> Response:
    """Take a line away."""
    hire_id = line.hire_id
    funding.remove(line, by=by)
    return redirect_to("talent.hire", _("The line was removed."), hire_id=hire_id)


def _asked(amount: Amount, *, by: Actor) -> dict[str, Any]:
    return {"line": amount.line, "name": amount.name, "kinds": labels.FUNDING, "value": None}


@pages.form(
    "/funding/<int:line_id>/<field>/reveal",
    permission=P.PERSONNEL_REVEAL,
    load=funding.amount,
    body=ReasonSchema,
    template="talent/funding_reveal.html",
    context=_asked,
)
def reveal(amount: Amount, data: dict[str, Any], *, by: Actor) -> Response:
    """Show one amount, once, for a reason that is written down."""
    value = funding.reveal(amount, data["reason"], by=by)
    return show("talent/funding_reveal.html", **_asked(amount, by=by) | {"value": value})
