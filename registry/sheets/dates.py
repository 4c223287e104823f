"""Dates as people write them: ISO, 2026年3月5日, 20260305, 5 March 2026, 5.3.2026, Excel's serials.

Nothing is guessed: where day and month may be changed about, or the century is missing, it is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from importers.records import PartialDate
from registry.sheets.faults import Wrong

FIRST_YEAR, LAST_YEAR = 1900, 2200
EXCEL_BEGAN = date(1899, 12, 30)
SERIALS = range(3_654, 109_575)
"""Excel's numbers of the days from 1910 to 2199; smaller ones are years or plain numbers."""

LONGEST = 60
BEYOND = 10**8
CENTURY, THIS = 100, 2000
PLAUSIBLE = 1920
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<word>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TIME = re.compile(
    r"[t ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m)?(?:z|[+-]\d{2}:?\d{2})?$"
    r"|\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?$"
)
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<y>\d{4})(?:年|\s*[-/.]\s*)(?P<m>\d{1,2})(?:月|\s*[-/.]\s*)(?P<d>\d{1,2})[日号]?",
        r"(?P<y>\d{4})(?:年|\s*[-/.]\s*)(?P<m>\d{1,2})月?",
        r"(?P<y>\d{4})年?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<y>\d{4})(?P<m>\d{2})",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-\s./]*(?:of\s+)?{_MONTH}[-\s,./]*(?P<y>\d{{4}})",
        rf"{_MONTH}[-\s./]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-\s,./]+(?P<y>\d{{4}})",
        rf"(?P<y>\d{{4}})[-\s,./]*{_MONTH}[-\s./]*(?P<d>\d{{1,2}})",
        rf"{_MONTH}[-\s,./]*(?P<y>\d{{4}})",
        rf"(?P<y>\d{{4}})[-\s,./]*{_MONTH}",
    )
)
_TURNED = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})")
_SHORT = re.compile(rf"(?:\d{{1,2}}[-\s./]*)?{_MONTH}[-\s,./]*\d{{2}}")
_SHORT_NUMBERS = re.compile(r"\d{1,2}\s*([-/.])\s*\d{1,2}\s*\1\s*\d{2}")


def of_text(text: str) -> PartialDate:
    """The date in a text, already in NFKC and trimmed. Raises Wrong."""
    plain = _TIME.sub("", text.casefold()) if len(text) <= LONGEST else ""
    for form in _FORMS:
        if found := form.fullmatch(plain):
            parts = found.groupdict()
            month = _month(parts["word"]) if parts.get("word") else parts.get("m")
            return _made(parts["y"], month, parts.get("d"))
    if turned := _TURNED.fullmatch(plain):
        return _turned(turned.group(1), turned.group(3), turned.group(4))
    if re.fullmatch(r"\d{1,6}", plain):
        return of_number(float(plain))
    raise _no_century(plain)


def of_number(number: float) -> PartialDate:
    """The date that a number in a cell means.

    A serial of Excel (a time of the day is left out), 20260305, 202603 or 2026. Of 2026.1 nobody
    knows whether it was 2026.10. Raises Wrong.
    """
    if not 0 <= number < BEYOND:
        raise Wrong("not_a_date")
    whole = int(number)
    if number != whole and FIRST_YEAR <= number < LAST_YEAR:
        return _of_decimals(number)
    if whole in SERIALS:
        return PartialDate.of(EXCEL_BEGAN + timedelta(days=whole))
    if number == whole and FIRST_YEAR <= whole <= LAST_YEAR:
        return _made(str(whole), None, None)
    if number == whole and len(str(whole)) in {6, 8}:
        return of_text(str(whole))
    raise Wrong("not_a_date")


def of_iso(text: str) -> PartialDate:
    """The day of a cell that Excel itself calls a date. Raises Wrong."""
    return _made(*text[:10].split("-"))


def whole(day: PartialDate) -> date:
    """The calendar day. Raises Wrong where it lacks a part."""
    if day.month is None or day.day is None:
        raise Wrong("date_incomplete")
    return date(day.year, day.month, day.day)


def _of_decimals(number: float) -> PartialDate:
    """2026.03 is March; 2026.1 may have been 2026.10."""
    year, _, month = f"{number:.6f}".rstrip("0").partition(".")
    if len(month) == 1:
        if month == "1":
            raise Wrong("date_ambiguous", one=f"{year}-01", other=f"{year}-10")
        month = f"0{month}"
    if len(month) != 2:  # noqa: PLR2004
        raise Wrong("not_a_date")
    return _made(year, month, None)


def _turned(first: str, second: str, year: str) -> PartialDate:
    """Day and month in the order that is possible. Raises Wrong."""
    one, other = (
        _maybe(lambda: _made(year, second, first)),
        _maybe(lambda: _made(year, first, second)),
    )
    if one and other and one != other:
        raise Wrong("date_ambiguous", one=str(one), other=str(other))
    if found := one or other:
        return found
    raise Wrong("no_such_day")


def _no_century(plain: str) -> Wrong:
    """Why a text is no date: that its year has two digits, where it does."""
    if not (_SHORT.fullmatch(plain) or _SHORT_NUMBERS.fullmatch(plain)):
        return Wrong("not_a_date")
    year = int(plain[-2:])
    return Wrong("date_ambiguous", one=str(THIS - CENTURY + year), other=str(THIS + year))


def _made(year: str, month: str | None = None, day: str | None = None) -> PartialDate:
    try:
        made = PartialDate(int(year), int(month) if month else None, int(day) if day else None)
    except ValueError:
        raise Wrong("no_such_day") from None
    if not FIRST_YEAR <= made.year <= LAST_YEAR:
        raise Wrong("date_out_of_range")
    return made


def _month(word: str) -> str:
    return str(_MONTHS.index(word[:3]) + 1)


def _maybe(make: Callable[[], PartialDate]) -> PartialDate | None:
    try:
        return make()
    except Wrong:
        return None
