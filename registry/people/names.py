"""Names of researchers: from what was typed to a row."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from registry.people.errors import EndBeforeStart, NameEmpty, NameNeeded
from registry.people.kinds import NameKind, Script
from registry.people.models import ResearcherName

FIELDS = ("kind", "script", "family", "given", "full", "valid_from", "valid_until")


def guess_script(text: str) -> Script:
    """The writing of a text: one Han character makes it hanzi, else one Latin letter Latin."""
    names = [unicodedata.name(character, "") for character in text if character.isalpha()]
    if any(name.startswith("CJK ") for name in names):
        return Script.HANZI
    latin = any(name.startswith(("LATIN", "FULLWIDTH LATIN")) for name in names)
    return Script.LATIN if latin else Script.OTHER


def composed(script: str, family: str | None, given: str | None) -> str:
    """The full name: 李伟 without a blank, else `Wei Li`."""
    if script == Script.HANZI:
        return f"{family or ''}{given or ''}"
    return " ".join(part for part in (given, family) if part)


def completed(data: Mapping[str, Any], *, field: str = "full") -> dict[str, Any]:
    """A name with every field of its row; `field` is the input that an error names.

    Script and full name come from the text where they are not given; a name without a kind is legal
    in characters and a published form elsewhere. Raises NameEmpty, EndBeforeStart.
    """
    name = {key: data.get(key) or None for key in FIELDS}
    text = name["full"] or f"{name['family'] or ''}{name['given'] or ''}"
    if not text.strip():
        raise NameEmpty(field=field, value="")
    script = name["script"] = name["script"] or guess_script(text).value
    name["full"] = name["full"] or composed(script, name["family"], name["given"])
    usual = NameKind.LEGAL if script == Script.HANZI else NameKind.PUBLISHED
    name["kind"] = name["kind"] or usual.value
    _check_dates(name, field.removesuffix("full"))
    return name


def all_completed(names: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Names without doubles, in the order given. Raises NameNeeded, NameEmpty, EndBeforeStart."""
    found = [completed(n, field=f"names.{place}.full") for place, n in enumerate(names)]
    if not found:
        raise NameNeeded(field="names", value="")
    return list({tuple(map(str, name.values())): name for name in found}.values())


def rows(names: Iterable[dict[str, Any]], known: Iterable[ResearcherName]) -> list[ResearcherName]:
    """A row for each name; one already known that says the same is kept."""
    same = {tuple(getattr(row, key) for key in FIELDS): row for row in known}
    return [same.get(tuple(name[k] for k in FIELDS)) or ResearcherName(**name) for name in names]


def _check_dates(name: Mapping[str, Any], path: str) -> None:
    start, end = name["valid_from"], name["valid_until"]
    if start and end and end < start:
        raise EndBeforeStart(field=f"{path}valid_until", value=end, start=start)
