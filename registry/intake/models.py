"""Import runs and their items, and the state of the limiter that all processes share."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from registry.core.clock import UTCDateTime
from registry.core.db import Recorded, Versioned, db, internal, public


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What became of an item (domain.md 4.6 and what was done with it); None while it waits."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OTHER_AGENCY = "other_agency"
    NOT_REGISTERED = "not_registered"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    INVALID = "invalid"
    FAILED = "failed"


class ImportRun(Versioned, db.Model):
    """One import: from which source, by whom, how far. `counts` maps outcomes to numbers when it has ended."""

    source: Mapped[str] = internal(String(20))
    options: Mapped[dict[str, Any]] = internal(JSON, default=dict)
    state: Mapped[str] = internal(String(10), default=RunState.QUEUED)
    total: Mapped[int] = internal(default=0)
    counts: Mapped[dict[str, int]] = internal(JSON, default=dict)
    message: Mapped[str | None] = internal(Text)
    account_id: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    actor: Mapped[str] = internal(String(200))
    job_id: Mapped[int | None] = internal(ForeignKey("job.id"), index=True)
    unique_key: Mapped[str | None] = internal(String(200), unique=True)
    finished_at: Mapped[datetime | None] = internal(UTCDateTime)
    items: Mapped[list[ImportItem]] = relationship(
        cascade="all, delete-orphan", order_by="ImportItem.id", passive_deletes=True
    )

    @property
    def owner_account_id(self) -> int | None:
        """Who started it."""
        return self.account_id


class ImportItem(Recorded, db.Model):
    """One identifier of a run and what became of it."""

    __table_args__ = (
        UniqueConstraint("run_id", "identifier"),
        Index("ix_import_item_waiting", "run_id", "outcome", "id"),
    )

    run_id: Mapped[int] = internal(ForeignKey("import_run.id", ondelete="CASCADE"))
    identifier: Mapped[str] = internal(String(2048))
    given: Mapped[str] = internal(String(2048))
    outcome: Mapped[str | None] = internal(String(24))
    output_id: Mapped[int | None] = internal(ForeignKey("output.id", ondelete="SET NULL"), index=True)
    agency: Mapped[str | None] = internal(String(100))
    attempts: Mapped[int] = internal(default=0)
    message: Mapped[str | None] = internal(Text)


class LimitState(db.Model):
    """The state of one limiter: rate a interval (seconds), how many at once, when the next request may start, who is under way."""

    key: Mapped[str] = public(String(60), primary_key=True)
    rate: Mapped[float] = internal(Float)
    interval: Mapped[float] = internal(Float)
    at_once: Mapped[int] = internal()
    state: Mapped[dict[str, Any]] = internal(JSON, default=dict)
