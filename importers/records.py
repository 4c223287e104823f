"""What every parser gives: frozen records of tuples. What a source does not say is None or ()."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import total_ordering
from typing import Literal

OWN_SCHEMES = frozenset({"arxiv", "cstr", "patent", "pmid", "cnki", "wanfang"})
"""Schemes whose identifiers name one work and not, as an ISSN does, what it appeared in."""


class InvalidDate(ValueError):
    """`value` is no year, month of a year, or day of a month."""

    def __init__(self, value: object) -> None:
        super().__init__(f"{str(value)[:100]!r} is not a date such as 2023, 2023-02 or 2023-02-07")
        self.value = value


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day. A year comes before its months, a month before its days."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise InvalidDate(f"{self.year}--{self.day}")
        try:
            date(self.year, self.month or 1, self.day or 1)
        except (ValueError, OverflowError):
            raise InvalidDate(str(self)) from None
        if self.month == 0 or self.day == 0:
            raise InvalidDate(str(self))

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """From `2023`, `2023-02` or `2023-02-07`. Raises InvalidDate."""
        parts = text.strip().split("-")
        well_formed = [len(part) for part in parts] in ([4], [4, 2], [4, 2, 2])
        if not well_formed or not all(part.isascii() and part.isdigit() for part in parts):
            raise InvalidDate(text)
        return cls.from_parts(parts)

    @classmethod
    def from_parts(cls, parts: Sequence[object]) -> PartialDate:
        """From one, two or three whole numbers, also written as text. Raises InvalidDate."""
        if len(parts) not in {1, 2, 3}:
            raise InvalidDate(parts)
        return cls(*(_whole_number(part) for part in parts))

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The whole date of a calendar day."""
        return cls(day.year, day.month, day.day)

    @property
    def parts(self) -> tuple[int, ...]:
        """One, two or three numbers."""
        return tuple(part for part in (self.year, self.month, self.day) if part is not None)

    def __str__(self) -> str:
        if self.day is not None:
            return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
        return f"{self.year:04d}" if self.month is None else f"{self.year:04d}-{self.month:02d}"

    def __lt__(self, other: object) -> bool:
        return self.parts < other.parts if isinstance(other, PartialDate) else NotImplemented


def _whole_number(part: object) -> int:
    if isinstance(part, int) and not isinstance(part, bool):
        return part
    if isinstance(part, float) and part.is_integer():
        return int(part)
    if isinstance(part, str) and re.fullmatch(r"\s*[0-9]{1,4}\s*", part):
        return int(part)
    raise InvalidDate(part)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in the message that was not taken over, or taken over with doubt."""

    field: str  # where it stands, e.g. author[3].ORCID
    value: str
    reason: str  # a code: check_digit, malformed, nameless, not_a_date, repeated, …


@dataclass(frozen=True, slots=True)
class IdentifierRecord:
    """An identifier in its normal form; its scheme in lower case: doi, arxiv, isbn, issn, ror."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class AffiliationRecord:
    """A unit printed for a contributor; `name` is None where only an identifier was given."""

    name: str | None = None
    ror: str | None = None  # nine characters
    department: str | None = None
    place: str | None = None
    identifiers: tuple[IdentifierRecord, ...] = ()  # others than ROR


