"""All agencies as one source: Crossref, DataCite, and the others by content negotiation.

Which agency a prefix had before is a hint. It says whom to ask first and proves nothing, for
agencies share prefixes: an answer is believed only from the agency that holds the DOI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Protocol

from importers.batches import Run, batches
from importers.errors import AgencyAway, AgencyClosed, Blocked, Refused, SourceError, TooLarge
from importers.fetched import Fetched, Outcome
from importers.identifiers import InvalidIdentifier, asked_doi

CROSSREF, DATACITE = "Crossref", "DataCite"
WINDOW = 1000  # DOIs looked at together, so that each agency gets full requests


class Hints(Protocol):
    """Which agency held the DOIs of a prefix when last seen."""

    def agency_of(self, prefix: str) -> str | None:
        """The agency's name, as it is called in answers."""

    def learn(self, prefix: str, agency: str) -> None:
        """A DOI of this prefix is held by this agency."""


@dataclass(slots=True)
class MemoryHints:
    """Hints of one process."""

    agencies: dict[str, str] = field(default_factory=dict)

    def agency_of(self, prefix: str) -> str | None:
        """See Hints."""
        return self.agencies.get(prefix)

    def learn(self, prefix: str, agency: str) -> None:
        """See Hints."""
        self.agencies[prefix] = agency


class Single(Protocol):
    """A source asked for one DOI."""

    def fetch(self, doi: str) -> Fetched:
        """What it knows; never raises."""


class Listing(Single, Protocol):
    """A source that can be asked for many at once."""

    def list_of(self, dois: Sequence[str]) -> Mapping[str, Fetched]:
        """Those it holds, in one request. Raises a SourceError."""


@dataclass(frozen=True, slots=True)
class Agencies:
    """Asks whoever holds a DOI; `Fetched.source` says whose message came, `agency` who holds it."""

    crossref: Listing
    datacite: Listing
    negotiation: Single
    hints: Hints = field(default_factory=MemoryHints)

    def fetch(self, doi: str) -> Fetched:
        """What the agency of this DOI says of it; never raises."""
        try:
            return self._one(asked_doi(doi))
        except InvalidIdentifier as error:
            return Fetched(doi, Outcome.INVALID, detail=str(error))

    def fetch_many(self, dois: Iterable[str]) -> Iterator[Fetched]:
        """The same for many, each distinct DOI once, 50 to a request, nearly in order.

        Once Crossref has shut us out, or nothing gets through, what is to be asked there is
        answered without asking.
        """
        run = Run(self._one, self._listed_at_crossref)
        one_by_one = iter(_each(dois))
        while window := list(islice(one_by_one, WINDOW)):
            yield from (one for one in window if isinstance(one, Fetched))
            wanted = [one for one in window if isinstance(one, str)]
            theirs = {doi for doi in wanted if self._is_datacites(doi)}
            for batch in _lists(doi for doi in wanted if doi not in theirs):
                yield from run.batch(batch)
            for batch in _lists(doi for doi in wanted if doi in theirs):
                yield from self._batch_at_datacite(batch)

    def _one(self, doi: str) -> Fetched:
        if self._is_datacites(doi):
            fetched = self.datacite.fetch(doi)
            if fetched.outcome is Outcome.FOUND:
                return fetched
            if fetched.error:
                return _without(fetched, DATACITE)
        fetched = self.crossref.fetch(doi)
        if fetched.outcome is Outcome.FOUND:
            self._learn(doi, CROSSREF)
        elif fetched.outcome is Outcome.OTHER_AGENCY and fetched.agency:
            return self._elsewhere(doi, fetched.agency)
        return fetched

    def _elsewhere(self, doi: str, agency: str) -> Fetched:
        """Crossref says that another agency holds this DOI: ask that one."""
        self._learn(doi, agency)
        at_datacite = _same(agency, DATACITE)
        fetched = self.datacite.fetch(doi) if at_datacite else self.negotiation.fetch(doi)
        if fetched.outcome is Outcome.FOUND:
            return replace(fetched, agency=agency)
        if fetched.error:
            return _without(fetched, agency)
        if at_datacite:
            detail = f"{agency} knows the DOI but shows no record of it at present"
            return Fetched(doi, Outcome.TEMPORARILY_UNAVAILABLE, agency=agency, detail=detail)
        detail = f"registered with {agency}; {fetched.detail}"
        return Fetched(doi, Outcome.OTHER_AGENCY, agency=agency, detail=detail)

    def _listed_at_crossref(self, dois: Sequence[str]) -> Mapping[str, Fetched]:
        found = self.crossref.list_of(dois)
        for doi in found:
            self._learn(doi, CROSSREF)
        return found

    def _batch_at_datacite(self, dois: Sequence[str]) -> Iterator[Fetched]:
        """All of a list; what DataCite does not hold was a wrong hint and is asked for anew."""
        try:
            found = self.datacite.list_of(dois) if len(dois) > 1 else {}
        except (Refused, TooLarge):
            found = {}
        except SourceError as error:
            yield from (_without(Fetched.failed(doi, error), DATACITE) for doi in dois)
            return
        for doi in dois:
            yield found.get(doi) or self._one(doi)

    def _is_datacites(self, doi: str) -> bool:
        return _same(self.hints.agency_of(_prefix(doi)) or "", DATACITE)

    def _learn(self, doi: str, agency: str) -> None:
        if self.hints.agency_of(_prefix(doi)) != agency:
            self.hints.learn(_prefix(doi), agency)


def _each(texts: Iterable[str]) -> Iterator[str | Fetched]:
    """Each distinct DOI once, in normal form, and what is none."""
    seen: set[str] = set()
    for text in texts:
        try:
            doi = asked_doi(text)
        except InvalidIdentifier as error:
            yield Fetched(text, Outcome.INVALID, detail=str(error))
            continue
        if doi not in seen:
            seen.add(doi)
            yield doi


def _lists(dois: Iterable[str]) -> Iterator[list[str]]:
    for batch in batches(dois):
        if isinstance(batch, list):
            yield batch


def _without(fetched: Fetched, agency: str) -> Fetched:
    """No answer of this agency: that says nothing of the others, which may be asked further."""
    error = fetched.error
    if isinstance(error, Blocked):
        error = AgencyClosed(f"{agency}: {error}")
    elif error and error.retryable:
        error = AgencyAway(f"{agency}: {error}", retry_after=error.retry_after)
    return replace(fetched, agency=agency, error=error, detail=str(error))


def _prefix(doi: str) -> str:
    return doi.partition("/")[0]


def _same(agency: str, name: str) -> bool:
    return agency.casefold() == name.casefold()
