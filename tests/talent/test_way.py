"""Stages of a program's own, decided in one place for all who ask."""

from datetime import date

import pytest
from flask import Flask

from registry.core.actor import SYSTEM
from registry.core.unit_of_work import unit_of_work
from registry.talent import programs, service
from registry.talent.errors import IllegalStage
from registry.talent.kinds import DocumentKind
from registry.talent.program_entries import VersionSchema
from registry.talent.service import Move
from registry.talent.stages import ENTRY, OVER, STEPS, Stage
from registry.talent.way import USUAL, way
from tests.makers.people import make_unit
from tests.makers.talent import make_hire, make_move, make_program

DAY = date(2025, 3, 1)
SHORT = [
    {"stage": "applied", "next": ["offered", "rejected"], "documents": ["cv"]},
    {"stage": "offered", "next": ["onboard", "declined"], "documents": []},
    {"stage": "onboard", "next": ["extended", "completed"], "documents": ["contract"]},
    {"stage": "extended", "next": ["extended", "completed"], "documents": []},
]


def short_way(code="SHORT", valid_from="2024-01-01"):
    data = {"valid_from": valid_from, "source": "notice", "stages": SHORT}
    program = make_program(code)
    programs.add_version(program, VersionSchema().load(data), by=SYSTEM)
    return program


def test_the_usual_way_is_the_table_of_the_field():
    assert USUAL.stages == tuple(STEPS)
    assert all(USUAL.next(stage) == STEPS[stage].next for stage in Stage)
    assert USUAL.documents("offered") == (DocumentKind.OFFER,)
    assert all(step.documents or step.ends or not step.kept or step.stage == "draft"
               for step in USUAL.steps)  # fmt: skip


def test_a_program_with_stages_of_its_own_has_its_own_way(app: Flask):
    with unit_of_work():
        hire = make_hire(None, short_way(), stage="applied", happened_on=DAY)
    found = way(hire)
    own = [Stage(row["stage"]) for row in SHORT]
    assert found.own
    assert list(found.stages) == [Stage.DRAFT, *own, *OVER]
    assert found.next("draft") == (Stage.APPLIED, Stage.OFFERED, Stage.ONBOARD)
    assert hire.next_stages == (Stage.OFFERED, Stage.REJECTED)
    assert found.documents("applied") == (DocumentKind.CV,)
    assert found.next("shortlisted") == STEPS[Stage.SHORTLISTED].next


def test_cases_move_along_it_and_no_other_way(app: Flask):
    with unit_of_work():
        unit = make_unit()
        more = {"unit_code": unit.code, "position": "postdoc"}
        hire = make_hire(None, short_way(), stage="applied", happened_on=DAY, **more)
    with pytest.raises(IllegalStage) as refused, unit_of_work():
        make_move(hire, "shortlisted")
    assert "Offer sent" in refused.value.english
    with unit_of_work():
        for stage in ("offered", "onboard"):
            make_move(hire, stage, on=DAY)
        for year in (2028, 2031):
            make_move(hire, "extended", on=DAY, until=date(year, 2, 28))
        make_move(hire, "completed", on=DAY)
    assert hire.stage == "completed"


def test_a_case_under_older_rules_keeps_the_usual_way(app: Flask):
    with unit_of_work():
        program = short_way(valid_from="2024-01-01")
        old = make_hire(None, program, stage="applied", happened_on=date(2023, 12, 31))
        draft = make_hire(None, program)
    assert (way(old).own, way(draft).own) == (False, True)
    assert Stage.SHORTLISTED in old.next_stages
    with pytest.raises(IllegalStage), unit_of_work():
        service.move(draft, Move(stage="approved", happened_on=DAY), by=SYSTEM)
    with unit_of_work():
        service.move(draft, Move(stage="approved", happened_on=date(2023, 5, 1)), by=SYSTEM)


def test_a_case_without_a_program_has_the_usual_way(app: Flask, hr):
    with unit_of_work():
        hire = service.add({"person": {"family": "Li", "given": "Shili"}}, by=hr)
    assert way(hire) is USUAL
    assert hire.next_stages == ENTRY
