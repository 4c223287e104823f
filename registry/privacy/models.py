"""Erasures: asked for by one person, approved by a second."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, relationship

from registry.core.clock import UTCDateTime
from registry.core.db import Model, Versioned, internal
from registry.people.models import Researcher


class Extent(StrEnum):
    """How much of a person is erased: their private fields and papers, or their name as well."""

    PRIVATE = "private"
    WHOLE = "whole"


class ErasureState(StrEnum):
    """Where an erasure stands."""

    ASKED = "asked"
    REFUSED = "refused"
    DONE = "done"


class Erasure(Versioned, Model):
    """An erasure: of whom, how much, why, who asked, who approved, how many fields went.

    `erased` counts values by table; nothing of what they said is kept.
    """

    researcher_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="move", index=True)
    extent: Mapped[str] = internal(String(10))
    reason: Mapped[str] = internal(String(500))
    state: Mapped[str] = internal(String(10), default=ErasureState.ASKED)
    asked_by: Mapped[int | None] = internal(ForeignKey("account.id"))
    asked_label: Mapped[str] = internal(String(200))
    decided_by: Mapped[int | None] = internal(ForeignKey("account.id"))
    decided_label: Mapped[str | None] = internal(String(200))
    decided_at: Mapped[datetime | None] = internal(UTCDateTime)
    word: Mapped[str | None] = internal(String(500))
    erased: Mapped[dict[str, int]] = internal(JSON, default=dict)
    researcher: Mapped[Researcher] = relationship()
