"""Lists of recruits, narrowed; and the board that keeps a card."""

from __future__ import annotations

from datetime import date

import pytest

from registry.core import clock
from registry.core.actor import SYSTEM
from registry.core.errors import NotAllowed
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.talent import queries
from registry.talent.finding import narrowed
from registry.talent.stages import Stage
from tests.makers.people import make_researcher, make_unit
from tests.makers.talent import make_arrival, make_hire, make_move, make_program

TODAY = date(2025, 6, 2)


def found(by=SYSTEM, **filters):
    asked = narrowed(filters, by=by)
    return [hire.id for hire in queries.page(asked, Slice(), by=by).items]


def test_each_filter_leaves_those_it_names(app):
    with unit_of_work():
        national = make_program("NAT", level="national", grades=("a", "b"))
        wang = make_researcher(family="Wangsample", given="Shili")
        here = make_arrival(wang, national, grade_code="a", call_year=2024, early_career=True)
        other = make_hire(None, make_program("CITY", grades=("b",)), early_career=False)
    cases = {
        "level": "national",
        "grade": "a",
        "call_year": 2024,
        "q": "wangsam",
        "early_career": True,
        "program": "nat",
        "stage": "onboard",
        "unit": here.unit_code,
        "researcher": wang.id,
    }
    for name, value in cases.items():
        assert found(**{name: value}) == [here.id], name
    assert found(**cases) == [here.id]
    assert found(early_career=False) == [other.id]
    assert found() == [other.id, here.id]
    assert found(level="district") == []
    assert queries.call_years(by=SYSTEM) == [2024]
    assert [grade.code for grade in queries.grades(by=SYSTEM)] == ["a"]
    counts = queries.stage_counts(narrowed(cases, by=SYSTEM), by=SYSTEM)
    assert (counts[Stage.ONBOARD], counts[Stage.DRAFT]) == (1, 0)


def test_those_of_whom_something_is_due(app, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    with unit_of_work():
        late, soon, far = (
            make_hire(stage="offered", happened_on=date(2025, 5, 1), until=until)
            for until in (date(2025, 6, 1), date(2025, 6, 12), date(2025, 9, 1))
        )
        arriving = make_hire(
            stage="accepted", happened_on=date(2025, 5, 1), expected_on=date(2025, 7, 1)
        )
    assert found(due="reply") == [far.id, soon.id, late.id]
    assert found(due="arrival") == [arriving.id]
    assert late.id in found(due="overdue")
    assert found(due="final") == []
    assert found(due="soon", q="nobody at all") == []


def test_outside_hr_nobody_asks_who_is_early_or_finds_what_is_restricted(app, signed_in, call):
    auditor = signed_in("auditor")
    with unit_of_work():
        secret = make_program("SECRET", level="provincial", publicity="restricted", grades=("s",))
        make_arrival(None, secret, grade_code="s", call_year=2019, unit=make_unit())
    assert found(by=auditor, level="provincial") == []
    assert queries.call_years(by=auditor) == []
    assert queries.grades(by=auditor) == []
    with pytest.raises(NotAllowed):
        found(by=auditor, early_career=False)
    assert call(auditor, "GET", "/api/v1/hires?early_career=true").status_code == 403
    page = call(auditor, "GET", "/hires").text
    assert 'name="early_career"' not in page
    assert 'value="2019"' not in page
    assert "data-move" not in page


def test_filters_stay_in_the_address_and_what_is_unknown_is_said(app, signed_in, call):
    hr = signed_in("hr")
    with unit_of_work():
        make_hire(stage="applied", happened_on=date(2025, 5, 1), early_career=True)
    page = call(hr, "GET", "/hires?view=board&early_career=true&level=municipal&q=")
    assert "view=table&amp;stage=applied&amp;level=municipal&amp;early_career=true" in page.text
    assert '<option value="true" selected>' in page.text
    assert "early career" in call(hr, "GET", "/hires?view=table").text
    assert call(hr, "GET", "/hires?level=galaxy").status_code == 422
    assert call(hr, "GET", "/api/v1/hires?due=never").status_code == 422
    assert call(hr, "GET", "/api/v1/hires?due=soon&grade=none").json["items"] == []


def test_the_board_keeps_the_card_that_moved(app):
    with unit_of_work():
        old = make_hire(stage="applied", happened_on=date(2025, 5, 1))
        for _ in range(queries.BOARD_CARDS):
            make_hire(stage="applied", happened_on=date(2025, 5, 1))
    assert old not in queries.board({}, by=SYSTEM)[Stage.APPLIED]
    assert old in queries.board({"card": old.id}, by=SYSTEM)[Stage.APPLIED]


def test_who_leaves_says_where_to(app, signed_in, call):
    hr = signed_in("hr")
    with unit_of_work():
        hire = make_arrival(unit=make_unit())
    address = f"/hires/{hire.id}/stage"
    assert 'name="next_institution"' in call(hr, "GET", address).text
    form = {"stage": "completed", "happened_on": "2025-05-31", "next_institution": "Elsewhere"}
    assert call(hr, "POST", address, data=form).status_code == 303
    assert (hire.stage, hire.next_institution) == ("completed", "Elsewhere")


def test_a_step_that_lies_back_is_marked_in_words_on_page_and_api(app, signed_in, call):
    hr = signed_in("hr")
    with unit_of_work():
        hire = make_hire(stage="offered", happened_on=date(2025, 5, 1))
        make_move(hire, "accepted", on=date(2025, 4, 1))
    page = call(hr, "GET", f"/hires/{hire.id}").text
    assert "entered later" in page
    assert "before an earlier step" in page
    events = call(hr, "GET", f"/api/v1/hires/{hire.id}/events").json["items"]
    marks = {e["stage"]: (e["entered_later"], e["out_of_order"]) for e in events}
    assert marks["accepted"] == (True, True)
    assert marks["offered"] == (True, False)
