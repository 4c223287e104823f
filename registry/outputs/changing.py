"""What newer messages change of known outputs: decided here, written elsewhere.

What a person chose stays; everything else follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, select

from registry.core.among import among
from registry.core.db import db
from registry.outputs import rows
from registry.outputs.choices import Chosen, chosen
from registry.outputs.inserting import FUNDER, IDENTIFIER, OUTPUT, RELATION
from registry.outputs.rebylining import Rebyline, plan
from registry.outputs.received import Received
from registry.outputs.rows import Row

FILED = frozenset({"source", "source_sha256", "checked_at"})
"""Columns that tell of the message and not of the work."""

DERIVED = FILED | {"search_text", "cited_by_at"}
"""Columns whose change alone is no news to a reader."""

BOOKKEEPING = frozenset({"indexed", "deposited"})
"""Dates that tell when the message was handled (domain.md 4.2)."""

PARTS = {
    "identifiers": (IDENTIFIER, rows.identifier_rows),
    "funders": (FUNDER, rows.funder_rows),
    "relations": (RELATION, rows.relation_rows),
}
"""What belongs to an output in rows of its own, besides the byline."""

Difference = tuple[Any, Any]
"""What stood before and what stands after."""


@dataclass(frozen=True)
class Change:
    """What one message makes of one output."""

    work: Received
    stored: Row
    fields: Row  # all columns that follow the source, as they become
    byline: Rebyline
    parts: Mapping[str, tuple[list[Row], list[Row]]]  # those that differ: (before, after)
    choice: Chosen  # with what the source says now of the fields a person chose

    @property
    def differences(self) -> dict[str, Difference]:
        """Field -> (before, after), also of the byline and what else belongs to the output."""
        found: dict[str, Difference] = {
            name: (self.stored[name], self.fields[name])
            for name in sorted(self.fields.keys() - DERIVED)
            if _told(name, self.stored[name]) != _told(name, self.fields[name])
        }
        if self.byline.changed:
            found["byline"] = self.byline.difference
        return found | {name: _said(*part) for name, part in self.parts.items()}

    @property
    def kept(self) -> dict[str, Any]:
        """What the source says of the fields where a person said something else."""
        return {name: said for name, said in self.choice.fields.items() if self._disputed(name)}

    @property
    def shows(self) -> bool:
        """Whether anything that can be read of the output differs."""
        quiet = FILED | {"search_text"}
        differing = (self.stored[n] != v for n, v in self.fields.items() if n not in quiet)
        return any(differing) or self.byline.changed or bool(self.parts)

    def _disputed(self, name: str) -> bool:
        return name not in self.choice.agreed and self.choice.fields[name] != self.stored.get(name)


def changes(works: Mapping[int, Received], hashes: Mapping[str, str]) -> dict[int, Change]:
    """What these messages change of the outputs with these keys; `hashes` by the works' keys."""
    keys = list(works)
    stored, chosen_by = _stored(keys), chosen(keys)
    bylines = plan({key: rows.byline_rows(w.record) for key, w in works.items()})
    parts = {name: _parts(table, keys) for name, (table, _) in PARTS.items()}
    found = {}
    for key, work in works.items():
        choice = chosen_by[key]
        byline = _chosen(bylines[key], choice) if "byline" in choice.fields else bylines[key]
        fields = _fields(work, stored[key], choice=choice, names=byline.names)
        fields["source_sha256"] = hashes[work.record.key]
        before = {name: parts[name][key] for name in PARTS}
        differing = _differing(work, before, choice)
        found[key] = Change(work, stored[key], fields, byline, differing, choice)
    return found


def _fields(work: Received, stored: Row, *, choice: Chosen, names: list[str]) -> Row:
    fields = choice.over(rows.output_fields(work.record, work.received_at), stored)
    fields |= {
        "byline_count": len(names),
        "search_text": rows.searched(fields | {"doi": stored["doi"]}, names),
        "source": work.record.source,
        "checked_at": work.received_at,
    }
    return rows.fitted(OUTPUT, [fields])[0]


def _chosen(byline: Rebyline, choice: Chosen) -> Rebyline:
    """The byline a person typed stays, unless the source prints the same names and says more."""
    choice.note("byline", byline.names)
    if byline.agrees:
        choice.agreed.add("byline")
        return byline
    return byline.refused()


def _differing(
    work: Received, before: Mapping[str, list[Row]], choice: Chosen
) -> dict[str, tuple[list[Row], list[Row]]]:
    found = {}
    for name, (table, make) in PARTS.items():
        after = list(rows.fitted(table, make(work.record)))
        if name in choice.fields:
            choice.note(name, after)
        elif not _same(before[name], after):
            found[name] = (before[name], after)
    return found


def _told(name: str, value: Any) -> Any:
    """What a value tells of the work: its dates without those of the message."""
    return {n: d for n, d in value.items() if n not in BOOKKEEPING} if name == "dates" else value


def _said(before: Sequence[Row], after: Sequence[Row]) -> Difference:
    """The rows of both sides with what a source says, without keys."""
    names = next(iter([*after, *before])).keys() - {
        *("id", "output_id", "other_id", "created_at", "updated_at")
    }
    old, new = (
        [{name: row.get(name) for name in sorted(names)} for row in r] for r in (before, after)
    )
    return old, new


def _stored(keys: list[int]) -> dict[int, Row]:
    found = db.session.execute(select(OUTPUT).where(among(OUTPUT.c.id, keys))).mappings()
    return {row["id"]: cast("Row", dict(row)) for row in found}


def _parts(table: Table, keys: Sequence[int]) -> dict[int, list[Row]]:
    stored: dict[int, list[Row]] = {key: [] for key in keys}
    statement = select(table).where(among(table.c.output_id, keys)).order_by(table.c.id)
    for row in db.session.execute(statement).mappings():
        stored[row["output_id"]].append(cast("Row", dict(row)))
    return stored


def _same(stored: Sequence[Row], new: Sequence[Row]) -> bool:
    if len(stored) != len(new):
        return False
    return all(old[name] == row[name] for old, row in zip(stored, new, strict=True) for name in row)
