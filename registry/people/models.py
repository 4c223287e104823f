"""Researchers and units: who they are, what they are called, where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, relationship

from registry.core import clock
from registry.core.clock import UTCDateTime
from registry.core.db import Model, Recorded, Versioned, internal, personal, public, sensitive
from registry.people.folding import LONGEST, search_key, sort_key
from registry.people.kinds import NameKind, ProposalState, Script, UnitKind

RANKS = {str(kind): rank for rank, kind in enumerate(NameKind)}


@dataclass(frozen=True)
class Period:
    """From a day until a day, both included; without an end it goes on."""

    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.starts_on <= day <= (self.ends_on or date.max)

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.starts_on <= (other.ends_on or date.max) and other.starts_on <= (
            self.ends_on or date.max
        )


class Researcher(Versioned, Model):
    """A person. One who is not visible and has no post is a candidate."""

    __table_args__ = (Index("ix_researcher_sort_name", "sort_name", "id"),)

    orcid: Mapped[str | None] = public(String(19), unique=True, merge="keep_first")
    orcid_authenticated: Mapped[bool] = public(default=False)
    visible: Mapped[bool] = public(default=False)
    employee_number: Mapped[str | None] = internal(String(40), unique=True, merge="keep_first")
    work_email: Mapped[str | None] = internal(String(254), merge="keep_first")
    sample: Mapped[bool] = public(default=False)
    sort_name: Mapped[str] = internal(String(LONGEST), default="")
    merged_into_id: Mapped[int | None] = internal(
        ForeignKey("researcher.id"), merge="resolve:follow", index=True
    )
    erased_at: Mapped[datetime | None] = internal(UTCDateTime)
    names: Mapped[list[ResearcherName]] = relationship(
        back_populates="researcher",
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="ResearcherName.id",
    )
    posts: Mapped[list[Post]] = relationship(
        back_populates="researcher",
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by="Post.starts_on, Post.id",
    )
    personnel: Mapped[Personnel | None] = relationship(cascade="all, delete-orphan")

    kind = "researcher"

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose record it is."""
        return frozenset({self.id})

    def name_in(self, locale: str) -> str:
        """The name as readers of this language know it.

        Characters for Chinese, Latin letters for others, else any.
        """
        return display_name(self.names, locale)

    @property
    def name_en(self) -> str:
        """The name in Latin letters where there is one."""
        return self.name_in("en")

    name = name_en

    @property
    def name_zh(self) -> str:
        """The name in characters where there is one."""
        return self.name_in("zh")

    @property
    def public_names(self) -> list[ResearcherName]:
        """What everybody may know: all but former names, which nobody publishes under."""
        return [name for name in self.names if name.kind != NameKind.FORMER]

    @property
    def is_candidate(self) -> bool:
        """Whether the person is not with us yet."""
        return not self.visible and not self.posts

    @property
    def current_posts(self) -> list[Post]:
        """The posts held today."""
        return [post for post in self.posts if post.period.covers(clock.today())]


class ResearcherName(Recorded, Model):
    """One thing a person is or was called, in the spelling given, never computed."""

    researcher_id: Mapped[int] = public(
        ForeignKey("researcher.id"), merge="resolve:names", index=True
    )
    kind: Mapped[str] = public(String(12))
    script: Mapped[str] = public(String(8))
    family: Mapped[str | None] = public(String(100))
    given: Mapped[str | None] = public(String(100))
    full: Mapped[str] = public(String(200))
    valid_from: Mapped[date | None] = public(Date)
    valid_until: Mapped[date | None] = public(Date)
    folded: Mapped[str] = internal(String(3 * LONGEST + 2))
    researcher: Mapped[Researcher] = relationship(back_populates="names")

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose name it is."""
        return frozenset({self.researcher_id})


def best_name(names: list[ResearcherName], locale: str) -> ResearcherName | None:
    """The first of these names that suits the reader's language.

    Legal or pinyin before published; a former one only where there is no other.
    """
    wanted = Script.HANZI if locale == "zh" else Script.LATIN

    def rank(name: ResearcherName) -> tuple[bool, bool, int]:
        return name.kind == NameKind.FORMER, name.script != wanted, RANKS[name.kind]

    return min(names, key=rank, default=None)


def display_name(names: list[ResearcherName], locale: str) -> str:
    """How a person with these names is called in this language."""
    best = best_name(names, locale)
    return best.full if best else "—"


def sort_name(names: list[ResearcherName]) -> str:
    """What a list of people is sorted by: the Latin family name first, else the characters."""
    best = best_name(names, "en")
    return sort_key(best.family, best.given, best.full) if best else ""


@event.listens_for(ResearcherName, "before_insert")
@event.listens_for(ResearcherName, "before_update")
def _fold(mapper: Any, connection: Any, name: ResearcherName) -> None:
    name.folded = search_key(name.family, name.given, name.full)


@event.listens_for(Researcher, "before_insert")
def _sort(mapper: Any, connection: Any, researcher: Researcher) -> None:
    researcher.sort_name = sort_name(researcher.names)


class Unit(Versioned, Model):
    """An institute, centre or group. Whether it counts as ours is dated."""

    code: Mapped[str] = public(String(40), unique=True)
    kind: Mapped[str] = public(String(20), default=UnitKind.GROUP)
    parent_id: Mapped[int | None] = public(ForeignKey("unit.id"), index=True)
    parent: Mapped[Unit | None] = relationship(remote_side="Unit.id")
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

    @property
    def parent_code(self) -> str | None:
        """The code of the unit that it is part of."""
        return self.parent.code if self.parent else None

    def is_ours_on(self, day: date) -> bool:
        """Whether it counts as ours that day."""
        return self.ours_from is not None and Period(self.ours_from, self.ours_until).covers(day)


class UnitName(Recorded, Model):
    """What a unit is or was called in one language."""

    unit_id: Mapped[int] = public(ForeignKey("unit.id"), index=True)
    locale: Mapped[str] = public(String(5))
    name: Mapped[str] = public(String(300))
    valid_from: Mapped[date | None] = public(Date)
    valid_until: Mapped[date | None] = public(Date)


class Post(Versioned, Model):
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
    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)
    researcher: Mapped[Researcher] = relationship(back_populates="posts")

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.starts_on, self.ends_on)

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose post it is."""
        return frozenset({self.researcher_id})


