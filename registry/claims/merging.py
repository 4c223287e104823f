"""What becomes of the claims of two records of one person."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Column, Table, select, tuple_

from registry.claims.models import Claim, ClaimIdentifier, ClaimState
from registry.claims.queries import HOLDING
from registry.core.db import db
from registry.people.models import ApartPair
from registry.people.moves import Merging

CLAIM = cast(Table, Claim.__table__)
STRENGTH = {
    ClaimState.CONFIRMED: 4,
    ClaimState.DISPUTED: 3,
    ClaimState.REJECTED: 2,
    ClaimState.WITHDRAWN: 1,
    ClaimState.SUGGESTED: 0,
}
TAKEN_OVER = (
    *("byline_id", "printed", "score", "evidence"),
    *("decided_by", "decided_at", "reason"),
    *("checked_by", "checked_at"),
)
IDENTIFIER = cast(Table, ClaimIdentifier.__table__)
PAIR = cast(Table, ApartPair.__table__)


def merge_claims(merging: Merging, column: Column[Any]) -> None:
    """The kept one gets every claim; where both answered about an output, the stronger holds.

    Mine from one and not mine from the other is a dispute for curators. The weaker row stays with
    the gone one, holding nothing, so that undoing the merge finds it.
    """
    kept, gone = _rows(merging.kept_id), _rows(merging.gone_id)
    merging.move(column, where=CLAIM.c.output_id.not_in(list(kept)))
    for output_id in kept.keys() & gone.keys():
        _join(merging, kept[output_id], gone[output_id])


def merge_identifiers(merging: Merging, column: Column[Any]) -> None:
    """The kept one gets every answer about an iD or an e-mail that it has not given itself.

    Where it was not sure and the gone one was, the answer holds.
    """
    kept, gone = _identifiers(merging.kept_id), _identifiers(merging.gone_id)
    pair = tuple_(IDENTIFIER.c.scheme, IDENTIFIER.c.value)
    merging.move(column, where=pair.not_in(list(kept)))
    for identifier in kept.keys() & gone.keys():
        if kept[identifier].is_theirs is None:
            for name in ("is_theirs", "decided_by", "decided_at"):
                value = getattr(gone[identifier], name)
                merging.set(IDENTIFIER.c[name], kept[identifier].id, value)


def merge_apart_pairs(merging: Merging, column: Column[Any]) -> None:
    """Who is somebody else than the gone one is somebody else than the kept one.

    A pair that is known already, or of the two that became one, stays with the gone one.
    """
    other = PAIR.c.other_id if column.name == "one_id" else PAIR.c.one_id
    known = (
        select(other)
        .where(column == merging.kept_id)
        .union(select(column).where(other == merging.kept_id))
    )
    mine = db.session.scalars(known).all()
    merging.move(column, where=other.not_in([merging.kept_id, *mine]))


def _join(merging: Merging, kept: Any, gone: Any) -> None:
    state, source = _outcome(kept, gone)
    if gone.state in HOLDING:
        merging.set(CLAIM.c.state, gone.id, ClaimState.WITHDRAWN.value)
    if source is gone:
        for name in TAKEN_OVER:
            if getattr(kept, name) != getattr(gone, name):
                merging.set(CLAIM.c[name], kept.id, getattr(gone, name))
    if kept.state != state:
        merging.set(CLAIM.c.state, kept.id, state.value)


def _outcome(kept: Any, gone: Any) -> tuple[ClaimState, Any]:
    """The state that holds, and the row that it comes from."""
    source = gone if STRENGTH[gone.state] > STRENGTH[kept.state] else kept
    states = {kept.state, gone.state}
    contradict = ClaimState.REJECTED in states and bool(states & set(HOLDING))
    return ClaimState.DISPUTED if contradict else ClaimState(source.state), source


def _identifiers(researcher_id: int) -> dict[tuple[str, str], Any]:
    wanted = select(IDENTIFIER).where(IDENTIFIER.c.researcher_id == researcher_id)
    return {(row.scheme, row.value): row for row in db.session.execute(wanted)}


def _rows(researcher_id: int) -> dict[int, Any]:
    wanted = select(CLAIM).where(CLAIM.c.researcher_id == researcher_id)
    return {row.output_id: row for row in db.session.execute(wanted)}
