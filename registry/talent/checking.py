"""The conditions of a program held against a case: gathers what is known, `rules` decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from importers.records import PartialDate
from registry.core.db import db
from registry.people.kinds import Position
from registry.people.models import Personnel, Post, Researcher, Unit
from registry.talent import rule_values
from registry.talent.models import Hire, Program, ProgramVersion
from registry.talent.rules import (
    Condition,
    Facts,
    Finding,
    Held,
    RulesOfTime,
    Standing,
    check,
)
from registry.talent.spans import Span, whole_years
from registry.talent.stages import Stage
from registry.talent.way import day_of, version_of

GRANTED = frozenset(
    {
        Stage.APPROVED,
        Stage.PUBLICISED,
        Stage.OFFERED,
        Stage.ACCEPTED,
        Stage.ONBOARD,
        Stage.MIDTERM_PASSED,
        Stage.EXTENDED,
        Stage.COMPLETED,
    }
)
"""Stages of a case whose program the person holds or held."""

OPEN = frozenset({Stage.RECOMMENDED, Stage.APPLIED, Stage.SHORTLISTED, Stage.TERMINATED})
"""Stages of which nobody can say whether the program counts as held."""

Families = dict[str, frozenset[str]]

RESEARCHING = frozenset(Position) - {Position.ENGINEER, Position.STUDENT, Position.STAFF}


def findings(hire: Hire, *, on: date | None = None) -> list[Finding]:
    """What is found of each condition of the program for a case, on the day whose rules bind it.

    `on` is that day where the case does not say it yet. A case without a program has none.
    """
    day = on or day_of(hire)
    version = version_of(hire, on=day)
    if hire.program is None or version is None or not version.rules:
        return []
    return check(facts_of(hire, hire.program, day), rules_of(version))


def rules_of(version: ProgramVersion) -> RulesOfTime:
    """The conditions of a version; one without a source of its own has that of the version."""
    conditions = [
        Condition(
            kind=rule.kind,
            operator=rule.operator,
            value=rule.value,
            by_date=rule.by_date,
            text_en=rule.text_en,
            text_zh=rule.text_zh,
            source=rule.source or version.source,
        )
        for rule in version.rules
    ]
    return RulesOfTime(
        conditions=conditions, valid_from=version.valid_from, valid_until=version.valid_until
    )


def facts_of(hire: Hire, program: Program, day: date) -> Facts:
    """What is known of the person and the case that a condition may ask about."""
    person, kept = hire.researcher, _personnel(hire.researcher_id)
    others = _other_cases(hire)
    families = _families([program, *(case.program for case in others if case.program)])
    degree = kept.highest_degree if kept else None
    return Facts(
        day=day,
        program=_standing(program, families),
        call_year=hire.call_year,
        birth_date=_partial(kept.birth_date) if kept else None,
        gender=kept.gender if kept else None,
        degree=degree,
        phd_on=_phd(degree, kept.degree_year if kept else None),
        nationality=kept.nationality if kept else None,
        employers=_employers(hire, day),
        research_years=_years_here(person, day),
        full_time_years=_contract(hire),
        held=tuple(
            Held(program=_standing(case.program, families), open=case.stage in OPEN)
            for case in others
            if case.program
        ),
    )


def facts_of_new(
    said: Mapping[str, Any], program: Program, day: date, *, families: Families
) -> Facts:
    """Of a case of somebody who is not known yet: what a list says of it, by fields."""
    degree, born = said.get("highest_degree"), said.get("birth_date")
    start, end = said.get("term_starts_on"), said.get("term_ends_on")
    return Facts(
        day=day,
        program=_standing(program, families),
        call_year=said.get("call_year"),
        birth_date=born,
        gender=said.get("gender"),
        degree=degree,
        phd_on=_phd(degree, said.get("degree_year")),
        nationality=said.get("nationality"),
        full_time_years=Span(whole_years(start, end)) if start and end else None,
    )


def families_of(programs: list[Program]) -> Families:
    """Of each program the codes of what it followed and of what follows it."""
    return _families(programs)


def _personnel(researcher_id: int) -> Personnel | None:
    wanted = select(Personnel).where(Personnel.researcher_id == researcher_id)
    return db.session.scalars(wanted).one_or_none()


def _partial(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _phd(degree: str | None, year: int | None) -> PartialDate | None:
    doctor = degree is not None and rule_values.degree(degree) == rule_values.DOCTOR
    return PartialDate(year) if doctor and year else None


def _other_cases(hire: Hire) -> list[Hire]:
    """The other cases of the person that count, or may count, as programs held."""
    wanted = select(Hire).where(
        Hire.researcher_id == hire.researcher_id,
        Hire.stage.in_(sorted(GRANTED | OPEN)),
        Hire.program_id.is_not(None),
        Hire.id != hire.id,
    )
    return list(db.session.scalars(wanted.order_by(Hire.id)))


def _standing(program: Program, families: dict[str, frozenset[str]]) -> Standing:
    return Standing(
        code=program.code,
        level=program.level,
        group=program.overlap_group,
        names=families.get(program.code, frozenset()),
    )


def _families(programs: list[Program]) -> dict[str, frozenset[str]]:
    """Of each program the codes of what it followed and of what follows it."""
    rows = db.session.execute(select(Program.code, Program.successor_code)).all()
    after = {code: follower for code, follower in rows if follower}
    before: dict[str, set[str]] = {}
    for code, follower in after.items():
        before.setdefault(follower, set()).add(code)
    return {p.code: _line(p.code, after) | _ancestors(p.code, before) for p in programs}


def _line(code: str, after: dict[str, str]) -> frozenset[str]:
    found: list[str] = []
    while (code := after.get(code, "")) and code not in found:
        found.append(code)
    return frozenset(found)


def _ancestors(code: str, before: dict[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [code]
    while waiting:
        fresh = before.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


def _employers(hire: Hire, day: date) -> frozenset[str]:
    """The codes and names of the units of the person's posts of that day, and of what they are in.

    Who has no post then is employed by whom nobody can tell.
    """
    units = [post.unit for post in hire.researcher.posts if post.period.covers(day)]
    return frozenset(name for unit in units for name in _names(unit))


def _names(unit: Unit | None) -> list[str]:
    if unit is None:
        return []
    return [unit.code, *(name.name for name in unit.names), *_names(unit.parent)]


def _years_here(person: Researcher, day: date) -> Span | None:
    """Years of research in our posts before the day; elsewhere there may have been more."""
    posts = [p for p in person.posts if p.position in RESEARCHING and p.starts_on < day]
    if not posts:
        return None
    return Span(sum(_years(post, day) for post in posts))


def _years(post: Post, day: date) -> int:
    return whole_years(post.starts_on, min(post.ends_on or day, day))


def _contract(hire: Hire) -> Span | None:
    """Years of the contract; it may be made longer."""
    if hire.term_starts_on is None or hire.term_ends_on is None:
        return None
    return Span(whole_years(hire.term_starts_on, hire.term_ends_on))
