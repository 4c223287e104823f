"""Talent programs as data (domain.md 2.1, 2.4) and hires with their stages (2.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from registry.core.db import Model, Recorded, Versioned, internal, public
from registry.people.models import Post, Researcher, Unit
from registry.talent.stages import STEPS, Stage


class Level(StrEnum):
    """Who grants a program."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    DISTRICT = "district"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    FOREIGN = "foreign"


class Publicity(StrEnum):
    """Who may know that somebody is under a program (domain.md 2.4)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


class Status(StrEnum):
    """Whether a program is still granted."""

    ACTIVE = "active"
    TBC = "tbc"
    RENAMED = "renamed"
    REPLACED = "replaced"
    CLOSED = "closed"


class FundingKind(StrEnum):
    """What the money of a program is for (domain.md 2.4)."""

    RESEARCH = "research"
    WORK_MONEY = "work_money"
    START_UP = "start_up"
    PERSONAL_SUBSIDY = "personal_subsidy"
    HOUSING = "housing"
    SALARY = "salary"
    STUDENT_QUOTA = "student_quota"
    UNSPECIFIED = "unspecified"


class Per(StrEnum):
    """What an amount of money is counted by."""

    TOTAL = "total"
    YEAR = "year"
    MONTH = "month"


class RuleKind(StrEnum):
    """What a condition asks about (domain.md 2.4)."""

    BIRTH_DATE = "birth_date"
    AGE = "age"
    AGE_MEN = "age_men"
    AGE_WOMEN = "age_women"
    DEGREE = "degree"
    YEARS_SINCE_PHD = "years_since_phd"
    RESEARCH_YEARS = "research_years"
    OVERSEAS_MONTHS = "overseas_months"
    FULL_TIME_YEARS = "full_time_years"
    MONTHS_AT_HOST = "months_at_host"
    RESIDENCE_YEARS = "residence_years"
    HELD_PROGRAMS = "held_programs"


class Program(Versioned, Model):
    """A talent program. Its facts stand in its versions, each with its validity and source.

    `set_here` names the fields that HR set itself; the program file leaves these alone.
    """

    code: Mapped[str] = public(String(40), unique=True)
    name_en: Mapped[str] = public(String(300))
    name_zh: Mapped[str] = public(String(300))
    level: Mapped[str] = public(String(12))
    granting_body: Mapped[str] = public(String(300))
    granting_body_zh: Mapped[str] = public(String(300), default="")
    publicity: Mapped[str] = public(String(12), default=Publicity.INTERNAL)
    status: Mapped[str] = public(String(20))
    overlap_group: Mapped[str | None] = public(String(40))
    successor_code: Mapped[str | None] = public(String(40))
    set_here: Mapped[list[str]] = public(JSON, default=list)
    versions: Mapped[list[ProgramVersion]] = relationship(
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="ProgramVersion.valid_from.nulls_first(), ProgramVersion.id",
    )

    def name_in(self, locale: str) -> str:
        """The name in the reader's language."""
        return self.name_zh if locale == "zh" else self.name_en

    def granted_by(self, locale: str) -> str:
        """The granting body in the reader's language."""
        return (self.granting_body_zh if locale == "zh" else "") or self.granting_body

    def version_on(self, day: date) -> ProgramVersion | None:
        """The version in force on a day: the last that had begun, else the first."""
        begun = [v for v in self.versions if v.valid_from is None or v.valid_from <= day]
        return begun[-1] if begun else next(iter(self.versions), None)

    @property
    def restricted(self) -> bool:
        """Whether only HR may name a person together with it."""
        return self.publicity == Publicity.RESTRICTED


class ProgramVersion(Recorded, Model):
    """The rules of a program for a time.

    What is not sourced is listed as still to be configured.
    """

    program_id: Mapped[int] = public(ForeignKey("program.id"), index=True)
    valid_from: Mapped[date | None] = public(Date)
    valid_until: Mapped[date | None] = public(Date)
    term_years: Mapped[int | None] = public()
    source: Mapped[str] = public(String(300))
    sourced: Mapped[bool] = public(default=False)
    note: Mapped[str | None] = public(Text)
    note_zh: Mapped[str | None] = public(Text)
    from_file: Mapped[bool] = public(default=False)
    to_configure: Mapped[list[str]] = public(JSON, default=list)
    grades: Mapped[list[Grade]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Grade.rank"
    )
    funding: Mapped[list[FundingElement]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="FundingElement.id"
    )
    rules: Mapped[list[EligibilityRule]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="EligibilityRule.id"
    )

    def note_in(self, locale: str) -> str | None:
        """The remark in the reader's language."""
        return (self.note_zh if locale == "zh" else None) or self.note


class Grade(Recorded, Model):
    """A level of a program for a person."""

    __table_args__ = (UniqueConstraint("version_id", "code"),)

    version_id: Mapped[int] = public(ForeignKey("program_version.id"))
    code: Mapped[str] = public(String(40))
    name_en: Mapped[str] = public(String(200))
    name_zh: Mapped[str] = public(String(200))
    rank: Mapped[int] = public(default=1)

    def name_in(self, locale: str) -> str:
        """The name in the reader's language."""
        return self.name_zh if locale == "zh" else self.name_en


