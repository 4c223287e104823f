"""Suggestions made in the background: when works come in, when people change or are merged."""

from __future__ import annotations

from collections.abc import Iterable

from registry.claims import disputes, merging, suggesting
from registry.core.actor import SYSTEM
from registry.core.unit_of_work import unit_of_work
from registry.jobs.service import Progress, task
from registry.people.merge import RESOLVERS

AT_ONCE = 200

RESOLVERS |= {
    "claims": merging.merge_claims,
    "claim_identifiers": merging.merge_identifiers,
    "apart_pairs": merging.merge_apart_pairs,
}


@task("claims.suggest_for_outputs")
def suggest_for_outputs(
    output_ids: list[int], taken_away: Iterable[int] = (), *, progress: Progress
) -> None:
    """Ask those who may stand on these outputs; tell those whose position a refresh took away."""
    for start in range(0, len(output_ids), AT_ONCE):
        batch = output_ids[start : start + AT_ONCE]
        with unit_of_work():
            suggesting.for_outputs(batch, by=SYSTEM, run=f"job-{progress.job_id}")
            progress.report(start + len(batch), len(output_ids))
    with unit_of_work():
        disputes.tell_orphaned(taken_away)


@task("claims.suggest_for_researcher")
def suggest_for_researcher(researcher_id: int, *, progress: Progress) -> None:
    """Ask a researcher whose names, iD or posts changed."""
    with unit_of_work():
        suggesting.for_researcher(researcher_id, by=SYSTEM)
        progress.report(1, 1)


@task("claims.suggest_for_merged")
def suggest_for_merged(kept_id: int, gone_id: int, *, progress: Progress) -> None:
    """Ask the one that two records have become."""
    suggest_for_researcher(kept_id, progress=progress)
