"""What lists of hires are narrowed by; each filter is a condition of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, false, select

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import NotAllowed
from registry.people import queries as people
from registry.people.errors import UnknownUnit
from registry.people.models import Unit
from registry.talent.errors import UnknownProgram
from registry.talent.models import Grade, Hire, Program

Condition = ColumnElement[bool]


def filtered(wanted: Select[Any], filters: Mapping[str, Any], *, by: Actor) -> Select[Any]:
    """The hires that all filters let pass; a filter that says nothing lets all pass.

    They are stage, program, unit, grade (codes), level, call_year, early_career, q (part of a
    name), researcher (key) and ids. Raises UnknownProgram, UnknownUnit, and NotAllowed where others
    than HR ask who is early in the career.
    """
    if filters.get("early_career") is not None and not by.is_hr:
        raise NotAllowed
    for name, condition in CONDITIONS.items():
        value = filters.get(name)
        if value is not None and value != "":
            wanted = wanted.where(condition(value, by))
    return wanted


def known_program(code: str, *, field: str) -> Program:
    """The program of a code that somebody typed. Raises UnknownProgram."""
    found = db.session.scalars(select(Program).filter_by(code=code.strip().upper())).one_or_none()
    if found is None:
        raise UnknownProgram(field=field, value=code)
    return found


def known_unit(code: str, *, field: str) -> Unit:
    """The unit of a code that somebody typed. Raises UnknownUnit."""
    found = people.unit_by_code(code)
    if found is None:
        raise UnknownUnit(field=field, value=code)
    return found


def _ids(ids: list[int], by: Actor) -> Condition:
    return Hire.id.in_(ids) if ids else false()


def _level(level: str, by: Actor) -> Condition:
    return Hire.program_id.in_(select(Program.id).where(Program.level == level))


def _grade(code: str, by: Actor) -> Condition:
    return Hire.grade_id.in_(select(Grade.id).where(Grade.code == code))


def _named(text: str, by: Actor) -> Condition:
    return Hire.researcher.has(people.matches(text, by=by))


CONDITIONS: dict[str, Callable[[Any, Actor], Condition]] = {
    "stage": lambda stage, by: Hire.stage == stage,
    "program": lambda code, by: Hire.program_id == known_program(code, field="program").id,
    "level": _level,
    "unit": lambda code, by: Hire.unit_id == known_unit(code, field="unit").id,
    "grade": _grade,
    "call_year": lambda year, by: Hire.call_year == year,
    "early_career": lambda early, by: Hire.early_career.is_(early),
    "q": _named,
    "researcher": lambda key, by: Hire.researcher_id == key,
    "ids": _ids,
}
