"""Goals, sub-aims, and the links of items to them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from registry.core.clock import UTCDateTime
from registry.core.db import Recorded, Versioned, db, internal, public
from registry.outputs.models import Output
from registry.people.models import Researcher, Unit
from registry.talent.models import Hire


class GoalSet(Versioned, db.Model):
    """The goals that hold for a time."""

    code: Mapped[str] = public(String(40), unique=True)
    name_en: Mapped[str] = public(String(200))
    name_zh: Mapped[str] = public(String(200))
    valid_from: Mapped[date | None] = public(Date)
    valid_until: Mapped[date | None] = public(Date)
    source: Mapped[str | None] = public(String(300))


class Goal(Versioned, db.Model):
    """One goal. `translation` says how far the Chinese wording is official."""

    goal_set_id: Mapped[int] = public(ForeignKey("goal_set.id"), index=True)
    code: Mapped[str] = public(String(20), unique=True)
    title_en: Mapped[str] = public(String(300))
    title_zh: Mapped[str] = public(String(300))
    translation: Mapped[str] = public(String(30), default="working translation")
    statement: Mapped[str] = public(Text)
    keywords_en: Mapped[str] = public(Text, default="")
    keywords_zh: Mapped[str] = public(Text, default="")
    sub_aims: Mapped[list[SubAim]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="SubAim.code"
    )

    def title_in(self, locale: str) -> str:
        """The title in the reader's language."""
        return self.title_zh if locale == "zh" else self.title_en


class SubAim(Recorded, db.Model):
    """A part of a goal."""

    goal_id: Mapped[int] = public(ForeignKey("goal.id"), index=True)
    code: Mapped[str] = public(String(20), unique=True)
    title_en: Mapped[str] = public(String(300))
    title_zh: Mapped[str] = public(String(300))
    translation: Mapped[str] = public(String(30), default="working translation")

    def title_in(self, locale: str) -> str:
        """The title in the reader's language."""
        return self.title_zh if locale == "zh" else self.title_en


class LinkState(StrEnum):
    """Whether a named person stands behind a link."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"


def _one_of(*columns: str) -> str:
    return " + ".join(f"(CASE WHEN {c} IS NULL THEN 0 ELSE 1 END)" for c in columns) + " = 1"


ITEMS = ("output_id", "hire_id", "researcher_id", "unit_id")



def _one_primary(column: str) -> Index:
    where = text("is_primary")
    return Index(f"uq_goal_link_primary_{column}", column, unique=True, sqlite_where=where, postgresql_where=where)


class GoalLink(Versioned, db.Model):
    """One item serves one goal or sub-aim. Exactly one item; at most one primary link an item.

    `goal_id` is always set; `sub_aim_id` too where the link is to a sub-aim. `author_id`: the researcher whose contribution the statement tells.
    """

    __table_args__ = (
        CheckConstraint(_one_of(*ITEMS), name="goal_link_one_item"),
        *(_one_primary(column) for column in ITEMS),
        Index("ix_goal_link_goal", "goal_id", "id"),
    )

    goal_id: Mapped[int] = public(ForeignKey("goal.id"))
    sub_aim_id: Mapped[int | None] = public(ForeignKey("sub_aim.id"), index=True)
    output_id: Mapped[int | None] = public(ForeignKey("output.id", ondelete="CASCADE"), index=True)
    hire_id: Mapped[int | None] = public(ForeignKey("hire.id"), index=True)
    researcher_id: Mapped[int | None] = public(ForeignKey("researcher.id"), merge="move", index=True)
    unit_id: Mapped[int | None] = public(ForeignKey("unit.id"), index=True)
    author_id: Mapped[int | None] = public(ForeignKey("researcher.id"), merge="move", index=True)
    is_primary: Mapped[bool] = public(default=True)
    statement: Mapped[str] = public(Text, default="")
    state: Mapped[str] = public(String(10), default=LinkState.CONFIRMED)
    decided_by: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    decided_at: Mapped[datetime | None] = internal(UTCDateTime)
    goal: Mapped[Goal] = relationship(lazy="joined", innerjoin=True)
    sub_aim: Mapped[SubAim | None] = relationship(lazy="joined")
    output: Mapped[Output | None] = relationship()
    hire: Mapped[Hire | None] = relationship()
    researcher: Mapped[Researcher | None] = relationship(foreign_keys=[researcher_id])
    author: Mapped[Researcher | None] = relationship(foreign_keys=[author_id])
    unit: Mapped[Unit | None] = relationship()
    evidence: Mapped[list[Evidence]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Evidence.position"
    )


class Evidence(Recorded, db.Model):
    """A proof of a link: what it is and where in it the proof stands (page, figure, table)."""

    __table_args__ = (UniqueConstraint("goal_link_id", "position"),)

    goal_link_id: Mapped[int] = public(ForeignKey("goal_link.id", ondelete="CASCADE"))
    position: Mapped[int] = public()
    kind: Mapped[str] = public(String(30))
    locator: Mapped[str | None] = public(String(200))
    url: Mapped[str | None] = public(String(2048))
    note: Mapped[str | None] = public(String(500))
    confidential: Mapped[bool] = public(default=False)
