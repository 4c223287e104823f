"""What cells name by code or by name: programs with their rules, grades, units; read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.core import clock
from registry.core.db import db
from registry.people.models import Unit
from registry.sheets.cells import word
from registry.sheets.plans import At, Wrong
from registry.talent import checking
from registry.talent import queries as talent
from registry.talent.models import Grade, Program, ProgramVersion
from registry.talent.rules import RulesOfTime


class Named:
    """Things with a code and names, found by either."""

    def __init__(self, named: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._codes: dict[str, str] = {}
        self._names: dict[str, list[str]] = defaultdict(list)
        for code, names in named:
            self._codes[word(code)] = code
            for name in {word(name) for name in names if name}:
                self._names[name].append(code)

    def find(self, text: str) -> list[str]:
        """The codes that a text may mean: one by its code, else all by their name."""
        said = word(text)
        return [self._codes[said]] if said in self._codes else self._names.get(said, [])


class Lookups:
    """Programs, their grades and rules, and units, as they are now; kept apart from the session."""

    def __init__(self) -> None:
        loaded = select(Program).options(selectinload(Program.calls)).order_by(Program.code)
        programs = list(db.session.scalars(loaded))
        self.programs = {program.code: program for program in programs}
        self.families = checking.families_of(programs)
        self.rules: dict[int, RulesOfTime] = {
            v.id: checking.rules_of(v) for p in programs for v in p.versions
        }
        for program in programs:
            db.session.expunge(program)
        self._programs = Named((p.code, (p.name_en, p.name_zh)) for p in programs)
        units = list(db.session.scalars(select(Unit).order_by(Unit.code)))
        self.units = [unit.code for unit in units]
        self._units = Named((u.code, [name.name for name in u.names]) for u in units)
        self._grades: dict[str, Named] = {}

    def program(self, code: str | None) -> Program | None:
        """The program of a code."""
        return self.programs.get(code or "")

    def resolve(self, column: str, text: str, *, program: str | None = None) -> list[str]:
        """The codes that the text of a cell may mean."""
        if column == "grade_code":
            return self._grades_of(program).find(text) if program else []
        return (self._units if column == "unit_code" else self._programs).find(text)

    def grade(self, program: Program | None, code: str, call_year: int | None) -> Grade | None:
        """The grade of a program in the year of a call, else today: as the verb finds it."""
        day = date(call_year, 12, 31) if call_year else clock.today()
        return talent.grade_of(program, code, day) if program else None

    def rules_of(self, version: ProgramVersion) -> RulesOfTime:
        """The conditions of a version."""
        return self.rules[version.id]

    def _grades_of(self, code: str) -> Named:
        if code not in self._grades:
            found: dict[str, set[str]] = defaultdict(set)
            for grade in _grades(self.programs[code]):
                found[grade.code] |= {grade.name_en, grade.name_zh}
            self._grades[code] = Named(found.items())
        return self._grades[code]


def _grades(program: Program) -> Iterator[Grade]:
    for version in program.versions:
        yield from version.grades


def not_one(codes: list[str], at: At) -> Wrong:
    """Why a text means no code, or several."""
    column, ref, raw = at
    places: dict[str, Any] = {"value": raw[:60]}
    if codes:
        return Wrong(column, ref, "two_of_them", raw, places | {"known": ", ".join(codes[:8])})
    return Wrong(column, ref, "unknown_code", raw, places)
