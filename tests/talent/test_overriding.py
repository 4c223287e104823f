"""Conditions of a program when a case is entered or moved, and HR letting a broken one pass."""

import json
import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people import personnel
from registry.people.models import Personnel
from registry.talent import overriding, programs, service
from registry.talent.checking import facts_of, findings
from registry.talent.errors import RulesBroken
from registry.talent.models import Hire, RuleOverride
from registry.talent.program_entries import VersionSchema
from registry.talent.service import Move
from registry.talent.spans import Span
from tests.makers.people import make_post, make_researcher, make_unit
from tests.makers.talent import make_arrival, make_hire, make_move, make_program

BORN = "1985-03-11"
YOUNG = {"kind": "age", "operator": "<", "value": "40"}
WORDS = {"text_en": "Under 40", "text_zh": "未满40周岁"}
APPLIED = date(2025, 3, 11)
"""The fortieth birthday."""


def make(maker, *args, **overrides):
    with unit_of_work():
        return maker(*args, **overrides)


def person(**fields):
    researcher = make_researcher()
    personnel.change(Personnel(researcher_id=researcher.id), fields, by=SYSTEM)
    return researcher


def ruled(*rules, code="RULED", **overrides):
    """A program with these conditions since 2024."""
    rows = [{"text_en": "Condition", "text_zh": "条件"} | rule for rule in rules]
    data = {"valid_from": "2024-01-01", "source": "sample notice", "rules": rows}
    program = make_program(code, **overrides)
    programs.add_version(program, VersionSchema().load(data), by=SYSTEM)
    return program


@pytest.fixture
def forty(app: Flask):
    """Somebody of forty on the day, and a program for those under it."""
    with unit_of_work():
        return person(birth_date=BORN), ruled(YOUNG | WORDS)


def overrides_kept() -> list[RuleOverride]:
    return list(db.session.scalars(select(RuleOverride)))


def test_a_broken_condition_holds_a_case_up_and_nothing_is_written(forty, hr):
    data = {"researcher_id": forty[0].id, "program_code": "RULED", "stage": "applied"}
    with pytest.raises(RulesBroken) as refused, unit_of_work():
        service.add(data | {"happened_on": APPLIED}, by=hr)
    assert "Under 40 (sample notice, 2024-01-01)" in refused.value.english
    assert BORN not in refused.value.english + json.dumps(
        refused.value.extension("en"), default=str
    )
    assert refused.value.extension("zh")["rules"][0]["text"] == "未满40周岁"
    assert db.session.scalars(select(Hire)).all() == []


def test_the_day_before_it_is_not_broken_and_what_is_not_known_breaks_nothing(forty):
    day_before = {"stage": "applied", "happened_on": date(2025, 3, 10)}
    assert make(make_hire, *forty, **day_before).stage == "applied"
    unknown = make(make_hire, None, forty[1], stage="applied", happened_on=APPLIED)
    assert [f.verdict for f in findings(unknown)] == ["cannot_tell"]


def test_drafts_and_recommendations_are_never_held_up(forty, hr):
    assert make(make_hire, *forty).stage == "draft"
    hire = make(make_hire, *forty, stage="recommended", happened_on=APPLIED)
    with pytest.raises(RulesBroken), unit_of_work():
        service.move(hire, Move(stage="applied", happened_on=APPLIED), by=hr)
    assert hire.stage == "recommended"
    make(make_move, hire, "withdrawn", on=APPLIED, reason="as agreed")


def test_hr_lets_it_pass_once_with_a_reason_that_is_kept(forty, hr):
    hire = make(make_hire, *forty, stage="recommended", happened_on=APPLIED)
    with unit_of_work():
        move = Move(stage="applied", happened_on=APPLIED, override_reason=" the city agreed ")
        service.move(hire, move, by=hr)
    (kept,) = overrides_kept()
    assert (kept.text_en, kept.text_zh) == ("Under 40", "未满40周岁")
    assert (kept.on_date, kept.reason) == (date(2024, 1, 1), "the city agreed")
    assert (kept.stage, kept.rule, kept.actor) == ("applied", "age", hr.label)
    make(make_move, hire, "shortlisted", on=date(2025, 4, 1))
    assert len(overrides_kept()) == 1
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb.contains("overridden")))
    assert [event.details for event in events] == [{"stage": "applied", "count": 1}]


