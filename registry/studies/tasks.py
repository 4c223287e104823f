"""Looking for pairs in the background, when works come in or change."""

from __future__ import annotations

from collections.abc import Iterable

from registry.core.actor import SYSTEM
from registry.core.unit_of_work import unit_of_work
from registry.jobs.service import Progress, task
from registry.studies import joining, suggesting

AT_ONCE = 100


@task("studies.suggest")
def suggest(output_ids: list[int], taken_away: Iterable[int] = (), *, progress: Progress) -> None:
    """Look for other manifestations of these outputs' studies."""
    for start in range(0, len(output_ids), AT_ONCE):
        batch = output_ids[start : start + AT_ONCE]
        with unit_of_work():
            suggesting.for_outputs(batch, by=SYSTEM)
            progress.report(start + len(batch), len(output_ids))


@task("studies.mend")
def mend(output_ids: Iterable[int] = (), *, progress: Progress) -> None:
    """Let what counted under an output that was deleted count under the next one."""
    with unit_of_work():
        progress.report(joining.mend())
