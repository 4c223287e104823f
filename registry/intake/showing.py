"""Old and new values of fields as text for pages: pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from registry.core.errors import N_
from registry.outputs.wording import FIELDS as CHOSEN

FIELDS: Mapping[str, str] = {
    **CHOSEN,
    "byline": N_("Byline"),
    "byline_count": N_("Number of names"),
    "cited_by": N_("Citations"),
    "dates": N_("Dates"),
    "doi": N_("DOI"),
    "funders": N_("Funders"),
    "kind": N_("Kind of output"),
    "references_count": N_("Number of references"),
    "relations": N_("Relations"),
    "retracted": N_("Retracted"),
    "title_markup": N_("Title with its markup"),
    "year": N_("Year"),
    "year_is_guess": N_("Year is a guess"),
}
QUIET = frozenset({"title_markup", "byline_count", "year_is_guess"})
"""Fields that only repeat another."""

LONGEST = 600


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
    return [(FIELDS.get(name, name), as_text(value)) for name, value in (stays or {}).items()]


def _both(name: str, values: list[Any]) -> list[str]:
    """Old and new in words; dates by themselves where that tells them apart."""
    if name == "dates" and all(isinstance(value, Mapping) for value in values):
        old, new = ("; ".join(dict.fromkeys(map(str, value.values()))) for value in values)
        if old != new:
            return [old or "—", new or "—"]
    return [as_text(value) for value in values]


def as_text(value: Any) -> str:
    """A value in words a reader can compare."""
    text = _text(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _text(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, Mapping):
        return _of_mapping(value)
    if isinstance(value, list):
        return "; ".join(map(_text, value)) or "—"
    return str(value)


def _of_mapping(value: Mapping[str, Any]) -> str:
    if "names" in value:
        return _text(value["names"])
    if {"scheme", "value"} <= value.keys():
        kind = f"{value['kind']} " if value.get("kind") else ""
        return f"{kind}{value['scheme']} {value['value']}"
    said = [f"{name} {_text(part)}" for name, part in value.items() if part not in (None, "", [])]
    return ", ".join(said) or "—"


DIFFERENCES: Mapping[str, Any] = {"of": differences, "disputed": disputed}
