"""Finding programs and hires; who may see which hire is decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.people.models import Post, Researcher, Unit
from registry.policy import Role
from registry.talent.filters import filtered
from registry.talent.kinds import Publicity
from registry.talent.models import Grade, Hire, HireEvent, Program, ProgramCall, ProgramVersion
from registry.talent.stages import Stage
from registry.talent.suppression import Counts, suppress

What = Literal["program", "level", "unit", "grade"]
"""What hires of a year are counted by."""

INSIDE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Who reads what is internal."""

BOARD_CARDS = 6
"""How many hires of a stage stand on the board; the rest is in the list."""


@dataclass(frozen=True)
class OwnHires:
    """The hires of the actor's own researcher record."""

    researcher_id: int | None

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose they are."""
        return frozenset() if self.researcher_id is None else frozenset({self.researcher_id})


def program(code: str, *, by: Actor) -> Program | None:
    """A program by its code, in any case."""
    return db.session.scalars(select(Program).filter_by(code=code.upper())).one_or_none()


def version(code: str, version_id: int, *, by: Actor) -> ProgramVersion | None:
    """One version of a program."""
    found = program(code, by=by)
    return next((v for v in found.versions if v.id == version_id), None) if found else None


def call(code: str, call_id: int, *, by: Actor) -> ProgramCall | None:
    """One call of a program."""
    found = program(code, by=by)
    return next((c for c in found.calls if c.id == call_id), None) if found else None


def programs(filters: Mapping[str, Any], part: Slice, *, by: Actor) -> Page[Program]:
    """Programs by code."""
    wanted = select(Program)
    for name in ("level", "status", "publicity"):
        if filters.get(name):
            wanted = wanted.where(getattr(Program, name) == filters[name])
    return paginate(wanted, (By(Program.code), By(Program.id)), part)


def all_programs() -> list[Program]:
    """Every program with its versions, by code."""
    return list(db.session.scalars(select(Program).order_by(Program.code)))


def program_names() -> list[Program]:
    """Every program without its rules, by code."""
    wanted = select(Program).options(lazyload(Program.versions)).order_by(Program.code)
    return list(db.session.scalars(wanted))


def restricted_codes() -> frozenset[str]:
    """The codes of the programs with which only HR may name a person."""
    wanted = select(Program.code).where(Program.publicity == Publicity.RESTRICTED)
    return frozenset(db.session.scalars(wanted))


def visible_to(by: Actor) -> Select[Any]:
    """The hires that an actor may see.

    HR all; the person concerned their own; administrators and auditors those past the draft under
    public and internal programs; others none.
    """
    if by.is_hr:
        return select(Hire)
    allowed: list[ColumnElement[bool]] = [false()]
    if by.researcher_id is not None:
        allowed.append(Hire.researcher_id == by.researcher_id)
    if by.roles & INSIDE:
        open_ones = select(Program.id).where(Program.publicity != Publicity.RESTRICTED)
        allowed.append(and_(Hire.stage != Stage.DRAFT, Hire.program_id.in_(open_ones)))
    return select(Hire).where(or_(*allowed))


def visible(hire_id: int, *, by: Actor) -> Hire | None:
    """One hire, if the actor may see it."""
    found: Hire | None = db.session.scalars(visible_to(by).where(Hire.id == hire_id)).one_or_none()
    return found


def own(*, by: Actor) -> OwnHires:
    """The actor's own hires, for the policy to ask about."""
    return OwnHires(by.researcher_id)


def page(filters: Mapping[str, Any], part: Slice, *, by: Actor) -> Page[Hire]:
    """Hires the actor may see, newest first.

    The filters are those of `talent.filters`, with what they raise.
    """
    wanted = filtered(visible_to(by), filters, by=by)
    return paginate(wanted.options(*FOR_LISTS), (By(Hire.id, descending=True),), part)


def page_of_own(own_ones: OwnHires, part: Slice, *, by: Actor) -> Page[Hire]:
    """The actor's own hires, newest first; none for who has no researcher record."""
    return page({"researcher": own_ones.researcher_id or 0}, part, by=by)


def stage_counts(filters: Mapping[str, Any], *, by: Actor) -> dict[Stage, int]:
    """How many of the hires the actor may see stand in each stage; stages without any are 0."""
    seen = filtered(visible_to(by), {**filters, "stage": None}, by=by).subquery()
    found = db.session.execute(select(seen.c.stage, func.count()).group_by(seen.c.stage)).all()
    return dict.fromkeys(Stage, 0) | {Stage(stage): number for stage, number in found}


