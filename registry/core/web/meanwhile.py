"""Two people, one record: what somebody else saved while a form was being filled in.

A form carries what it showed (`SEEN`). Where the record is no longer that, the two changes are laid
over each other field by field: what one alone changed holds, what both changed is asked about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, g
from flask_babel import gettext as _

SEEN = "seen"
"""The name of the hidden field with what the form showed."""

Value = str | list[str]


@dataclass(frozen=True)
class Changed:
    """A field that somebody else changed: what it was (None: not known), is now, and was typed."""

    was: Value | None
    now: Value
    typed: Value

    @property
    def both(self) -> bool:
        """Whether the reader typed something else than what stands there now."""
        return self.typed not in (self.was, self.now)

    def __str__(self) -> str:
        return str(_("Somebody else changed it meanwhile."))


def register(app: Flask) -> None:
    """Let the parts of forms know what the form showed, and say what changed."""
    app.jinja_env.globals["form_seen"] = lambda: g.get("form_seen", "")
    app.jinja_env.filters["error_in_words"] = in_words


def shown(values: Mapping[str, Any]) -> str:
    """What a form shows, as its hidden field keeps it."""
    texts = {name: text for name, value in values.items() if (text := _text(value))}
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def laid_over(
    seen: str | None, now: Mapping[str, Any], typed: Mapping[str, Value]
) -> tuple[dict[str, Value], dict[str, Changed]]:
    """What the form shows next, and the fields that somebody else changed."""
    before = _kept(seen)
    values = dict(typed)
    changed: dict[str, Changed] = {}
    for name, value in now.items():
        current = _text(value)
        was = _like(current, before.get(name, "")) if before is not None else None
        if name not in typed and not _ticked(was, current):
            continue
        mine = _like(current, typed.get(name, ""))
        if current in (was, mine):
            continue
        changed[name] = Changed(was, current, mine)
        if not changed[name].both:
            values[name] = current
    return values, changed


def in_words(error: Any, options: Iterable[tuple[Any, ...]] = ()) -> str:
    """The sentence beside a field; a change of somebody else's with both texts, codes by name."""
    if not isinstance(error, Changed):
        return str(error)
    names = {str(option[0]): str(option[1]) for option in options}
    now, was, typed = (_named(value, names) for value in (error.now, error.was, error.typed))
    if error.both:
        said = _("Somebody else made it “%(now)s”; you have “%(typed)s”.", now=now, typed=typed)
    else:
        said = _("Somebody else changed it from “%(was)s” to “%(now)s”.", was=was, now=now)
    return str(said)


def _named(value: Value | None, names: Mapping[str, str]) -> str:
    parts = value if isinstance(value, list) else [value or ""]
    return ", ".join(names.get(part, part) for part in parts) or "—"


def _ticked(was: Value | None, current: Value) -> bool:
    """Whether a field that did not come with the form is a box that nobody ticked."""
    return [was or "", current] in (["", "1"], ["1", ""])


def _like(current: Value, value: Value) -> Value:
    """What stands under a name that may have several, where a form sent one or none."""
    if isinstance(current, list) and isinstance(value, str):
        return [value] if value else []
    return value


def _text(value: Any) -> Value:
    """A value as a form sends it."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return [str(part) for part in value]
    if isinstance(value, bool) or value is None:
        return "1" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _kept(seen: str | None) -> dict[str, Value] | None:
    try:
        found = json.loads(seen or "")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
