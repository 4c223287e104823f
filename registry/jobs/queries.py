"""What can be asked about jobs."""

from __future__ import annotations

from sqlalchemy import select

from registry.core.actor import Actor
from registry.core.clock import database_now
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.jobs.models import Job, WorkerSeen
from registry.policy import Permission, Role

UNSEEN_AFTER = 60.0


def visible(job_id: int, *, by: Actor) -> Job | None:
    """The job, if this actor may know of it."""
    job = db.session.get(Job, job_id)
    return job if job and by.may(Permission.JOB_READ, job) else None


def page(part: Slice, *, by: Actor) -> Page[Job]:
    """Jobs, newest first: all for administrators, else one's own."""
    statement = select(Job)
    if Role.ADMINISTRATOR not in by.roles:
        statement = statement.where(Job.account_id == by.account_id)
    return paginate(statement, (By(Job.id, descending=True),), part)


def worker_alive() -> bool:
    """Whether any worker reported within the last minute."""
    recent = select(WorkerSeen.name).where(WorkerSeen.seen_at > database_now(-UNSEEN_AFTER))
    return db.session.scalar(recent.limit(1)) is not None
