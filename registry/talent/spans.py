"""Numbers and days of which only a span is known, and what may be said of them all the same.

A birth date of 1990 is any day of that year: who is born in it is 34 or 35 in 2025. A condition
is met if the whole span meets it, broken if none of it does, else nobody can tell.
"""

from __future__ import annotations

import operator
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from importers.records import PartialDate

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


class Verdict(StrEnum):
    """What is found of one condition."""

    BROKEN = "broken"
    MET = "met"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Span:
    """A value that lies somewhere from `least` to `most`; without `most` it may be any larger."""

    least: Any
    most: Any = None

    @classmethod
    def of(cls, value: Any) -> Span:
        """A value that is known."""
        return cls(value, value)

    def holds(self, sign: str, wanted: Any) -> Verdict:
        """Whether the value stands so to what is wanted (`COMPARE`)."""
        if sign == "=":
            return self._equals(wanted)
        compare = COMPARE[sign]
        low = compare(self.least, wanted)
        high = sign in (">", ">=") if self.most is None else compare(self.most, wanted)
        if low == high:
            return Verdict.MET if low else Verdict.BROKEN
        return Verdict.CANNOT_TELL

    def _equals(self, wanted: Any) -> Verdict:
        if self.least == self.most == wanted:
            return Verdict.MET
        if wanted < self.least or (self.most is not None and wanted > self.most):
            return Verdict.BROKEN
        return Verdict.CANNOT_TELL


def days_of(day: PartialDate) -> Span:
    """The days that a partial date may be."""
    last_month = day.month or 12
    last = day.day or monthrange(day.year, last_month)[1]
    return Span(date(day.year, day.month or 1, day.day or 1), date(day.year, last_month, last))


def elapsed(since: date, day: date) -> tuple[int, int]:
    """Whole years from one day to another, and the days over; negative where it lies ahead.

    Who is born on 29 February is a year older on 1 March where the year has no such day.
    """
    years = day.year - since.year - ((day.month, day.day) < (since.month, since.day))
    return years, (day - _after(since, years)).days


def _after(since: date, years: int) -> date:
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 3, 1)


def whole_years(starts_on: date, ends_on: date) -> int:
    """The whole years of a time whose first and last day both count."""
    return elapsed(starts_on, ends_on + timedelta(days=1))[0]
