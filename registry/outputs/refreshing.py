"""Known outputs follow a newer message, except where a person chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select, update

from registry.core import clock
from registry.core.db import db
from registry.outputs import rows
from registry.outputs.affiliated import Units
from registry.outputs.choices import Chosen, chosen
from registry.outputs.inserting import FUNDER, IDENTIFIER, OUTPUT, RELATION, add, owned, relate
from registry.outputs.rebylining import Rebyline, rebyline
from registry.outputs.received import Filed, Outcome, Received
from registry.outputs.rows import Row

DERIVED = frozenset({"search_text", "cited_by_at"})
"""Columns whose change alone is no news to a reader."""


def refresh(works: Sequence[Received], hashes: Mapping[str, str], units: Units) -> dict[str, Filed]:
    """Bring known outputs to what their messages say now; what became of each by DOI."""
    stored = _stored([work.record.doi for work in works])
    keys = {doi: int(row["id"]) for doi, row in stored.items()}
    chosen_by = chosen(list(keys.values()))
    bylines = rebyline({keys[w.record.doi]: rows.byline_rows(w.record) for w in works}, units)
    updates, filed = [], {}
    for work in works:
        doi = work.record.doi
        choice, byline = chosen_by[keys[doi]], bylines[keys[doi]]
        fields = _fields(work, stored[doi], choice=choice, byline=byline) | {
            "source_sha256": hashes[doi]
        }
        updates.append(fields | {"key": keys[doi]})
        differing = _differing(stored[doi], fields) + (("byline",) if byline.changed else ())
        filed[doi] = Filed(doi, keys[doi], Outcome.UPDATED, differing, byline.taken_away)
    _write(updates)
    _replace_parts(works, keys, chosen_by)
    return filed


def _stored(dois: list[str]) -> dict[str, Mapping[str, Any]]:
    found = db.session.execute(select(OUTPUT).where(OUTPUT.c.doi.in_(dois))).mappings()
    return {row["doi"]: dict(row) for row in found}


def _fields(work: Received, stored: Mapping[str, Any], *, choice: Chosen, byline: Rebyline) -> Row:
    fields = choice.over(rows.output_fields(work.record, work.received_at), stored)
    fields["byline_count"] = len(byline.names)
    known = fields | {"doi": work.record.doi}
    fields["search_text"] = rows.searched(known, byline.names)
    return rows.fitted(OUTPUT, [fields])[0]


def _differing(stored: Mapping[str, Any], fields: Row) -> tuple[str, ...]:
    compared = fields.keys() - DERIVED - {"source_sha256"}
    return tuple(sorted(name for name in compared if stored[name] != fields[name]))


def _write(updates: list[Row]) -> None:
    columns = [name for name in updates[0] if name != "key"]
    statement = (
        update(OUTPUT)
        .where(OUTPUT.c.id == bindparam("key"))
        .values({name: bindparam(name) for name in columns})
        .values(version=OUTPUT.c.version + 1, updated_at=clock.now())
    )
    db.session.execute(statement, updates)


def _replace_parts(
    works: Sequence[Received], keys: Mapping[str, int], chosen_by: Mapping[int, Chosen]
) -> None:
    identifiers = {keys[w.record.doi]: rows.identifier_rows(w.record) for w in works}
    for key, choice in chosen_by.items():
        if "identifiers" in choice.fields:
            choice.note("identifiers", identifiers.pop(key))
    wanted = {
        IDENTIFIER: identifiers,
        FUNDER: {keys[w.record.doi]: rows.funder_rows(w.record) for w in works},
        RELATION: {keys[w.record.doi]: rows.relation_rows(w.record) for w in works},
    }
    for table, parts in wanted.items():
        _replace(table, parts)
    relate(keys)


def _replace(table: Table, parts: Mapping[int, list[Row]]) -> None:
    """Let each output have these rows: nothing is touched where they are as they were."""
    stored: dict[int, list[Row]] = {key: [] for key in parts}
    statement = select(table).where(table.c.output_id.in_(list(parts))).order_by(table.c.id)
    for row in db.session.execute(statement).mappings():
        stored[row["output_id"]].append(cast("Row", row))
    changed = [key for key, new in parts.items() if not _same(stored[key], new)]
    if changed:
        db.session.execute(delete(table).where(table.c.output_id.in_(changed)))
        add(table, [owned(row, key) for key in changed for row in parts[key]])


def _same(stored: Sequence[Row], new: Sequence[Row]) -> bool:
    if len(stored) != len(new):
        return False
    return all(old[name] == row[name] for old, row in zip(stored, new, strict=True) for name in row)
