"""What is done with claims: mine, not mine, withdrawn. Each answer is remembered."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

from registry.audit import service as audit
from registry.claims import bylines, disputes, matching, queries, roster
from registry.claims.errors import (
    ClaimsChanging,
    NoSuchResearcher,
    NothingToWithdraw,
    PositionGone,
    PositionMissing,
    PositionOfGroup,
    UnknownOutput,
    WhoseClaim,
)
from registry.claims.facts import ClaimDecided
from registry.claims.models import Claim, ClaimState
from registry.core import clock, facts
from registry.core.actor import Actor
from registry.core.db import db
from registry.outputs.models import Byline, Output
from registry.people.models import Researcher
from registry.policy import Permission

ATTEMPTS = 3


def claim(byline: Byline, researcher: Researcher, *, by: Actor) -> Claim:
    """The position is this researcher: confirmed where it is free.

    Where it is confirmed for another, this claim becomes disputed, the other stays, and both are
    told. The index of confirmed positions decides between simultaneous claims. Raises
    PositionOfGroup.
    """
    if byline.is_group:
        raise PositionOfGroup(field="position", value=byline.position, printed=byline.printed)
    return _answered(byline.output_id, researcher, byline, by=by)


def claimant(researcher_id: int | None, *, by: Actor) -> Researcher:
    """Whose claim `by` makes: the researcher named, else their own.

    Raises WhoseClaim, NoSuchResearcher, NotAllowed.
    """
    wanted = researcher_id or by.researcher_id
    if wanted is None:
        raise WhoseClaim(field="researcher")
    found = queries.researcher(wanted)
    if found is None:
        raise NoSuchResearcher(field="researcher", value=wanted)
    by.check(Permission.CLAIM_MAKE, found)
    return found


def claimed_output(output_id: int) -> Output:
    """The output that a claim names. Raises UnknownOutput."""
    found = queries.output(output_id)
    if found is None:
        raise UnknownOutput(field="output", value=output_id)
    return found


def answer(output: Output, position: int | None, researcher: Researcher, *, by: Actor) -> Claim:
    """The researcher is at this position, or (None) not on this output. Raises PositionMissing."""
    if position is None:
        return not_mine(output, researcher, by=by)
    byline = bylines.at(output.id, position)
    if byline is None:
        count = bylines.length(output.id)
        raise PositionMissing(field="position", value=position, count=count)
    return claim(byline, researcher, by=by)


def accept(row: Claim, *, by: Actor) -> Claim:
    """The position that the claim names is its researcher, whatever was said before.

    Raises PositionGone.
    """
    if row.byline is None:
        raise PositionGone
    return claim(row.byline, row.researcher, by=by)


def not_mine(output: Output, researcher: Researcher, *, by: Actor) -> Claim:
    """The researcher is not on this output; remembered for ever, so that nobody asks again."""
    return _answered(output.id, researcher, None, by=by)


def reject(row: Claim, *, by: Actor) -> Claim:
    """The claim's researcher is not on the output."""
    return not_mine(row.output, row.researcher, by=by)


def withdraw(row: Claim, *, by: Actor) -> Claim:
    """Take a claim back without saying that it was wrong. Raises NothingToWithdraw."""
    if row.state not in queries.HOLDING:
        raise NothingToWithdraw(field="state", value=row.state)
    was = _Before(row)
    row.state, row.reason = ClaimState.WITHDRAWN, None
    _signed(row, by)
    return _decided(row, was, by=by)


class _Before:
    """What a claim said before an answer."""

    def __init__(self, row: Claim) -> None:
        self.state = row.state if row.id else None
        self.byline_id = row.byline_id


def _answered(output_id: int, researcher: Researcher, byline: Byline | None, *, by: Actor) -> Claim:
    for _attempt in range(ATTEMPTS):
        row = _own_row(output_id, researcher)
        was = _Before(row)
        if _written(row, byline, _state(byline, researcher), by=by):
            return _decided(row, was, by=by)
    raise ClaimsChanging(field="position", value=byline.position if byline else None)


def _own_row(output_id: int, researcher: Researcher) -> Claim:
    wanted = queries.for_researcher(researcher.id).where(Claim.output_id == output_id)
    locked = wanted.with_for_update(of=Claim).execution_options(populate_existing=True)
    found = db.session.scalars(locked).one_or_none()
    return found or Claim(output_id=output_id, researcher_id=researcher.id, evidence=[])


def _state(byline: Byline | None, researcher: Researcher) -> ClaimState:
    if byline is None:
        return ClaimState.REJECTED
    holder = queries.holders([byline.id]).get(byline.id)
    held = holder is not None and holder.researcher_id != researcher.id
    return ClaimState.DISPUTED if held else ClaimState.CONFIRMED


def _written(row: Claim, byline: Byline | None, state: ClaimState, *, by: Actor) -> bool:
    """Whether the row could be written; another's simultaneous claim may have come first."""
    try:
        with db.session.begin_nested():
            row.byline_id = byline.id if byline else None
            if byline:
                _explain(row, byline)
            row.state, row.reason = state, None
            _signed(row, by)
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return False
    return True


def _explain(row: Claim, byline: Byline) -> None:
    """Keep what is printed at the position and what speaks for it, also where nobody was asked."""
    evidence = roster.evidence_at(byline, row.researcher_id)
    row.printed = byline.printed
    row.score, row.evidence = matching.score(evidence), matching.as_rows(evidence)


def _signed(row: Claim, by: Actor) -> None:
    row.decided_by, row.decided_at = by.account_id, clock.now()


def _decided(row: Claim, was: _Before, *, by: Actor) -> Claim:
    db.session.flush()
    db.session.refresh(row)
    details: dict[str, Any] = {
        "output": row.output_id,
        "researcher": row.researcher_id,
        "position": row.position,
        "before": was.state,
    }
    audit.record(f"claim.{row.state}", row, by=by, details=details)
    facts.announce(ClaimDecided(row.id, row.output_id, row.researcher_id, row.state))
    disputes.tell(row, was.state, was.byline_id)
    db.session.flush()
    return row
