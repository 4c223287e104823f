"""The loop that takes jobs and does them. Any number of workers on any number of machines."""

from __future__ import annotations

import gc
import os
import random
import secrets
import socket
import threading
import time

import structlog
from flask import Flask

from registry.core.db import db
from registry.core.errors import RegistryError
from registry.jobs import schedule, service
from registry.jobs.models import Job, JobState
from registry.jobs.service import TASKS, Cancelled, LeaseLost, Progress

log = structlog.get_logger()

PAUSE = random.SystemRandom()

IDLE = 0.5
REPORT_EVERY = 15.0

SELDOM = 50_000
"""Containers made until the collector looks at them; Python would look after each 700."""


def name() -> str:
    """A name that no other worker has."""
    return f"{socket.gethostname()[:40]}/{os.getpid()}/{secrets.token_hex(3)}"


def run(app: Flask, stop: threading.Event, *, owner: str | None = None) -> None:
    """Work until `stop` is set; a database that is away is waited for."""
    settle()
    owner, reported = owner or name(), 0.0
    while not stop.is_set():
        try:
            with app.app_context():
                if time.monotonic() - reported > REPORT_EVERY:
                    service.seen(owner)
                    schedule.fire()
                    reported = time.monotonic()
                busy = work_once(owner)
        except Exception:
            log.exception("worker", owner=owner)
            busy = False
            stop.wait(2)
        if not busy:
            stop.wait(IDLE)


def settle() -> None:
    """Let the collector walk neither what is loaded by now nor each batch again and again.

    Both together are a fifth of an import: what a batch holds is no garbage until its end.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)


def work_once(owner: str, *, lease: float = service.LEASE) -> bool:
    """Take one job and do it; False where none is due."""
    job = service.claim(owner, lease=lease)
    if job is None:
        return False
    carry_out(job, Progress(job.id, owner, lease))
    return True


def drain(owner: str = "in line") -> int:
    """Do all that is due, one after another; the number of jobs. For commands and tests."""
    done = 0
    while work_once(owner):
        done += 1
    return done


def carry_out(job: Job, progress: Progress) -> None:
    """Run the job's task and write how it ended.

    A failure is tried again with growing random pauses.
    """
    kind, payload, attempts = job.kind, dict(job.payload), job.attempts
    structlog.contextvars.bind_contextvars(job=job.id, kind=kind)
    try:
        TASKS[kind](**payload, progress=progress)
    except LeaseLost:
        log.warning("lease lost")
    except Cancelled:
        progress.end(JobState.CANCELLED)
    except Exception as why:
        log.exception("job failed")
        db.session.rollback()
        told = why.english if isinstance(why, RegistryError) else type(why).__name__
        progress.put_back(PAUSE.uniform(0, min(300.0, 2.0**attempts)), told)
    else:
        progress.end(JobState.DONE)
    finally:
        db.session.rollback()
        structlog.contextvars.unbind_contextvars("job", "kind")
