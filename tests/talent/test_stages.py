"""The table of stages against domain.md 2.5, and every transition against it."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from registry.core.errors import RegistryError
from registry.core.unit_of_work import unit_of_work
from registry.talent.errors import IllegalStage
from registry.talent.models import Hire
from registry.talent.stages import ENTRY, OVER, STEPS, Stage, StageNames, step
from tests.makers.people import make_unit
from tests.makers.talent import make_hire, make_move

NEXT = {
    "recommended": "applied declined withdrawn",
    "applied": "shortlisted rejected withdrawn",
    "shortlisted": "approved rejected withdrawn",
    "approved": "publicised offered",
    "publicised": "offered rejected",
    "offered": "accepted declined expired",
    "accepted": "onboard withdrawn",
    "onboard": "midterm_passed completed extended terminated",
    "midterm_passed": "completed extended terminated",
    "extended": "completed terminated",
    "draft": "recommended applied shortlisted approved publicised offered accepted onboard",
}
WAY = {
    "midterm_passed": ["onboard", "midterm_passed"],
    "extended": ["onboard", "extended"],
    "completed": ["onboard", "completed"],
    "terminated": ["onboard", "terminated"],
    "rejected": ["applied", "rejected"],
    "declined": ["recommended", "declined"],
    "withdrawn": ["recommended", "withdrawn"],
    "expired": ["offered", "expired"],
}
DAY = date(2025, 3, 1)


def at(stage: str) -> Hire:
    """A hire that has come to a stage on a legal way."""
    first, *rest = WAY.get(stage, [stage])
    unit = make_unit()
    more = {} if first == "draft" else {"happened_on": DAY}
    hire = make_hire(stage=first, unit_code=unit.code, position="postdoc", **more)
    for each in rest:
        go(hire, each)
    return hire


def go(hire: Hire, stage: str) -> Hire:
    until = {"until": date(2030, 1, 1)} if stage == "extended" else {}
    return make_move(hire, stage, on=DAY, reason="as agreed", **until)


def test_every_stage_has_a_row():
    assert set(STEPS) == set(Stage)


@pytest.mark.parametrize("stage", list(Stage))
def test_what_may_follow_is_what_the_field_says(stage):
    assert {str(s) for s in step(stage).next} == set(NEXT.get(stage, "").split())


def test_stages_over_need_a_reason_except_a_completed_term():
    assert {s for s in STEPS if STEPS[s].ends} == set(OVER) - {Stage.COMPLETED}


@pytest.mark.parametrize("stage", list(Stage))
def test_each_transition_is_made_or_refused_as_the_table_says(app: Flask, stage):
    for wanted in Stage:
        legal = wanted in NEXT.get(stage, "").split()
        with unit_of_work():
            hire = at(stage)
        before = len(hire.events)
        if legal:
            with unit_of_work():
                go(hire, wanted)
            assert hire.stage == wanted
            assert len(hire.events) == before + 1
        else:
            with pytest.raises(IllegalStage), unit_of_work():
                go(hire, wanted)
            assert hire.stage == stage
            assert len(hire.events) == before


def test_a_refusal_names_the_legal_stages_in_the_readers_language(app: Flask):
    with unit_of_work():
        hire = at("approved")
    with pytest.raises(IllegalStage) as refused, unit_of_work():
        go(hire, "onboard")
    why: RegistryError = refused.value
    assert (why.field, why.value) == ("stage", "onboard")
    assert "Public notice (publicised), Offer sent (offered)" in why.english
    with app.test_request_context(), force_locale("zh"):
        assert str(why.places["legal"]) == "公示、发出聘书"


def test_the_legal_stages_of_a_draft_fit_into_an_error(app: Flask):
    assert len(str(StageNames.of(ENTRY))) < 200
