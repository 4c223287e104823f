"""Goals, sub-aims, and the links of items to them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, relationship

from registry.core.clock import UTCDateTime
from registry.core.db import Model, Recorded, Versioned, internal, public
from registry.goals.items import Item, ItemKind, NamedItem, named
from registry.outputs.models import Output
from registry.people.models import Researcher, Unit
from registry.talent.models import Hire


class GoalSet(Versioned, Model):
    """The goals that hold for a time."""

    code: Mapped[str] = public(String(40), unique=True)
    name_en: Mapped[str] = public(String(200))
    name_zh: Mapped[str] = public(String(200))
    valid_from: Mapped[date | None] = public(Date)
    valid_until: Mapped[date | None] = public(Date)
    source: Mapped[str | None] = public(String(300))


class Translation(StrEnum):
    """How far a Chinese wording is official."""

    WORKING = "working translation"
    OFFICIAL = "official"


class Goal(Versioned, Model):
    """One goal. `translation` says how far its Chinese wording is official.

    Keywords stand in one text, separated by semicolons.
    """

    goal_set_id: Mapped[int] = public(ForeignKey("goal_set.id"), index=True)
    code: Mapped[str] = public(String(20), unique=True)
    title_en: Mapped[str] = public(String(300))
    title_zh: Mapped[str] = public(String(300))
    translation: Mapped[str] = public(String(30), default=Translation.WORKING)
    statement: Mapped[str] = public(Text)
    statement_zh: Mapped[str] = public(Text, default="")
    keywords_en: Mapped[str] = public(Text, default="")
    keywords_zh: Mapped[str] = public(Text, default="")
    sub_aims: Mapped[list[SubAim]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="SubAim.code"
    )

    def title_in(self, locale: str) -> str:
        """The title in the reader's language."""
        return self.title_zh if locale == "zh" else self.title_en

    def statement_in(self, locale: str) -> str:
        """What the goal promises, in the reader's language where it is written in it."""
        return (self.statement_zh if locale == "zh" else "") or self.statement

    @property
    def words_en(self) -> list[str]:
        """The English keywords."""
        return taken_apart(self.keywords_en)

    @property
    def words_zh(self) -> list[str]:
        """The Chinese keywords."""
        return taken_apart(self.keywords_zh)


class SubAim(Recorded, Model):
    """A part of a goal."""

    goal_id: Mapped[int] = public(ForeignKey("goal.id"), index=True)
    code: Mapped[str] = public(String(20), unique=True)
    title_en: Mapped[str] = public(String(300))
    title_zh: Mapped[str] = public(String(300))
    translation: Mapped[str] = public(String(30), default=Translation.WORKING)

    def title_in(self, locale: str) -> str:
        """The title in the reader's language."""
        return self.title_zh if locale == "zh" else self.title_en


def taken_apart(words: str) -> list[str]:
    """The keywords of a text that separates them by semicolons."""
    return [word.strip() for word in words.split(";") if word.strip()]


class EvidenceKind(StrEnum):
    """What a proof is (domain.md 1.5)."""

    PUBLICATION = "publication"
    PATENT = "patent"
    SOFTWARE_PLATFORM = "software_platform"
    DEVICE_TESTBED = "device_testbed"
    NETWORK_NODE = "network_node"
    NETWORK_LINK = "network_link"
    STANDARD = "standard"
    DATASET = "dataset"
    AWARD = "award"
    HIRE = "hire"
    TRAINED_PERSON = "trained_person"
    TRANSFER = "transfer"
    COLLABORATION = "collaboration"
    EVENT = "event"


class LinkState(StrEnum):
    """Whether a named person stands behind a link."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"


def _one_of(*columns: str) -> str:
    return " + ".join(f"(CASE WHEN {c} IS NULL THEN 0 ELSE 1 END)" for c in columns) + " = 1"


ITEMS = tuple(f"{kind}_id" for kind in ItemKind)


def _one_primary(column: str) -> Index:
    where = text("is_primary")
    return Index(
        f"uq_goal_link_primary_{column}",
        column,
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


class GoalLink(Versioned, Model):
    """One item serves one goal or sub-aim. Exactly one item; at most one primary link an item.

    `goal_id` is always set; `sub_aim_id` too where the link is to a sub-aim. `author_id`: the
    researcher whose contribution the statement tells.
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
    researcher_id: Mapped[int | None] = public(
        ForeignKey("researcher.id"), merge="resolve:goal_links", index=True
    )
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

    @property
    def kind(self) -> ItemKind:
        """What kind of item is linked."""
        return next(kind for kind in ItemKind if getattr(self, f"{kind}_id") is not None)

    @property
    def item(self) -> Item:
        """The item that is linked."""
        found: Item = getattr(self, self.kind)
        return found

    @property
    def item_key(self) -> dict[str, str | int]:
        """Kind and key of the item."""
        return {"kind": self.kind, "id": self.item_id}

    @property
    def named_item(self) -> NamedItem:
        """The item with its title."""
        return named(self.item)

    @property
    def item_id(self) -> int:
        """The key of the item."""
        key: int = getattr(self, f"{self.kind}_id")
        return key

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose link it is: the author's, where the item is an output."""
        if self.output_id is None or self.author_id is None:
            return frozenset()
        return frozenset({self.author_id})

    @property
    def aim(self) -> Goal | SubAim:
        """The sub-aim, else the goal."""
        return self.sub_aim or self.goal

    @property
    def goal_code(self) -> str:
        """The code of the goal."""
        return self.goal.code

    @property
    def sub_aim_code(self) -> str | None:
        """The code of the sub-aim, if the link is to one."""
        return self.sub_aim.code if self.sub_aim else None

    @property
    def open_evidence(self) -> list[Evidence]:
        """The evidence that everybody may see."""
        return [proof for proof in self.evidence if not proof.confidential]

    @property
    def confidential_count(self) -> int:
        """How many proofs are not shown to everybody."""
        return len(self.evidence) - len(self.open_evidence)

    @property
    def public_author(self) -> Researcher | None:
        """Whose contribution it is, where that researcher is shown to everybody."""
        return self.author if self.author and self.author.visible else None


class Evidence(Recorded, Model):
    """A proof of a link: what it is and where in it the proof stands (page, figure, table)."""

    __table_args__ = (UniqueConstraint("goal_link_id", "position"),)

    goal_link_id: Mapped[int] = public(ForeignKey("goal_link.id", ondelete="CASCADE"))
    position: Mapped[int] = public()
    kind: Mapped[str] = public(String(30))
    locator: Mapped[str | None] = public(String(200))
    url: Mapped[str | None] = public(String(2048))
    note: Mapped[str | None] = public(String(500))
    confidential: Mapped[bool] = public(default=False)
