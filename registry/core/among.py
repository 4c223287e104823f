"""Whether a column has one of many values, told as one parameter.

`column.in_(values)` makes a parameter a value: a thousand take longer to write than to find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import orjson
from sqlalchemy import Boolean, ColumnElement, SQLColumnExpression, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType


def among(column: SQLColumnExpression[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """The same as `column.in_(values)` for texts and whole numbers, however many."""
    return _Among(column, bindparam(None, list(values), type_=_Many()))


class _Many(UserDefinedType[list[Any]]):
    """A list as one parameter: an array, where the database has none JSON."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        return None if dialect.name == "postgresql" else lambda value: orjson.dumps(value).decode()


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """As it is: SQLite would compare it with 1 and then use no index."""
        return self


@compiles(_Among, "sqlite")
def _sqlite(element: _Among, compiler: Any, **kw: Any) -> str:
    column, values = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608


@compiles(_Among, "postgresql")
def _postgresql(element: _Among, compiler: Any, **kw: Any) -> str:
    column, values = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} = ANY({values})"
