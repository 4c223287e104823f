"""Jobs and the workers that were seen."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from registry.core.clock import UTCDateTime
from registry.core.db import Model, Recorded, internal, public


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Recorded, Model):
    """One piece of background work. `payload` holds ids and codes, never personal values.

    `run_at` None is at once, whatever the clocks say.
    """

    __table_args__ = (Index("ix_job_due", "state", "run_at"),)

    kind: Mapped[str] = internal(String(60))
    payload: Mapped[dict[str, Any]] = internal(JSON)
    state: Mapped[str] = internal(String(12), default=JobState.QUEUED)
    run_at: Mapped[datetime | None] = internal(UTCDateTime)
    lease_until: Mapped[datetime | None] = internal(UTCDateTime)
    owner: Mapped[str | None] = internal(String(100))
    attempts: Mapped[int] = internal(default=0)
    cancel_asked: Mapped[bool] = internal(default=False)
    done: Mapped[int] = internal(default=0)
    total: Mapped[int | None] = internal()
    message: Mapped[str | None] = internal(Text)
    unique_key: Mapped[str | None] = internal(String(200), unique=True)
    account_id: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    finished_at: Mapped[datetime | None] = internal(UTCDateTime)

    @property
    def owner_account_id(self) -> int | None:
        """The account that started it."""
        return self.account_id


class WorkerSeen(Model):
    """When each worker last reported."""

    name: Mapped[str] = public(String(100), primary_key=True)
    seen_at: Mapped[datetime] = internal(UTCDateTime)
