"""New outputs with all that belongs to them, by executemany: a handful of statements a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

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
        _output(w, hashes[w.record.key], places[key]) | {"id": key}
        for key, w in zip(numbers, works, strict=True)
    ]
    add(OUTPUT, outputs, {"sample": sample, "version": 1})
    add_bylines([owned(place, key) for key in places for place in places[key]], units)
    for table, make in (
        (IDENTIFIER, rows.identifier_rows),
        (FUNDER, rows.funder_rows),
        (RELATION, rows.relation_rows),
    ):
        add(table, [owned(row, keys[w.record.key]) for w in works for row in make(w.record)])
    relate({work.record.doi: keys[work.record.key] for work in works if work.record.doi}, numbers)
    return keys


def add(
    table: Table,
    new: Sequence[Row],
    same: Mapping[str, Any] | None = None,
    *,
    columns: Sequence[str] | None = None,
) -> None:
    """Insert rows as `bulk.insert` does, made at the same moment, texts cut to their columns."""
    if new:
        now = clock.now()
        alike = {"created_at": now, "updated_at": now, **(same or {})}
        bulk.insert(table, rows.fitted(table, new), alike, columns=columns)


def add_bylines(bylines: Sequence[Row], units: Units) -> None:
    """Insert byline rows, each with its `affiliations`; they get their keys."""
    if not bylines:
        return
    for row, number in zip(bylines, numbering.take(BYLINE, len(bylines)), strict=True):
        row["id"] = number
    columns = [name for name in bylines[0] if name != "affiliations"]
    add(BYLINE, bylines, UNKNOWN_FACTS, columns=columns)
    add_affiliations({row["id"]: row["affiliations"] for row in bylines}, units)


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


def _output(work: Received, sha256: str, places: Sequence[Row]) -> Row:
    fields = rows.output_fields(work.record, work.received_at)
    fields["doi"] = work.record.doi
    fields |= {
        "kind": rows.kind_of(work.record),
        "search_text": rows.searched(fields, [place["printed"] for place in places]),
        "source": work.record.source,
        "source_sha256": sha256,
        "checked_at": work.received_at,
    }
    return fields
