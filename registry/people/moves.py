"""What a merge changed, value by value, so that it can be changed back.

A move is `[table, column, key, old value, mark of the new value]`, as JSON. The mark tells whether
the value is still the one that the merge wrote: the value itself, `{"same_as": key}` where that
would copy what is personal, `{"sha256": …}` of an envelope.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, select, update

from registry.core.db import Privacy, db

Move = list[Any]
OPEN = frozenset({Privacy.PUBLIC, Privacy.INTERNAL})


@dataclass
class Merging:
    """A merge under way: rows of `gone_id` go to `kept_id`, and each change is remembered.

    Rows are written past the session: it must be flushed before and expired after.
    """

    kept_id: int
    gone_id: int
    moves: list[Move] = field(default_factory=list)

    def move(self, column: Column[Any], *, where: ColumnElement[bool] | None = None) -> None:
        """Let rows that point to the gone one, all or those `where`, point to the kept one."""
        wanted = select(column.table.c.id).where(column == self.gone_id)
        if where is not None:
            wanted = wanted.where(where)
        keys = db.session.scalars(wanted.order_by(column.table.c.id)).all()
        for start in range(0, len(keys), 500):
            _write(column, keys[start : start + 500], self.kept_id)
        name, table = column.name, column.table.name
        self.moves += [[table, name, key, self.gone_id, self.kept_id] for key in keys]

    def set(self, column: Column[Any], key: int, value: Any) -> None:
        """Give one value, which is not personal, to the row of this key."""
        self._set(column, key, value, mark=_plain(value))

    def copy(self, column: Column[Any], key: int, source: int) -> None:
        """Give the row of this key the value of another row of the table."""
        self._set(column, key, _read(column, source), mark={"same_as": source})

    def seal(self, column: Column[Any], key: int, envelope: bytes) -> None:
        """Give an envelope to an empty field of the row of this key."""
        self._set(column, key, envelope, mark={"sha256": digest(envelope)})

    def _set(self, column: Column[Any], key: int, value: Any, *, mark: Any) -> None:
        old = _read(column, key)
        if old is not None and column.info["privacy"] not in OPEN:
            raise ValueError(f"{column} holds what a merge may not remember")
        _write(column, [key], value)
        self.moves.append([column.table.name, column.name, key, _plain(old), mark])


def take_back(moves: Iterable[Move]) -> None:
    """Undo moves, last first; what was changed or removed since then stays as it is now."""
    for table, name, key, old, mark in reversed(list(moves)):
        column = db.metadata.tables[table].c[name]
        if _still(column, key, mark):
            _write(column, [key], _typed(old, column))


def marks_envelopes(moves: Iterable[Move]) -> bool:
    """Whether one of the moves knows an envelope again."""
    return any(isinstance(move[-1], dict) and "sha256" in move[-1] for move in moves)


def renewed(moves: Iterable[Move], digests: Mapping[str, str]) -> list[Move]:
    """The moves after envelopes were sealed anew: old digest -> new digest."""
    return [
        [*move[:-1], {"sha256": digests[move[-1]["sha256"]]}]
        if isinstance(move[-1], dict) and move[-1].get("sha256") in digests
        else move
        for move in moves
    ]


def _still(column: Column[Any], key: int, mark: Any) -> bool:
    now = _read(column, key)
    if isinstance(mark, dict) and "sha256" in mark:
        return now is not None and digest(now) == mark["sha256"]
    if isinstance(mark, dict) and "same_as" in mark:
        return bool(now == _read(column, mark["same_as"]))
    return bool(now == _typed(mark, column))


def _read(column: Column[Any], key: int) -> Any:
    return db.session.scalar(select(column).where(column.table.c.id == key))


def _write(column: Column[Any], keys: Iterable[int], value: Any) -> None:
    table = column.table
    same = {"updated_at": table.c.updated_at} if "updated_at" in table.c else {}
    db.session.execute(
        update(table).where(table.c.id.in_(list(keys))).values({column.name: value} | same)
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(value: Any, column: Column[Any]) -> Any:
    kind = column.type.python_type
    if isinstance(value, str) and kind in (date, datetime):
        return kind.fromisoformat(value)
    return value


def digest(envelope: bytes) -> str:
    """By what a move knows an envelope again."""
    return hashlib.sha256(envelope).hexdigest()
