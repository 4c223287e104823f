"""Values of fields as text that a reader can compare: pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LONGEST = 400
MOST = 20
"""So many entries of a list are shown."""


def as_text(value: Any) -> str:
    """A value as one line; of a long text or list the beginning and how much there is."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, Mapping):
        return as_text("; ".join(f"{name}: {as_text(said)}" for name, said in value.items()))
    if isinstance(value, (list, tuple)):
        shown = "; ".join(as_text(one) for one in value[:MOST])
        return f"{shown} … ({len(value)})" if len(value) > MOST else shown
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
