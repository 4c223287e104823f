"""File works from a source: the one way in, for one DOI as for ten thousand.

Works go in batches of a thousand: what is known is looked up in a few queries, new rows leave in
bulk, and the message is kept beside them. Nothing is committed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from registry.audit import service as audit
from registry.core import facts
from registry.core.actor import Actor
from registry.core.db import db
from registry.outputs import corrections, inserting, refreshing, sources
from registry.outputs.affiliated import Units
from registry.outputs.changing import changes
from registry.outputs.facts import OutputRefreshed, OutputsFiled
from registry.outputs.finding import own_names
from registry.outputs.received import LOWER, Filed, Outcome, Received, refused
from registry.outputs.sorting import Sorted, sort

BATCH = 1000
LOCK = 0x6F757470
"""The advisory lock of whoever files on PostgreSQL, as a writer on SQLite holds its only one."""


def file_works(works: Sequence[Received], *, by: Actor, sample: bool = False) -> list[Filed]:
    """Create what is new, refresh what its source changed, leave the rest; in the order given.

    Fields that a person chose stay, a lower source (`ranks`) changes nothing, byline rows keep
    their keys, and a message is stored once. What is on the refusal list stays out. `sample` marks
    what is created.
    """
    db.session.flush()
    wait_for_turn()
    units = Units()
    filed = [one for batch in batches(works) for one in _file(batch, units, sample=sample)]
    _tell(filed, by=by)
    new = (Outcome.CREATED, Outcome.UPDATED)
    corrections.mark(
        [one.output_id for one in filed if one.outcome in new and one.output_id], by=by
    )
    if any(one.outcome is not Outcome.CREATED for one in filed):
        db.session.expire_all()
    return filed


def wait_for_turn() -> None:
    """Be the only one who files or takes back until this transaction ends."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def batches(works: Sequence[Received]) -> Iterator[list[Received]]:
    """At most a thousand works, none twice."""
    batch: list[Received] = []
    names: set[str] = set()
    for work in works:
        if len(batch) == BATCH or work.record.key in names:
            yield batch
            batch, names = [], set()
        batch.append(work)
        names |= {work.record.key, *own_names(work.record)}
    if batch:
        yield batch


def _file(batch: Sequence[Received], units: Units, *, sample: bool) -> list[Filed]:
    works = sort(batch)
    filed = {key: _refused(key, works) for key in works.refused}
    keys = {key: known.id for key, known in works.known.items()}
    if works.new:
        keys |= inserting.insert(works.new, works.hashes, units, sample=sample)
        created = (work.record.key for work in works.new)
        filed |= {key: Filed(key, keys[key], Outcome.CREATED) for key in created}
    if works.changed:
        filed |= refreshing.refresh(changes(works.changed, works.hashes), units)
    sources.store([*works.new, *works.changed.values(), *works.lower], works.hashes, keys)
    filed |= _left(works)
    if works.later:
        filed |= {one.key: one for one in _file(works.later, units, sample=sample)}
    return [filed[key] for key in works.hashes]


def _refused(key: str, works: Sorted) -> Filed:
    known = works.known.get(key)
    reason = refused(works.refused[key])
    return Filed(key, known.id if known else None, Outcome.REFUSED, reason=reason)


def _left(works: Sorted) -> dict[str, Filed]:
    """What stays as it is; its source was asked, and said the same."""
    ids = [works.known[work.record.key].id for work in works.same]
    if works.same:
        refreshing.note_checked(ids, max(work.received_at for work in works.same))
    same = [(work.record.key, None) for work in works.same]
    lower = [(work.record.key, LOWER) for work in works.lower]
    return {
        key: Filed(key, works.known[key].id, Outcome.UNCHANGED, reason=reason)
        for key, reason in same + lower
    }


def _tell(filed: list[Filed], *, by: Actor) -> None:
    created = [one.output_id for one in filed if one.outcome is Outcome.CREATED and one.output_id]
    updated = [
        (one.output_id, one) for one in filed if one.outcome is Outcome.UPDATED and one.output_id
    ]
    if created:
        subject = created[0] if len(created) == 1 else f"{created[0]}-{created[-1]}"
        audit.record("outputs.filed", ("Output", subject), by=by, details={"output_ids": created})
        facts.announce(OutputsFiled(created))
    for key, one in updated:
        details = {"changed": list(one.changed), "taken_away": list(one.taken_away)}
        audit.record("output.refreshed", ("Output", key), by=by, details=details)
    if updated:
        lost = [key for key, one in updated if one.taken_away]
        facts.announce(OutputRefreshed([key for key, _ in updated], lost))
