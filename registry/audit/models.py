"""The audit trail and the head of its chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped

from registry.core import clock
from registry.core.clock import UTCDateTime
from registry.core.db import Model, internal, public


class AuditEvent(Model):
    """One thing done to one object. `details` never holds a value that is not public."""

    __table_args__ = (Index("ix_audit_event_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = public(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = internal(UTCDateTime, default=clock.now)
    account_id: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    actor: Mapped[str] = internal(String(200))
    via: Mapped[str] = internal(String(10))
    verb: Mapped[str] = internal(String(60))
    subject_type: Mapped[str] = internal(String(60))
    subject_id: Mapped[str] = internal(String(100))
    details: Mapped[dict[str, Any]] = internal(JSON, default=dict)
    previous_hash: Mapped[str] = internal(String(64))
    hash: Mapped[str] = internal(String(64))

    @property
    def on_behalf_of(self) -> int | None:
        """The number of the researcher for whom a deputy did it; None where nobody acted so."""
        acted = self.details.get("acting") == "deputy"
        return self.details.get("researcher") if acted else None


class AuditHead(Model):
    """The last event of the chain, one row; whoever appends holds its lock."""

    id: Mapped[int] = public(primary_key=True)
    last_id: Mapped[int] = internal()
    last_hash: Mapped[str] = internal(String(64))
