"""What is done with hires: entered, changed, moved through their stages; and with programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete

from registry.audit import service as audit
from registry.core import clock, facts
from registry.core.actor import Actor
from registry.core.db import db
from registry.people import service as people
from registry.people.errors import EndBeforeStart
from registry.people.models import Period
from registry.people.references import rows_pointing_to
from registry.talent import filters, overriding, queries
from registry.talent.candidates import candidate
from registry.talent.errors import (
    DraftNotEmpty,
    FieldNeeded,
    IllegalStage,
    InTheFuture,
    NoEntryStage,
    NoSecondDate,
    NotADraft,
    ProgramOfHire,
    UnknownGrade,
)
from registry.talent.facts import HireOnBoard
from registry.talent.loading import load_programs
from registry.talent.models import Grade, Hire, HireEvent, Program, RuleOverride
from registry.talent.program_file import SHIPPED
from registry.talent.programs import add_version, change_program
from registry.talent.stages import ENTRY, NEEDS_UNTIL, Stage, StageNames, step
from registry.talent.way import day_of, version_of, way_of

__all__ = [
    "SHIPPED",
    "Move",
    "add",
    "add_version",
    "change",
    "change_program",
    "check_move",
    "discard",
    "load_programs",
    "move",
]

PLAIN = (
    "position",
    "call_year",
    "term_starts_on",
    "term_ends_on",
    "expected_on",
    "duties",
    "early_career",
    "previous_institution",
    "next_institution",
)


@dataclass(frozen=True, kw_only=True)
class Move:
    """A stage that was reached: when, until when where the stage keeps a second date, and why.

    `unit_code` and `position` fill what an arrival needs and the hire does not say yet,
    `next_institution` is where somebody who leaves goes; `override_reason` is why broken
    conditions are let pass.
    """

    stage: str
    happened_on: date
    until: date | None = None
    reason: str | None = None
    unit_code: str | None = None
    position: str | None = None
    next_institution: str | None = None
    override_reason: str | None = None


def add(data: Mapping[str, Any], *, by: Actor) -> Hire:
    """Enter a recruit: somebody known or new, as a draft or at the stage where the case stands now.

    Raises PersonNeeded, PossibleDuplicate, UnknownProgram, UnknownGrade, UnknownUnit, NoEntryStage
    and what `move` raises.
    """
    stage = data.get("stage") or Stage.DRAFT
    if stage != Stage.DRAFT and stage not in ENTRY:
        legal = StageNames.of((Stage.DRAFT, *ENTRY))
        raise NoEntryStage(field="stage", value=stage, wanted=StageNames.of([stage]), legal=legal)
    hire = Hire(researcher=candidate(data, by=by), stage=Stage.DRAFT, events=[])
    db.session.add(hire)
    _fill(hire, data)
    db.session.flush()
    audit.record("hire.created", hire, by=by)
    if stage == Stage.DRAFT:
        _note(hire, Move(stage=stage, happened_on=clock.today()), by=by)
    else:
        move(hire, _first_move(data), by=by)
    db.session.flush()
    return hire


def change(hire: Hire, changes: Mapping[str, Any], *, by: Actor) -> Hire:
    """Change what is known of a case, its stage apart.

    Another program or call brings other conditions. Raises as `add` does, and ProgramOfHire.
    """
    changes = dict(changes)
    reason = changes.pop("override_reason", None)
    if hire.stage != Stage.DRAFT and changes.get("program_code", "") is None:
        raise ProgramOfHire(field="program_code", value=None)
    different = sorted(name for name in changes if getattr(hire, name) != changes[name])
    _fill(hire, changes)
    if {"program_code", "call_year"} & set(different):
        db.session.flush()
        overriding.enforce(hire, hire.stage, on=day_of(hire), reason=reason, by=by)
    if different:
        audit.record("hire.changed", hire, by=by, details={"fields": different})
    db.session.flush()
    return hire


def move(hire: Hire, to: Move, *, by: Actor) -> Hire:
    """Let a case reach a stage of its program's way.

    The day may lie back; one before an earlier step is marked, not refused. Broken conditions of
    the program hold it up, unless there is a reason to let them pass (`overriding`). An arrival
    creates the person's post or attaches to the one that covers the day. Raises IllegalStage,
    FieldNeeded, InTheFuture, EndBeforeStart, NoSecondDate, RulesBroken, UnknownUnit.
    """
    day = check_move(hire, to)
    overriding.enforce(hire, to.stage, on=day, reason=to.override_reason, by=by)
    if to.stage == Stage.ONBOARD:
        _arrive(hire, to, by=by)
    if to.stage == Stage.EXTENDED:
        hire.term_ends_on = to.until
        _check_term(hire)
    if to.next_institution:
        hire.next_institution = to.next_institution
    _note(hire, to, by=by)
    hire.stage = to.stage
    audit.record("hire.moved", hire, by=by, details={"stage": str(to.stage)})
    db.session.flush()
    if to.stage == Stage.ONBOARD:
        facts.announce(HireOnBoard(hire.id))
    return hire


def check_move(hire: Hire, to: Move) -> date:
    """Whether a case may reach a stage, the conditions of its program apart: the day of its rules.

    Raises IllegalStage, FieldNeeded, InTheFuture, EndBeforeStart, NoSecondDate.
    """
    day = day_of(hire, (to.stage, to.happened_on))
    legal = way_of(version_of(hire, on=day)).next(hire.stage)
    if to.stage not in legal:
        raise IllegalStage(
            field="stage",
            value=to.stage,
            wanted=StageNames.of([to.stage]),
            current=StageNames.of([hire.stage]),
            legal=StageNames.of(legal),
        )
    _check_dates(to)
    _check_reason(to)
    if hire.program is None:
        raise _needed(to, "program_code", _("the program"))
    return day


def discard(hire: Hire, *, by: Actor) -> None:
    """Throw a draft away, with the rules that were let pass. Raises NotADraft, DraftNotEmpty."""
    if hire.stage != Stage.DRAFT:
        raise NotADraft(field="stage", value=hire.stage)
    if rows_pointing_to(hire, apart_from=("hire_event", "rule_override")):
        raise DraftNotEmpty
    db.session.execute(delete(RuleOverride).where(RuleOverride.hire_id == hire.id))
    audit.record("hire.discarded", hire, by=by)
    db.session.delete(hire)
    db.session.flush()


def _first_move(data: Mapping[str, Any]) -> Move:
    return Move(
        stage=data["stage"],
        happened_on=data.get("happened_on") or clock.today(),
        until=data.get("until"),
        reason=data.get("reason"),
        override_reason=data.get("override_reason"),
    )


def _fill(hire: Hire, data: Mapping[str, Any]) -> None:
    for name in PLAIN:
        if name in data:
            setattr(hire, name, data[name])
    if "unit_code" in data:
        code = data["unit_code"]
        hire.unit = filters.known_unit(code, field="unit_code") if code else None
    if "program_code" in data:
        code = data["program_code"]
        found = filters.known_program(code, field="program_code") if code else None
        if found is not hire.program:
            hire.program, hire.grade = found, None
    if "grade_code" in data:
        code = data["grade_code"]
        hire.grade = _grade(hire.program, code, hire.call_year) if code else None
    _check_term(hire)


def _grade(program: Program | None, code: str, call_year: int | None) -> Grade:
    """The grade of this program in the year of its call, else today."""
    day = date(call_year, 12, 31) if call_year else clock.today()
    found = queries.grade_of(program, code, day) if program else None
    if found is None:
        known = ", ".join(queries.grade_codes(program)) if program else ""
        raise UnknownGrade(
            field="grade_code",
            value=code,
            program=program.code if program else "—",
            known=known or "—",
        )
    return found


def _check_term(hire: Hire) -> None:
    start, end = hire.term_starts_on, hire.term_ends_on
    if start and end and end < start:
        raise EndBeforeStart(field="term_ends_on", value=end, start=start)


def _check_dates(to: Move) -> None:
    """A day's grace, for the day begins earlier in China than in UTC."""
    if to.happened_on > clock.today() + timedelta(days=1):
        raise InTheFuture(field="happened_on", value=to.happened_on)
    if to.until is None:
        if to.stage in NEEDS_UNTIL:
            raise _needed(to, "until", _("the new end"))
        return
    if step(to.stage).until is None:
        raise NoSecondDate(field="until", value=to.until, stage=StageNames.of([to.stage]))
    if to.until < to.happened_on:
        raise EndBeforeStart(field="until", value=to.until, start=to.happened_on)


