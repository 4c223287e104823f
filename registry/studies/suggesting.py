"""Pairs that may be one study: joined where a source asserts it, else put as a question."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from sqlalchemy import select

from registry.audit import service as audit
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import Conflict
from registry.studies import finding, joining, manifestations, matching, queries
from registry.studies.finding import Assertion, Pair
from registry.studies.matching import Manifestation, PairKind, Verdict, evidence
from registry.studies.models import PairState, StudyPair


def for_outputs(output_ids: Collection[int], *, by: Actor) -> int:
    """Look for others that are the same study; how many pairs are new, joined or changed.

    What a person answered stays. A question for which too little speaks now is taken back.
    """
    joining.lock()
    joining.mend()
    works = manifestations.of(output_ids)
    if not works:
        return 0
    keys = finding.index(works)
    assertions = finding.asserted(list(works))
    pairs = finding.candidates(list(works), keys) | assertions.keys()
    missing = set(chain.from_iterable(pairs)) - works.keys()
    works |= manifestations.of(missing) if missing else {}
    verdicts = dict(_verdicts(pairs, assertions, _weighed(pairs, works)))
    return _settle(verdicts, assertions, output_ids, by=by)


def _weighed(
    pairs: Collection[Pair], works: Mapping[int, Manifestation]
) -> Mapping[int, Manifestation]:
    """The works, and of those that may be duplicates also whether anything hangs on them."""
    ids = {
        key
        for pair in pairs
        if works.keys() >= set(pair) and _may_be_duplicates(*(works[key] for key in pair))
        for key in pair
    }
    used = manifestations.used(ids) if ids else set()
    return {key: replace(work, weight=int(key in used)) for key, work in works.items()}


def _may_be_duplicates(one: Manifestation, two: Manifestation) -> bool:
    return matching.kind_of(one, two) is PairKind.DUPLICATE


def _verdicts(
    pairs: Collection[Pair],
    assertions: Mapping[Pair, Assertion],
    works: Mapping[int, Manifestation],
) -> Iterator[tuple[Pair, Verdict]]:
    for pair in sorted(pairs):
        one, two = (works.get(key) for key in pair)
        if one is None or two is None or one.study == two.study:
            continue
        verdict = _verdict(one, two, assertions.get(pair))
        if verdict:
            yield pair, verdict


def _verdict(one: Manifestation, two: Manifestation, assertion: Assertion | None) -> Verdict | None:
    """What is to be joined or asked of the two; None where nothing is."""
    if assertion and assertion.lesser:
        verdict = matching.weigh(PairKind.PREPRINT, one, two)
        known = evidence(assertion.code, source=assertion.source)
        return Verdict(PairKind.PREPRINT, assertion.lesser, (known, *verdict.evidence))
    compared = matching.compare(one, two)
    if assertion and compared and compared.kind is PairKind.PREPRINT:
        return compared.saying(evidence(assertion.code))
    return compared if compared and compared.is_enough else None


def _settle(
    verdicts: Mapping[Pair, Verdict],
    assertions: Mapping[Pair, Assertion],
    output_ids: Collection[int],
    *,
    by: Actor,
) -> int:
    known = {
        (pair.low_id, pair.high_id): pair
        for pair in db.session.scalars(select(StudyPair).where(queries.touches(output_ids)))
    }
    for pair, row in known.items():
        if row.state == PairState.SUGGESTED and pair not in verdicts:
            _drop(row, by=by)
    return sum(
        _put(known.get(pair), pair, verdict, unasked=_unasked(verdict, assertions.get(pair)), by=by)
        for pair, verdict in verdicts.items()
    )


def _unasked(verdict: Verdict, assertion: Assertion | None) -> bool:
    return assertion is not None and verdict.bears_out


def _put(
    known: StudyPair | None, pair: Pair, verdict: Verdict, *, unasked: bool, by: Actor
) -> bool:
    if known and known.state != PairState.SUGGESTED:
        return False
    row = known or StudyPair(low_id=pair[0], high_id=pair[1], state=PairState.SUGGESTED)
    said = (verdict.kind, verdict.lesser, verdict.score, verdict.rows())
    new = known is None or said != (row.kind, row.lesser_id, row.score, row.evidence)
    row.kind, row.lesser_id, row.score, row.evidence = said
    db.session.add(row)
    db.session.flush()
    joined = unasked and _join(row)
    if joined or known is None:
        details = {"outputs": list(pair), "lesser": row.lesser_id, "score": row.score}
        audit.record(f"study.{row.state}", row, by=by, details=details)
    return new or joined


def _join(row: StudyPair) -> bool:
    """Whether the two could be joined; where one is joined already, a person decides."""
    try:
        joining.link(row)
    except Conflict:
        return False
    row.state, row.decided_at = PairState.JOINED, clock.now()
    db.session.flush()
    return True


def _drop(row: StudyPair, *, by: Actor) -> None:
    details = {"outputs": [row.low_id, row.high_id]}
    audit.record("study.suggestion_dropped", row, by=by, details=details)
    db.session.delete(row)
    db.session.flush()
