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


def refresh(
    works: Mapping[int, Received], hashes: Mapping[str, str], units: Units
) -> dict[str, Filed]:
    """Bring outputs, by their keys, to what these messages say; what became of each work."""
    stored, chosen_by = _stored(list(works)), chosen(list(works))
    bylines = rebyline({key: rows.byline_rows(w.record) for key, w in works.items()}, units)
    updates, filed = [], {}
    for key, work in works.items():
        name, byline = work.record.key, bylines[key]
        fields = _fields(work, stored[key], choice=chosen_by[key], byline=byline) | {
            "source_sha256": hashes[name]
        }
        updates.append(fields | {"key": key})
        differing = _differing(stored[key], fields) + (("byline",) if byline.changed else ())
        filed[name] = Filed(name, key, Outcome.UPDATED, differing, byline.taken_away)
    _write(updates)
    _replace_parts(works, chosen_by)
    return filed


def _stored(keys: list[int]) -> dict[int, Mapping[str, Any]]:
    found = db.session.execute(select(OUTPUT).where(OUTPUT.c.id.in_(keys))).mappings()
    return {row["id"]: dict(row) for row in found}


def _fields(work: Received, stored: Mapping[str, Any], *, choice: Chosen, byline: Rebyline) -> Row:
    fields = choice.over(rows.output_fields(work.record, work.received_at), stored)
    fields["byline_count"] = len(byline.names)
    known = fields | {"doi": stored["doi"]}
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


def _replace_parts(works: Mapping[int, Received], chosen_by: Mapping[int, Chosen]) -> None:
    identifiers = {key: rows.identifier_rows(w.record) for key, w in works.items()}
    for key, choice in chosen_by.items():
        if "identifiers" in choice.fields:
            choice.note("identifiers", identifiers.pop(key))
    wanted = {
        IDENTIFIER: identifiers,
        FUNDER: {key: rows.funder_rows(w.record) for key, w in works.items()},
        RELATION: {key: rows.relation_rows(w.record) for key, w in works.items()},
    }
    for table, parts in wanted.items():
        _replace(table, parts)
    dois = {work.record.doi: key for key, work in works.items() if work.record.doi}
    relate(dois, list(works))


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
