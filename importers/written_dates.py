"""Dates as people write them into bibliographies: 2019-05, 2019/5/3, May 2019, 2019年5月."""

from __future__ import annotations

import re

from importers.messages import Remarks
from importers.records import InvalidDate, PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"(?<![a-z])(" + "|".join(_MONTHS) + r")[a-z]*\.?", re.IGNORECASE)
_NUMBERS = re.compile(
    r"(?<![0-9])([12][0-9]{3})(?:\s?[-/.年]\s?([0-9]{1,2})(?:\s?[-/.月]\s?([0-9]{1,2}))?)?(?![0-9])"
)
_YEAR = re.compile(r"(?<![0-9])([12][0-9]{3})(?![0-9])")
_DAY = re.compile(r"(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th)?(?![0-9])")
_QUIET = re.compile(r"[\s\[\]()~?,.:;/日号-]|年|月|T[0-9:.]+Z?|[-/.]?(?:00|0)(?=\D|$)")
LONGEST = 100


def written_date(text: str, name: str, remarks: Remarks) -> PartialDate | None:
    """The first date in a text; of a span its beginning. A remark where there is more, or none."""
    text = text.strip()[:LONGEST]
    if not text:
        return None
    date, rest = _named(text) or _numbered(text) or (None, text)
    if date is None or _QUIET.sub("", rest):
        remarks.add(name, text, "not_a_date")
    return date


def month_of(text: str) -> int | None:
    """The month by its number, its English name, or 5月."""
    if found := _NAMED.search(text):
        return _MONTHS.index(found.group(1).lower()) + 1
    found = re.match(r"\s*([0-9]{1,2})(?![0-9])", text)
    return int(found.group(1)) if found and 1 <= int(found.group(1)) <= len(_MONTHS) else None


def _numbered(text: str) -> tuple[PartialDate, str] | None:
    if not (found := _NUMBERS.search(text)):
        return None
    parts = [part for part in found.groups() if part and int(part)]
    rest = text[: found.start()] + text[found.end() :]
    end = re.fullmatch(r"\s*(?:/|\u2013|--|-)\s*[0-9./-]*\s*", rest)
    while parts:
        try:
            return PartialDate.from_parts(parts), "" if end else rest
        except InvalidDate:
            rest += parts.pop()
    return None


def _named(text: str) -> tuple[PartialDate, str] | None:
    month, year = _NAMED.search(text), _YEAR.search(text)
    if not month or not year:
        return None
    rest = text.replace(month.group(), " ", 1).replace(year.group(), " ", 1)
    parts = (int(year.group()), _MONTHS.index(month.group(1).lower()) + 1)
    if day := _DAY.search(rest):
        try:
            return PartialDate(*parts, int(day.group(1))), rest.replace(day.group(), " ", 1)
        except InvalidDate:
            pass
    try:
        return PartialDate(*parts), rest
    except InvalidDate:
        return None
