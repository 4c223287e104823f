"""The jobs of spreadsheets; their payload is a key."""

from __future__ import annotations

from registry.jobs.service import Progress, task
from registry.sheets import applying, planning, undoing


@task("sheets.plan")
def plan(import_id: int, *, progress: Progress) -> None:
    """Read a spreadsheet and plan its rows."""
    planning.plan(import_id, progress)


@task("sheets.apply")
def apply(import_id: int, *, progress: Progress) -> None:
    """Write what a plan says."""
    applying.apply(import_id, progress)


@task("sheets.undo")
def undo(import_id: int, *, progress: Progress) -> None:
    """Take back what was written."""
    undoing.undo(import_id, progress)
