"""Claims: a byline position is this researcher, and what else was answered on the way."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from registry.core.clock import UTCDateTime
from registry.core.db import Model, Versioned, internal, public
from registry.outputs.models import Byline, Output
from registry.people.models import Researcher


class ClaimState(StrEnum):
    """Where a claim stands (domain.md 3.4)."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


CONFIRMED = text("state = 'confirmed'")


class Claim(Versioned, Model):
    """One researcher and one output: at most one row a pair, so that an answer is remembered.

    `byline_id` is empty where the researcher says *I am not on this paper*, or where a refresh took
    the row away and a curator must look. `evidence` is a list of {code, weight, sentence}. `before`
    is what the last answer changed (see `last_answer`), or {undone}; `unsure_at` when a question
    was put off; `checked_by` the second person who looked at it.
    """

    __table_args__ = (
        UniqueConstraint("output_id", "researcher_id"),
        Index(
            "uq_claim_confirmed_byline",
            "byline_id",
            unique=True,
            sqlite_where=CONFIRMED,
            postgresql_where=CONFIRMED,
        ),
        Index("ix_claim_researcher", "researcher_id", "state"),
        Index("ix_claim_state", "state", "id"),
    )

    output_id: Mapped[int] = public(ForeignKey("output.id", ondelete="CASCADE"))
    researcher_id: Mapped[int] = public(ForeignKey("researcher.id"), merge="resolve:claims")
    byline_id: Mapped[int | None] = public(ForeignKey("byline.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = public(String(10))
    score: Mapped[float | None] = internal()
    evidence: Mapped[list[dict[str, Any]]] = internal(JSON, default=list)
    printed: Mapped[str | None] = public(Text)
    decided_by: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    decided_at: Mapped[datetime | None] = internal(UTCDateTime)
    reason: Mapped[str | None] = internal(String(500))
    before: Mapped[dict[str, Any] | None] = internal(JSON(none_as_null=True))
    unsure_at: Mapped[datetime | None] = internal(UTCDateTime)
    checked_by: Mapped[int | None] = internal(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None] = internal(UTCDateTime)
    output: Mapped[Output] = relationship(lazy="joined", innerjoin=True)
    researcher: Mapped[Researcher] = relationship(lazy="joined", innerjoin=True)
    byline: Mapped[Byline | None] = relationship(lazy="joined")

    @property
    def position(self) -> int | None:
        """The place of the byline, if there is one."""
        return self.byline.position if self.byline else None

    @property
    def last_answer(self) -> dict[str, Any] | None:
        """What the last answer changed and who gave it, unless something came after it.

        {by: account or None, at, identifier: key of the answer that led to it or None, was}.
        """
        return kept_answer(self)

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose claim it is."""
        return frozenset({self.researcher_id})


def kept_answer(row: Any) -> dict[str, Any] | None:
    """`Claim.last_answer` of a claim or of a row with its columns."""
    at = row.unsure_at if row.state == ClaimState.SUGGESTED else row.decided_at
    said: dict[str, Any] = row.before or {}
    return said if at and said.get("at") == at.isoformat() else None


class ClaimIdentifier(Versioned, Model):
    """What a researcher answered about an ORCID iD or an e-mail printed on papers.

    Theirs or not: one answer settles every paper that carries it. None: not sure; it settles
    nothing, and the question comes last until it is answered.
    """

    __table_args__ = (
        UniqueConstraint("researcher_id", "scheme", "value"),
        Index("ix_claim_identifier_value", "scheme", "value"),
    )

    researcher_id: Mapped[int] = public(
        ForeignKey("researcher.id"), merge="resolve:claim_identifiers"
    )
    scheme: Mapped[str] = public(String(10))
    value: Mapped[str] = internal(String(254))
    is_theirs: Mapped[bool | None] = internal(Boolean)
    decided_by: Mapped[int | None] = internal(ForeignKey("account.id"))
    decided_at: Mapped[datetime] = internal(UTCDateTime)

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose answer it is."""
        return frozenset({self.researcher_id})
