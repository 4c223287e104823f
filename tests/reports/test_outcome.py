"""What a program brought: papers of the term, with our affiliation, confirmed; goals and money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.reports import outcome
from registry.reports.errors import OpenToHrOnly
from registry.talent import funding
from registry.talent.suppression import Hidden
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import load_goals, make_link
from tests.makers.people import make_researcher, make_unit
from tests.makers.talent import make_arrival, make_hire, make_program


@pytest.fixture
def recruit(app):
    """Ada under SZ from March 2024 until February 2026, at a unit of ours."""
    with unit_of_work():
        load_goals()
        unit = make_unit("lab", ours_from=date(2015, 1, 1))
        hire = make_arrival(
            make_researcher("Stone", "Ada"), make_program("SZ"), on=date(2024, 3, 1), unit=unit
        )
        hire.term_ends_on = date(2026, 2, 28)
    return hire


def paper(hire, dated, *, unit=True, claimed=True, **overrides):
    author = {"printed": "Ada Stone"} | ({"unit": hire.unit} if unit else {})
    made = make_paper(author, year=int(dated[:4]), dates={"published": dated}, **overrides)
    if claimed:
        make_claim(hire.researcher, made)
    return made


@pytest.mark.parametrize(
    ("dated", "counts"),
    [
        ("2024-02-29", False),
        ("2024-03-01", True),
        ("2024-02", False),
        ("2024-03", True),
        ("2024", True),
        ("2023", False),
        ("2026-02-28", True),
        ("2026-03-01", False),
        ("2026-03", False),
        ("2026", True),
    ],
)
def test_a_paper_counts_where_its_date_may_lie_inside_the_term(recruit, hr, dated, counts):
    with unit_of_work():
        made = paper(recruit, dated)
    found = [p.id for p in outcome.of_hire(recruit, by=hr).papers]
    assert found == ([made.id] if counts else [])


def test_only_what_is_confirmed_and_printed_with_our_unit_counts(recruit, hr):
    with unit_of_work():
        paper(recruit, "2025-01-01", unit=False)
        paper(recruit, "2025-01-02", claimed=False)
        paper(recruit, "2025-01-03", retracted=True)
        kept = paper(recruit, "2025-01-04")
    assert [p.id for p in outcome.of_hire(recruit, by=hr).papers] == [kept.id]


def test_a_preprint_and_its_article_count_once(recruit, hr):
    with unit_of_work():
        article = paper(recruit, "2025-05", claimed=False)
        preprint = paper(recruit, "2024-12", version_of_record_id=article.id)
        assert preprint.id != article.id
    assert [p.id for p in outcome.of_hire(recruit, by=hr).papers] == [article.id]


def test_a_program_tells_people_papers_goals_and_money(recruit, hr, administrator):
    with unit_of_work():
        one = paper(recruit, "2025-01")
        make_link(one, "G3")
        make_link(recruit, "G4")
        make_hire(
            make_researcher("Late", "Lea"),
            recruit.program,
            stage="applied",
            happened_on=date(2025, 1, 1),
        )
        line = {"kind": "housing", "year": 2025, "currency": "CNY", "planned": Decimal(5)}
        funding.add(recruit, line | {"paid": None}, by=SYSTEM)
    found = outcome.of_program(recruit.program, by=hr)
    assert (found.people, found.papers, found.goals) == (1, 1, {"G3": 1})
    assert [badge.code for badge in found.hires[0].goals] == ["G4"]
    assert [(total.people, total.planned) for total in found.money] == [(1, None)]
    assert outcome.of_program(recruit.program, by=administrator).money == ()


def test_of_a_restricted_program_others_than_hr_read_a_number_at_most(recruit, hr, administrator):
    with unit_of_work():
        recruit.program.publicity = "restricted"
        paper(recruit, "2025-01")
    closed = outcome.of_program(recruit.program, by=administrator)
    assert (closed.people, closed.papers, closed.hires) == (Hidden.FEWER, None, ())
    with pytest.raises(OpenToHrOnly):
        outcome.of_hire(recruit, by=administrator)
    assert outcome.of_program(recruit.program, by=hr).papers == 1


def test_pages_and_api(recruit, app, hr, administrator, monkeypatch):
    with unit_of_work():
        made = paper(recruit, "2025-01", title="A paper of the term")
    actor = {"now": hr}
    monkeypatch.setitem(app.extensions, "actor_loader", lambda: actor["now"])
    browser, headers = app.test_client(), {"Authorization": "Bearer test"}

    def get(address):
        return browser.get(address, headers=headers)

    for address in ("/reports/programs/SZ", f"/reports/hires/{recruit.id}"):
        assert "A paper of the term" in get(address).text
    body = get("/api/v1/programs/SZ/outcome").json
    assert (body["people"], body["papers"]) == (1, 1)
    assert [p["id"] for p in body["hires"][0]["papers"]] == [made.id]
    assert get(f"/api/v1/hires/{recruit.id}/outcome").json["papers"][0]["date"] == "2025-01"
    with unit_of_work():
        recruit.program.publicity = "restricted"
    actor["now"] = administrator
    db.session.expire_all()
    assert "A paper of the term" not in get("/reports/programs/SZ").text
    assert get("/api/v1/programs/SZ/outcome").json["closed"] is True
    assert get(f"/api/v1/hires/{recruit.id}/outcome").status_code == 404
