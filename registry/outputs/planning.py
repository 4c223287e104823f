"""What filing would do with works, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from registry.outputs.changing import changes
from registry.outputs.filing import batches
from registry.outputs.received import LOWER, TWICE, Outcome, Planned, Received, refused
from registry.outputs.sorting import sort


def plan_works(works: Sequence[Received]) -> list[Planned]:
    """What `file_works` would do now with each of these works; writes nothing.

    A work that stands earlier in the list is planned there and `unchanged` here.
    """
    planned: list[Planned] = []
    seen: set[str] = set()
    for batch in batches(works):
        found = _plan([work for work in batch if work.record.key not in seen])
        for work in batch:
            key = work.record.key
            planned.append(
                Planned(key, Outcome.UNCHANGED, reason=TWICE) if key in seen else found[key]
            )
            seen.add(key)
    return planned


def _plan(batch: Sequence[Received]) -> dict[str, Planned]:
    works = sort(batch)
    ids = {key: known.id for key, known in works.known.items()}
    found = {
        key: Planned(key, Outcome.REFUSED, ids.get(key), reason=refused(text))
        for key, text in works.refused.items()
    }
    for work in works.new:
        found[work.record.key] = Planned(work.record.key, Outcome.CREATED)
    for output_id, change in changes(works.changed, works.hashes).items():
        key, differing = change.work.record.key, change.differences
        outcome = Outcome.UPDATED if differing else Outcome.UNCHANGED
        found[key] = Planned(key, outcome, output_id, differing, change.kept)
    for kept, reason in ((works.same, None), (works.lower, LOWER), (works.later, TWICE)):
        for work in kept:
            key = work.record.key
            found[key] = Planned(key, Outcome.UNCHANGED, ids[key], reason=reason)
    return found
