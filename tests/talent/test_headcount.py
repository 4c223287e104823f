"""In post under programs as of a day, time until arrival, and who stayed."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from registry.core.db import db
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.people import service as people
from registry.talent import headcount
from registry.talent.headcount import OriginForHr
from registry.talent.models import Hire
from registry.talent.suppression import Hidden
from tests.makers.people import make_researcher, make_unit
from tests.makers.talent import make_arrival, make_hire, make_move, make_program

NEW_YEAR = date(2024, 1, 1)
LAST_DAY = date(2024, 12, 31)


def counted(day, by, what="program") -> tuple:
    found = headcount.headcount(day, what, by=by)
    return found.whole, dict(found.cells)


@pytest.fixture
def institute(app):
    """Two under SZ, of whom one left; one of them under PD as well; three under the closed one."""
    with unit_of_work():
        lab, sz = make_unit("lab"), make_program("SZ", grades=("A", "B"), level="municipal")
        ann, bea = make_researcher("Sample", "Ann"), make_researcher("Sample", "Bea")
        first = make_arrival(ann, sz, on=NEW_YEAR, unit=lab, grade_code="A")
        second = make_arrival(bea, sz, on=date(2024, 3, 1), unit=lab, previous_institution="ETH")
        make_arrival(ann, make_program("PD", level="university"), on=date(2024, 6, 1), unit=lab)
        closed = make_program("CLOSED", publicity="restricted", level="national")
        for given in ("Cem", "Dora", "Egon"):
            make_arrival(make_researcher("Sample", given), closed, on=NEW_YEAR, unit=lab)
        make_hire(make_researcher("Sample", "Finn"), sz, stage="applied", happened_on=NEW_YEAR)
        make_move(second, "terminated", on=date(2024, 9, 30), reason="left")
    return first, second


def test_who_is_in_post_under_what_on_a_day(institute, hr):
    assert counted(date(2023, 12, 31), hr) == (0, {})
    assert counted(NEW_YEAR, hr) == (4, {"CLOSED": 3, "SZ": 1})
    assert counted(date(2024, 9, 30), hr) == (5, {"CLOSED": 3, "PD": 1, "SZ": 2})
    assert counted(LAST_DAY, hr) == (4, {"CLOSED": 3, "PD": 1, "SZ": 1})


def test_by_level_grade_unit_position_and_origin(institute, hr):
    day = date(2024, 9, 1)
    assert counted(day, hr, "level")[1] == {"municipal": 2, "national": 3, "university": 1}
    assert counted(day, hr, "grade")[1] == {"SZ/A": 1, "none": 5}
    assert counted(day, hr, "unit")[1] == {"lab": 5}
    assert counted(day, hr, "position")[1] == {"professor": 5}
    assert counted(day, hr, "origin")[1] == {"ETH": 1, "none": 4}


def test_a_term_that_ran_out_and_a_post_that_ended_count_no_more(institute, hr):
    first, _second = institute
    with unit_of_work():
        first.term_ends_on = date(2024, 11, 30)
    assert counted(LAST_DAY, hr)[1] == {"CLOSED": 3, "PD": 1}
    with unit_of_work():
        people.change_post(first.post, {"ends_on": date(2024, 12, 1)}, by=hr)
    assert counted(LAST_DAY, hr)[1] == {"CLOSED": 3}
    assert counted(date(2024, 6, 1), hr)[1] == {"CLOSED": 3, "PD": 1, "SZ": 2}


def test_every_count_opens_its_rows(institute, hr):
    day = date(2024, 9, 1)
    for what in headcount.WHATS:
        for code, number in counted(day, hr, what)[1].items():
            found = headcount.rows(day, {what: code}, Slice(), by=hr).items
            assert len({hire.researcher_id for hire in found}) == number, (what, code)


def test_outside_hr_small_restricted_numbers_and_their_rows_are_hidden(institute, administrator):
    day = date(2024, 9, 1)
    assert counted(day, administrator) == (5, {"CLOSED": 3, "PD": 1, "SZ": 2})
    assert counted(day, administrator, "unit")[1] == {"lab": 2}
    assert headcount.rows(day, {"program": "CLOSED"}, Slice(), by=administrator).items == []
    with unit_of_work():
        gone = db.session.scalars(select(Hire).order_by(Hire.id.desc()))
        hire = next(h for h in gone if h.program_code == "CLOSED")
        hire.term_ends_on = date(2024, 2, 1)
    whole, cells = counted(day, administrator)
    assert cells["CLOSED"] is Hidden.FEWER
    assert Hidden.WITHHELD in cells.values() or isinstance(whole, Hidden)
    with pytest.raises(OriginForHr):
        headcount.headcount(day, "origin", by=administrator)


def test_how_long_it_took_from_the_first_step(app, hr, administrator):
    with unit_of_work():
        program, closed = make_program("SZ"), make_program("X", publicity="restricted")
        lab = make_unit("lab")
        for days in (10, 20, 60):
            hire = make_hire(
                program=program,
                stage="offered",
                happened_on=date(2024, 1, 1),
                unit_code=lab.code,
                position="postdoc",
            )
            make_move(hire, "accepted", on=date(2024, 1, 2))
            make_move(hire, "onboard", on=date.fromordinal(date(2024, 1, 1).toordinal() + days))
        hire = make_hire(
            program=closed,
            stage="accepted",
            happened_on=date(2024, 1, 1),
            unit_code=lab.code,
            position="postdoc",
        )
        make_move(hire, "onboard", on=date(2024, 1, 9))
    found = {row.program: row for row in headcount.waiting(by=hr)}
    row = found["SZ"]
    assert (row.year, row.people, row.shortest, row.middle, row.longest) == (2024, 3, 10, 20, 60)
    assert found["X"].longest == 8
    assert [row.program for row in headcount.waiting(by=administrator)] == ["SZ"]


def test_who_stayed_is_told_once_the_day_has_come_for_all(app, hr):
    with unit_of_work():
        program, lab = make_program("SZ"), make_unit("lab")
        make_arrival(None, program, on=date(2020, 2, 29), unit=lab)
        gone = make_arrival(None, program, on=date(2020, 5, 1), unit=lab)
        people.change_post(gone.post, {"ends_on": date(2022, 4, 30)}, by=hr)
        make_arrival(None, program, on=date(2026, 1, 1), unit=lab)
    latest, first = headcount.retention(by=hr)
    assert (first.year, first.people, dict(first.stayed)) == (2020, 2, {1: 2, 2: 1, 3: 1, 5: 1})
    assert (latest.year, latest.stayed[5]) == (2026, None)


def test_api_and_pages_say_the_same(institute, signed_in, call):
    hr = signed_in("hr")
    body = call(hr, "GET", "/api/v1/headcount?on=2024-09-01&by=program").json
    assert body["whole"] == 5
    assert {c["code"]: c["count"] for c in body["cells"]} == {"CLOSED": 3, "PD": 1, "SZ": 2}
    rows = call(hr, "GET", "/api/v1/headcount/rows?on=2024-09-01&program=SZ&total=true").json
    assert rows["total"] == 2
    assert call(hr, "GET", "/api/v1/headcount/waiting").json["items"] == []
    assert call(hr, "GET", "/api/v1/headcount/retention").json["items"][0]["people"] == 5
    page = call(hr, "GET", "/headcount?on=2024-09-01&by=unit", headers={"Accept-Language": "zh"})
    assert "/headcount/rows?on=2024-09-01&amp;unit=lab" in page.text
    assert "Sample" in call(hr, "GET", "/headcount/rows?on=2024-09-01&unit=lab").text
    administrator = signed_in("administrator")
    refused = call(administrator, "GET", "/api/v1/headcount?by=origin")
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "by")
    assert "rows open to HR only" in call(administrator, "GET", "/headcount?on=2024-09-01").text
