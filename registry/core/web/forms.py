"""HTML forms as data.

Names with dots become nested data, blanks become nothing, the API's schemas check them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, ValidationError, fields

from registry.core.errors import InvalidFields
from registry.core.web.problems import invalid_fields

SKIPPED = frozenset({"csrf_token", "version"})


def read(schema: Schema, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What the form says, checked. Raises InvalidFields."""
    try:
        loaded: dict[str, Any] = schema.load(nested(pairs, schema))
    except ValidationError as why:
        raise invalid_fields(why.messages_dict, schema) from why
    return loaded


def nested(pairs: Iterable[tuple[str, str]], schema: Schema) -> dict[str, Any]:
    """`names.0.family=Li` as `{"names": [{"family": "Li"}]}`.

    An unticked box is False, a blank None or absent.
    """
    data: dict[str, Any] = {}
    for name, text in pairs:
        if name not in SKIPPED:
            _place(data, name.split("."), text.strip())
    return _shaped(data, schema)


def _place(data: dict[str, Any], path: list[str], text: str) -> None:
    *way, last = path
    for part in way:
        data = data.setdefault(part, {}) if isinstance(data.get(part, {}), dict) else {}
    if last in data and isinstance(data[last], list):
        data[last].append(text)
    elif last in data:
        data[last] = [data[last], text]
    else:
        data[last] = text


def _shaped(data: dict[str, Any], schema: Schema) -> dict[str, Any]:
    shaped: dict[str, Any] = {}
    for name, field in schema.load_fields.items():
        key = field.data_key or name
        if isinstance(field, fields.Boolean):
            shaped[key] = data.pop(key, "") not in ("", "0", "false")
        elif key in data:
            value = _value(data.pop(key), field)
            if value is not None or field.allow_none:
                shaped[key] = value
    return shaped | {name: value for name, value in data.items() if value != ""}


def _value(value: Any, field: fields.Field[Any]) -> Any:
    if isinstance(field, fields.Nested):
        if not field.many:
            return _shaped(value, field.schema) if isinstance(value, dict) else value or None
        rows = [v for _, v in sorted(value.items())] if isinstance(value, dict) else []
        return [_shaped(row, field.schema) for row in rows if not _blank(row)]
    if isinstance(field, fields.List):
        return [v for v in (value if isinstance(value, list) else [value]) if v != ""]
    return None if value == "" else value


def _blank(row: Any) -> bool:
    return not isinstance(row, dict) or not any(row.values())


def errors_by_field(error: InvalidFields) -> dict[str, str]:
    """The sentences for a template, by the name of the input."""
    return {e["field"]: e["message"] for e in error.messages["errors"]}
