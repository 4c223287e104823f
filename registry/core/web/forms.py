"""HTML forms as data.

Names with dots become nested data, blanks become nothing, the API's schemas check them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from registry.core.errors import InvalidFields
from registry.core.web.meanwhile import SEEN
from registry.core.web.problems import invalid_fields

SKIPPED = frozenset({"csrf_token", "version", SEEN})


def read(schema: Schema, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What the form says, checked. Raises InvalidFields, its fields named as they were typed."""
    typed = list(pairs)
    try:
        loaded: dict[str, Any] = schema.load(nested(typed, schema))
    except ValidationError as why:
        messages = _as_typed(why.messages_dict, _tree(typed), schema)
        raise invalid_fields(messages, schema) from why
    return loaded


def nested(pairs: Iterable[tuple[str, str]], schema: Schema) -> dict[str, Any]:
    """`names.0.family=Li` as `{"names": [{"family": "Li"}]}`.

    An unticked box is False, a blank None or absent.
    """
    return _shaped(_tree(pairs), schema)


def _tree(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, text in pairs:
        if name not in SKIPPED:
            _place(data, name.split("."), text.strip())
    return data


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
        return [_shaped(row, field.schema) for _, row in _filled(value)]
    if isinstance(field, fields.List):
        return [v for v in (value if isinstance(value, list) else [value]) if v != ""]
    return None if value == "" else value


def _filled(rows: Any) -> list[tuple[int, dict[str, Any]]]:
    """The rows that say something, each with the number it was typed under."""
    numbered = rows.items() if isinstance(rows, dict) else ()
    kept = [(int(n), row) for n, row in numbered if n.isdecimal() and isinstance(row, dict)]
    return sorted((n, row) for n, row in kept if any(row.values()))


def _as_typed(messages: dict[Any, Any], tree: dict[str, Any], schema: Schema) -> dict[Any, Any]:
    """Messages about rows under the numbers of the form; blank rows were passed over."""
    named = dict(messages)
    for name, field in schema.load_fields.items():
        if isinstance(field, fields.Nested) and field.many and isinstance(named.get(name), dict):
            numbers = dict(enumerate(number for number, _ in _filled(tree.get(name))))
            named[name] = {numbers.get(place, place): said for place, said in named[name].items()}
    return named


def as_typed(form: MultiDict[str, str]) -> dict[str, str | list[str]]:
    """What was typed, by the name of the input, to be shown again; several under one as a list."""
    return {
        name: texts[0] if len(texts) == 1 else texts
        for name in form
        if name not in SKIPPED
        and (texts := [text.replace("\r\n", "\n") for text in form.getlist(name)])
    }


def errors_by_field(error: InvalidFields) -> dict[str, str]:
    """The sentences for a template, by the name of the input."""
    return {e["field"]: e["message"] for e in error.messages["errors"]}