def test_a_blank_reason_is_none(forty, hr):
    hire = make(make_hire, *forty)
    with pytest.raises(RulesBroken), unit_of_work():
        move = Move(stage="applied", happened_on=APPLIED, override_reason="  ")
        service.move(hire, move, by=hr)
    assert overrides_kept() == []


def test_the_rules_of_the_day_of_the_application_bind_the_case_for_good(forty, hr):
    researcher, program = forty
    hire = make(make_hire, researcher, program, stage="applied", happened_on=date(2025, 3, 10))
    later = {"valid_from": "2025-06-01", "source": "new notice", "rules": [
        {"kind": "age", "operator": "<", "value": "30", "text_en": "Under 30", "text_zh": "未满30"}
    ]}  # fmt: skip
    with unit_of_work():
        programs.add_version(program, VersionSchema().load(later), by=SYSTEM)
    make(make_move, hire, "shortlisted", on=date(2025, 7, 1))
    assert [f.text_en for f in findings(hire)] == ["Under 40"]
    with pytest.raises(RulesBroken) as refused:
        make(make_hire, researcher, program, stage="applied", happened_on=date(2025, 7, 1))
    assert [f.text_en for f in refused.value.broken] == ["Under 30"]


def test_a_case_whose_application_is_not_known_is_judged_on_the_day_of_its_call(forty, hr):
    researcher, program = forty
    year = {"stage": "approved", "happened_on": date(2025, 9, 1), "call_year": 2025}
    assert make(make_hire, researcher, program, **year).stage == "approved"
    call = {"year": 2025, "opens_on": APPLIED, "closes_on": None, "places": None, "source": None}
    with unit_of_work():
        programs.add_call(program, call, by=hr)
    with pytest.raises(RulesBroken):
        make(make_hire, researcher, program, **year)


def test_another_program_brings_its_conditions(forty, hr):
    hire = make(make_hire, forty[0], stage="applied", happened_on=APPLIED)
    with pytest.raises(RulesBroken), unit_of_work():
        service.change(hire, {"program_code": "RULED"}, by=hr)
    with unit_of_work():
        changes = {"program_code": "RULED", "override_reason": "agreed"}
        service.change(hire, changes, by=hr)
    assert (hire.program_code, len(overrides_kept())) == ("RULED", 1)


def test_programs_held_here_count_under_all_their_names(app: Flask, hr):
    with unit_of_work():
        researcher, unit = make_researcher(), make_unit()
        old = make_program("OLD", successor_code="NEW", overlap_group="young")
        make_program("NEW", overlap_group="young")
        rule = {"kind": "held_programs", "operator": "rule"}
        mine = ruled(rule | {"value": "exclusive_with(NEW)"}, code="MINE")
        hire = make_hire(researcher, mine)
        assert [f.verdict for f in findings(hire)] == ["met"]
        held = make_hire(researcher, old, stage="applied", happened_on=date(2024, 5, 1))
        assert [f.verdict for f in findings(hire)] == ["cannot_tell"]
        make_move(held, "rejected", on=date(2024, 6, 1), reason="as decided")
        assert [f.verdict for f in findings(hire)] == ["met"]
        make_arrival(researcher, old, on=date(2024, 7, 1), unit=unit)
        assert [f.verdict for f in findings(hire)] == ["broken"]


def test_what_is_known_of_a_person_is_gathered(app: Flask):
    fields = {"birth_date": "1990-05", "gender": "female", "nationality": "CN"}
    with unit_of_work():
        researcher = person(highest_degree="博士", degree_year=2018, **fields)
        unit = make_unit("lab", parent=make_unit("house").code)
        make_post(researcher, unit, starts_on=date(2020, 3, 1), ends_on=date(2022, 2, 28))
        make_post(researcher, unit, starts_on=date(2024, 1, 1), position="engineer")
        term = {"term_starts_on": date(2025, 1, 1), "term_ends_on": date(2027, 12, 31)}
        hire = make_hire(researcher, **term)
        facts = facts_of(hire, hire.program, date(2025, 3, 1))
    assert (str(facts.birth_date), facts.gender, facts.nationality) == ("1990-05", "female", "CN")
    assert (str(facts.phd_on), facts.degree) == ("2018", "博士")
    assert {"lab", "house", "Group lab"} <= facts.employers
    assert (facts.research_years, facts.full_time_years) == (Span(2), Span(3))
    assert (facts.overseas_months, facts.residence_years) == (None, None)


