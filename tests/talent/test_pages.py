"""The pages of recruits and programs: forms that come back as typed, and both languages."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people.models import Researcher
from registry.talent import service
from registry.talent.models import Hire
from tests.makers.people import make_unit
from tests.makers.talent import make_arrival, make_hire, make_program

FORM = {
    "person.name_zh": "王示例",
    "person.family": "Wang",
    "person.given": "Shili",
    "stage": "draft",
}


def make(maker, *args, **overrides):
    with unit_of_work():
        return maker(*args, **overrides)


def newest() -> Hire:
    return db.session.scalars(select(Hire).order_by(Hire.id.desc())).first()


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Researcher))


def test_a_recruit_is_entered_on_one_screen(app: Flask, signed_in, call):
    hr = signed_in("hr")
    make(make_program, "OPEN", grades=("a",))
    make(make_unit, "lab")
    assert "OPEN/a" in call(hr, "GET", "/hires/new").text
    form = FORM | {
        "program_code": "OPEN/a",
        "stage": "onboard",
        "happened_on": "2025-03-01",
        "unit_code": "lab",
        "position": "postdoc",
    }
    answer = call(hr, "POST", "/hires/new", data=form)
    assert answer.status_code == 303
    hire = newest()
    assert answer.location == f"/hires/{hire.id}"
    assert (hire.program_code, hire.grade_code, hire.stage) == ("OPEN", "a", "onboard")
    assert "entered later" in call(hr, "GET", answer.location).text


def test_somebody_known_is_asked_about_and_chosen(app: Flask, signed_in, call):
    hr = signed_in("hr")
    call(hr, "POST", "/hires/new", data=FORM)
    known = newest().researcher_id
    asked = call(hr, "POST", "/hires/new", data=FORM)
    assert asked.status_code == 409
    assert re.search(rf'name="who" type="radio" value="{known}"', asked.text)
    assert "王示例" in asked.text
    assert call(hr, "POST", "/hires/new", data=FORM | {"who": str(known)}).status_code == 303
    assert (newest().researcher_id, people()) == (known, 1)
    assert call(hr, "POST", "/hires/new", data=FORM | {"who": "new"}).status_code == 303
    assert people() == 2


def test_the_form_starts_with_a_person_who_is_known(app: Flask, signed_in, call):
    hr, hire = signed_in("hr"), make(make_hire)
    page = call(hr, "GET", f"/hires/new?researcher={hire.researcher_id}").text
    assert hire.researcher.name in page
    assert f'name="who" value="{hire.researcher_id}"' in page


def test_a_refused_form_comes_back_as_typed(app: Flask, signed_in, call):
    hr = signed_in("hr")
    form = FORM | {"stage": "applied", "happened_on": "2025-03-01", "duties": "teach quietly"}
    answer = call(hr, "POST", "/hires/new", data=form)
    assert answer.status_code == 422
    for text in ("王示例", "teach quietly", 'value="2025-03-01"', "needs the program"):
        assert text in answer.text
    assert people() == 0


def test_the_next_step_is_recorded_on_the_page_of_the_case(app: Flask, signed_in, call):
    hr, hire = signed_in("hr"), make(make_hire, stage="applied")
    page = call(hr, "GET", f"/hires/{hire.id}").text
    assert [f'value="{s}"' in page for s in ("shortlisted", "rejected", "onboard")] == [
        True,
        True,
        False,
    ]
    address = f"/hires/{hire.id}/stage"
    refused = call(hr, "POST", address, data={"stage": "rejected", "happened_on": "2025-03-01"})
    assert refused.status_code == 422
    assert "needs a reason" in refused.text
    done = call(hr, "POST", address, data={"stage": "shortlisted", "happened_on": "2025-03-01"})
    assert done.status_code == 303
    assert newest().stage == "shortlisted"
    wrong = call(hr, "POST", address, data={"stage": "onboard", "happened_on": "2025-03-01"})
    assert wrong.status_code == 409
    assert "Approved" in wrong.text


def test_what_is_known_of_a_case_is_changed(app: Flask, signed_in, call):
    hr, hire = signed_in("hr"), make(make_arrival)
    page = call(hr, "GET", f"/hires/{hire.id}/edit").text
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    form = {"version": version, "program_code": hire.program_code, "call_year": "2024"}
    stay = {"unit_code": hire.unit_code, "position": "professor"}
    assert call(hr, "POST", f"/hires/{hire.id}/edit", data=form | stay).status_code == 303
    assert newest().call_year == 2024
    again = call(hr, "POST", f"/hires/{hire.id}/edit", data=form | stay)
    assert again.status_code == 409


def test_a_draft_is_thrown_away(app: Flask, signed_in, call):
    hr, hire = signed_in("hr"), make(make_hire)
    assert call(hr, "POST", f"/hires/{hire.id}/discard").status_code == 303
    assert newest() is None


def test_the_board_counts_each_stage_and_leads_to_its_rows(app: Flask, signed_in, call):
    hr = signed_in("hr")
    for _ in range(8):
        make(make_hire, stage="applied")
    page = call(hr, "GET", "/hires").text
    assert re.search(r'href="/hires\?view=table&amp;stage=applied">8<', page)
    assert page.count("data-card=") == 6


def test_a_program_shows_facts_sources_and_what_is_to_be_configured(app: Flask, signed_in, call):
    with unit_of_work():
        service.load_programs(service.SHIPPED, by=SYSTEM)
    page = call(signed_in("researcher"), "GET", "/programs/GD-PR-LEAD").text
    for text in ("CNY 5 million", "after tax", "en.antaranews.com", "the rules in force"):
        assert text in page
    chinese = call(signed_in("hr"), "GET", "/programs/GD-PR-LEAD?lang=zh").text
    for text in ("500 万元", "广东省", "在广东连续工作不少于五年"):
        assert text in chinese


def test_every_program_has_its_page(app: Flask, signed_in, call):
    with unit_of_work():
        service.load_programs(service.SHIPPED, by=SYSTEM)
    hr = signed_in("hr")
    listed = re.findall(r'href="(/programs/[A-Z0-9-]+)"', call(hr, "GET", "/programs").text)
    assert len(listed) == 44
    for address in listed:
        assert call(hr, "GET", address).status_code == 200


def test_hr_sets_who_may_know(app: Flask, signed_in, call):
    hr, program = signed_in("hr"), make(make_program, "OPEN")
    form = {
        "publicity": "restricted",
        "status": "active",
        "overlap_group": "",
        "successor_code": "",
    }
    assert call(hr, "POST", "/programs/OPEN/edit", data=form).status_code == 303
    db.session.expire_all()
    assert (program.publicity, program.set_here) == ("restricted", ["publicity"])


@pytest.mark.parametrize("address", ["/hires", "/hires/new", "/programs"])
def test_a_visitor_is_asked_to_sign_in(app: Flask, client, address):
    answer = client.get(address)
    assert answer.status_code in (303, 401)
