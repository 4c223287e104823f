"""Money of cases: sealed, read one at a time, summed only over several people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.talent import funding
from registry.talent.funding import Amount, LineKnown
from registry.talent.models import FundingElement, FundingLine
from tests.makers.people import make_unit
from tests.makers.talent import make_arrival, make_hire, make_program

SECRET = "424242.17"


def entered(hire, **overrides) -> FundingLine:
    data = {"kind": "housing", "year": 2025, "currency": "CNY", "planned": Decimal(SECRET)}

    return funding.add(hire, data | {"paid": None} | overrides, by=SYSTEM)


def test_an_amount_is_sealed_and_read_for_a_reason_that_is_kept(app, hr):
    with unit_of_work():
        line = entered(make_hire())
    assert SECRET.encode() not in line.planned
    with unit_of_work():
        assert funding.reveal(Amount(line, "planned"), "tax form", by=hr) == Decimal(SECRET)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "personnel.revealed"))
    assert event.one().details["reason"] == "tax form"


def test_a_line_changes_goes_and_is_there_once(app, hr):
    with unit_of_work():
        hire = make_hire()
        line = entered(hire)
        funding.change(line, {"paid": Decimal("5.50")}, by=hr)
        assert funding.reveal(Amount(line, "paid"), "x", by=hr) == Decimal("5.50")
        assert funding.reveal(Amount(line, "planned"), "x", by=hr) == Decimal(SECRET)
        with pytest.raises(LineKnown):
            entered(hire)
        funding.remove(line, by=hr)
    assert funding.of_hire(hire) == []


def test_a_sum_over_fewer_than_three_people_is_not_told(app, hr):
    with unit_of_work():
        program = make_program()
        hires = [make_hire(None, program) for _ in range(3)]
        for hire in hires[:2]:
            entered(hire)
    (total,) = funding.totals(by=hr)
    assert (total.people, total.planned, total.paid) == (2, None, None)
    with unit_of_work():
        entered(hires[2], paid=Decimal(7))
    (total,) = funding.totals(by=hr)
    assert (total.people, total.planned, total.paid) == (3, 3 * Decimal(SECRET), None)


def test_nobody_outside_hr_has_any_line(app, administrator):
    with unit_of_work():
        line = entered(make_hire())
    assert funding.totals(by=administrator) == []
    assert funding.line(line.id, by=administrator) is None


@pytest.mark.parametrize(
    ("per", "ends_on", "lines"),
    [
        ("total", date(2027, 2, 28), {2025: 12}),
        ("year", date(2027, 2, 28), {2025: 12, 2026: 12}),
        ("year", date(2027, 3, 1), {2025: 12, 2026: 12, 2027: 12}),
        ("month", date(2026, 2, 28), {2025: 120, 2026: 24}),
    ],
)
def test_the_rules_of_the_program_give_a_plan(app, hr, per, ends_on, lines):
    with unit_of_work():
        program = make_program(grades=("A", "B"))
        program.versions[0].funding = [
            FundingElement(kind="housing", grade_code="A", amount_max=Decimal(12), per=per),
            FundingElement(kind="salary", grade_code="B", amount_max=Decimal(9), per=per),
        ]
        hire = make_arrival(
            None, program, on=date(2025, 3, 1), unit=make_unit("lab"), grade_code="A"
        )
        hire.term_ends_on = ends_on
        made = funding.plan(hire, by=hr)
        assert funding.plan(hire, by=hr) == 0
    with unit_of_work():
        found = {
            line.year: funding.reveal(Amount(line, "planned"), "x", by=hr)
            for line in funding.of_hire(hire)
        }
    assert (made, found) == (len(lines), lines)


def test_by_api_and_page_amounts_come_out_masked(app, signed_in, call):
    hr = signed_in("hr")
    with unit_of_work():
        hire = make_hire()
    address = f"/api/v1/hires/{hire.id}/funding"
    body = {"kind": "housing", "year": 2025, "planned": SECRET}
    made = call(hr, "POST", address, json=body)
    assert (made.status_code, made.json["planned"], made.json["paid"]) == (201, "••••", None)
    line = made.json["id"]
    refused = call(hr, "POST", address, json=body | {"planned": "-424242.99"})
    assert refused.status_code == 422
    assert "424242.99" not in refused.text
    changed = call(hr, "PATCH", f"/api/v1/funding/{line}", json={"paid": "1"})
    assert changed.status_code == 428
    page = call(hr, "GET", f"/hires/{hire.id}").text
    assert f"/funding/{line}/planned/reveal" in page
    edit = call(hr, "GET", f"/funding/{line}/edit").text
    pages = page + edit + call(hr, "GET", "/funding").text
    pages += call(hr, "GET", "/funding/lines?year=2025&kind=housing").text
    assert "424" not in pages.replace(",", "")
    form = {"kind": "housing", "year": "2026", "currency": "CNY", "planned": "", "paid": "12"}
    assert call(hr, "POST", f"/funding/{line}/edit", data=form).status_code == 303
    told = call(hr, "POST", f"/funding/{line}/planned/reveal", data={"reason": "tax"})
    assert "424,242.17" in told.text
    assert call(hr, "POST", f"/funding/{line}/paid/reveal", data={"reason": " "}).status_code == 422
    for role in ("administrator", "auditor", "researcher"):
        other = signed_in(role)
        assert call(other, "GET", address).status_code in {403, 404}
        assert call(other, "GET", "/funding").status_code == 403
