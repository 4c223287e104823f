"""What rows about people and their cases would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import select

from registry.core.among import among
from registry.core.db import db
from registry.core.errors import RegistryError
from registry.people.errors import EmployeeNumberTaken, OrcidTaken
from registry.sheets import plans, records
from registry.sheets.deciding import NAMES, Deciding, raw, ref, refused_by, said
from registry.sheets.people_columns import PEOPLE
from registry.sheets.plans import Plan, Wrong
from registry.sheets.reading import Row
from registry.sheets.records import STEP, Person, Record
from registry.sheets.stepping import check_step, standing
from registry.sheets.values import loaded
from registry.talent.errors import RulesBroken
from registry.talent.models import Hire
from registry.talent.stages import Stage

PERSONAL = frozenset(column.key for column in PEOPLE)
Case = tuple[int, str | None, int | None]
"""A person, a program and the year of a call: together they are one case."""

ASKED = (
    *("program_code", "grade_code", "call_year", "term_starts_on", "term_ends_on"),
    *("birth_date", "gender", "nationality", "highest_degree", "degree_year"),
)
"""What the conditions of programs ask of a row."""

UNIQUE = {"orcid": OrcidTaken, "employee_number": EmployeeNumberTaken}


class People(Deciding):
    """Researchers."""

    list_key: ClassVar[str] = "researchers"

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[int, str], tuple[int, Any]] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        """Find everybody that a row may be about."""
        self.who.prepare([self.described(row) for row in rows])

    def begin(self, plan: Plan, row: Row) -> Record | None:
        """Somebody known, somebody new, or a question."""
        described = self.described(row)
        if not described.readings:
            return None
        self.who.settle(described, plan)
        if not plan.person:
            if not plan.wrong and plan.row is None:
                self.who.remember(described)
            return None
        return about_known(plan, self.who.person(plan.person), self.case_of(plan))

    def case_of(self, plan: Plan) -> Record | None:
        """The record that a row about somebody known turns out to be: here, the person's own."""
        return records.researchers([plan.person])[plan.person] if plan.person else None

    def check(self, plan: Plan, row: Row, record: Record | None) -> None:
        """Names, iDs and numbers that are somebody else's, and rows that disagree."""
        person = plan.person or (record.researcher_id if record else None)
        if person and not any(said(plan, record, name) for name in NAMES) and _names_go(plan):
            columns = {"columns": ["name_zh", "family"]}
            plan.refuse(Wrong("name_zh", ref(row, "name_zh"), "missing_one_of", "", columns))
        for name, taken in UNIQUE.items():
            value = plan.new(name)
            owner = self.who.owner(name, value) if value else None
            if owner and owner != person and (record or plan.person):
                plan.refuse(refused_by(taken(field=name, value=value), row, otherwise=name))
        if person:
            self._check_agreement(plan, row, person)

    def _check_agreement(self, plan: Plan, row: Row, person: int) -> None:
        for name in PERSONAL & set(plan.cells):
            value = plan.new(name)
            number, before = self._said.setdefault((person, name), (row.number, value))
            if before != value:
                places = {"row": number}
                plan.refuse(Wrong(name, ref(row, name), "disagrees", raw(row, name), places))


