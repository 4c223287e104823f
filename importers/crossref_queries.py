"""Questions to Crossref that are not DOIs: works by affiliation, ROR ID or ORCID iD, with dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from importers.errors import BadAnswer
from importers.identifiers import InvalidIdentifier, normalise_orcid, normalise_ror
from importers.records import InvalidDate, PartialDate

FIRST = "*"
"""The cursor of the first page."""

ROWS = 200
"""Works to a page: with all their references still far below what we read of an answer."""

LONGEST_AFFILIATION = 200
_TYPE = re.compile(r"[a-z]{2,20}(?:-[a-z]{2,20}){0,3}")


class BadQuery(ValueError):
    """`field` of a query, with its `value`, cannot be asked for."""

    def __init__(self, field: str, value: object, why: str) -> None:
        super().__init__(f"{field} {str(value)[:200]!r}: {why}")
        self.field = field
        self.value = str(value)[:200]
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Works of all the given: checked and in normal form once made. Raises BadQuery.

    `affiliation` is words searched for, with many false hits; `ror` and `orcid` are exact but find
    only works whose publisher gave them. Dates are those of publication: a year, month or day.
    """

    affiliation: str | None = None
    ror: str | None = None
    orcid: str | None = None
    from_date: str | None = None
    until_date: str | None = None
    types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        words = " ".join((self.affiliation or "").split())
        if len(words) > LONGEST_AFFILIATION or not words.isprintable():
            raise BadQuery("affiliation", words, f"at most {LONGEST_AFFILIATION} readable letters")
        self._put("affiliation", words or None)
        self._put("ror", _normal("ror", self.ror, normalise_ror))
        self._put("orcid", _normal("orcid", self.orcid, normalise_orcid))
        if not (self.affiliation or self.ror or self.orcid):
            raise BadQuery("affiliation", "", "an affiliation, a ROR ID or an ORCID iD is needed")
        since, until = _day("from_date", self.from_date), _day("until_date", self.until_date)
        if since and until and _first_day(since) > _last_day(until):
            raise BadQuery("until_date", until, f"it is before {since}")
        self._put("from_date", str(since) if since else None)
        self._put("until_date", str(until) if until else None)
        self._put("types", tuple(self.types))
        for word in self.types:
            if not _TYPE.fullmatch(word):
                raise BadQuery("types", word, "it is not a type such as journal-article")

    def _put(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    @property
    def filters(self) -> dict[str, str | list[str]]:
        """Crossref's filters, in habanero's spelling."""
        found: dict[str, str | list[str] | None] = {
            "orcid": self.orcid,
            "ror_id": f"https://ror.org/{self.ror}" if self.ror else None,
            "from_pub_date": self.from_date,
            "until_pub_date": self.until_date,
            "type": list(self.types),
        }
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class QueryPage:
    """Some of the works that a query finds; with `cursor` the question goes on after them."""

    messages: tuple[Mapping[str, Any], ...]
    cursor: str
    total: int  # works found in all, as Crossref counts them now


def page_of(message: object) -> QueryPage:
    """The message of a list of works that was asked for with a cursor. Raises BadAnswer."""
    items = message.get("items") if isinstance(message, Mapping) else None
    if not isinstance(message, Mapping) or not isinstance(items, list):
        raise BadAnswer("the answer holds no list of works")
    cursor, total = message.get("next-cursor"), message.get("total-results")
    if not isinstance(cursor, str) or not isinstance(total, int):
        raise BadAnswer("the answer does not say how the list goes on")
    return QueryPage(tuple(item for item in items if isinstance(item, dict)), cursor, total)


def _normal(field: str, value: str | None, normalise: Callable[[str], str]) -> str | None:
    if not value or not value.strip():
        return None
    try:
        return normalise(value)
    except InvalidIdentifier as error:
        raise BadQuery(field, value, error.reason.value) from None


def _day(field: str, value: str | None) -> PartialDate | None:
    if not value or not value.strip():
        return None
    try:
        return PartialDate.parse(value)
    except InvalidDate:
        raise BadQuery(field, value, "it is not a date such as 2023, 2023-02, 2023-02-07") from None


def _first_day(day: PartialDate) -> tuple[int, int, int]:
    return day.year, day.month or 1, day.day or 1


def _last_day(day: PartialDate) -> tuple[int, int, int]:
    return day.year, day.month or 12, day.day or 31
