"""Whether a case may stand where a row puts it: the checks of the verb, without the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, cast

from registry.core import clock
from registry.core.db import db
from registry.people.models import Researcher
from registry.sheets.lookups import Lookups
from registry.sheets.plans import Plan
from registry.sheets.records import Record
from registry.sheets.values import loaded
from registry.talent import checking, overriding
from registry.talent.errors import RulesBroken, UnknownGrade
from registry.talent.models import Hire, Program
from registry.talent.rules import Facts, Finding, check
from registry.talent.service import Move, check_move
from registry.talent.stages import Stage
from registry.talent.way import day_of, version_of

OF_PERSON = {"birth_date": "birth_date", "gender": "gender", "nationality": "nationality"}


class Done(NamedTuple):
    """A stage that was reached."""

    stage: str
    happened_on: date


@dataclass(slots=True)
class Standing:
    """A case as a row describes it, with the attributes that the rules ask of a hire."""

    id: int
    researcher_id: int
    researcher: Researcher | None
    program: Program | None
    stage: str
    call_year: int | None
    events: Sequence[Done]
    term_starts_on: date | None
    term_ends_on: date | None


def standing(
    plan: Plan, record: Record | None, values: dict[str, Any], *, known: Lookups
) -> Standing:
    """The case before it reaches the stage of the row, with what the row changes of it."""
    person = plan.person or (record.researcher_id if record else 0)
    return Standing(
        id=record.id if record else 0,
        researcher_id=person,
        researcher=None,
        program=known.program(values.get("program_code")),
        stage=record.values["stage"] if record else Stage.DRAFT,
        call_year=values.get("call_year"),
        events=[Done(*step) for step in record.steps] if record else [],
        term_starts_on=values.get("term_starts_on"),
        term_ends_on=values.get("term_ends_on"),
    )


def move_of(values: dict[str, Any], stage: str) -> Move:
    """The step that a row describes; its day is today where a new row says none."""
    return Move(
        stage=stage,
        happened_on=values.get("happened_on") or clock.today(),
        until=values.get("until"),
        reason=values.get("reason"),
    )


def check_step(
    case: Standing, values: dict[str, Any], stage: str | None, *, plan: Plan, known: Lookups
) -> None:
    """Hold a step, and the conditions of the program, against the case as the verbs do.

    `stage` is None where the case stays where it is. Raises their errors.
    """
    hire = cast("Hire", case)
    if (code := values.get("grade_code")) and not known.grade(case.program, code, case.call_year):
        name = case.program.code if case.program else "—"
        raise UnknownGrade(field="grade_code", value=code, program=name, known="—")
    day = check_move(hire, move_of(values, stage)) if stage else day_of(hire)
    if (stage or case.stage) in overriding.HELD_UP:
        broken = [f for f in _findings(case, values, day, plan=plan, known=known) if f.broken]
        if broken:
            raise RulesBroken(broken, program=case.program.code if case.program else "")


def _findings(
    case: Standing, values: dict[str, Any], day: date, *, plan: Plan, known: Lookups
) -> list[Finding]:
    version = version_of(cast("Hire", case), on=day)
    if case.program is None or version is None or not version.rules:
        return []
    facts = _facts(case, values, day, plan=plan, known=known)
    found = check(facts, known.rules_of(version))
    if not case.id:
        return found
    passed = {(o.rule, o.text_en, o.on_date) for o in overriding.overrides(cast("Hire", case))}
    return [f for f in found if (f.rule, f.text_en, f.on_date) not in passed]


def _facts(
    case: Standing, values: dict[str, Any], day: date, *, plan: Plan, known: Lookups
) -> Facts:
    program = cast("Program", case.program)
    if not case.researcher_id:
        return checking.facts_of_new(values, program, day, families=known.families)
    case.researcher = db.session.get_one(Researcher, case.researcher_id)
    facts = checking.facts_of(cast("Hire", case), program, day)
    changed = {OF_PERSON[n]: loaded(n, v) for n, v in plan.changed.items() if n in OF_PERSON}
    return replace(facts, **changed)
