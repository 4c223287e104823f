"""Reading JSON of others that may have any shape: every reader gives what is there, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from importers.identifiers import InvalidIdentifier
from importers.records import InvalidDate, PartialDate, Remark
from importers.titles import plain

MOST_REMARKS = 200


@dataclass(slots=True)
class Remarks:
    """What was not taken over as it stands, gathered while one message is read."""

    found: list[Remark] = field(default_factory=list)

    def add(self, name: str, value: object, reason: str) -> None:
        """Note `reason` (a code) for the field; values are cut at 200 characters."""
        if len(self.found) < MOST_REMARKS:
            self.found.append(Remark(plain(name[:100]), plain(str(value)[:200]), reason))

    def identifier(self, name: str, value: str, normalise: Callable[[str], str]) -> str | None:
        """The normal form, or None and a remark."""
        try:
            return normalise(value)
        except InvalidIdentifier as error:
            self.add(name, value, error.reason.value)
            return None

    def all(self) -> tuple[Remark, ...]:
        """Every remark, each once."""
        return tuple(dict.fromkeys(self.found))


def each(value: object) -> Iterator[Mapping[str, Any]]:
    """The objects of a list, or the one object that stands where a list is expected."""
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, dict):
            yield item


def strings(value: object, clean: Callable[[str], str] = str.strip) -> Iterator[str]:
    """The texts of a list, or the one text that stands where a list is expected, if not empty."""
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, int | float) and not isinstance(item, bool):
            item = str(item)  # noqa: PLW2901
        if isinstance(item, str) and (cleaned := clean(item)):
            yield cleaned


def text(value: object, clean: Callable[[str], str] = plain) -> str | None:
    """The first text that is not empty."""
    if value is None:
        return None
    if isinstance(value, str):
        return clean(value) or None
    return None if value == [] else next(strings(value, clean), None)


def number(value: object) -> int | None:
    """A whole number, not below zero and fit for a database."""
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
    return value if whole and isinstance(value, int) else None


def web(value: object) -> str | None:
    """An http or https address; others are no links to show."""
    address = text(value, str.strip)
    well_formed = address and re.fullmatch(r"https?://\S+", address) and address.isprintable()
    return address if well_formed else None


def dates_of(
    message: Mapping[str, Any], names: Iterable[str], remarks: Remarks
) -> dict[str, PartialDate]:
    """Each date that is there, by its name with `_` for `-`."""
    found = {}
    for name in names:
        value = message.get(name)
        if value is not None and (day := partial_date(value, name, remarks)):
            found[name.replace("-", "_")] = day
    return found


def partial_date(value: object, name: str, remarks: Remarks) -> PartialDate | None:
    """A date from `{"date-parts": [[2023, 2]]}`, a list, a number or a text.

    `[[null]]` is no date. Where a month or day is impossible, the part before it is kept.
    """
    if value is None:
        return None
    if day := _usual_date(value):
        return day
    parts = _parts(value)
    for length in range(len(parts), 0, -1):
        try:
            day = _day(*parts[:length])
        except (InvalidDate, TypeError):
            continue
        if length < len(parts):
            remarks.add(name, parts, "not_a_date")
        return day
    if parts:
        remarks.add(name, parts, "not_a_date")
    return None


def _usual_date(value: object) -> PartialDate | None:
    """The date that nearly all are: `{"date-parts": [[2023, 2, 7]]}`, every part in order."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        with suppress(InvalidDate, TypeError):
            return _day(*parts[0])
    return None


@lru_cache(maxsize=8192, typed=True)
def _day(*parts: object) -> PartialDate:
    return PartialDate.from_parts(parts)


def _parts(value: object) -> list[Any]:
    """Up to three parts, as given, without the empty ones at the end."""
    if isinstance(value, dict):
        return _parts(value.get("date-parts")) or _parts(value.get("date-time"))
    while isinstance(value, list) and value and isinstance(value[0], list):
        value = value[0]
    if isinstance(value, str):
        value = re.split(r"[-/]", value.strip()[:10])
    parts = value[:3] if isinstance(value, list) else [value]
    while parts and parts[-1] in (None, "", 0):
        parts.pop()
    return parts
