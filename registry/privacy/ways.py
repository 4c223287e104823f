"""Which rows of the whole database are about a person, known from the foreign keys alone.

A row is about a person if it holds their key, or the key of a row about them (the stages of a case,
the sessions of an account), or is a part that one such row alone holds (the bytes of a paper). A
column that may be empty and names an account says who did something: it makes a row nobody's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, FromClause, LargeBinary, Select, Table, select

from registry.core.db import Privacy, db

PERSON, ACCOUNT = "researcher", "account"
PRIVATE = frozenset({Privacy.PERSONAL, Privacy.SENSITIVE})
AT_ONCE = 500


@dataclass(frozen=True)
class Way:
    """How rows of a table are about a person: joined as `source`, the key of whom is `person`.

    `via` names the tables on the way, the table itself last.
    """

    table: Table
    source: FromClause
    person: Column[Any]
    via: tuple[str, ...]

    def rows(self, people: Collection[int], *columns: Column[Any]) -> Select[Any]:
        """The rows about these people."""
        wanted = columns or tuple(self.table.columns)
        return select(*wanted).select_from(self.source).where(self.person.in_(people))


def ways() -> list[Way]:
    """The ways to all tables with rows about people, the shortest first."""
    tables = db.metadata.tables
    found = [
        Way(column.table, column.table, column, (column.table.name,))
        for column in _keys_of(PERSON)
        if column.table.name != PERSON
    ]
    for way in found:
        further = [
            *((key.table, key == way.table.c.id) for key in _leading(way.table.name)),
            *((tables[name], key == tables[name].c.id) for key, name in _parts_of(way.table)),
        ]
        for table, joined in further:
            if table.name not in way.via:
                source = way.source.join(table, joined)
                found.append(Way(table, source, way.person, (*way.via, table.name)))
    return found


def ways_by_table() -> dict[str, list[Way]]:
    """The ways to each table, tables in the order in which one leads to another."""
    grouped: dict[str, list[Way]] = {}
    for way in ways():
        grouped.setdefault(way.table.name, []).append(way)
    return grouped


def records_of(researcher_id: int) -> list[int]:
    """The keys of a person's record and of those that became part of it."""
    person = db.metadata.tables[PERSON]
    known, new = [researcher_id], [researcher_id]
    while new:
        wanted = select(person.c.id).where(person.c.merged_into_id.in_(new))
        new = [key for key in db.session.scalars(wanted) if key not in known]
        known += new
    return known


def keys(table: str, people: Collection[int]) -> list[int]:
    """The keys of the rows of a table that are about these people; the table has an `id`."""
    found: set[int] = set()
    for way in ways_by_table().get(table, ()):
        found.update(db.session.scalars(way.rows(people, way.table.c.id)))
    return sorted(found)


def private(table: Table) -> list[Column[Any]]:
    """The personal and the sensitive columns."""
    return [column for column in table.columns if column.info["privacy"] in PRIVATE]


def is_envelope(column: Column[Any]) -> bool:
    """Whether a column holds encrypted values."""
    return column.info["privacy"] is Privacy.SENSITIVE and isinstance(column.type, LargeBinary)


def parts(found: Collection[int]) -> Iterator[list[int]]:
    """Keys, so many at a time as a statement takes."""
    ordered = sorted(found)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def points_to(column: Column[Any]) -> str | None:
    """The table whose key a column holds."""
    return next((key.column.table.name for key in column.foreign_keys), None)


def is_about_two(table: Table) -> bool:
    """Whether a row says something about two people at once, such as that they look alike."""
    both = [c for c in table.columns if points_to(c) == PERSON and not c.nullable]
    return len(both) > 1


def _keys_of(name: str) -> list[Column[Any]]:
    tables: list[Table] = db.metadata.sorted_tables
    return [column for table in tables for column in table.columns if points_to(column) == name]


def _leading(name: str) -> list[Column[Any]]:
    """The columns that make a row one about whom the row of this table is about.

    One that may be empty does so only where the row says nothing nearer.
    """
    return [
        column
        for column in _keys_of(name)
        if column.table.name != PERSON
        and not _has_no_owner(name)
        and not (column.nullable and (name == ACCOUNT or _says_whose(column.table)))
    ]


def _says_whose(table: Table) -> bool:
    return any(points_to(c) == PERSON and not c.nullable for c in table.columns)


def _parts_of(table: Table) -> list[tuple[Column[Any], str]]:
    """The columns that hold the key of a part: of what stands by itself and has one owner."""
    return [
        (column, name)
        for column in table.columns
        if column.unique and (name := points_to(column)) and _has_no_owner(name)
    ]


def _has_no_owner(name: str) -> bool:
    """Whether rows of a table do not say to what they belong, as the bytes of files."""
    return not any(column.foreign_keys for column in db.metadata.tables[name].columns)