def _check_reason(to: Move) -> None:
    if step(to.stage).ends and not (to.reason or "").strip():
        raise _needed(to, "reason", _("a reason"))


def _needed(to: Move, field: str, what: object) -> FieldNeeded:
    return FieldNeeded(field=field, value=None, stage=StageNames.of([to.stage]), what=what)


def _arrive(hire: Hire, to: Move, *, by: Actor) -> None:
    """Fill what the arrival says and join the post that covers the day, or open it."""
    _fill(hire, {k: v for k in ("unit_code", "position") if (v := getattr(to, k))})
    _as_in_post(hire, to.happened_on)
    if hire.unit is None:
        raise _needed(to, "unit_code", _("the unit"))
    if hire.position is None:
        raise _needed(to, "position", _("the position"))
    hire.term_starts_on = hire.term_starts_on or to.happened_on
    hire.term_ends_on = to.until or hire.term_ends_on
    _check_term(hire)
    period = Period(to.happened_on, None)
    hire.post = people.open_post(
        hire.researcher, hire.unit, position=hire.position, period=period, by=by
    )


def _as_in_post(hire: Hire, day: date) -> None:
    """Whoever is here already and has no unit of this case arrives where the post is."""
    held = next((post for post in hire.researcher.posts if post.period.covers(day)), None)
    if held and hire.unit is None:
        hire.unit = held.unit
        hire.position = hire.position or held.position


def _note(hire: Hire, to: Move, *, by: Actor) -> None:
    entered = [e.happened_on for e in hire.events if e.stage != Stage.DRAFT]
    hire.events.append(
        HireEvent(
            stage=to.stage,
            happened_on=to.happened_on,
            until=to.until,
            reason=to.reason or None,
            account_id=by.account_id,
            actor=by.label[:200],
            out_of_order=any(day > to.happened_on for day in entered),
        )
    )
