"""Lists in pages by keyset.

An opaque cursor names the last row seen, so the last page costs as much as the first.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.engine import Row
from sqlalchemy.orm import InstrumentedAttribute

from registry.core.db import db
from registry.core.errors import Invalid

T = TypeVar("T")
U = TypeVar("U")

MOST = 200
DEFAULT = 50


@dataclass(frozen=True)
class By:
    """One column of an order; the column must not be NULL."""

    column: ColumnElement[Any] | InstrumentedAttribute[Any]
    descending: bool = False


Order = Sequence[By]
"""The order of a list; the last column makes it unique, usually the key."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list and the cursors of its neighbours, None where there is none."""

    items: Sequence[T]
    next: str | None = None
    previous: str | None = None
    total: int | None = None

    def of(self, change: Callable[[Sequence[T]], Sequence[U]]) -> Page[U]:
        """The same page with other items."""
        return Page(change(self.items), self.next, self.previous, self.total)


@dataclass(frozen=True)
class Slice:
    """Which part of a list is asked for."""

    limit: int = DEFAULT
    cursor: str | None = None
    with_total: bool = False


def paginate(statement: Select[Any], order: Order, part: Slice) -> Page[Any]:
    """The rows of `statement` that stand in this part.

    Single entities come out bare, several columns as rows.

    Raises Invalid(field="cursor") for a cursor that this order did not give out.
    """
    back, seen = _read(part.cursor, order)
    columns = [by.column for by in order]
    wanted = statement.add_columns(*columns).limit(part.limit + 1)
    if seen is not None:
        wanted = wanted.where(_beyond(order, seen, back=back))
    wanted = wanted.order_by(None).order_by(*(_directed(by, back=back) for by in order))
    rows = db.session.execute(wanted).all()
    more, rows = len(rows) > part.limit, rows[: part.limit]
    if back:
        rows = rows[::-1]
    forward = bool(rows) and (back or more)
    backward = bool(rows) and seen is not None and (more if back else True)
    return Page(
        [_bare(row, len(columns)) for row in rows],
        _write(rows[-1], len(columns), back=False) if forward else None,
        _write(rows[0], len(columns), back=True) if backward else None,
        count(statement) if part.with_total else None,
    )


def count(statement: Select[Any]) -> int:
    """How many rows the whole list has."""
    return (
        db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery()))
        or 0
    )


def _directed(by: By, *, back: bool) -> ColumnElement[Any]:
    return by.column.desc() if by.descending is not back else by.column.asc()


def _beyond(order: Order, seen: Sequence[Any], *, back: bool) -> ColumnElement[bool]:
    """Whether a row stands after the one seen; one comparison of rows where an index can do it."""
    if len({by.descending for by in order}) == 1:
        row = tuple_(*(by.column for by in order))
        return row < seen if order[0].descending is not back else row > seen
    alternatives = []
    for place, by in enumerate(order):
        same = [
            earlier.column == value for earlier, value in zip(order, seen[:place], strict=False)
        ]
        after = by.column < seen[place] if by.descending is not back else by.column > seen[place]
        alternatives.append(and_(*same, after))
    return or_(*alternatives)


def _bare(row: Row[Any], extra: int) -> Any:
    kept = len(row) - extra
    return row[0] if kept == 1 else row


def _write(row: Row[Any], extra: int, *, back: bool) -> str:
    values = [v.isoformat() if isinstance(v, date) else v for v in row[-extra:]]
    text = json.dumps(["<" if back else ">", *values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str | None, order: Order) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        way, *values = json.loads(text)
        if way not in ("<", ">") or len(values) != len(order):
            values = []
        return way == "<", [_typed(v, by) for v, by in zip(values, order, strict=True)]
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise Invalid(field="cursor", value=cursor) from None


def _typed(value: Any, by: By) -> Any:
    kind = by.column.type.python_type
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if type(value) is not kind or (kind is int and abs(value) >= 2**31):
        raise ValueError(value)
    if kind is str and "\x00" in value:
        raise ValueError(value)
    return value
