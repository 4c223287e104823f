"""A copy of all that is held about one person, for the person: JSON, one long CSV, the papers.

Which rows, the foreign keys say; what each column is for, the table of purposes. Encrypted values
stand in clear. What is not there: what only proves something to a machine (hashes, tokens), who of
HR wrote a row, and rows about two people at once, of which only the number is told.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Column, Table, select

from registry.audit import service as audit
from registry.core import clock, files, settings, tabular
from registry.core.actor import Actor
from registry.core.db import Privacy, db
from registry.core.encryption import Place, Unreadable
from registry.core.errors import N_
from registry.core.files import ENDINGS, StoredFile
from registry.people.models import Researcher
from registry.privacy.purposes import Purpose, kept_for, purpose_of
from registry.privacy.ways import (
    ACCOUNT,
    PERSON,
    Way,
    is_about_two,
    is_envelope,
    points_to,
    records_of,
    ways_by_table,
)
from registry.talent.models import Document

Translate = Callable[[str], str]

MEDIA = "application/zip"

CALLED = ("title", "name_en", "full", "code", "email")
"""Columns by which a row is called, the first that a table has."""

BY_STAFF = ("actor", "label")
"""Columns that end so say who of the staff did something."""

TITLES = (
    N_("Part"),
    N_("Row"),
    N_("Field"),
    N_("Value"),
    N_("Class"),
    N_("Purpose"),
    N_("Ground"),
    N_("Kept"),
)

UNREADABLE = "(unreadable: its key is missing)"


@dataclass
class Held:
    """Rows of one table about a person, and what their columns are for."""

    table: Table
    columns: list[Column[Any]]
    rows: list[dict[str, Any]] = field(default_factory=list)
    not_told: int = 0


def copy(researcher: Researcher, reason: str, *, by: Actor, translate: Translate) -> bytes:
    """The copy as a zip file: `record.json`, `record.csv` and the papers.

    That it was made, by whom and why, is audited with it.
    """
    people = records_of(researcher.id)
    held = list(holdings(people))
    details = {"reason": reason, "rows": sum(len(one.rows) for one in held)}
    audit.record("person.copied", ("Personnel", researcher.id), by=by, details=details)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("record.json", as_json(researcher, held, translate))
        archive.writestr("record.csv", b"".join(as_csv(held, translate)))
        for name, content in _papers(people):
            archive.writestr(f"documents/{name}", content)
    return buffer.getvalue()


def holdings(people: list[int]) -> Iterator[Held]:
    """All rows about these people, by table; the record itself first."""
    person = db.metadata.tables[PERSON]
    own = select(*person.columns).where(person.c.id.in_(people))
    yield _held(person, [dict(row) for row in db.session.execute(own).mappings()], people)
    for found in ways_by_table().values():
        table = found[0].table
        rows = _rows(found, people)
        if is_about_two(table):
            yield Held(table, [], not_told=len(rows))
        else:
            yield _held(table, rows, people)


def as_json(researcher: Researcher, held: Iterable[Held], translate: Translate) -> bytes:
    """The copy as JSON: by table its columns with class and purpose, then its rows."""
    tables = [
        {
            "table": one.table.name,
            "columns": {c.name: _about(c, translate) for c in one.columns},
            "rows": one.rows,
        }
        | ({"not_told": one.not_told} if one.not_told else {})
        for one in held
        if one.rows or one.not_told
    ]
    said = {"researcher": researcher.id, "made_at": clock.now(), "tables": tables}
    return orjson.dumps(said, default=str, option=orjson.OPT_INDENT_2)


def as_csv(held: Iterable[Held], translate: Translate) -> Iterator[bytes]:
    """The copy as one long table: a line a value, with its class, purpose, ground and time."""
    keys = [tabular.Column(title.lower(), translate(title)) for title in TITLES]
    return tabular.csv_lines(
        tabular.Table(name="record", title="record", columns=keys, rows=_lines(held, translate))
    )


def _lines(held: Iterable[Held], translate: Translate) -> Iterator[list[str]]:
    for one in held:
        about = {column.name: list(_about(column, translate).values()) for column in one.columns}
        for number, row in enumerate(one.rows, 1):
            for name, value in row.items():
                if value is not None:
                    yield [one.table.name, str(number), name, _text(value), *about[name]]


def _about(column: Column[Any], translate: Translate) -> dict[str, str]:
    row = purpose_of(column)
    said = {"class": column.info["privacy"].value}
    if row is None:
        return said | {"purpose": "", "ground": "", "kept": ""}
    words = {"purpose": translate(row.why), "ground": translate(row.ground)}
    return said | words | {"kept": kept_for(row, translate)}


def _rows(found: Iterable[Way], people: list[int]) -> list[dict[str, Any]]:
    """The rows of a table by all ways to it, each once; never the bytes of files."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for way in found:
        columns = [c for c in way.table.columns if c is not StoredFile.__table__.c.content]
        names = [c.name for c in way.table.primary_key]
        for row in db.session.execute(way.rows(people, *columns)).mappings():
            rows[tuple(row[name] for name in names)] = dict(row)
    return list(rows.values())


def _held(table: Table, rows: list[dict[str, Any]], people: list[int]) -> Held:
    columns = [c for c in table.columns if rows and c.name in rows[0] and _is_told(c)]
    called = {c.name: _called(c, rows) for c in columns if points_to(c)}
    told = []
    for row in rows:
        values = {c.name: _value(c, row) for c in columns}
        for name, names in called.items():
            other = points_to(table.c[name]) == PERSON and row[name] not in people
            key = row[name]
            values[name] = None if other else f"{key} ({names[key]})" if key in names else key
        told.append(values)
    return Held(table, columns, told)


def _is_told(column: Column[Any]) -> bool:
    """Whether a column goes into the copy; what only proves something, or names staff, does not."""
    purpose: Purpose | None = purpose_of(column)
    proves = column.info["privacy"] is Privacy.SENSITIVE and not is_envelope(column)
    secret = purpose is not None and purpose.secret
    staff = column.name.endswith(BY_STAFF) or (points_to(column) == ACCOUNT and column.nullable)
    return not (proves or secret or staff)


def _value(column: Column[Any], row: dict[str, Any]) -> Any:
    value = row[column.name]
    if value is None or not is_envelope(column):
        return value
    place = Place(column.table.name, column.name, row["id"])
    try:
        return settings.keyring().open(value, place)
    except Unreadable:
        return UNREADABLE


def _called(column: Column[Any], rows: list[dict[str, Any]]) -> dict[int, str]:
    """What the rows are called to which a column points; people and accounts are not named."""
    name = points_to(column) or ""
    table = db.metadata.tables[name]
    title = next((table.c[one] for one in CALLED if one in table.c), None)
    wanted = {row[column.name] for row in rows if row[column.name] is not None}
    if title is None or name in {PERSON, ACCOUNT} or not wanted:
        return {}
    found = db.session.execute(select(table.c.id, title).where(table.c.id.in_(wanted)))
    return {key: str(text) for key, text in found}


def _papers(people: list[int]) -> Iterator[tuple[str, bytes]]:
    wanted = select(Document).where(Document.researcher_id.in_(people)).order_by(Document.id)
    for row in db.session.scalars(wanted):
        name = f"document-{row.id}-{row.kind}.{ENDINGS.get(row.file.kind, 'bin')}"
        try:
            yield name, files.opened(row.file)
        except files.FileDamaged:
            yield f"{name}.txt", UNREADABLE.encode()


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return orjson.dumps(value).decode()
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
