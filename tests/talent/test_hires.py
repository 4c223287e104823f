"""Recruits: entered, moved on board, and refused where something is wrong."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core import clock, facts
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people.errors import EndBeforeStart, UnknownResearcher, UnknownUnit
from registry.people.models import Post, Researcher
from registry.talent import service
from registry.talent.errors import (
    FieldNeeded,
    InTheFuture,
    NoEntryStage,
    NoSecondDate,
    NotADraft,
    PersonNeeded,
    PossibleDuplicate,
    ProgramOfHire,
    UnknownGrade,
    UnknownProgram,
)
from registry.talent.facts import HireOnBoard
from registry.talent.models import Hire, HireEvent
from tests.makers.people import make_post, make_researcher, make_unit
from tests.makers.talent import ARRIVED, make_arrival, make_hire, make_move, make_program

LI = {"name_zh": "李示例", "family": "Li", "given": "Shili"}
ORCID = "0000-0002-1825-0097"


def rows(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_draft_needs_nothing_but_the_person(app: Flask, hr):
    with unit_of_work():
        hire = service.add({"person": LI}, by=hr)
    assert (hire.stage, hire.program, hire.unit) == ("draft", None, None)
    assert hire.researcher.name_in("zh") == "李示例"
    assert hire.researcher.name_in("en") == "Shili Li"
    assert not hire.researcher.visible
    assert [e.stage for e in hire.events] == ["draft"]


def test_a_case_that_runs_already_is_entered_at_its_stage(app: Flask, hr):
    unit, program = make(make_unit), make(make_program)
    data = {
        "person": LI,
        "program_code": program.code,
        "stage": "onboard",
        "happened_on": date(2023, 9, 1),
        "until": date(2028, 8, 31),
        "unit_code": unit.code,
        "position": "associate_professor",
    }
    with unit_of_work():
        hire = service.add(data, by=hr)
    assert (hire.post.starts_on, hire.post.unit_id) == (date(2023, 9, 1), unit.id)
    assert (hire.term_starts_on, hire.term_ends_on) == (date(2023, 9, 1), date(2028, 8, 31))
    assert hire.events[0].entered_later
    assert hire.events[0].actor == hr.label


def make(maker, *args, **overrides):
    with unit_of_work():
        return maker(*args, **overrides)


def test_a_case_cannot_begin_at_its_end(app: Flask, hr):
    with pytest.raises(NoEntryStage) as refused, unit_of_work():
        service.add({"person": LI, "stage": "completed"}, by=hr)
    assert (refused.value.field, refused.value.value) == ("stage", "completed")


def test_an_event_keeps_when_it_happened_and_when_it_was_entered(app: Flask):
    hire = make(make_hire, stage="applied", happened_on=date(2024, 5, 6))
    event = hire.events[0]
    assert event.happened_on == date(2024, 5, 6)
    assert event.created_at.date() == clock.today()
    assert event.entered_later


def test_an_event_of_today_was_not_entered_later(app: Flask):
    hire = make(make_hire, stage="applied", happened_on=clock.today())
    assert not hire.events[0].entered_later


def test_a_step_said_to_lie_before_an_earlier_one_is_marked_not_refused(app: Flask):
    hire = make(make_hire, stage="applied", happened_on=date(2025, 5, 1))
    make(make_move, hire, "shortlisted", on=date(2025, 4, 1))
    assert {e.stage: e.out_of_order for e in hire.events} == {"applied": False, "shortlisted": True}
    assert hire.stage == "shortlisted"


def test_a_public_notice_keeps_its_start_and_end(app: Flask):
    hire = make(make_hire, stage="approved", happened_on=date(2025, 1, 2))
    make(make_move, hire, "publicised", on=date(2025, 1, 10), until=date(2025, 1, 17))
    assert (hire.events[-1].happened_on, hire.events[-1].until) == (
        date(2025, 1, 10),
        date(2025, 1, 17),
    )


def test_an_offer_keeps_its_reply_by(app: Flask):
    hire = make(make_hire, stage="offered", happened_on=ARRIVED, until=date(2025, 4, 1))
    assert hire.events[0].until == date(2025, 4, 1)


def test_an_extension_moves_the_end_of_the_term(app: Flask):
    hire = make(make_arrival, until=date(2028, 2, 28))
    make(make_move, hire, "extended", on=date(2025, 6, 1), until=date(2030, 2, 28))
    assert hire.term_ends_on == date(2030, 2, 28)


def test_an_extension_without_its_new_end_is_refused(app: Flask):
    hire = make(make_arrival)
    with pytest.raises(FieldNeeded) as refused, unit_of_work():
        make_move(hire, "extended")
    assert refused.value.field == "until"


def test_two_programs_share_one_post(app: Flask):
    person, unit = make(make_researcher), make(make_unit)
    first = make(make_arrival, person, unit=unit)
    second = make(make_arrival, person, unit=unit, on=date(2025, 9, 1))
    assert first.program_id != second.program_id
    assert first.post_id == second.post_id
    assert rows(Post) == 1


def test_who_has_a_post_arrives_in_it_without_saying_where(app: Flask):
    post = make(make_post)
    hire = make(make_hire, post.researcher_id and person_of(post), stage="accepted")
    make(make_move, hire, "onboard")
    assert (hire.post_id, hire.unit_id, hire.position) == (post.id, post.unit_id, "professor")


def person_of(post) -> Researcher:
    return db.session.get(Researcher, post.researcher_id)


@pytest.mark.parametrize(("given", "missing"), [({}, "unit_code"), ({"unit": True}, "position")])
def test_an_arrival_needs_unit_and_position(app: Flask, given, missing):
    hire = make(make_hire, stage="accepted", happened_on=ARRIVED)
    more = {"unit_code": make(make_unit).code} if given else {}
    with pytest.raises(FieldNeeded) as refused, unit_of_work():
        make_move(hire, "onboard", **more)
    assert refused.value.field == missing
    db.session.refresh(hire)
    assert (hire.stage, hire.unit_id, rows(Post)) == ("accepted", None, 0)


def test_an_arrival_is_announced(app: Flask):
    told = []
    known = list(facts._reactions.get(HireOnBoard, ()))
    facts.react(HireOnBoard, told.append)
    try:
        hire = make(make_arrival)
    finally:
        facts._reactions[HireOnBoard] = known
    assert told == [HireOnBoard(hire.id)]


@pytest.mark.parametrize("stage", ["rejected", "withdrawn"])
def test_an_end_needs_a_reason(app: Flask, stage):
    hire = make(make_hire, stage="applied", happened_on=ARRIVED)
    with pytest.raises(FieldNeeded) as refused, unit_of_work():
        make_move(hire, stage, reason="  ")
    assert refused.value.field == "reason"
    make(make_move, hire, stage, reason="the call was closed")
    assert hire.events[-1].reason == "the call was closed"


def test_moving_needs_a_program(app: Flask, hr):
    with unit_of_work():
        hire = service.add({"person": LI}, by=hr)
    with pytest.raises(FieldNeeded) as refused, unit_of_work():
        make_move(hire, "applied")
    assert refused.value.field == "program_code"


def test_a_day_to_come_is_refused(app: Flask):
    hire = make(make_hire)
    with pytest.raises(InTheFuture), unit_of_work():
        make_move(hire, "applied", on=clock.today() + timedelta(days=2))


def test_a_notice_cannot_end_before_it_starts(app: Flask):
    hire = make(make_hire)
    with pytest.raises(EndBeforeStart) as refused, unit_of_work():
        make_move(hire, "publicised", on=date(2025, 1, 10), until=date(2025, 1, 9))
    assert (refused.value.field, refused.value.value) == ("until", date(2025, 1, 9))


def test_a_stage_with_one_date_refuses_a_second(app: Flask):
    hire = make(make_hire)
    with pytest.raises(NoSecondDate), unit_of_work():
        make_move(hire, "applied", until=date(2026, 1, 1))


def test_a_term_cannot_end_before_it_starts(app: Flask, hr):
    hire = make(make_hire)
    changes = {"term_starts_on": date(2025, 2, 1), "term_ends_on": date(2025, 1, 1)}
    with pytest.raises(EndBeforeStart) as refused, unit_of_work():
        service.change(hire, changes, by=hr)
    assert refused.value.field == "term_ends_on"


@pytest.mark.parametrize(
    ("field", "error"),
    [
        ("program_code", UnknownProgram),
        ("unit_code", UnknownUnit),
        ("grade_code", UnknownGrade),
    ],
)
def test_an_unknown_code_is_named_and_nothing_is_written(app: Flask, hr, field, error):
    program = make(make_program)
    data = {"person": LI, "program_code": program.code} | {field: "NO-SUCH"}
    with pytest.raises(error) as refused, unit_of_work():
        service.add(data, by=hr)
    assert (refused.value.field, refused.value.value) == (field, "NO-SUCH")
    assert [rows(m) for m in (Hire, HireEvent, Researcher)] == [0, 0, 0]


def test_a_grade_of_another_program_is_refused_and_the_own_ones_named(app: Flask, hr):
    make(make_program, "SAMPLE-A", grades=("a",))
    make(make_program, "SAMPLE-B", grades=("b1", "b2"))
    with pytest.raises(UnknownGrade) as refused, unit_of_work():
        service.add({"person": LI, "program_code": "SAMPLE-B", "grade_code": "a"}, by=hr)
    assert "b1, b2" in refused.value.english


def test_another_program_drops_the_grade(app: Flask, hr):
    make(make_program, "SAMPLE-A", grades=("a",))
    hire = make(make_hire, program=make(make_program, "SAMPLE-B", grades=("b",)), grade_code="b")
    with unit_of_work():
        service.change(hire, {"program_code": "SAMPLE-A"}, by=hr)
    assert (hire.program_code, hire.grade) == ("SAMPLE-A", None)


def test_a_case_past_the_draft_keeps_a_program(app: Flask, hr):
    hire = make(make_hire, stage="applied", happened_on=ARRIVED)
    with pytest.raises(ProgramOfHire), unit_of_work():
        service.change(hire, {"program_code": None}, by=hr)


@pytest.mark.parametrize("data", [{}, {"person": {}}, {"person": LI, "researcher_id": 1}])
def test_a_hire_is_about_one_person(app: Flask, hr, data):
    with pytest.raises(PersonNeeded), unit_of_work():
        service.add(data, by=hr)


def test_an_unknown_number_of_a_person_is_refused(app: Flask, hr):
    with pytest.raises(UnknownResearcher), unit_of_work():
        service.add({"researcher_id": 12345}, by=hr)


@pytest.mark.parametrize(
    "typed",
    [
        {"name_zh": "李示例"},
        {"family": "LI", "given": "Shi-li"},
        {"family": "Shili", "given": "Li"},
        {"name_zh": "别名", "orcid": ORCID},
    ],
)
def test_somebody_known_by_name_or_orcid_is_not_entered_twice(app: Flask, hr, typed):
    with unit_of_work():
        known = service.add({"person": LI | {"orcid": ORCID}}, by=hr).researcher
    with pytest.raises(PossibleDuplicate) as refused, unit_of_work():
        service.add({"person": typed}, by=hr)
    assert f"#{known.id}" in refused.value.english
    assert rows(Researcher) == 1


def test_a_namesake_is_entered_once_somebody_says_so(app: Flask, hr):
    for confirmed in (False, True):
        with unit_of_work():
            service.add({"person": LI, "new_person": confirmed}, by=hr)
    assert rows(Researcher) == 2


def test_one_orcid_is_never_two_people(app: Flask, hr):
    with unit_of_work():
        service.add({"person": LI | {"orcid": ORCID}}, by=hr)
    with pytest.raises(PossibleDuplicate), unit_of_work():
        service.add({"person": {"name_zh": "王示例", "orcid": ORCID}, "new_person": True}, by=hr)


def test_a_draft_can_be_thrown_away_and_history_cannot(app: Flask, hr):
    draft, case = make(make_hire), make(make_hire, stage="applied", happened_on=ARRIVED)
    with unit_of_work():
        service.discard(draft, by=hr)
    with pytest.raises(NotADraft), unit_of_work():
        service.discard(case, by=hr)
    assert rows(Hire) == 1


def test_the_audit_trail_names_neither_person_nor_program(app: Flask, hr):
    program = make(make_program, "SAMPLE-SECRET", publicity="restricted")
    person = make(make_researcher, "Verborgen")
    hire = make(make_arrival, person, program)
    with unit_of_work():
        service.change(hire, {"duties": "teach quietly", "call_year": 2025}, by=hr)
    said = [
        str(e.details)
        for e in db.session.scalars(select(AuditEvent).filter_by(subject_type="Hire"))
    ]
    assert len(said) == 3
    for text in ("SAMPLE-SECRET", "Verborgen", "quietly", f": {person.id}"):
        assert not any(text in details for details in said)
