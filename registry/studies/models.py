"""Pairs of outputs that are one study, pairs that others know, and the keys that find them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from registry.core.clock import UTCDateTime
from registry.core.db import Model, Recorded, Versioned, internal, public
from registry.outputs.models import Output


class PairState(StrEnum):
    """Where a pair stands: asked, one study, never one, or one no longer."""

    SUGGESTED = "suggested"
    JOINED = "joined"
    REJECTED = "rejected"
    PARTED = "parted"


def _output() -> ForeignKey:
    """A key of an output with which the row goes; it is no reason to keep the output."""
    return ForeignKey("output.id", ondelete="CASCADE", info={"goes_along": True})


class StudyPair(Versioned, Model):
    """Two outputs, the lower key first: one row a pair, so that an answer is remembered.

    `lesser_id` is the one that does not count where they are one study: the preprint, or the
    second entry of the same thing. `evidence` is a list of {code, weight, sentence, places}.
    Nobody in `decided_by` of a joined pair: a source asserts it.
    """

    __table_args__ = (
        UniqueConstraint("low_id", "high_id"),
        CheckConstraint("low_id < high_id", name="order"),
        CheckConstraint("lesser_id IN (low_id, high_id)", name="lesser"),
        Index("ix_study_pair_state", "state", "score", "id"),
    )

    low_id: Mapped[int] = public(_output())
    high_id: Mapped[int] = public(_output(), index=True)
    lesser_id: Mapped[int] = public(_output(), index=True)
    kind: Mapped[str] = public(String(10))
    state: Mapped[str] = public(String(10))
    score: Mapped[float] = public(default=0.0)
    evidence: Mapped[list[dict[str, Any]]] = public(JSON, default=list)
    decided_by: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    decided_at: Mapped[datetime | None] = public(UTCDateTime)
    low: Mapped[Output] = relationship(foreign_keys=[low_id], lazy="joined", innerjoin=True)
    high: Mapped[Output] = relationship(foreign_keys=[high_id], lazy="joined", innerjoin=True)

    @property
    def other_id(self) -> int:
        """The one that counts."""
        return self.high_id if self.lesser_id == self.low_id else self.low_id

    @property
    def lesser(self) -> Output:
        """The one that does not count."""
        return self.low if self.lesser_id == self.low_id else self.high

    @property
    def other(self) -> Output:
        """The one that counts, as an output."""
        return self.high if self.lesser_id == self.low_id else self.low


class KnownPair(Recorded, Model):
    """A preprint and its article by DOI, as somebody outside says; stored or not."""

    __table_args__ = (UniqueConstraint("preprint", "article"),)

    preprint: Mapped[str] = public(String(500))
    article: Mapped[str] = public(String(500), index=True)
    source: Mapped[str] = public(String(200))


class StudyKey(Model):
    """A key under which an output is found by those that may be the same study."""

    key: Mapped[int] = internal(BigInteger, primary_key=True, autoincrement=False)
    output_id: Mapped[int] = internal(Integer, _output(), primary_key=True, index=True)
