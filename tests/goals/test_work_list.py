"""The work list: what should serve a goal and has none, for whom it concerns."""

from datetime import date

import pytest
from sqlalchemy import event

from registry.core.actor import VISITOR
from registry.core.db import db
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.goals import work_list
from tests.goals.conftest import as_researcher
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import make_link
from tests.makers.people import make_researcher, make_unit
from tests.makers.talent import make_arrival, make_hire, make_program

pytestmark = pytest.mark.usefixtures("goals")


def missing(by, kind=None):
    return [(i.kind, i.id) for i in work_list.missing(Slice(), kind=kind, by=by).items]


def test_outputs_with_a_confirmed_claim_and_no_goal_wait_until_they_are_linked(app, administrator):
    with unit_of_work():
        person, paper, unclaimed = make_researcher(), make_paper(), make_paper()
        make_claim(person, paper)
    assert missing(administrator) == [("output", paper.id)]
    assert ("output", unclaimed.id) not in missing(administrator)
    with unit_of_work():
        make_link(paper, primary=False)
    assert missing(administrator) == []


def test_outputs_of_a_unit_wait_for_the_years_in_which_it_was_ours(app, administrator):
    with unit_of_work():
        ours = make_unit(ours_from=date(2018, 1, 1), ours_until=date(2020, 12, 31))
        printed = {"printed": "Person Sample", "unit": ours}
        papers = {year: make_paper(printed, year=year) for year in (2017, 2018, 2020, 2021)}
        make_paper({"printed": "Person Else", "unit": make_unit(ours_from=None)}, year=2019)
    assert missing(administrator) == [("output", papers[2020].id), ("output", papers[2018].id)]


def test_a_researcher_sees_own_outputs_alone(app):
    with unit_of_work():
        one, two = make_researcher(), make_researcher()
        mine, other = make_paper(), make_paper()
        make_claim(one, mine)
        make_claim(two, other)
    assert missing(as_researcher(one)) == [("output", mine.id)]
    assert missing(VISITOR) == []


def test_hires_wait_from_their_arrival_and_only_for_those_who_may_see_them(app, hr, administrator):
    with unit_of_work():
        make_hire()
        known = make_arrival()
        secret = make_arrival(program=make_program(publicity="restricted"))
    assert missing(hr) == [("hire", secret.id), ("hire", known.id)]
    assert missing(administrator) == [("hire", known.id)]
    assert work_list.missing_counts(by=administrator) == {"output": 0, "hire": 1}


def test_the_work_list_is_walked_in_pages_by_kind_without_asking_more_a_row(app, administrator):
    with unit_of_work():
        person = make_researcher()
        for _ in range(4):
            make_claim(person, make_paper())
            make_arrival()
    whole = work_list.missing(Slice(), by=administrator).items
    assert [i.kind for i in whole] == ["hire"] * 4 + ["output"] * 4
    walked, cursor = [], None
    while True:
        page = work_list.missing(Slice(3, cursor, with_total=True), by=administrator)
        walked += page.items
        cursor = page.next
        if cursor is None:
            break
    assert (walked, page.total) == (whole, 8)
    assert missing(administrator, "output") == [(i.kind, i.id) for i in whole[4:]]

    def asked(limit):
        statements = []
        db.session.expunge_all()
        event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
        work_list.missing(Slice(limit), kind="hire", by=administrator)
        return len(statements)

    assert asked(1) == asked(4)