@dataclass(frozen=True, slots=True)
class ContributorRecord:
    """One place in a byline. A group has `group_name`; a nameless entry has `printed` == ""."""

    position: int  # from 1
    printed: str  # the whole name as one prints it
    given: str | None = None
    family: str | None = None
    suffix: str | None = None
    group_name: str | None = None
    is_group: bool = False
    orcid: str | None = None  # 16 characters with hyphens, check digit verified
    orcid_authenticated: bool | None = None  # None: not said, or no iD
    sequence: str | None = None  # first, additional, as stated
    affiliations: tuple[AffiliationRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class FunderRecord:
    """A funder; `awards` are the award numbers taken apart, `awards_raw` the strings as given."""

    name: str | None
    doi: str | None = None
    ror: str | None = None
    awards: tuple[str, ...] = ()
    awards_raw: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationRecord:
    """This work `kind` (is-preprint-of, has-review, …) the identified one."""

    kind: str
    scheme: str
    value: str
    asserted_by: str | None = None


@dataclass(frozen=True, slots=True)
class UpdateRecord:
    """A correction, retraction or the like, told from the notice or from the changed work."""

    direction: Literal["updates", "updated_by"]
    type: str | None  # correction, retraction, expression_of_concern, new_version, …: as given
    label: str | None = None
    source: str | None = None  # publisher or retraction-watch
    doi: str | None = None  # of the other work
    date: PartialDate | None = None
    record_id: str | None = None


@dataclass(frozen=True, slots=True)
class LicenceRecord:
    """A licence and the version of the text it covers (vor, am, tdm, unspecified)."""

    url: str
    version: str | None = None
    start: PartialDate | None = None
    delay_in_days: int | None = None


@dataclass(frozen=True, slots=True)
class EventRecord:
    """The conference or other event a work belongs to."""

    name: str | None = None
    place: str | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """A publication as one source describes it, cleaned but not corrected."""

    source: str  # crossref, datacite, csl, bibtex, ris, orcid
    doi: str | None  # lower case
    type: str | None = None  # the source's own word, also unknown ones
    subtype: str | None = None
    title: str | None = None  # clean text
    title_markup: str | None = None  # with i, b, sub, sup and entities only; None where plain
    subtitle: str | None = None
    original_title: str | None = None
    other_titles: tuple[str, ...] = ()  # short titles, second titles, translations
    abstract: str | None = None  # clean text, paragraphs parted by blank lines
    container_title: str | None = None
    container_titles: tuple[str, ...] = ()  # all of them: a book in a series has two
    short_container_title: str | None = None
    publisher: str | None = None
    publisher_place: str | None = None
    institutions: tuple[str, ...] = ()  # the server of a preprint, the school of a thesis
    issns: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    article_number: str | None = None
    edition: str | None = None
    language: str | None = None
    dates: Mapping[str, PartialDate] = field(default_factory=dict, hash=False)
    contributors: tuple[ContributorRecord, ...] = ()
    editors: tuple[ContributorRecord, ...] = ()
    funders: tuple[FunderRecord, ...] = ()
    identifiers: tuple[IdentifierRecord, ...] = ()
    aliases: tuple[str, ...] = ()  # DOIs that now lead here
    relations: tuple[RelationRecord, ...] = ()
    updates: tuple[UpdateRecord, ...] = ()
    event: EventRecord | None = None
    references_count: int | None = None
    cited_by_count: int | None = None
    url: str | None = None
    licences: tuple[LicenceRecord, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def key(self) -> str:
        """What the work goes by: its DOI, else another identifier of its own, else what it says.

        The last is a hash over title, year, first family name and place in a journal or book, so
        that the same entry read twice is one work and two prefaces of a year are two.
        """
        if self.doi:
            return self.doi
        for identifier in self.identifiers:
            if identifier.scheme in OWN_SCHEMES:
                return f"{identifier.scheme}:{identifier.value}"
        return f"said:{self._fingerprint()}"

    def _fingerprint(self) -> str:
        years = sorted(date.year for date in self.dates.values())
        first = next((c.family or c.printed for c in self.contributors), "")
        place = (self.container_title, self.pages or self.article_number)
        parts = [self.full_title, *map(str, years[:1]), first, *place]
        said = "|".join("".join(filter(str.isalnum, part or "")).casefold() for part in parts)
        return hashlib.sha256(said.encode()).hexdigest()[:40]

    @property
    def full_title(self) -> str | None:
        """Title and subtitle joined with a colon."""
        parts = [part for part in (self.title, self.subtitle) if part]
        return ": ".join(parts) or None