class FundingElement(Recorded, Model):
    """Money that a program brings, as its published rules state it; amounts in `currency`."""

    version_id: Mapped[int] = public(ForeignKey("program_version.id"), index=True)
    grade_code: Mapped[str | None] = public(String(40))
    kind: Mapped[str] = public(String(30))
    amount_min: Mapped[Decimal | None] = public(Numeric(14, 2))
    amount_max: Mapped[Decimal | None] = public(Numeric(14, 2))
    currency: Mapped[str] = public(String(3), default="CNY")
    per: Mapped[str] = public(String(10), default="total")
    taxed: Mapped[bool | None] = public()


class EligibilityRule(Recorded, Model):
    """One condition of a program.

    `kind operator value`, tested on `by_date` where the rule names a day.
    """

    version_id: Mapped[int] = public(ForeignKey("program_version.id"), index=True)
    kind: Mapped[str] = public(String(30))
    operator: Mapped[str] = public(String(10))
    value: Mapped[str] = public(String(100))
    by_date: Mapped[date | None] = public(Date)
    text_en: Mapped[str] = public(String(500))
    text_zh: Mapped[str] = public(String(500))
    source: Mapped[str | None] = public(String(300))

    def text_in(self, locale: str) -> str:
        """The condition in the reader's language."""
        return self.text_zh if locale == "zh" else self.text_en


class Hire(Versioned, Model):
    """One person's case under one program.

    The employment is the post; the first arrival creates it, a later one attaches.

    A draft may lack all but the person; a hire past the draft has a program.
    """

    __table_args__ = (
        CheckConstraint("stage = 'draft' OR program_id IS NOT NULL", name="hire_has_program"),
        CheckConstraint(
            "term_ends_on IS NULL OR term_starts_on IS NULL OR term_ends_on >= term_starts_on",
            name="hire_term",
        ),
        Index("ix_hire_stage", "stage", "id"),
    )

    researcher_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="move", index=True)
    program_id: Mapped[int | None] = internal(ForeignKey("program.id"), index=True)
    grade_id: Mapped[int | None] = internal(ForeignKey("grade.id"))
    unit_id: Mapped[int | None] = internal(ForeignKey("unit.id"))
    post_id: Mapped[int | None] = internal(ForeignKey("post.id"), index=True)
    position: Mapped[str | None] = internal(String(30))
    stage: Mapped[str] = internal(String(16), default=Stage.DRAFT)
    call_year: Mapped[int | None] = internal()
    term_starts_on: Mapped[date | None] = internal(Date)
    term_ends_on: Mapped[date | None] = internal(Date)
    expected_on: Mapped[date | None] = internal(Date)
    duties: Mapped[str | None] = internal(Text)
    early_career: Mapped[bool | None] = internal()
    previous_institution: Mapped[str | None] = internal(String(300))
    next_institution: Mapped[str | None] = internal(String(300))
    researcher: Mapped[Researcher] = relationship(lazy="joined", innerjoin=True)
    program: Mapped[Program | None] = relationship(lazy="joined")
    grade: Mapped[Grade | None] = relationship(lazy="joined")
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    post: Mapped[Post | None] = relationship(lazy="joined")
    events: Mapped[list[HireEvent]] = relationship(
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="HireEvent.happened_on, HireEvent.id",
    )

    kind = "hire"

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose case it is."""
        return frozenset({self.researcher_id})

    @property
    def restricted(self) -> bool:
        """Whether only HR and the person may know of it."""
        return self.program is not None and self.program.restricted

    @property
    def next_stages(self) -> tuple[Stage, ...]:
        """What may follow."""
        return STEPS[Stage(self.stage)].next

    @property
    def since(self) -> date | None:
        """The day on which it reached the stage where it stands."""
        return next((e.happened_on for e in reversed(self.events) if e.stage == self.stage), None)

    @property
    def program_code(self) -> str | None:
        """The code of the program."""
        return self.program.code if self.program else None

    @property
    def grade_code(self) -> str | None:
        """The code of the grade."""
        return self.grade.code if self.grade else None

    @property
    def unit_code(self) -> str | None:
        """The code of the unit."""
        return self.unit.code if self.unit else None


class HireEvent(Recorded, Model):
    """A stage that was reached: when it happened and, in `created_at`, when it was entered.

    Never changed.

    `until` is the second date of stages that keep one (end of notice, reply-by, new end).
    `out_of_order` marks an event said to have happened before a step that was entered earlier.
    """

    hire_id: Mapped[int] = internal(ForeignKey("hire.id"), index=True)
    stage: Mapped[str] = internal(String(16))
    happened_on: Mapped[date] = internal(Date)
    until: Mapped[date | None] = internal(Date)
    account_id: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    actor: Mapped[str] = internal(String(200))
    reason: Mapped[str | None] = internal(String(500))
    out_of_order: Mapped[bool] = internal(default=False)

    @property
    def entered_later(self) -> bool:
        """Whether it was entered on a later day than it happened.

        A day's difference of time zones aside.
        """
        return (self.created_at.date() - self.happened_on).days > 1
