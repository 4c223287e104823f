"""Dump rows fast.

A marshmallow schema, the single source of a record's shape, compiled once to plain functions.

`Schema.dump` spends most of its time on features no schema of ours uses. A test holds both equal
for every schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any

from marshmallow import Schema, fields

Dump = Callable[[Any], Any]
Getter = Callable[[Any, str], Any]
Part = tuple[str, str, Dump]
"""The key of a field in the answer, its name in the object, and what becomes of the value."""


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
    return _at_once(parts) if len(parts) > 1 else _one_by_one(parts)


def _at_once(parts: Sequence[Part]) -> Dump:
    """Take all values in one step; an object that lacks some is looked at one by one."""
    keys, names, _ = zip(*parts, strict=True)
    items, attributes, careful = itemgetter(*names), attrgetter(*names), _one_by_one(parts)
    texts = [key for key, _, convert in parts if convert is _text]
    others = [(key, convert) for key, _, convert in parts if convert not in {_text, _same}]

    def dump(thing: Any) -> dict[str, Any]:
        try:
            is_mapping = type(thing) is dict or isinstance(thing, Mapping)
            values = items(thing) if is_mapping else attributes(thing)
        except (KeyError, AttributeError):
            return careful(thing)  # type: ignore[no-any-return]
        found = dict(zip(keys, values, strict=True))
        for key in texts:
            value = found[key]
            if value is not None and type(value) is not str:
                found[key] = str(value)
        for key, convert in others:
            found[key] = convert(found[key])
        return found

    return dump


def _one_by_one(parts: Sequence[Part]) -> Dump:
    def dump(thing: Any) -> dict[str, Any]:
        get: Getter = _item if isinstance(thing, Mapping) else _attribute
        found = ((key, convert, get(thing, name)) for key, name, convert in parts)
        return {key: convert(value) for key, convert, value in found if value is not Unset}

    return dump


def _item(thing: Any, name: str) -> Any:
    first, _, rest = name.partition(".")
    found = thing.get(first, Unset)
    return _attribute(found, rest) if rest else found


def _attribute(thing: Any, name: str) -> Any:
    for part in name.split("."):
        thing = getattr(thing, part, Unset)
    return thing


def _value(field: fields.Field[Any], schema: Schema) -> Dump:
    serialize = type(field)._serialize  # noqa: SLF001
    if isinstance(field, fields.Nested):
        return _nested(dumper(type(field.schema)), many=bool(field.many))
    if isinstance(field, fields.List):
        return _nested(_value(field.inner, schema), many=True)
    if serialize is fields.String._serialize:  # noqa: SLF001
        return _text
    if isinstance(field, fields.Integer) or serialize is fields.Field._serialize:  # noqa: SLF001
        return _same
    return lambda value: serialize(field, value, field.name, None)


def _nested(one: Dump, *, many: bool) -> Dump:
    if many:
        return lambda values: None if values is None else [one(value) for value in values]
    return lambda value: None if value is None else one(value)


def _text(value: Any) -> str | None:
    return value if value is None or type(value) is str else str(value)


def _same(value: Any) -> Any:
    return value
