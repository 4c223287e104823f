"""How well matching finds pairs that are known, among the outputs that are stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from registry.core.db import db
from registry.outputs.models import Output
from registry.studies import evaluating, manifestations, queries
from registry.studies.evaluating import Measured, Pair
from registry.studies.known_pairs import Dois
from registry.studies.matching import Manifestation

AT_ONCE = 1000


@dataclass(frozen=True)
class Found:
    """What a file of pairs measures; `truths` are those with both sides stored."""

    works: int
    truths: int
    suggested: Measured
    unasked: Measured
    by_threshold: list[tuple[float, Measured]]


def measure(pairs: Iterable[Dois]) -> Found:
    """What would be suggested and joined of these pairs, all other outputs being decoys.

    A pair that is not in the file counts as wrong, although the file may not know all.
    """
    truth = _stored(pairs)
    works = _works()
    scored = evaluating.compared(works, truth)
    asserted = evaluating.asserted(works, truth, truth)
    return Found(
        len(works),
        len(truth),
        evaluating.suggested(scored, len(truth)),
        evaluating.unasked(asserted),
        list(evaluating.by_threshold(scored, len(truth))),
    )


def _stored(pairs: Iterable[Dois]) -> set[Pair]:
    wanted = select(Output.doi, Output.id).where(Output.doi.is_not(None))
    ids = {doi: key for doi, key in db.session.execute(wanted)}  # noqa: C416
    return {
        frozenset((ids[preprint], ids[article]))
        for preprint, article in pairs
        if preprint in ids and article in ids and preprint != article
    }


def _works() -> Sequence[Manifestation]:
    found: list[Manifestation] = []
    ids = queries.all_ids()
    for start in range(0, len(ids), AT_ONCE):
        found += manifestations.of(ids[start : start + AT_ONCE]).values()
    return found
