"""Work of recruits that is done behind the page: HR is reminded of what is due, every night."""

from __future__ import annotations

from registry.core.actor import SYSTEM
from registry.core.unit_of_work import unit_of_work
from registry.jobs.service import Progress, task
from registry.talent import reminding


@task("talent.remind")
def remind(*, progress: Progress) -> None:
    """Tell HR what is due; what was told once is not told again."""
    with unit_of_work():
        told = reminding.remind(by=SYSTEM)
        progress.report(told, told)
