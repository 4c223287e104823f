"""The jobs of imports."""

from __future__ import annotations

from registry.intake import asking, files
from registry.jobs.service import Progress, task


@task("intake.run")
def run(run_id: int, tries: int = 0, *, progress: Progress) -> None:
    """Ask for what waits in a run."""
    asking.work(run_id, tries, progress)


@task("intake.file")
def file(run_id: int, *, progress: Progress) -> None:
    """Read a file of messages."""
    files.work(run_id, progress)