def board(filters: Mapping[str, Any], *, by: Actor) -> dict[Stage, list[Hire]]:
    """The newest hires of each stage, `BOARD_CARDS` at most.

    The filter `card` names one hire that stands there however old it is.
    """
    place = func.row_number().over(partition_by=Hire.stage, order_by=Hire.id.desc())
    ranked = filtered(visible_to(by), {**filters, "stage": None}, by=by)
    inner = ranked.with_only_columns(Hire.id, place.label("place")).subquery()
    shown = or_(inner.c.place <= BOARD_CARDS, inner.c.id == (filters.get("card") or 0))
    first = select(inner.c.id).where(shown)
    wanted = select(Hire).where(Hire.id.in_(first)).order_by(Hire.id.desc()).options(*FOR_LISTS)
    found: dict[Stage, list[Hire]] = {stage: [] for stage in Stage}
    for hire in db.session.scalars(wanted):
        found[Stage(hire.stage)].append(hire)
    return found


def call_years(*, by: Actor) -> list[int]:
    """The years of the calls of the hires that the actor may see, the last first."""
    wanted = visible_to(by).with_only_columns(Hire.call_year).distinct()
    return sorted(filter(None, db.session.scalars(wanted)), reverse=True)


def grades(*, by: Actor) -> list[Grade]:
    """The grades of the hires that the actor may see, one for each code, by code."""
    seen = visible_to(by).with_only_columns(Hire.grade_id).subquery()
    wanted = select(Grade).where(Grade.id.in_(select(seen.c.grade_id))).order_by(Grade.id)
    found = {grade.code: grade for grade in db.session.scalars(wanted)}
    return [found[code] for code in sorted(found)]


def of_program(found: Program, part: Slice, *, by: Actor) -> Page[Hire]:
    """The hires under a program that the actor may see."""
    return page({"program": found.code}, part, by=by)


def grade_of(found: Program, code: str, day: date) -> Grade | None:
    """The grade of a program by its code.

    Of the version in force on the day, else of the latest that has it.
    """
    current = found.version_on(day)
    ordered = ([current] if current else []) + list(reversed(found.versions))
    grades = (grade for version in ordered for grade in version.grades)
    return next((grade for grade in grades if grade.code == code), None)


def grade_codes(found: Program) -> list[str]:
    """The codes of all grades a program has or had."""
    return sorted({grade.code for version in found.versions for grade in version.grades})


def on_board_in(year: int, *, by: Actor) -> Select[Any]:
    """The hires the actor may see whose person arrived in the year."""
    return visible_to(by).where(Hire.id.in_(_arrivals(year)))


def hires_of_year(year: int, *, by: Actor) -> list[Hire]:
    """The arrivals of a year that the actor may see, by program and person."""
    wanted = on_board_in(year, by=by).order_by(Hire.program_id, Hire.id).options(*FOR_LISTS)
    return list(db.session.scalars(wanted))


def count_by(what: What, year: int, *, by: Actor) -> Counts[str]:
    """Arrivals of a year by code of program, level, unit or grade ("" where none).

    All are counted, whoever asks; for others than HR small counts that hold somebody under a
    restricted program are hidden, with what would reveal them.
    """
    key = {
        "program": Program.code,
        "level": Program.level,
        "unit": Unit.code,
        "grade": Grade.code,
    }[what]
    secret = func.max(case((Program.publicity == Publicity.RESTRICTED, 1), else_=0))
    wanted = (
        select(key, func.count(), secret)
        .select_from(Hire)
        .join(Program, Program.id == Hire.program_id)
        .outerjoin(Unit, Unit.id == Hire.unit_id)
        .outerjoin(Grade, Grade.id == Hire.grade_id)
        .where(Hire.id.in_(_arrivals(year)))
        .group_by(key)
        .order_by(key)
    )
    rows = [(code or "", number, held) for code, number, held in db.session.execute(wanted)]
    guarded = frozenset() if by.is_hr else frozenset(code for code, _, held in rows if held)
    return suppress({code: number for code, number, _ in rows}, guarded)


def grades_in_use(version: ProgramVersion) -> set[int]:
    """The keys of this version's grades that hires use."""
    mine = [grade.id for grade in version.grades]
    if not mine:
        return set()
    return set(db.session.scalars(select(Hire.grade_id).where(Hire.grade_id.in_(mine)).distinct()))


FOR_LISTS = (
    joinedload(Hire.program).lazyload(Program.versions),
    joinedload(Hire.researcher).lazyload(Researcher.posts),
    joinedload(Hire.post).lazyload(Post.unit),
)
"""What a list does not show is not fetched."""


def _arrivals(year: int) -> Select[Any]:
    within = HireEvent.happened_on.between(date(year, 1, 1), date(year, 12, 31))
    return select(HireEvent.hire_id).where(HireEvent.stage == Stage.ONBOARD, within)
