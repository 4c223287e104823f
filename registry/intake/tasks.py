"""The jobs of imports."""

from __future__ import annotations

from contextlib import suppress

from registry.core.actor import SYSTEM
from registry.core.unit_of_work import unit_of_work
from registry.intake import queries, service, working
from registry.intake.errors import NothingDue
from registry.intake.models import Kind
from registry.jobs.service import Progress, task


@task("intake.run")
def run(run_id: int, tries: int = 0, *, progress: Progress) -> None:
    """Work through a run."""
    working.work(run_id, tries, progress)


@task("intake.refresh")
def refresh(*, progress: Progress) -> None:
    """Start the refresh of the night, unless the last one is still under way."""
    with suppress(NothingDue), unit_of_work():
        progress.report(0)
        if not queries.has_open(Kind.REFRESH):
            service.start_refresh(by=SYSTEM)