class Cases(People):
    """Recruits: cases with their people."""

    list_key: ClassVar[str] = "recruits"

    def __init__(self) -> None:
        super().__init__()
        self._cases: dict[Case, Record] = {}
        self._rows: dict[tuple[int, str | None, int | None], int] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        """Find the people, and the cases of those that are certain."""
        super().prepare(rows)
        new = [self.described(row) for row in rows if not row.key]
        self._cases = cases_of({key for each in new for key in self.who.certain(each)})

    def case_of(self, plan: Plan) -> Record | None:
        """The case of the same person, program and call, where there is one."""
        call = plan.new("call_year")
        return self._cases.get((plan.person or 0, plan.new("program_code"), call))

    def check(self, plan: Plan, row: Row, record: Record | None) -> None:
        """Beside what holds of people: the case is there once, and may stand where it is put."""
        super().check(plan, row, record)
        if record is None and not plan.wrong:
            self._check_once(plan, row)
        if plan.cells and not plan.wrong:
            self._check_case(plan, row, record)

    def _check_once(self, plan: Plan, row: Row) -> None:
        """The same person and case in two rows of a file."""
        person = plan.person or -(plan.row or row.number)
        case = (person, plan.new("program_code"), plan.new("call_year"))
        first = self._rows.setdefault(case, row.number)
        if first != row.number:
            name = next((n for n in NAMES if n in row.cells), "key")
            plan.refuse(Wrong(name, ref(row, name), "twice", raw(row, name), {"row": first}))

    def _check_case(self, plan: Plan, row: Row, record: Record | None) -> None:
        _keep_grade(plan, record)
        stage = stage_of(plan, record)
        if stage is None and record and _touches_step(plan, record):
            name = next(name for name in STEP if name in plan.cells)
            plan.refuse(Wrong(name, ref(row, name), "step_stands", raw(row, name)))
            return
        if stage and record and not said(plan, None, "happened_on"):
            plan.refuse(Wrong("happened_on", ref(row, "happened_on"), "missing", ""))
            return
        self._check_term(plan, row, record)
        self._check_arrival(plan, row, stage)
        changed = {"program_code", "call_year", "grade_code"} & set(plan.cells)
        if plan.wrong or not (stage or changed):
            return
        values = loaded_values(plan, record)
        case = standing(plan, record, values, known=self.lookups)
        try:
            check_step(case, values, stage, plan=plan, known=self.lookups)
        except RulesBroken as why:
            plan.refuse(_broken(why, row))
        except RegistryError as why:
            plan.refuse(refused_by(why, row, otherwise="stage"))

    def _check_term(self, plan: Plan, row: Row, record: Record | None) -> None:
        start, end = (said(plan, record, n) for n in ("term_starts_on", "term_ends_on"))
        if start and end and end < start:
            name = "term_ends_on" if "term_ends_on" in plan.cells else "term_starts_on"
            places = {"column": "term_starts_on", "start": start}
            plan.refuse(Wrong(name, ref(row, name), "ends_before_start", raw(row, name), places))

    def _check_arrival(self, plan: Plan, row: Row, stage: str | None) -> None:
        """An arrival of somebody new says where and as what."""
        if stage != Stage.ONBOARD or plan.person or plan.subject_id:
            return
        for name in ("unit_code", "position"):
            if not plan.new(name):
                plan.refuse(Wrong(name, ref(row, name), "missing", ""))


def about_known(plan: Plan, person: Person, record: Record | None) -> Record | None:
    """Lay a row without a key over somebody who is known, and over the record that it is."""
    plan.versions = dict(person.versions)
    for name in NAMES:
        plan.cells.pop(name, None)
    if record:
        plan.subject_id, plan.versions = record.id, record.versions
    stood = record.values if record else person.values
    for name, (_, new) in list(plan.cells.items()):
        old = stood.get(name)
        if new == old or (new is None):
            del plan.cells[name]
        else:
            plan.cells[name] = [old, new]
    return record


def cases_of(person_ids: set[int]) -> dict[Case, Record]:
    """The cases of these people, by what makes them one."""
    if not person_ids:
        return {}
    ids = db.session.scalars(select(Hire.id).where(among(Hire.researcher_id, person_ids))).all()
    return {
        (r.researcher_id, r.values["program_code"], r.values["call_year"]): r
        for r in records.cases(ids).values()
    }


def stage_of(plan: Plan, record: Record | None) -> str | None:
    """The stage that a row lets its case reach; None where it stays."""
    stage = said(plan, record, "stage") or (Stage.DRAFT if record is None else None)
    if record is None:
        return None if stage == Stage.DRAFT else stage
    return stage if "stage" in plan.cells else None


def loaded_values(plan: Plan, record: Record | None) -> dict[str, Any]:
    """All that is said of the case, as verbs take it; the words of a step by this row alone."""
    told = {name: said(plan, record, name) for name in ASKED}
    told |= {name: plan.new(name) for name in STEP}
    return {name: loaded(name, value) for name, value in told.items() if value is not None}


def _touches_step(plan: Plan, record: Record) -> bool:
    if record.values["stage"] == Stage.DRAFT:
        for name in STEP:
            plan.cells.pop(name, None)
    return bool(set(STEP) & set(plan.cells))


def _keep_grade(plan: Plan, record: Record | None) -> None:
    """Another program has other grades: the one that stood is named again, or goes."""
    stood = record.values["grade_code"] if record else None
    if stood and "program_code" in plan.cells and "grade_code" not in plan.cells:
        plan.cells["grade_code"] = [stood, None]


def _names_go(plan: Plan) -> bool:
    return any(name in plan.cells for name in NAMES)


def _broken(why: RulesBroken, row: Row) -> Wrong:
    texts = {
        language: "; ".join(f"{f.text_in(language)} ({f.source})" for f in why.broken)
        for language in plans.LANGUAGES
    }
    column = "program_code"
    return Wrong(column, ref(row, column), "rules_broken", raw(row, column), {"rules": texts})
