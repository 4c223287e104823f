"""Many DOIs to a request: which go together, and what to do where a request is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from importers.errors import Blocked, CircuitOpen, Refused, SourceError, TooLarge
from importers.fetched import Fetched, Outcome
from importers.identifiers import InvalidIdentifier, asked_doi

BATCH = 50  # DOIs to a list request
LONGEST_FILTER = 3800  # characters, so that the address stays near 4,000


def batches(texts: Iterable[str]) -> Iterator[list[str] | Fetched]:
    """DOIs in lists short enough for one address; those a filter cannot name, alone."""
    seen: set[str] = set()
    batch: list[str] = []
    length = 0
    for text in texts:
        try:
            doi = asked_doi(text)
        except InvalidIdentifier as error:
            yield Fetched(text, Outcome.INVALID, detail=str(error))
            continue
        if doi in seen:
            continue
        seen.add(doi)
        size = len(quote(f"doi:{doi},", safe=":/,"))
        if batch and ("," in doi or len(batch) == BATCH or length + size > LONGEST_FILTER):
            yield batch
            batch, length = [], 0
        batch.append(doi)
        length += size
        if "," in doi:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


@dataclass(slots=True)
class Run:
    """One walk through many DOIs, which ends asking when it is no use or not allowed any more."""

    fetch: Callable[[str], Fetched]
    list_of: Callable[[Sequence[str]], Mapping[str, Fetched]]
    stop: SourceError | None = None

    def batch(self, dois: Sequence[str]) -> Iterator[Fetched]:
        """All of one list request; halved where the source, or our size limit, refuses it."""
        try:
            items = {} if self.stop or len(dois) == 1 else self.list_of(dois)
        except (Refused, TooLarge):
            middle = len(dois) // 2
            yield from self.batch(dois[:middle])
            yield from self.batch(dois[middle:])
            return
        except SourceError as error:
            self._note(error)
            yield from (Fetched.failed(doi, error) for doi in dois)
            return
        for doi in dois:
            yield items.get(doi) or self._one(doi)

    def _one(self, doi: str) -> Fetched:
        if self.stop:
            return Fetched.failed(doi, self.stop)
        fetched = self.fetch(doi)
        self._note(fetched.error)
        return fetched

    def _note(self, error: SourceError | None) -> None:
        if isinstance(error, (Blocked, CircuitOpen)):
            self.stop = error
