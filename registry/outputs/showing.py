"""Values of fields in words that a reader can compare, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext

from registry.outputs.kinds import KINDS, WORK_TYPES
from registry.outputs.wording import DATES, DETAILS, RELATIONS, WORDS

LONGEST = 600
MOST = 20
"""So many entries of a list are shown."""

CODES: Mapping[str, Mapping[str, str]] = {
    "work_type": WORK_TYPES,
    "kind": {str(kind): entry.name for kind, entry in KINDS.items()},
}
"""Fields whose values are codes that have a name."""

LABELS: Mapping[str, str] = {
    name: field.metadata["label"]
    for entry in KINDS.values()
    for name, field in entry.details._declared_fields.items()  # noqa: SLF001
} | DETAILS
"""What the parts of `details` are called, of whichever kind."""

NOT_SHOWN = frozenset({"remarks"})
"""Parts of `details` that stand elsewhere."""


def as_text(name: str, value: Any) -> str:
    """The value of a field on one line; of a long one the beginning, and a dash for none."""
    if isinstance(value, str) and name in CODES:
        return str(gettext(CODES[name].get(value, value)))
    if isinstance(value, Mapping) and name in NAMED:
        text = NAMED[name](value)
    elif isinstance(value, (list, tuple)) and name == "relations":
        text = _text([_relation(one) for one in value])
    else:
        text = _text(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def relation(kind: str, label: str | None = None) -> str:
    """What the work is to another: the name of the kind, else what its source calls it."""
    word = kind.rpartition(":")[2]
    known = RELATIONS.get(kind) or RELATIONS.get(word)
    return gettext(known) if known else label or word


def _details(value: Mapping[str, Any]) -> str:
    found = {
        gettext(LABELS.get(name, name)): gettext(WORDS.get(part, part))
        if isinstance(part, str)
        else _text(part)
        for name, part in value.items()
        if name not in NOT_SHOWN
    }
    return "; ".join(f"{label}: {said}" for label, said in found.items())


def _dates(value: Mapping[str, Any]) -> str:
    return ", ".join(f"{gettext(DATES.get(name, name))} {date}" for name, date in value.items())


NAMED: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"details": _details, "dates": _dates}
"""Fields whose parts have names."""


def _relation(one: Mapping[str, Any] | str) -> str:
    if isinstance(one, str):
        kind, _, value = one.partition(" ")
        return f"{relation(kind)} {value}"
    return f"{relation(one['kind'], one.get('label'))} {one['value']}"


def _text(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, Mapping):
        return _of_mapping(value)
    if isinstance(value, (list, tuple)):
        shown = "; ".join(_text(one) for one in value[:MOST])
        return f"{shown} … ({len(value)})" if len(value) > MOST else shown
    return str(value)


def _of_mapping(value: Mapping[str, Any]) -> str:
    """The rows that belong to an output: names of a byline, identifiers, funders."""
    if "names" in value:
        return _text(value["names"])
    if {"scheme", "value"} <= value.keys():
        return f"{value['scheme']} {value['value']}"
    parts = [value[name] for name in value if name != "awards_raw" and value[name]]
    return ", ".join(dict.fromkeys(map(_text, parts))) or "—"
