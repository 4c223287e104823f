"""Talent programs as data (domain.md 2.1, 2.4) and hires with their stages (2.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from registry.core import clock
from registry.core.db import Model, Recorded, Versioned, internal, public, sensitive
from registry.core.files import StoredFile
from registry.people.models import Post, Researcher, Unit
from registry.talent.kinds import Publicity
from registry.talent.stages import Stage
from registry.talent.way import way


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
        back_populates="program",
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="ProgramVersion.valid_from.nulls_first(), ProgramVersion.id",
    )
    calls: Mapped[list[ProgramCall]] = relationship(
        back_populates="program",
        cascade="all, delete-orphan",
        order_by="ProgramCall.year, ProgramCall.opens_on.nulls_first(), ProgramCall.id",
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
    program: Mapped[Program] = relationship(back_populates="versions")
    grades: Mapped[list[Grade]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Grade.rank, Grade.code"
    )
    funding: Mapped[list[FundingElement]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="FundingElement.id"
    )
    rules: Mapped[list[EligibilityRule]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="EligibilityRule.id"
    )
    reviews: Mapped[list[ReviewPoint]] = relationship(
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="ReviewPoint.months, ReviewPoint.kind",
    )
    stages: Mapped[list[ProgramStage]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ProgramStage.place"
    )

    def note_in(self, locale: str) -> str | None:
        """The remark in the reader's language."""
        return (self.note_zh if locale == "zh" else None) or self.note

    @property
    def version(self) -> int:
        """The version counter of the program: its rules change with it."""
        return self.program.version


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


class ReviewPoint(Recorded, Model):
    """When somebody under a program is looked at: so many months after the term began.

    A yearly one comes again each time that many months have passed.
    """

    version_id: Mapped[int] = public(ForeignKey("program_version.id"), index=True)
    kind: Mapped[str] = public(String(10))
    months: Mapped[int] = public()
    source: Mapped[str | None] = public(String(300))


class ProgramStage(Recorded, Model):
    """A stage of a program, what may follow it there, and the papers that belong to it.

    A version without any has the usual stages of `talent.stages`.
    """

    __table_args__ = (UniqueConstraint("version_id", "stage"),)

    version_id: Mapped[int] = public(ForeignKey("program_version.id"))
    stage: Mapped[str] = public(String(16))
    place: Mapped[int] = public()
    next: Mapped[list[str]] = public(JSON, default=list)
    documents: Mapped[list[str]] = public(JSON, default=list)


class ProgramCall(Recorded, Model):
    """One round of a program: when one may apply, and for how many places."""

    __table_args__ = (UniqueConstraint("program_id", "year", "opens_on"),)

    program_id: Mapped[int] = public(ForeignKey("program.id"))
    year: Mapped[int] = public()
    opens_on: Mapped[date | None] = public(Date)
    closes_on: Mapped[date | None] = public(Date)
    places: Mapped[int | None] = public()
    source: Mapped[str | None] = public(String(300))
    program: Mapped[Program] = relationship(back_populates="calls")

    @property
    def version(self) -> int:
        """The version counter of the program: its calls change with it."""
        return self.program.version


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
        """What may follow, on the way of its program."""
        return way(self).next(self.stage)

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


class RuleOverride(Recorded, Model):
    """A broken rule that HR let pass, with its words and day as they were, and why.

    `rule` is the kind of the rule, `on_date` the day from which the version with it was valid.
    """

    hire_id: Mapped[int] = internal(ForeignKey("hire.id"), index=True)
    stage: Mapped[str] = internal(String(16))
    rule: Mapped[str] = internal(String(30))
    text_en: Mapped[str] = internal(String(500))
    text_zh: Mapped[str] = internal(String(500))
    on_date: Mapped[date | None] = internal(Date)
    reason: Mapped[str] = internal(String(500))
    account_id: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    actor: Mapped[str] = internal(String(200))


class FundingLine(Versioned, Model):
    """Money for one case, of one kind, in one year: planned and paid, each an envelope."""

    __table_args__ = (UniqueConstraint("hire_id", "kind", "year", "currency"),)

    hire_id: Mapped[int] = internal(ForeignKey("hire.id"))
    kind: Mapped[str] = internal(String(30))
    year: Mapped[int] = internal(index=True)
    currency: Mapped[str] = internal(String(3), default="CNY")
    planned: Mapped[bytes | None] = sensitive(LargeBinary)
    paid: Mapped[bytes | None] = sensitive(LargeBinary)
    hire: Mapped[Hire] = relationship()


class Document(Recorded, Model):
    """A paper of a person, of one case or of all; its bytes are a stored file."""

    researcher_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="move", index=True)
    hire_id: Mapped[int | None] = internal(ForeignKey("hire.id"), index=True)
    kind: Mapped[str] = internal(String(20))
    file_id: Mapped[int] = internal(ForeignKey("stored_file.id"), unique=True)
    expires_on: Mapped[date | None] = internal(Date)
    account_id: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose paper it is."""
        return frozenset({self.researcher_id})

    @property
    def expired(self) -> bool:
        """Whether its last day has passed."""
        return self.expires_on is not None and self.expires_on < clock.today()
