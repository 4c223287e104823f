"""What an import changes, field by field, in words for pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from registry.outputs.showing import as_text
from registry.outputs.wording import FIELDS

QUIET = frozenset({"title_markup", "byline_count", "year_is_guess"})
"""Fields that only repeat another."""


class Difference(NamedTuple):
    """One field: its name (a message id), what stood, what stands or would."""

    field: str
    old: str
    new: str


def differences(changes: Mapping[str, Any] | None) -> list[Difference]:
    """What differs, field by field, without fields that only repeat another."""
    found = changes or {}
    shown = [name for name in found if name not in QUIET] or list(found)
    return [Difference(FIELDS.get(name, name), *_both(name, found[name])) for name in shown]


def disputed(stays: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Fields that a person chose, with what the source says instead."""
    return [(FIELDS.get(name, name), as_text(name, value)) for name, value in (stays or {}).items()]


def _both(name: str, values: list[Any]) -> list[str]:
    """Old and new in words; dates by themselves where that tells them apart."""
    if name == "dates" and all(isinstance(value, Mapping) for value in values):
        old, new = ("; ".join(dict.fromkeys(map(str, value.values()))) for value in values)
        if old != new:
            return [old or "—", new or "—"]
    return [as_text(name, value) for value in values]


DIFFERENCES: Mapping[str, Any] = {"of": differences, "disputed": disputed}
