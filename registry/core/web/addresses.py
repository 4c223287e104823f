"""What may stand in an address: what no column can hold leads nowhere (404)."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, PathConverter, UnicodeConverter, ValidationError

from registry.core.fields import CONTROL

MOST = 2**31 - 1
"""The largest key of a row."""


class KeyConverter(IntegerConverter):
    """The key of a row."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": MOST} | options)


class CodeConverter(UnicodeConverter):
    """A code, without control characters."""

    def to_python(self, value: str) -> str:
        return _clean(value)


class IdentifierConverter(PathConverter):
    """An identifier with slashes, without control characters."""

    def to_python(self, value: str) -> str:
        return _clean(value)


def register(app: Flask) -> None:
    """Let the app read addresses so; before its routes are added."""
    app.url_map.converters |= {
        "int": KeyConverter,
        "string": CodeConverter,
        "default": CodeConverter,
        "path": IdentifierConverter,
    }


def _clean(value: str) -> str:
    if CONTROL.search(value):
        raise ValidationError
    return value