def test_only_hr_reads_what_was_found_and_against_what(forty, signed_in, call):
    move = {"stage": "applied", "happened_on": APPLIED, "override_reason": "the city agreed"}
    hire = make(make_hire, *forty, **move)
    page, api = f"/hires/{hire.id}", f"/api/v1/hires/{hire.id}/rules"
    hr = signed_in("hr")
    read = call(hr, "GET", api).json
    (finding,) = read["findings"]
    assert (finding["verdict"], finding["day"]) == ("broken", "2025-03-11")
    assert finding["looked_at"] == f"born {BORN}, aged 40 on 2025-03-11"
    assert read["overrides"][0]["reason"] == "the city agreed"
    shown = call(hr, "GET", page).text
    assert all(text in shown for text in ("Under 40", "sample notice", BORN, "the city agreed"))
    for other in (signed_in("administrator"), signed_in("auditor"), signed_in(researcher=forty[0])):
        assert call(other, "GET", api).status_code == 403
        text = call(other, "GET", page).text
        assert BORN not in text
        assert "the city agreed" not in text


def test_the_api_tells_each_broken_condition_in_the_readers_language(forty, signed_in, call):
    hr, body = signed_in("hr"), {"researcher_id": forty[0].id, "program_code": "RULED"}
    body |= {"stage": "applied", "happened_on": "2025-03-11"}
    refused = call(hr, "POST", "/api/v1/hires", json=body)
    assert (refused.status_code, refused.json["code"]) == (409, "RulesBroken")
    assert refused.json["errors"][0]["field"] == "override_reason"
    (rule,) = refused.json["rules"]
    assert rule == {
        "rule": "age",
        "text": "Under 40",
        "valid_from": "2024-01-01",
        "day": "2025-03-11",
        "source": "sample notice",
    }
    done = call(hr, "POST", "/api/v1/hires", json=body | {"override_reason": "agreed"})
    assert done.status_code == 201


def test_the_form_shows_the_conditions_beside_the_reason_and_keeps_what_was_typed(
    forty, signed_in, call
):
    hr = signed_in("hr")
    form = {"who": str(forty[0].id), "program_code": "RULED", "stage": "applied"}
    form |= {"happened_on": "2025-03-11", "duties": "teach quietly"}
    address = f"/hires/new?researcher={forty[0].id}"
    first = call(hr, "GET", address).text
    assert "override_reason" not in first
    refused = call(hr, "POST", address, data=form)
    assert refused.status_code == 409
    for text in ("Under 40", "sample notice", "teach quietly", 'name="override_reason"'):
        assert text in refused.text
    done = call(hr, "POST", address, data=form | {"override_reason": "agreed"})
    assert done.status_code == 303
    hire = db.session.scalars(select(Hire)).one()
    assert [o.reason for o in overriding.overrides(hire)] == ["agreed"]


def test_the_page_of_a_case_asks_for_the_reason_too(forty, signed_in, call):
    hr, hire = signed_in("hr"), make(make_hire, *forty)
    form = {"stage": "applied", "happened_on": "2025-03-11"}
    refused = call(hr, "POST", f"/hires/{hire.id}/stage", data=form)
    assert refused.status_code == 409
    assert re.search(r'name="override_reason"', refused.text)
    form |= {"override_reason": "agreed"}
    assert call(hr, "POST", f"/hires/{hire.id}/stage", data=form).status_code == 303
    edited = make(make_hire, forty[0], stage="applied", happened_on=APPLIED)
    other = call(hr, "POST", f"/hires/{edited.id}/edit", data={"program_code": "RULED"})
    assert (other.status_code, 'name="override_reason"' in other.text) == (409, True)
