"""What is done with claims: mine, not mine, withdrawn. Each answer is remembered."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from registry.claims import bylines, many, matching, queries, roster
from registry.claims.answering import Change
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
from registry.claims.models import Claim, ClaimState
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


def claimant(
    researcher_id: int | None, *, by: Actor, permission: Permission = Permission.CLAIM_MAKE
) -> Researcher:
    """Whose claims `by` makes, or asks for: the researcher named, else their own.

    Raises WhoseClaim, NoSuchResearcher, NotAllowed.
    """
    wanted = researcher_id or by.researcher_id
    if wanted is None:
        raise WhoseClaim(field="researcher")
    found = queries.researcher(wanted)
    if found is None:
        raise NoSuchResearcher(field="researcher", value=wanted)
    by.check(permission, found)
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
    change = Change(row)
    row.state, row.reason = ClaimState.WITHDRAWN, None
    change.sign(by)
    return _decided(change, by=by)


def not_sure(row: Claim, *, by: Actor) -> Claim:
    """Put a question off: it stays open, and comes last. Raises NotAsked."""
    return many.put_off([row], by=by)[0]


def _answered(output_id: int, researcher: Researcher, byline: Byline | None, *, by: Actor) -> Claim:
    for _attempt in range(ATTEMPTS):
        change = Change(_own_row(output_id, researcher))
        if _written(change, byline, _state(byline, researcher), by=by):
            return _decided(change, by=by)
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


def _written(change: Change, byline: Byline | None, state: ClaimState, *, by: Actor) -> bool:
    """Whether the row could be written; another's simultaneous claim may have come first."""
    row = change.row
    try:
        with db.session.begin_nested():
            if byline and (row.state != ClaimState.SUGGESTED or row.byline_id != byline.id):
                _explain(row, byline)
            row.byline_id = byline.id if byline else None
            row.state, row.reason = state, None
            change.sign(by)
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return False
    return True


def _explain(row: Claim, byline: Byline) -> None:
    """Keep what is printed at the position and what speaks for it, where nobody was asked."""
    evidence = roster.evidence_at(byline, row.researcher_id)
    row.printed = byline.printed
    row.score, row.evidence = matching.score(evidence), matching.as_rows(evidence)


def _decided(change: Change, *, by: Actor) -> Claim:
    db.session.flush()
    db.session.refresh(change.row)
    change.tell(by=by)
    db.session.flush()
    return change.row
