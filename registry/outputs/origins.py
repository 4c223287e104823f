"""Where the value of each field came from: which source or which person, and since when.

A field follows the message in force, or is what a person set. Since when a source says so is read
from the messages that are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from importers.records import WorkRecord
from registry.accounts.models import Account
from registry.core import clock
from registry.core.db import db
from registry.outputs import reading, rows
from registry.outputs.changing import PARTS
from registry.outputs.choices import COLUMNS
from registry.outputs.errors import UnreadableMessage
from registry.outputs.models import Byline, FieldChoice, Output, SourceRecord
from registry.outputs.years import earliest

COUNTS = ("cited_by", "references_count")
FIELDS = (*COLUMNS, "date", *COUNTS, "byline", *PARTS)
"""The fields whose origin is told, in the order of a page."""

MOST = 50
"""So many messages are read to find out since when a source says something."""

LISTED = {
    "identifiers": lambda row: f"{row['scheme']}: {row['value']}",
    "funders": lambda row: " ".join([row["name"] or row["identifier"] or "", *row["awards"]]),
    "relations": lambda row: f"{row['kind']} {row['value']}",
}
"""A row of what belongs to an output as a text."""


Message = tuple[SourceRecord, Mapping[str, Any]]
"""A kept message and what it says of each field."""


@dataclass(frozen=True)
class Origin:
    """The origin of one field: a source and its message, or a person.

    `since` is when the source first said so without a break, or when the person set it; `differs`
    what the source says where a person set another value.
    """

    field: str
    value: Any
    source: str | None = None
    person: str | None = None
    since: datetime | None = None
    record_id: int | None = None
    differs: Any = None


def origins(output: Output) -> dict[str, Origin]:
    """The origin of every field that has a value or that a person set, by field."""
    told = _messages(output)
    chosen = _chosen(output)
    now = _stored(output)
    found = {}
    for name in FIELDS:
        if name in chosen:
            found[name] = _of_person(now[name], *chosen[name])
        elif now[name] not in (None, "", [], {}):
            found[name] = _of_source(name, now[name], told)
    return found


def differences(one: SourceRecord, other: SourceRecord) -> dict[str, tuple[Any, Any]]:
    """What two kept messages of an output say differently, field by field.

    Raises UnreadableMessage.
    """
    before, after = (values(reading.record_of(kept)) for kept in (one, other))
    return {name: (before[name], after[name]) for name in FIELDS if before[name] != after[name]}


def values(record: WorkRecord) -> dict[str, Any]:
    """What a work says of each field, as the fields are shown."""
    fields = rows.output_fields(record, clock.now())
    people = [*record.contributors, *record.editors]
    return {
        **{name: fields[name] for name in (*COLUMNS, *COUNTS)},
        "date": earliest(fields["dates"]).date,
        "byline": [person.printed for person in people],
        **{name: [LISTED[name](row) for row in make(record)] for name, (_, make) in PARTS.items()},
    }


def _of_person(value: Any, choice: FieldChoice, person: str | None) -> Origin:
    said, name = choice.source_value, choice.field
    if said is not None and name in LISTED:
        said = [LISTED[name](row) for row in said]
    differs = None if said == value else said
    return Origin(name, value, person=person or "", since=choice.updated_at, differs=differs)


def _of_source(name: str, value: Any, told: Sequence[Message]) -> Origin:
    """The source in force, and the oldest of its messages that say so without a break."""
    if not told:
        return Origin(name, value)
    first = told[0][0]
    for kept, said in told:
        if said[name] != told[0][1][name]:
            break
        first = kept
    return Origin(name, value, source=first.source, since=first.received_at, record_id=first.id)


def _messages(output: Output) -> list[Message]:
    """The message in force and those of the same source before it, newest first, as values.

    As far back as they can be read; of the one in force it is known even then that it said so.
    """
    here = select(SourceRecord).filter_by(output_id=output.id, source=output.source)
    newest = here.order_by(SourceRecord.received_at.desc(), SourceRecord.id.desc()).limit(MOST)
    kept = list(db.session.scalars(newest))
    in_force = [one for one in kept if one.sha256 == output.source_sha256]
    later = kept[kept.index(in_force[0]) :] if in_force else []
    found: list[Message] = []
    for one in later:
        try:
            found.append((one, values(reading.record_of(one))))
        except UnreadableMessage:
            return found or [(one, dict.fromkeys(FIELDS))]
    return found


def _chosen(output: Output) -> dict[str, tuple[FieldChoice, str | None]]:
    statement = (
        select(FieldChoice, Account.name)
        .outerjoin(Account, Account.id == FieldChoice.account_id)
        .where(FieldChoice.output_id == output.id)
    )
    return {choice.field: (choice, name) for choice, name in db.session.execute(statement)}


def _stored(output: Output) -> dict[str, Any]:
    names = select(Byline.printed).filter_by(output_id=output.id).order_by(Byline.position)
    found = {name: getattr(output, name) for name in (*COLUMNS, *COUNTS)}
    found |= {"date": earliest(output.dates).date, "byline": list(db.session.scalars(names))}
    for part in PARTS:
        found[part] = [LISTED[part](vars(row)) for row in getattr(output, part)]
    return found
