"""Researchers and units: who they are, what they are called, where they stand."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, relationship

from registry.core.clock import UTCDateTime
from registry.core.db import Recorded, Versioned, db, internal, personal, public, sensitive


class NameKind(StrEnum):
    """What a name is to its person (domain.md 3.1)."""

    LEGAL = "legal"
    PINYIN = "pinyin"
    PUBLISHED = "published"
    FORMER = "former"
    OTHER_GIVEN = "other_given"


class Script(StrEnum):
    """The writing of a name."""

    HANZI = "hanzi"
    LATIN = "latin"
    OTHER = "other"


class Position(StrEnum):
    """What somebody is employed as (domain.md 2.3)."""

    CHAIR_PROFESSOR = "chair_professor"
    PROFESSOR = "professor"
    ASSOCIATE_PROFESSOR = "associate_professor"
    ASSISTANT_PROFESSOR = "assistant_professor"
    RESEARCHER = "researcher"
    ASSOCIATE_RESEARCHER = "associate_researcher"
    ASSISTANT_RESEARCHER = "assistant_researcher"
    POSTDOC = "postdoc"
    VISITING = "visiting"
    ENGINEER = "engineer"
    STUDENT = "student"
    STAFF = "staff"


class Researcher(Versioned, db.Model):
    """A person. One who is not visible and has no post is a candidate."""

    orcid: Mapped[str | None] = public(String(19), unique=True, merge="keep_first")
    orcid_authenticated: Mapped[bool] = public(default=False)
    visible: Mapped[bool] = public(default=False)
    employee_number: Mapped[str | None] = internal(String(40), unique=True, merge="keep_first")
    work_email: Mapped[str | None] = internal(String(254), merge="keep_first")
    sample: Mapped[bool] = public(default=False)
    merged_into_id: Mapped[int | None] = internal(
        ForeignKey("researcher.id"), merge="resolve:follow", index=True
    )
    names: Mapped[list[ResearcherName]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ResearcherName.id"
    )
    posts: Mapped[list[Post]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Post.starts_on, Post.id"
    )
    personnel: Mapped[Personnel | None] = relationship(cascade="all, delete-orphan")

    kind = "researcher"

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose record it is."""
        return frozenset({self.id})

    def name_in(self, locale: str) -> str:
        """The name as readers of this language know it: characters for Chinese, Latin letters for others, else any."""
        return display_name(self.names, locale)

    @property
    def name(self) -> str:
        """The name in Latin letters where there is one."""
        return self.name_in("en")

    @property
    def name_zh(self) -> str:
        """The name in characters where there is one."""
        return self.name_in("zh")


class ResearcherName(Recorded, db.Model):
    """One thing a person is or was called, in the spelling given, never computed."""

    researcher_id: Mapped[int] = public(ForeignKey("researcher.id"), merge="move", index=True)
    kind: Mapped[str] = public(String(12))
    script: Mapped[str] = public(String(8))
    family: Mapped[str | None] = public(String(100))
    given: Mapped[str | None] = public(String(100))
    full: Mapped[str] = public(String(200))
    valid_from: Mapped[date | None] = public(Date)
    valid_until: Mapped[date | None] = public(Date)

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose name it is."""
        return frozenset({self.researcher_id})


def display_name(names: list[ResearcherName], locale: str) -> str:
    """The first of these names that suits the reader's language: legal or pinyin before published, former last."""
    wanted = Script.HANZI if locale == "zh" else Script.LATIN
    order = list(NameKind)
    ranked = sorted(names, key=lambda n: (n.script != wanted, order.index(NameKind(n.kind))))
    return ranked[0].full if ranked else "—"


class Unit(Versioned, db.Model):
    """An institute, centre or group. Whether it counts as ours is dated."""

    code: Mapped[str] = public(String(40), unique=True)
    kind: Mapped[str] = public(String(20), default="group")
    parent_id: Mapped[int | None] = public(ForeignKey("unit.id"), index=True)
    ror: Mapped[str | None] = public(String(30), unique=True)
    ours_from: Mapped[date | None] = public(Date)
    ours_until: Mapped[date | None] = public(Date)
    names: Mapped[list[UnitName]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="UnitName.id"
    )

    def name_in(self, locale: str) -> str:
        """The current name in this language, else in any."""
        ranked = sorted(self.names, key=lambda n: (n.valid_until is not None, n.locale != locale))
        return ranked[0].name if ranked else self.code

    @property
    def name_en(self) -> str:
        """The current English name."""
        return self.name_in("en")

    @property
    def name_zh(self) -> str:
        """The current Chinese name."""
        return self.name_in("zh")


class UnitName(Recorded, db.Model):
    """What a unit is or was called in one language."""

    unit_id: Mapped[int] = public(ForeignKey("unit.id"), index=True)
    locale: Mapped[str] = public(String(5))
    name: Mapped[str] = public(String(300))
    valid_from: Mapped[date | None] = public(Date)
    valid_until: Mapped[date | None] = public(Date)


class Post(Versioned, db.Model):
    """An employment: who, where, as what, from when until when (both days included)."""

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="post_dates"),
        Index("ix_post_unit", "unit_id", "starts_on"),
    )

    researcher_id: Mapped[int] = public(ForeignKey("researcher.id"), merge="move", index=True)
    unit_id: Mapped[int] = public(ForeignKey("unit.id"))
    position: Mapped[str] = public(String(30))
    starts_on: Mapped[date] = internal(Date)
    ends_on: Mapped[date | None] = internal(Date)
    unit: Mapped[Unit] = relationship(lazy="joined")

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose post it is."""
        return frozenset({self.researcher_id})


class Personnel(Versioned, db.Model):
    """What only HR may see of a person. The encrypted fields hold envelopes of `core.encryption`, bound to this row's id."""

    researcher_id: Mapped[int] = internal(
        ForeignKey("researcher.id"), unique=True, merge="resolve:personnel"
    )
    birth_date: Mapped[str | None] = personal(String(10))
    gender: Mapped[str | None] = personal(String(20))
    nationality: Mapped[str | None] = personal(String(2))
    highest_degree: Mapped[str | None] = personal(String(100))
    degree_year: Mapped[int | None] = personal()
    previous_employer: Mapped[str | None] = personal(String(300))
    private_contact: Mapped[str | None] = personal(String(300))
    identity_kind: Mapped[str | None] = personal(String(20))
    identity_number: Mapped[bytes | None] = sensitive(LargeBinary)
    bank_account: Mapped[bytes | None] = sensitive(LargeBinary)

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose fields they are."""
        return frozenset({self.researcher_id})


class ResearcherMerge(Recorded, db.Model):
    """A merge that was made, with all that is needed to undo it: `moves` lists (table, column, key, old value)."""

    kept_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="resolve:keep_history")
    gone_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="resolve:keep_history")
    moves: Mapped[list[list[Any]]] = internal(JSON)
    reason: Mapped[str] = internal(String(500))
    undone_at: Mapped[datetime | None] = internal(UTCDateTime)


