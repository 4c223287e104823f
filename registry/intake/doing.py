"""Do the jobs of imports here and now, with a bar on the terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import click

from registry.core import terminal
from registry.core.db import db
from registry.intake.models import ImportRun
from registry.jobs import service as jobs
from registry.jobs import worker
from registry.jobs.service import Progress

KINDS = frozenset({"intake.run"})
WAIT = 0.5


@dataclass
class ShownProgress(Progress):
    """Progress that is also drawn, or not."""

    show: Callable[[int, int | None], None] = lambda done, total: None

    def report(self, done: int, total: int | None = None, message: str | None = None) -> None:
        super().report(done, total, message)
        self.show(done, total)


def until_it_ends(run_id: int) -> None:
    """Do the jobs of imports that are due until this run has ended; another worker may do it."""
    owner, told = worker.name(), None
    while _is_open(run_id):
        job = jobs.claim(owner, kinds=KINDS)
        if job is None:
            told = _tell_pause(run_id, told)
            time.sleep(WAIT)
            continue
        show = _drawn() if terminal.is_terminal() else _nothing
        worker.carry_out(job, ShownProgress(job.id, owner, show=show))
        if terminal.is_terminal():
            click.echo(err=True)


def _is_open(run_id: int) -> bool:
    db.session.rollback()
    return db.session.get_one(ImportRun, run_id, populate_existing=True).is_open


def _tell_pause(run_id: int, told: datetime | None) -> datetime | None:
    """Say once that the source is away and when it is asked again; the moment that was told."""
    run = db.session.get_one(ImportRun, run_id)
    again = run.job.run_at if run.job and run.told else None
    if again and again != told and run.told:
        click.echo(f"{run.told.sentence} ({again:%H:%M:%S} UTC; stop waiting: Ctrl-C)", err=True)
    return again


def _nothing(done: int, total: int | None) -> None:
    pass


def _drawn() -> Callable[[int, int | None], None]:
    """A bar where the total is known, else a count, with the rate so far."""
    started, first, whole = time.monotonic(), -1, 0

    def show(done: int, total: int | None) -> None:
        nonlocal first, whole
        first, whole = done if first < 0 else first, total or whole
        rate = (done - first) / max(time.monotonic() - started, 0.001)
        bar = f"[{'#' * (30 * done // whole):<30}] {done:,}/{whole:,}" if whole else f"{done:,}"
        click.echo(f"\r{bar}  {rate:,.0f}/s   ", nl=False, err=True)

    return show
