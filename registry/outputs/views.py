"""An output as it is read: frozen, whole, without a database behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry.outputs.years import earliest


@dataclass(frozen=True, slots=True)
class AffiliationView:
    """A unit as printed; `unit_id` where it is one of ours."""

    id: int
    position: int
    name: str | None
    department: str | None
    place: str | None
    ror: str | None
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class BylineView:
    """One place of a byline, with what was entered for it by hand and whether that was checked."""

    id: int
    position: int
    role: str
    printed: str
    family: str | None
    given: str | None
    suffix: str | None
    is_group: bool
    orcid: str | None
    orcid_authenticated: bool | None
    sequence: str | None
    corresponding: bool | None
    equal_contribution: bool | None
    affiliation_keys: Sequence[int] | None = None
    facts_version: int | None = None
    facts_checked_at: datetime | None = None
    affiliations: tuple[AffiliationView, ...] = ()

    @property
    def version(self) -> int | None:
        """The version of what was entered by hand."""
        return self.facts_version

    @property
    def checked(self) -> bool:
        """Whether a second person agreed with what was entered."""
        return self.facts_checked_at is not None

    @property
    def affiliation_order(self) -> list[int] | None:
        """The order on the paper, by the places of the source; gone ones are left out."""
        if self.affiliation_keys is None:
            return None
        places = {house.id: house.position for house in self.affiliations}
        return [places[key] for key in self.affiliation_keys if key in places]

    @property
    def order_needs_look(self) -> bool:
        """Whether affiliations vanished or came since their order was entered."""
        keys = self.affiliation_keys
        return keys is not None and sorted(keys) != sorted(house.id for house in self.affiliations)

    @property
    def ordered_affiliations(self) -> tuple[AffiliationView, ...]:
        """The affiliations in the order on the paper where it is known, else of the source."""
        if self.affiliation_keys is None:
            return self.affiliations
        ranks = {key: rank for rank, key in enumerate(self.affiliation_keys)}
        last = len(ranks)
        return tuple(sorted(self.affiliations, key=lambda house: ranks.get(house.id, last)))


@dataclass(frozen=True, slots=True)
class IdentifierView:
    """An identifier besides the DOI."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class FunderView:
    """Who paid."""

    name: str | None
    identifier: str | None
    awards: list[str]


@dataclass(frozen=True, slots=True)
class RelationView:
    """What the output is to another; `other_id` where that is here too."""

    kind: str
    scheme: str
    value: str
    other_id: int | None
    asserted_by: str | None
    label: str | None
    date: str | None
    record_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputView:
    """An output with its byline (all, or its first places), identifiers, funders, relations."""

    id: int
    version: int
    kind: str
    work_type: str | None = None
    title: str = ""
    title_markup: str | None = None
    subtitle: str | None = None
    original_title: str | None = None
    abstract: str | None = None
    language: str | None = None
    container_title: str | None = None
    short_container_title: str | None = None
    publisher: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    article_number: str | None = None
    doi: str | None = None
    dates: Mapping[str, str] = field(default_factory=dict)
    year: int = 0
    year_is_guess: bool = False
    cited_by: int | None = None
    cited_by_at: datetime | None = None
    references_count: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    retracted: bool = False
    sample: bool = False
    byline_count: int = 0
    source_sha256: str | None = None
    byline: tuple[BylineView, ...] = ()
    identifiers: tuple[IdentifierView, ...] = ()
    funders: tuple[FunderView, ...] = ()
    relations: tuple[RelationView, ...] = ()

    @property
    def full_title(self) -> str:
        """Title and subtitle joined with a colon; empty where there is none."""
        return ": ".join(part for part in (self.title, self.subtitle) if part)

    @property
    def date(self) -> str | None:
        """The date that decides the year: `2023`, `2023-02` or `2023-02-07`."""
        return earliest(self.dates).date

    @property
    def authors(self) -> tuple[BylineView, ...]:
        """The places of authors (inventors, creators)."""
        return tuple(place for place in self.byline if place.role == "author")

    @property
    def editors(self) -> tuple[BylineView, ...]:
        """The places of editors."""
        return tuple(place for place in self.byline if place.role == "editor")

    def identified(self, scheme: str) -> tuple[str, ...]:
        """The identifiers of one scheme."""
        return tuple(i.value for i in self.identifiers if i.scheme == scheme)
