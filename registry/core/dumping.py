"""Dump rows fast.

A marshmallow schema, the single source of a record's shape, compiled once to plain functions.

`Schema.dump` spends most of its time on features no schema of ours uses. A test holds both equal
for every schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from marshmallow import Schema, fields

Dump = Callable[[Any], Any]
Getter = Callable[[Any, str], Any]


class Unset:
    """Marks an attribute that the object does not have."""


def dumper(schema: type[Schema] | Schema) -> Dump:
    """A function from an object or a mapping to what `schema.dump` would give."""
    kind = schema if isinstance(schema, type) else type(schema)
    return _compiled(kind)


@cache
def _compiled(kind: type[Schema]) -> Dump:
    schema = kind()
    parts = [
        (field.data_key or name, field.attribute or name, _value(field, schema))
        for name, field in schema.dump_fields.items()
    ]

    def dump(thing: Any) -> dict[str, Any]:
        get: Getter = _item if isinstance(thing, Mapping) else _attribute
        found = ((key, convert, get(thing, name)) for key, name, convert in parts)
        return {key: convert(value) for key, convert, value in found if value is not Unset}

    return dump


def _item(thing: Any, name: str) -> Any:
    return thing.get(name, Unset)


def _attribute(thing: Any, name: str) -> Any:
    return getattr(thing, name, Unset)


def _value(field: fields.Field[Any], schema: Schema) -> Dump:
    inner = _kind(field, schema)
    return lambda value: None if value is None else inner(value)


def _kind(field: fields.Field[Any], schema: Schema) -> Dump:
    if isinstance(field, fields.Nested):
        one = dumper(type(field.schema))
        return (lambda values: [one(v) for v in values]) if field.many else one
    if isinstance(field, fields.List):
        one = _value(field.inner, schema)
        return lambda values: [one(v) for v in values]
    serialize = type(field)._serialize  # noqa: SLF001
    if serialize is fields.String._serialize:  # noqa: SLF001
        return _text
    if isinstance(field, fields.Integer) or serialize is fields.Field._serialize:  # noqa: SLF001
        return _same
    return lambda value: serialize(field, value, field.name, None)


def _text(value: Any) -> str:
    return value if type(value) is str else str(value)


def _same(value: Any) -> Any:
    return value
