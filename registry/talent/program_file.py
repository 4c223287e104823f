"""The program file: TOML, one `[[program]]` each with its `[[program.version]]`s and `call`s.

Read with all faults told at once, and written so that reading it gives the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomlkit
from flask_babel import gettext
from marshmallow import Schema, ValidationError, fields, missing, post_load, validates
from tomlkit.items import AoT, Table

from registry.core.errors import N_, InvalidFields
from registry.core.fields import StrictSchema, locate
from registry.talent.errors import UnreadableProgramFile
from registry.talent.program_entries import ProgramEntrySchema

SHIPPED = Path(__file__).parent / "programs.toml"
HEAD = (
    "Talent programs as they stand in this registry. `registry programs load` reads this file.",
    "A [[program]] is named by its code; each version holds the rules from `valid_from` on.",
)


class ProgramFileSchema(StrictSchema):
    """The whole file."""

    program = fields.Nested(ProgramEntrySchema, many=True, required=True)

    @post_load
    def _unwrap(self, data: dict[str, Any], **kw: Any) -> list[dict[str, Any]]:
        programs: list[dict[str, Any]] = data["program"]
        return programs

    @validates("program")
    def _codes_once(self, programs: list[dict[str, Any]], data_key: str) -> None:
        codes = [p["code"] for p in programs if "code" in p]
        if twice := {c for c in codes if codes.count(c) > 1}:
            sentence = gettext(N_("The program %(code)s stands here twice."), code=min(twice))
            raise ValidationError(sentence)


def read(path: Path) -> list[dict[str, Any]]:
    """The programs of a file, checked.

    Raises UnreadableProgramFile, or InvalidFields that names every fault by its place.
    """
    try:
        return parse(path.read_bytes(), path.name)
    except OSError as why:
        raise _unreadable(path.name, why.strerror or str(why)) from why


def parse(content: bytes, name: str) -> list[dict[str, Any]]:
    """The programs of a file's bytes, checked. Raises as `read`."""
    text = text_of(content, name)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as why:
        raise _unreadable(name, str(why)) from why
    try:
        programs: list[dict[str, Any]] = ProgramFileSchema().load(data)
    except ValidationError as why:
        raise InvalidFields({"errors": _faults(why, data)}) from why
    return programs


def text_of(content: bytes, name: str) -> str:
    """The text of a file's bytes. Raises UnreadableProgramFile where it is not UTF-8."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as why:
        raise _unreadable(name, "UTF-8: " + why.reason) from why


def write(entries: Iterable[Mapping[str, Any]]) -> str:
    """The file of these programs; what equals its default is left out."""
    document = tomlkit.document()
    for line in HEAD:
        document.add(tomlkit.comment(line))
    programs = tomlkit.aot()
    for entry in entries:
        programs.append(_table(entry, ProgramEntrySchema()))
    document.append("program", programs)
    return tomlkit.dumps(document)


def _table(entry: Mapping[str, Any], schema: Schema) -> Table:
    table = tomlkit.table()
    later: list[tuple[str, AoT]] = []
    for name, field in schema.load_fields.items():
        if _left_out(entry[name], field):
            continue
        if isinstance(field, fields.Nested) and field.data_key:
            rows = tomlkit.aot()
            for row in entry[name]:
                rows.append(_table(row, field.schema))
            later.append((field.data_key, rows))
        elif isinstance(field, fields.Nested):
            table.append(name, _rows(entry[name], field.schema))
        else:
            table.append(name, _plain(entry[name]))
    for key, rows in later:
        table.append(key, rows)
    return table


def _rows(rows: Iterable[Mapping[str, Any]], schema: Schema) -> tomlkit.items.Array:
    """One inline table a line."""
    found = tomlkit.array()
    for row in rows:
        each = tomlkit.inline_table()
        for name, field in schema.load_fields.items():
            if not _left_out(row[name], field):
                each.append(name, _plain(row[name]))
        found.append(each)
    return found.multiline(multiline=True)


def _left_out(value: Any, field: fields.Field[Any]) -> bool:
    default = field.load_default
    default = default() if callable(default) else default
    return value is None or (default is not missing and value == default)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, (bool, int, float, date, list)) else str(value)


def _unreadable(name: str, why: str) -> UnreadableProgramFile:
    return UnreadableProgramFile(field="file", value=name, why=why.rstrip("."))


def _faults(why: ValidationError, data: dict[str, Any]) -> list[dict[str, Any]]:
    found = locate(dict(why.normalized_messages()))  # type: ignore[no-untyped-call]
    return [
        {"field": _place(field, data), "message": " ".join(sentences), "value": _value(field, data)}
        for field, sentences in found.items()
    ]


def _place(field: str, data: dict[str, Any]) -> str:
    """`program.3.status` with the program's code instead of its number, which nobody counts."""
    _, number, *rest = [*field.split("."), "", ""]
    code = _value(f"program.{number}.code", data)
    return ".".join([str(code), *filter(None, rest)]) if code else field


def _value(field: str, data: Any) -> Any:
    for part in field.split("."):
        try:
            data = data[int(part)] if isinstance(data, list) else data[part]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    data = str(data) if isinstance(data, date) else data
    return data if isinstance(data, (str, int, float, bool)) else None
