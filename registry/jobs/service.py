"""Enqueue, claim, report and end jobs.

Leases follow the database's clock; whoever lost its lease stops.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, or_, select, update

from registry.audit import service as audit
from registry.core.actor import Actor
from registry.core.clock import database_now
from registry.core.db import db
from registry.core.errors import N_, Conflict
from registry.core.unit_of_work import unit_of_work
from registry.jobs.models import Job, JobState, WorkerSeen

LEASE = 30.0
MOST_ATTEMPTS = 5
OPEN = (JobState.QUEUED, JobState.RUNNING)

Task = Callable[..., None]
TASKS: dict[str, Task] = {}
"""Kind of job -> the function that does it, filled by `task`."""


class LeaseLost(Exception):
    """Another worker took the job over; stop without writing."""


class Cancelled(Exception):
    """Somebody asked that the job ends."""


class NotRunning(Conflict):
    """The job has ended already."""

    sentence = N_("This work has ended already.")


def task(kind: str) -> Callable[[Task], Task]:
    """Register the function that does jobs of this kind.

    It gets the payload as keywords and `progress`.
    """

    def register(function: Task) -> Task:
        TASKS[kind] = function
        return function

    return register


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    by: Actor | None = None,
    unique_key: str | None = None,
    run_at: datetime | None = None,
) -> Job:
    """Add a job in the running transaction.

    One with the same `unique_key` is returned instead of a second.
    """
    if unique_key:
        known = db.session.scalars(select(Job).filter_by(unique_key=unique_key)).one_or_none()
        if known:
            return known
    job = Job(
        kind=kind, payload=payload, unique_key=unique_key, account_id=by.account_id if by else None
    )
    job.run_at = run_at
    db.session.add(job)
    db.session.flush()
    return job


def claim(owner: str, *, kinds: frozenset[str] | None = None, lease: float = LEASE) -> Job | None:
    """Take the oldest job that is due, or whose worker let its lease run out. Commits by itself.

    The search is compared by `=`, so that it runs once: within IN, PostgreSQL may run it anew for
    each row, skip what it has locked, and give one worker every job there is.
    """
    may_start = or_(Job.run_at.is_(None), Job.run_at <= database_now())
    due = or_(
        and_(Job.state == JobState.QUEUED, may_start),
        and_(Job.state == JobState.RUNNING, Job.lease_until < database_now()),
    )
    wanted = select(Job.id).where(due).order_by(Job.id).limit(1)
    if kinds is not None:
        wanted = wanted.where(Job.kind.in_(kinds))
    take = (
        update(Job)
        .where(Job.id == wanted.with_for_update(skip_locked=True).scalar_subquery())
        .values(
            state=JobState.RUNNING,
            owner=owner,
            lease_until=database_now(lease),
            attempts=Job.attempts + 1,
        )
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    with unit_of_work():
        key = db.session.scalar(take)
    return db.session.get(Job, key, populate_existing=True) if key else None


@dataclass
class Progress:
    """A worker's hold on a job.

    Every report renews the lease, inside the caller's unit of work if one is open.
    """

    job_id: int
    owner: str
    lease: float = LEASE

    def report(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Say how far it is.

        Raises LeaseLost or Cancelled; then the surrounding transaction must not commit.
        """
        values: dict[str, Any] = {"done": done, "lease_until": database_now(self.lease)}
        values |= {"total": total} if total is not None else {}
        values |= {"message": message} if message is not None else {}
        with unit_of_work():
            asked = db.session.execute(
                self._mine().values(**values).returning(Job.cancel_asked)
            ).first()
        if asked is None:
            raise LeaseLost
        if asked.cancel_asked:
            raise Cancelled

    def end(self, state: JobState, message: str | None = None) -> None:
        """Write the last state; nothing happens where the lease was lost."""
        values = {"state": state, "finished_at": database_now(), "lease_until": None, "owner": None}
        with unit_of_work():
            db.session.execute(self._mine().values(**values, message=message))

    def put_back(self, seconds: float, message: str) -> None:
        """Let the job be tried again later, or fail where it was tried often enough."""
        exhausted = Job.attempts >= MOST_ATTEMPTS
        with unit_of_work():
            db.session.execute(
                self._mine().values(
                    state=case((exhausted, JobState.FAILED), else_=JobState.QUEUED),
                    finished_at=case((exhausted, database_now()), else_=None),
                    run_at=database_now(seconds),
                    lease_until=None,
                    owner=None,
                    message=message,
                )
            )

    def _mine(self) -> Any:
        return (
            update(Job)
            .where(Job.id == self.job_id, Job.owner == self.owner, Job.state == JobState.RUNNING)
            .execution_options(synchronize_session=False)
        )


def cancel(job: Job, *, by: Actor) -> Job:
    """Ask a running job to stop, end a waiting one at once. Raises NotRunning."""
    if job.state not in OPEN:
        raise NotRunning
    job.cancel_asked = True
    if job.state == JobState.QUEUED:
        job.state, job.finished_at = JobState.CANCELLED, database_now()
    audit.record("job.cancelled", job, by=by)
    db.session.flush()
    return job


def seen(worker: str) -> None:
    """Note that this worker lives. Commits by itself."""
    with unit_of_work():
        row = db.session.get(WorkerSeen, worker) or WorkerSeen(name=worker)
        row.seen_at = database_now()
        db.session.add(row)
