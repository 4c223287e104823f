"""Import runs, their files and items, and the state of the limiter that all processes share."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, relationship

from registry.core.clock import UTCDateTime
from registry.core.db import Model, Recorded, internal, public
from registry.intake import wording
from registry.intake.wording import Told
from registry.jobs.models import Job, JobState


class Kind(StrEnum):
    """What a run is over; `ImportRun.source` holds one of them."""

    DOI = "doi"
    FILE = "file"
    ORCID = "orcid"
    QUERY = "query"
    REFRESH = "refresh"


class RunState(StrEnum):
    """Where a run stands. Planned: all is known, nothing is written, somebody decides."""

    QUEUED = "queued"
    RUNNING = "running"
    PLANNED = "planned"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"
    UNDONE = "undone"


OPEN = frozenset({RunState.QUEUED, RunState.RUNNING})
SETTLED = frozenset({RunState.DISCARDED, RunState.UNDONE})
"""After these nothing more can happen to a run."""


class Stage(StrEnum):
    """What a worker does next: find the items, ask for them, file what is planned, take back."""

    EXPAND = "expand"
    ASK = "ask"
    FILE = "file"
    UNDO = "undo"


class Outcome(StrEnum):
    """What became of an item (domain.md 4.6 and what was done with it); None while it waits.

    New, changed and known are of a plan: what filing would do. Kept: an undo left it in place.
    """

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    OTHER_AGENCY = "other_agency"
    NOT_REGISTERED = "not_registered"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    INVALID = "invalid"
    FAILED = "failed"
    TAKEN_BACK = "taken_back"
    KEPT = "kept"


PLANNED = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.KNOWN})
CAME_IN = frozenset({Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.KEPT})
RETRYABLE = frozenset({Outcome.TEMPORARILY_UNAVAILABLE, Outcome.FAILED})


EACH_ONCE = frozenset({"text", "csv", "xlsx"})
"""Formats whose readers look for DOIs and give each once: nobody knows how often it stood there."""


class ImportRun(Recorded, Model):
    """One import: over what, by whom, how far.

    `options` holds what it is over (file, ORCID iD, query; of a pasted list the `places` of the
    entries wanted and the `researcher` whose list it is); `plan` says that it stops before it
    writes. `place` and `cursor` are how far its file or its query was read, `counts` maps outcomes
    to numbers when it has ended, `reason` is a code of `wording.RUN_ENDS`. `entries` are those of
    its list that were read, None where nobody counts them; `nameless` the items among them that
    name no work. An entry that named a work a second time made no item.
    """

    source: Mapped[str] = internal(String(20))
    options: Mapped[dict[str, Any]] = internal(JSON, default=dict)
    plan: Mapped[bool] = internal(default=False)
    stage: Mapped[str] = internal(String(10), default=Stage.ASK)
    place: Mapped[int] = internal(default=0)
    cursor: Mapped[str | None] = internal(Text)
    state: Mapped[str] = internal(String(10), default=RunState.QUEUED)
    total: Mapped[int] = internal(default=0)
    entries: Mapped[int | None] = internal()
    nameless: Mapped[int | None] = internal(default=0)
    counts: Mapped[dict[str, int]] = internal(JSON, default=dict)
    reason: Mapped[str | None] = internal(String(40))
    detail: Mapped[str | None] = internal(String(200))
    account_id: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    actor: Mapped[str] = internal(String(200))
    job_id: Mapped[int | None] = internal(ForeignKey("job.id"), index=True)
    unique_key: Mapped[str | None] = internal(String(200), unique=True)
    finished_at: Mapped[datetime | None] = internal(UTCDateTime)
    items: Mapped[list[ImportItem]] = relationship(
        cascade="all, delete-orphan", order_by="ImportItem.id", passive_deletes=True
    )
    job: Mapped[Job | None] = relationship()

    def read_to(self, place: int) -> None:
        """Note that its list was read so far, in the transaction that writes the items."""
        self.place = place
        if chosen := self.options.get("places"):
            self.entries = sum(one <= place for one in chosen)
        elif self.options.get("format") not in EACH_ONCE:
            self.entries = max(self.entries or 0, place)

    @property
    def owner_account_id(self) -> int | None:
        """Who started it."""
        return self.account_id

    @property
    def standing(self) -> RunState:
        """Its state; where its job gave up or was cancelled from outside, the job's."""
        ended = self.job is not None and self.job.state in {JobState.FAILED, JobState.CANCELLED}
        state = RunState(self.state)
        return RunState(self.job.state) if state in OPEN and self.job and ended else state

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it or will."""
        return self.standing in OPEN

    @property
    def told(self) -> Told | None:
        """What there is to say of the run as a whole."""
        if self.standing is RunState.FAILED and self.job and self.state in OPEN:
            return wording.of_run("gave_up")
        cut = self.options.get("cut")
        return wording.of_run("too_many", cut) if cut else wording.of_run(self.reason, self.detail)


class ImportFile(Model):
    """The bytes of an uploaded file, gzip, while its run needs them."""

    run_id: Mapped[int] = internal(
        ForeignKey("import_run.id", ondelete="CASCADE"), primary_key=True
    )
    body: Mapped[bytes] = internal(LargeBinary)


class ImportItem(Recorded, Model):
    """One work of a run and what became of it; `reason` is a code of `wording.REASONS`.

    `identifier` is its DOI or what else it goes by. `message` is what its file says of it (gzip),
    then, in a plan, the record that would be filed; `source` says whose message that is.
    `changes` maps fields to [old, new], `stays` those that a person chose to what the source says.
    """

    __table_args__ = (
        UniqueConstraint("run_id", "identifier"),
        Index("ix_import_item_waiting", "run_id", "outcome", "id"),
    )

    run_id: Mapped[int] = internal(ForeignKey("import_run.id", ondelete="CASCADE"))
    identifier: Mapped[str] = internal(String(2048))
    given: Mapped[str] = internal(String(2048))
    outcome: Mapped[str | None] = internal(String(24))
    output_id: Mapped[int | None] = internal(
        ForeignKey("output.id", ondelete="SET NULL"), index=True
    )
    agency: Mapped[str | None] = internal(String(100))
    attempts: Mapped[int] = internal(default=0)
    reason: Mapped[str | None] = internal(String(40))
    detail: Mapped[str | None] = internal(Text)
    changes: Mapped[dict[str, list[Any]] | None] = internal(JSON(none_as_null=True))
    stays: Mapped[dict[str, Any] | None] = internal(JSON(none_as_null=True))
    title: Mapped[str | None] = internal(Text)
    source: Mapped[str | None] = internal(String(20))
    message: Mapped[bytes | None] = internal(LargeBinary, deferred=True)
    request: Mapped[str | None] = internal(Text)
    received_at: Mapped[datetime | None] = internal(UTCDateTime)

    @property
    def told(self) -> Told | None:
        """What there is to say of it, and what the reader can do."""
        return wording.of_item(self.reason, self.detail, self.agency)


class LimitState(Model):
    """The state of one limiter.

    Rate an interval (seconds), how many at once, when the next request may start, who is under way.
    """

    key: Mapped[str] = public(String(255), primary_key=True)
    rate: Mapped[float] = internal(Float)
    interval: Mapped[float] = internal(Float)
    at_once: Mapped[int] = internal()
    state: Mapped[dict[str, Any]] = internal(JSON, default=dict)


class PrefixAgency(Model):
    """Which agency held the DOIs of a prefix when last seen: a hint whom to ask first."""

    prefix: Mapped[str] = public(String(50), primary_key=True)
    agency: Mapped[str] = public(String(100))
    seen_at: Mapped[datetime] = internal(UTCDateTime)
