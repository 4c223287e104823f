"""Which output a work is already: by DOI, else by its own identifier or what it was filed as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from importers.records import OWN_SCHEMES, WorkRecord
from registry.core.among import among
from registry.core.db import db
from registry.outputs.models import Output, OutputIdentifier, SourceRecord
from registry.outputs.received import Received


class Known(NamedTuple):
    """An output that is there, and the message it follows."""

    id: int
    sha256: str | None
    source: str | None


COLUMNS = (Output.id, Output.source_sha256, Output.source)


def find(works: Sequence[Received]) -> dict[str, Known]:
    """The outputs that these works are, by the keys of the works: at most three queries.

    A work without a DOI is the output that was filed under the same key, else the one that has its
    identifier. A work with a DOI is never an output without one: that is for a person to say.
    """
    dois = [work.record.doi for work in works if work.record.doi]
    keys = [work.record.key for work in works if not work.record.doi]
    found = _by_doi(dois) if dois else {}
    if keys:
        found |= _by_identifier(keys) | _by_message(keys)
    return found


def own_names(record: WorkRecord) -> Iterator[str]:
    """The keys under which a work without a DOI would be this one."""
    return (f"{i.scheme}:{i.value}" for i in record.identifiers if i.scheme in OWN_SCHEMES)


def _by_doi(dois: list[str]) -> dict[str, Known]:
    rows = select(Output.doi, *COLUMNS).where(among(Output.doi, dois))
    return _of(db.session.execute(rows).all())


def _by_identifier(keys: Iterable[str]) -> dict[str, Known]:
    pairs = {tuple(key.split(":", 1)): key for key in keys if key.split(":")[0] in OWN_SCHEMES}
    own = OutputIdentifier
    rows = (
        select(own.scheme, own.value, *COLUMNS)
        .join(Output, Output.id == own.output_id)
        .where(own.scheme.in_(OWN_SCHEMES), among(own.value, [value for _, value in pairs]))
        .order_by(Output.doi.is_not(None).desc(), Output.id.desc())
    )
    found = db.session.execute(rows).all() if pairs else []
    return {pairs[row[0], row[1]]: Known(*row[2:]) for row in found if (row[0], row[1]) in pairs}


def _by_message(keys: Sequence[str]) -> dict[str, Known]:
    kept = SourceRecord
    rows = (
        select(kept.identifier, *COLUMNS)
        .join(Output, Output.id == kept.output_id)
        .where(among(kept.identifier, keys))
        .order_by(kept.id)
    )
    return _of(db.session.execute(rows).all())


def _of(rows: Iterable[Sequence[Any]]) -> dict[str, Known]:
    return {str(key): Known(*known) for key, *known in rows}
