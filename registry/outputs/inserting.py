"""New outputs with all that belongs to them, by executemany: a handful of statements a batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, literal_column, select

from registry.core import clock
from registry.core.clock import UTCDateTime
from registry.core.db import db
from registry.outputs import rows
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
    """Insert works that no output has the DOI of; their keys by DOI."""
    places = {work.record.doi: rows.byline_rows(work.record) for work in works}
    outputs = [_output(w, hashes[w.record.doi], places[w.record.doi], sample=sample) for w in works]
    add(OUTPUT, outputs)
    keys = keys_of([work.record.doi for work in works])
    bylines = [owned(place, keys[doi]) | UNKNOWN_FACTS for doi in places for place in places[doi]]
    add_bylines(bylines, units)
    for table, make in (
        (IDENTIFIER, rows.identifier_rows),
        (FUNDER, rows.funder_rows),
        (RELATION, rows.relation_rows),
    ):
        add(table, [owned(row, keys[w.record.doi]) for w in works for row in make(w.record)])
    relate(keys)
    return keys


def add(table: Table, new: Sequence[Row]) -> None:
    """Insert rows that all have the same columns, made at the same moment."""
    if new:
        now = _moment()
        statement = table.insert().values(created_at=now, updated_at=now)
        db.session.execute(statement, list(rows.fitted(table, new)))


def add_bylines(bylines: Sequence[Row], units: Units) -> None:
    """Insert byline rows, each with its `affiliations`."""
    columns = [{n: v for n, v in row.items() if n != "affiliations"} for row in bylines]
    add(BYLINE, columns)
    add_affiliations([row for row in bylines if row["affiliations"]], units)


def add_affiliations(bylines: Sequence[Row], units: Units) -> None:
    """Insert the affiliations of stored byline rows, each with the unit of ours that it is."""
    keys = _byline_keys({row["output_id"] for row in bylines})
    add(
        AFFILIATION,
        [
            affiliation
            | {
                "byline_id": keys[row["output_id"], row["position"]],
                "unit_id": units.of(affiliation),
            }
            for row in bylines
            for affiliation in row["affiliations"]
        ],
    )


def keys_of(dois: Iterable[str]) -> dict[str, int]:
    """The keys of outputs by DOI, those that are known."""
    found = db.session.execute(select(Output.doi, Output.id).where(Output.doi.in_(list(dois))))
    return {str(doi): key for doi, key in found}


def relate(keys: Mapping[str, int]) -> None:
    """Join relations by DOI: these outputs to whom they name, and others that name these."""
    here = OutputRelation.scheme == "doi"
    own = select(OutputRelation.id, Output.id).join(Output, Output.doi == OutputRelation.value)
    towards = own.where(here, OutputRelation.output_id.in_(list(keys.values())))
    waiting = own.where(
        here, OutputRelation.value.in_(list(keys)), OutputRelation.other_id.is_(None)
    )
    for key, other in {tuple(row) for s in (towards, waiting) for row in db.session.execute(s)}:
        statement = RELATION.update().where(RELATION.c.id == key).values(other_id=other)
        db.session.execute(statement)


def owned(row: Row, output_id: int) -> Row:
    """The row of this output."""
    return row | {"output_id": output_id}


def _output(work: Received, sha256: str, places: Sequence[Row], *, sample: bool) -> Row:
    fields = rows.output_fields(work.record, work.received_at) | {"doi": work.record.doi}
    return fields | {
        "kind": rows.kind_of(work.record),
        "search_text": rows.searched(fields, [place["printed"] for place in places]),
        "source_sha256": sha256,
        "sample": sample,
        "version": 1,
    }


def _moment() -> ColumnElement[datetime]:
    """Now, in the text of the statement: a parameter would be converted twice a row."""
    text = clock.now().astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return literal_column(f"'{text}'", UTCDateTime())


def _byline_keys(outputs: Iterable[int]) -> dict[tuple[int, int], int]:
    statement = select(Byline.output_id, Byline.position, Byline.id)
    found = db.session.execute(statement.where(Byline.output_id.in_(outputs)))
    return {(output, position): key for output, position, key in found}
