"""Programs and hires of nobody, made by the verbs that everybody uses."""

from datetime import date
from itertools import count

from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.talent import service
from registry.talent.models import Grade, Hire, Program, ProgramVersion
from registry.talent.service import Move
from tests.makers.people import make_researcher, make_unit

ARRIVED = date(2025, 3, 1)
_numbers = count(1)


def make_program(code=None, *, grades=(), **overrides) -> Program:
    """An internal municipal program with one undated version."""
    code = code or f"SAMPLE-{next(_numbers)}"
    data = {
        "name_en": f"Sample program {code}",
        "name_zh": f"示例计划 {code}",
        "level": "municipal",
        "granting_body": "Sample City",
        "granting_body_zh": "示例市",
        "publicity": "internal",
        "status": "active",
    }
    names = [Grade(code=g, name_en=f"Grade {g}", name_zh=f"{g} 级", rank=1) for g in grades]
    version = ProgramVersion(source="sample", sourced=False, grades=names)
    program = Program(code=code, versions=[version], **data | overrides)
    db.session.add(program)
    db.session.flush()
    return program


def make_hire(researcher=None, program=None, **overrides) -> Hire:
    """A draft, or a hire at the stage given, of a researcher under an internal program."""
    researcher, program = researcher or make_researcher(), program or make_program()
    data = {"researcher_id": researcher.id, "program_code": program.code}
    return service.add(data | overrides, by=SYSTEM)


def make_arrival(researcher=None, program=None, *, on=ARRIVED, **overrides) -> Hire:
    """Somebody who is on board since the day."""
    unit = overrides.pop("unit", None) or make_unit()
    data = {"unit_code": unit.code, "position": "professor", "stage": "onboard", "happened_on": on}
    return make_hire(researcher, program, **data | overrides)


def make_move(hire, stage, *, on=ARRIVED, **overrides) -> Hire:
    """The hire at another stage."""
    return service.move(hire, Move(stage=stage, happened_on=on, **overrides), by=SYSTEM)
