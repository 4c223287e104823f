"""File works from a source: the one way in, for one DOI as for ten thousand.

Works go in batches of a thousand: what is known is looked up by DOI in one query, new rows leave
by executemany, and the message is kept beside them. Nothing is committed here.
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
from registry.outputs.facts import OutputRefreshed, OutputsFiled
from registry.outputs.finding import find, own_names
from registry.outputs.received import Filed, Outcome, Received

BATCH = 1000
LOCK = 0x6F757470
"""The advisory lock of whoever files on PostgreSQL, as a writer on SQLite holds its only one."""


def file_works(works: Sequence[Received], *, by: Actor, sample: bool = False) -> list[Filed]:
    """Create what is new, refresh what its source changed, leave the rest; in the order given.

    Fields that a person chose stay, byline rows keep their keys, and a message is stored once.
    `sample` marks what is created.
    """
    db.session.flush()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    units = Units()
    filed = [one for batch in _batches(works) for one in _file(batch, units, sample=sample)]
    _tell(filed, by=by)
    new = (Outcome.CREATED, Outcome.UPDATED)
    corrections.mark([one.output_id for one in filed if one.outcome in new], by=by)
    return filed


def _batches(works: Sequence[Received]) -> Iterator[list[Received]]:
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


def _file(batch: list[Received], units: Units, *, sample: bool) -> list[Filed]:
    hashes = {work.record.key: work.sha256 for work in batch}
    known = find(batch)
    new = [work for work in batch if work.record.key not in known]
    changed = [
        work
        for work in batch
        if work.record.key in known and known[work.record.key].sha256 != hashes[work.record.key]
    ]
    keys = inserting.insert(new, hashes, units, sample=sample) if new else {}
    refreshed = {}
    if changed:
        works = {known[work.record.key].id: work for work in changed}
        refreshed = refreshing.refresh(works, hashes, units)
    keys |= {key: output.id for key, output in known.items()}
    sources.store(new + changed, hashes, keys)
    return [
        refreshed.get(key)
        or Filed(key, keys[key], Outcome.UNCHANGED if key in known else Outcome.CREATED)
        for key in hashes
    ]


def _tell(filed: list[Filed], *, by: Actor) -> None:
    created = [one.output_id for one in filed if one.outcome is Outcome.CREATED]
    updated = [one for one in filed if one.outcome is Outcome.UPDATED]
    if created:
        subject = created[0] if len(created) == 1 else f"{created[0]}-{created[-1]}"
        audit.record("outputs.filed", ("Output", subject), by=by, details={"output_ids": created})
        facts.announce(OutputsFiled(created))
    for one in updated:
        details = {"changed": list(one.changed), "taken_away": list(one.taken_away)}
        audit.record("output.refreshed", ("Output", one.output_id), by=by, details=details)
    if updated:
        lost = [one.output_id for one in updated if one.taken_away]
        facts.announce(OutputRefreshed([one.output_id for one in updated], lost))
        db.session.expire_all()
