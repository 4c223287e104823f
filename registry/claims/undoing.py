"""Taking back the last answer to a question: the claim is what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from registry.claims import many, queries
from registry.claims.answering import Change, locked
from registry.claims.errors import NothingToUndo, NotYourAnswer
from registry.claims.models import Claim, ClaimState
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.outputs.models import Byline

MOMENTS = ("decided_at", "unsure_at")


def undo(claims: Sequence[Claim], *, by: Actor) -> list[Claim]:
    """Take back the last answer of each of these claims.

    Who gave it may, their deputy or who they are a deputy of, and an administrator; what the
    registry confirmed by itself, the researcher. What was never asked is withdrawn, and may be
    asked. Raises NothingToUndo, NotYourAnswer and UnknownClaim, which name the claim.
    """
    allowed = queries.undoable([row.id for row in locked(claims)], by=by)

    def check(row: Claim) -> None:
        if row.last_answer is None:
            raise NothingToUndo(field="claims", value=row.id)
        if row.id not in allowed:
            raise NotYourAnswer(field="claims", value=row.id)

    return many.told(many.written(claims, _restore, check=check), by=by, verb="claim.undone")


def restore(claims: Sequence[Claim], *, by: Actor) -> list[Claim]:
    """The same, for those whose answer about an identifier is taken back, whoever gave it."""
    if not claims:
        return []
    return many.told(many.written(claims, _restore), by=by, verb="claim.undone")


def _restore(changes: Sequence[Change]) -> None:
    there = _still_there(changes)
    for change in changes:
        _put_back(change.row, there)
    with db.session.no_autoflush:
        states = many.states_at(c.row for c in changes if c.row.state == ClaimState.CONFIRMED)
    for change in changes:
        if change.row.byline_id:
            change.row.state = states.get(change.row.id, change.row.state)


def _put_back(row: Claim, there: frozenset[int]) -> None:
    """What the row said before; a question without its position waits until it is asked anew."""
    was = (row.last_answer or {}).get("was", {})
    for name, value in was.items():
        if name != "byline_id" or value is None or value in there:
            setattr(row, name, _moment(name, value))
    never_asked = was.get("state", row.state) is None
    if never_asked or (row.state == ClaimState.SUGGESTED and row.byline_id is None):
        row.state = ClaimState.WITHDRAWN
        row.decided_by = row.decided_at = row.reason = None
    row.before = {"undone": clock.now().isoformat()}
    row.checked_by = row.checked_at = None


def _moment(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if value and name in MOMENTS else value


def _still_there(changes: Iterable[Change]) -> frozenset[int]:
    """The positions of before that a refresh has not taken away."""
    keys = {(c.row.last_answer or {}).get("was", {}).get("byline_id") for c in changes} - {None}
    return frozenset(db.session.scalars(select(Byline.id).where(Byline.id.in_(keys))))
