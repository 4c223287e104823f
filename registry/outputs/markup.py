"""Titles with their small markup, made safe once more where they are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import nh3
from flask_babel import gettext
from markupsafe import Markup, escape

from registry.core.errors import N_

ALLOWED = {"i", "b", "sub", "sup"}
UNTITLED = N_("[No title]")


def markup(text: str | None) -> Markup:
    """Markup of a title: i, b, sub, sup and entities alone, whatever came in."""
    return Markup(nh3.clean(text or "", tags=ALLOWED, attributes={}))  # noqa: S704


def title_markup(output: Any) -> Markup:
    """Title and subtitle of an output (an object or a row of a list), with the title's markup."""
    read: Callable[[str], Any] = (
        output.get if isinstance(output, Mapping) else lambda name: getattr(output, name, None)
    )
    marked = read("title_markup")
    title = markup(marked) if marked else escape(read("title") or "")
    subtitle = escape(read("subtitle") or "")
    parts = [part for part in (title, subtitle) if part]
    return Markup(": ").join(parts) if parts else escape(gettext(UNTITLED))
