"""New outputs with all that belongs to them, by executemany: a handful of statements a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import Table, bindparam, select

from registry.core import bulk, clock
from registry.core.among import among
from registry.core.db import db
from registry.outputs import numbering, rows
from registry.outputs.affiliated import Units
from registry.outputs.models import (
    Byline,
    BylineAffiliation,
    Output,
    OutputFunder,
    OutputIdentifier,
    OutputRelation,
)
from registry.outputs.received import Received
from registry.outputs.rows import Row

OUTPUT = cast("Table", Output.__table__)
BYLINE = cast("Table", Byline.__table__)
AFFILIATION = cast("Table", BylineAffiliation.__table__)
IDENTIFIER = cast("Table", OutputIdentifier.__table__)
FUNDER = cast("Table", OutputFunder.__table__)
RELATION = cast("Table", OutputRelation.__table__)

UNKNOWN_FACTS: Row = {"corresponding": None, "equal_contribution": None}


def insert(
    works: Sequence[Received], hashes: Mapping[str, str], units: Units, *, sample: bool
) -> dict[str, int]:
    """Insert works that no output is yet; their outputs' keys by the keys of the works."""
    numbers = numbering.take(OUTPUT, len(works))
    keys = {work.record.key: number for work, number in zip(works, numbers, strict=True)}
    places = {key: rows.byline_rows(w.record) for key, w in zip(numbers, works, strict=True)}
    outputs = [
        _output(w, hashes[w.record.key], places[key], sample=sample) | {"id": key}
        for key, w in zip(numbers, works, strict=True)
    ]
    add(OUTPUT, outputs)
    bylines = [owned(place, key) | UNKNOWN_FACTS for key in places for place in places[key]]
    add_bylines(bylines, units)
    for table, make in (
        (IDENTIFIER, rows.identifier_rows),
        (FUNDER, rows.funder_rows),
        (RELATION, rows.relation_rows),
    ):
        add(table, [owned(row, keys[w.record.key]) for w in works for row in make(w.record)])
    relate({work.record.doi: keys[work.record.key] for work in works if work.record.doi}, numbers)
    return keys


def add(table: Table, new: Sequence[Row]) -> None:
    """Insert rows that all have the same columns, made at the same moment."""
    if new:
        now = clock.now()
        bulk.insert(table, rows.fitted(table, new), {"created_at": now, "updated_at": now})


def add_bylines(bylines: Sequence[Row], units: Units) -> None:
    """Insert byline rows, each with its `affiliations`."""
    numbers = numbering.take(BYLINE, len(bylines)) if bylines else ()
    numbered = [row | {"id": number} for row, number in zip(bylines, numbers, strict=True)]
    add(BYLINE, [{n: v for n, v in row.items() if n != "affiliations"} for row in numbered])
    add_affiliations({row["id"]: row["affiliations"] for row in numbered}, units)


def add_affiliations(houses: Mapping[int, Sequence[Row]], units: Units) -> None:
    """Insert the affiliations of stored byline rows, each with the unit of ours that it is."""
    add(
        AFFILIATION,
        [
            house | {"byline_id": key, "unit_id": units.of(house)}
            for key, printed in houses.items()
            for house in printed
        ],
    )


def relate(dois: Mapping[str, int], output_ids: Sequence[int]) -> None:
    """Join relations by DOI: those of these outputs to whom they name, and others that name them.

    `dois` are the DOIs of those outputs that have one.
    """
    here = OutputRelation.scheme == "doi"
    own = select(OutputRelation.id, Output.id).join(Output, Output.doi == OutputRelation.value)
    towards = own.where(here, among(OutputRelation.output_id, output_ids))
    waiting = own.where(here, among(OutputRelation.value, dois), OutputRelation.other_id.is_(None))
    found = {tuple(row) for s in (towards, waiting) for row in db.session.execute(s)}
    if found:
        statement = RELATION.update().where(RELATION.c.id == bindparam("key"))
        joined = [{"key": key, "other": other} for key, other in sorted(found)]
        db.session.execute(statement.values(other_id=bindparam("other")), joined)


def owned(row: Row, output_id: int) -> Row:
    """The row of this output."""
    return row | {"output_id": output_id}


def _output(work: Received, sha256: str, places: Sequence[Row], *, sample: bool) -> Row:
    fields = rows.output_fields(work.record, work.received_at) | {"doi": work.record.doi}
    return fields | {
        "kind": rows.kind_of(work.record),
        "search_text": rows.searched(fields, [place["printed"] for place in places]),
        "source": work.record.source,
        "source_sha256": sha256,
        "checked_at": work.received_at,
        "sample": sample,
        "version": 1,
    }
