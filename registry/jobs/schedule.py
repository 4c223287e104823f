"""Work of every night: any worker starts it, each kind once a night over all of them.

Which kinds there are says `app.NIGHTLY`, at what time of day (UTC) the setting `nightly_at`. Date
and time are the database's. A worker that comes back later on the same date (UTC) makes the night
up; a night that has passed is left to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry.core import settings
from registry.core.clock import database_now
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import service
from registry.jobs.models import Job


def fire() -> list[int]:
    """Enqueue what is due and was not yet enqueued tonight; the keys of its jobs.

    The unique key of a job decides between workers that fire at once. Commits by itself.
    """
    kinds = nightly()
    moment = now() if kinds else None
    if moment is None or moment.time() < settings.config().nightly_at:
        return []
    wanted = {f"{kind}:{moment.date().isoformat()}": kind for kind in kinds}
    known = select(Job.unique_key).where(Job.unique_key.in_(wanted))
    missing = wanted.keys() - set(db.session.scalars(known))
    return [job for key in sorted(missing) if (job := _enqueue(wanted[key], key))]


def nightly() -> Sequence[str]:
    """The kinds of jobs that are done every night."""
    found: Sequence[str] = current_app.extensions["nightly"]
    return found


def now() -> datetime:
    """The database's time; tests replace this function."""
    return db.session.scalars(select(database_now())).one()


def _enqueue(kind: str, key: str) -> int | None:
    """A job under this key, None where another worker was faster."""
    try:
        with unit_of_work():
            return service.enqueue(kind, {}, unique_key=key).id
    except IntegrityError:
        return None
