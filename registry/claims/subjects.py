"""What matching is about: works, byline positions, people, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from registry.naming.keys import author_keys
from registry.naming.names import Names, Printed

TAIL = 2
"""Years after the end of a post in which papers still name it (domain.md 3.4)."""


@dataclass(frozen=True, eq=False)
class Work:
    """What a paper says beside a position. `confirmed` holds our people confirmed on it."""

    key: int | str = 0
    year: int | None = None
    venue: str | None = None
    title: str = ""
    authors: tuple[Printed, ...] = ()
    grants: frozenset[str] = frozenset()
    confirmed: frozenset[int] = frozenset()

    @cached_property
    def author_keys(self) -> tuple[frozenset[str], frozenset[str]]:
        """The keys of all authors: by full name, and by family name and one initial."""
        pairs = [author_keys(author) for author in self.authors if not author.is_group]
        return frozenset(whole for whole, _ in pairs if whole), frozenset(one for _, one in pairs)


@dataclass(frozen=True, eq=False)
class Position:
    """A byline position. `units` are those of ours that it names and that were ours that year."""

    printed: Printed
    work: Work = field(default_factory=Work)
    orcid: str | None = None
    orcid_authenticated: bool = False
    affiliations: tuple[str, ...] = ()
    units: frozenset[int] = frozenset()
    emails: frozenset[str] = frozenset()

    @cached_property
    def beside(self) -> tuple[frozenset[str], frozenset[str]]:
        """The keys of the other authors: by full name, and by family name and one initial."""
        whole, one = self.work.author_keys
        own, initial = author_keys(self.printed)
        return whole - {own}, one - {initial}


@dataclass(frozen=True)
class Tenure:
    """A post: its unit, the first year and, where it has ended, the last."""

    unit: int
    since: int
    until: int | None = None

    def covers(self, year: int) -> bool:
        """Whether a paper of that year can name it."""
        return self.since <= year and (self.until is None or year <= self.until + TAIL)


@dataclass(frozen=True, eq=False)
class Known:
    """What confirmed papers (and refused ones) say about a person; see `knowledge.learn`."""

    works: int = 0
    spellings: frozenset[str] = frozenset()
    coauthors: frozenset[str] = frozenset()
    coauthors_initials: frozenset[str] = frozenset()
    colleagues: frozenset[int] = frozenset()
    refused_with: frozenset[str] = frozenset()
    places: tuple[frozenset[str], ...] = ()
    words: frozenset[str] = frozenset()
    venues: frozenset[str] = frozenset()
    grants: frozenset[str] = frozenset()
    years: tuple[int, ...] = ()


NOTHING_KNOWN = Known()


@dataclass(frozen=True, eq=False)
class Person:
    """What is known of a researcher that a paper can show.

    `identifiers` are e-mail addresses and further iDs that are theirs, `refused` such as they said
    are not; `rejected` are works that they said are not theirs. `earliest` is the first year in
    which they can have published.
    """

    names: Names
    orcid: str | None = None
    identifiers: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    tenures: tuple[Tenure, ...] = ()
    rejected: frozenset[int | str] = frozenset()
    earliest: int | None = None
    known: Known = NOTHING_KNOWN

    def has_post_in(self, year: int | None) -> bool:
        """Whether a paper of that year can name a post of theirs; True where no year is known."""
        return year is None or any(tenure.covers(year) for tenure in self.tenures)
