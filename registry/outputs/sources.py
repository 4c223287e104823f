"""The messages as received: stored once each, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import Table, select, update

from registry.core.among import among
from registry.core.db import db
from registry.outputs.inserting import add
from registry.outputs.models import SourceRecord
from registry.outputs.received import Received

SOURCE_RECORD = cast("Table", SourceRecord.__table__)


def store(works: Sequence[Received], hashes: Mapping[str, str], keys: Mapping[str, int]) -> None:
    """Keep the messages not kept yet; one kept for a deleted output goes to the new one."""
    known = _known(works) if works else {}
    new = []
    for work in works:
        identifier, source = work.record.key, work.record.source
        place = (source, identifier, hashes[identifier])
        if place not in known:
            new.append(
                {
                    "output_id": keys[identifier],
                    "source": source,
                    "identifier": identifier,
                    "sha256": hashes[identifier],
                    "body": work.pressed,
                    "request": work.request,
                    "received_at": work.received_at,
                }
            )
        elif known[place] != keys[identifier]:
            _give(place, keys[identifier])
    add(SOURCE_RECORD, new)


def _known(works: Sequence[Received]) -> dict[tuple[str, str, str], int | None]:
    kept = SourceRecord
    statement = (
        select(kept.source, kept.identifier, kept.sha256, kept.output_id)
        .where(kept.source.in_({work.record.source for work in works}))
        .where(among(kept.identifier, [work.record.key for work in works]))
    )
    return {(row[0], row[1], row[2]): row[3] for row in db.session.execute(statement)}


def _give(place: tuple[str, str, str], output_id: int) -> None:
    source, identifier, sha256 = place
    statement = (
        update(SOURCE_RECORD)
        .where(SOURCE_RECORD.c.source == source)
        .where(SOURCE_RECORD.c.identifier == identifier)
        .where(SOURCE_RECORD.c.sha256 == sha256)
    )
    db.session.execute(statement.values(output_id=output_id))
