"""How well matching finds pairs that are known to be one study. Pure: no database, no Flask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from registry.studies import blocking, matching
from registry.studies.matching import Manifestation, PairKind, Verdict, evidence

Pair = frozenset[int]
"""The keys of two works."""

THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)


@dataclass(frozen=True)
class Scored:
    """A pair that was compared, and whether it is one study in truth."""

    pair: Pair
    verdict: Verdict
    is_true: bool


@dataclass(frozen=True)
class Measured:
    """Of `chosen` pairs `right` are true, out of `truths` that there are."""

    chosen: int
    right: int
    truths: int

    @property
    def precision(self) -> float:
        """The share of what was chosen that is true; 1 where nothing was chosen."""
        return self.right / self.chosen if self.chosen else 1.0

    @property
    def recall(self) -> float:
        """The share of what is true that was chosen; 1 where nothing is true."""
        return self.right / self.truths if self.truths else 1.0


def compared(works: Sequence[Manifestation], truth: Collection[Pair]) -> list[Scored]:
    """Every preprint with every article that the index finds for it, and how they compare."""
    known = {work.id: work for work in works}
    found = []
    for pair in _candidates(works):
        verdict = matching.compare(*(known[key] for key in sorted(pair)))
        if verdict and verdict.kind is PairKind.PREPRINT:
            found.append(Scored(pair, verdict, pair in truth))
    return found


def asserted(
    works: Sequence[Manifestation], assertions: Iterable[Pair], truth: Collection[Pair]
) -> list[Scored]:
    """Every pair that a source asserts, and how the two compare."""
    known = {work.id: work for work in works}
    found = []
    for pair in assertions:
        verdict = matching.weigh(PairKind.PREPRINT, *(known[key] for key in sorted(pair)))
        found.append(Scored(pair, verdict.saying(evidence("relation")), pair in truth))
    return found


def suggested(scored: Iterable[Scored], truths: int) -> Measured:
    """What a person would be asked about."""
    return _measured((s for s in scored if s.verdict.is_enough), truths)


def unasked(scored: Iterable[Scored]) -> Measured:
    """What would be joined without asking, out of the assertions that are true."""
    pairs = list(scored)
    truths = sum(s.is_true for s in pairs)
    return _measured((s for s in pairs if s.verdict.bears_out), truths)


def by_threshold(scored: Sequence[Scored], truths: int) -> Iterator[tuple[float, Measured]]:
    """What each score would choose, were it the one from which a person is asked."""
    for least in THRESHOLDS:
        chosen = (s for s in scored if s.verdict.score >= least and not s.verdict.contradicts)
        yield least, _measured(chosen, truths)


def _measured(chosen: Iterable[Scored], truths: int) -> Measured:
    pairs = list(chosen)
    return Measured(len(pairs), sum(s.is_true for s in pairs), truths)


def _candidates(works: Sequence[Manifestation]) -> set[Pair]:
    by_key: dict[int, list[int]] = defaultdict(list)
    for work in works:
        for key in blocking.keys(work):
            by_key[key].append(work.id)
    return {
        frozenset((one, two))
        for found in by_key.values()
        for place, one in enumerate(found)
        for two in found[:place]
    }