class Personnel(Versioned, Model):
    """What only HR may see of a person.

    The encrypted fields hold envelopes of `core.encryption`, bound to this row's id;
    `identity_mark` is the keyed hash of the identity number, by which two rows of one are found.
    """

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
    identity_mark: Mapped[str | None] = sensitive(String(140), index=True)
    bank_account: Mapped[bytes | None] = sensitive(LargeBinary)

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose fields they are."""
        return frozenset({self.researcher_id})


class ResearcherMerge(Recorded, Model):
    """A merge that was made, with all that is needed to undo it.

    `moves` lists (table, column, key, old value, mark of the new value), see `people.moves`.
    """

    kept_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="resolve:keep_history")
    gone_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="resolve:keep_history")
    moves: Mapped[list[list[Any]]] = internal(JSON)
    reason: Mapped[str] = internal(String(500))
    undone_at: Mapped[datetime | None] = internal(UTCDateTime)


class ResearcherSplit(Recorded, Model):
    """A split that was made, with all that is needed to undo it; `moves` as of a merge."""

    kept_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="resolve:keep_history")
    new_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="resolve:keep_history")
    moves: Mapped[list[list[Any]]] = internal(JSON)
    reason: Mapped[str] = internal(String(500))
    undone_at: Mapped[datetime | None] = internal(UTCDateTime)


class OrcidConsent(Versioned, Model):
    """That a person let us write to their ORCID record; `token` is an encrypted envelope."""

    researcher_id: Mapped[int] = internal(
        ForeignKey("researcher.id"), unique=True, merge="resolve:orcid_consent"
    )
    orcid: Mapped[str] = public(String(19))
    scope: Mapped[str] = internal(String(200))
    token: Mapped[bytes | None] = sensitive(LargeBinary)
    expires_at: Mapped[datetime | None] = internal(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = internal(UTCDateTime)

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose consent it is."""
        return frozenset({self.researcher_id})


class OrcidEmployment(Recorded, Model):
    """A post as it stands on the person's ORCID record: ORCID's put-code and what was sent."""

    post_id: Mapped[int] = internal(ForeignKey("post.id", ondelete="CASCADE"), unique=True)
    put_code: Mapped[int] = internal(BigInteger)
    digest: Mapped[str] = internal(String(64))
    sent_at: Mapped[datetime] = internal(UTCDateTime)


class ProposedChange(Versioned, Model):
    """A change that a person proposes to their own record; `value` is an envelope.

    `word` is what HR says when it accepts or refuses.
    """

    researcher_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="move", index=True)
    field: Mapped[str] = internal(String(40))
    value: Mapped[bytes | None] = sensitive(LargeBinary)
    note: Mapped[str | None] = personal(String(500))
    state: Mapped[str] = internal(String(10), default=ProposalState.OPEN)
    account_id: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    decided_by: Mapped[int | None] = internal(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = internal(UTCDateTime)
    word: Mapped[str | None] = personal(String(500))
    researcher: Mapped[Researcher] = relationship()

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose record it would change."""
        return frozenset({self.researcher_id})


class ApartPair(Recorded, Model):
    """Two researchers who look like one, and of whom somebody said that they are two people."""

    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    one_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="resolve:apart_pairs")
    other_id: Mapped[int] = internal(
        ForeignKey("researcher.id"), merge="resolve:apart_pairs", index=True
    )
    decided_by: Mapped[int | None] = internal(ForeignKey("account.id"))
