"""One answer to many claims: all are written together, in as many statements as for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry.audit import service as audit
from registry.claims import matching, queries
from registry.claims.answering import Change, locked, said_of
from registry.claims.errors import ClaimsChanging, NotAsked, PositionGone, PositionOfGroup
from registry.claims.evidence import Evidence
from registry.claims.models import Claim, ClaimState
from registry.core.actor import Actor
from registry.core.db import db
from registry.outputs.models import Byline

ATTEMPTS = 3
Said = Mapping[int, Sequence[Evidence]]
"""What speaks for positions, by the key of the byline."""


def accept_all(
    claims: Sequence[Claim], *, by: Actor, identifier: int | None = None, said: Said | None = None
) -> list[Claim]:
    """Each position that these claims name is their researcher: confirmed, or disputed where held.

    `identifier` is the answer about one that led to it, `said` what speaks for the positions now.
    Raises UnknownClaim, PositionGone and PositionOfGroup, which name the claim, and ClaimsChanging.
    """

    def write(changes: Sequence[Change]) -> None:
        states = states_at(change.row for change in changes)
        for change in changes:
            row = change.row
            row.state, row.reason = states[row.id], None
            explain(row, said or {})
            change.sign(by, identifier=identifier)

    return told(written(claims, write, check=_check_position), by=by)


def reject_all(claims: Sequence[Claim], *, by: Actor) -> list[Claim]:
    """None of these claims' researchers is on the output. Raises UnknownClaim."""

    def write(changes: Sequence[Change]) -> None:
        for change in changes:
            change.row.state, change.row.reason = ClaimState.REJECTED, None
            change.row.byline_id = None
            change.sign(by)

    return told(written(claims, write), by=by)


def put_off(claims: Sequence[Claim], *, by: Actor) -> list[Claim]:
    """These questions stay open and come last. Raises UnknownClaim and NotAsked."""

    def write(changes: Sequence[Change]) -> None:
        for change in changes:
            change.put_off(by)

    rows = [change.row for change in written(claims, write, check=_check_asked)]
    for row in rows:
        audit.record("claim.not_sure", row, by=by, details=said_of(row, by))
    return rows


def written(
    claims: Sequence[Claim],
    write: Callable[[Sequence[Change]], None],
    *,
    check: Callable[[Claim], None] = lambda row: None,
) -> list[Change]:
    """Let `write` change these claims, again where another's simultaneous claim came first.

    Raises UnknownClaim, ClaimsChanging and whatever `check` raises.
    """
    for _attempt in range(ATTEMPTS):
        changes = [Change(row) for row in locked(claims)]
        for change in changes:
            check(change.row)
        try:
            with db.session.begin_nested():
                write(changes)
                db.session.flush()
        except IntegrityError:
            continue
        for change in changes:
            if change.row.byline_id != change.byline_id:
                db.session.expire(change.row, ["byline"])
        return changes
    raise ClaimsChanging(field="claims", value=claims[0].id)


def told(changes: Sequence[Change], *, by: Actor, verb: str | None = None) -> list[Claim]:
    """Audit and announce what was written."""
    for change in changes:
        change.tell(by=by, verb=verb)
    db.session.flush()
    return [change.row for change in changes]


def states_at(rows: Iterable[Claim]) -> dict[int, ClaimState]:
    """What each of these claims becomes at its position: disputed where another one holds it.

    The positions are locked in one order, so that two who claim many do not wait for each other.
    """
    wanted = list(rows)
    keys = {row.byline_id for row in wanted if row.byline_id}
    places = select(Byline.id).where(Byline.id.in_(keys)).order_by(Byline.id)
    db.session.execute(places.with_for_update(key_share=True)).all()
    held = {key: claim.researcher_id for key, claim in queries.holders(keys).items()}
    found = {}
    for row in wanted:
        holder = held.setdefault(row.byline_id or 0, row.researcher_id) if row.byline_id else None
        other = holder not in (None, row.researcher_id)
        found[row.id] = ClaimState.DISPUTED if other else ClaimState.CONFIRMED
    return found


def explain(row: Claim, said: Said) -> None:
    """Keep what speaks for the claim's position now, where it was weighed again."""
    evidence = said.get(row.byline_id or 0)
    if evidence is not None:
        row.score, row.evidence = matching.score(evidence), matching.as_rows(evidence)


def _check_asked(row: Claim) -> None:
    if row.state != ClaimState.SUGGESTED:
        raise NotAsked(field="claims", value=row.id)


def _check_position(row: Claim) -> None:
    if row.byline is None:
        raise PositionGone(field="claims", value=row.id)
    if row.byline.is_group:
        place, printed = row.byline.position, row.byline.printed
        raise PositionOfGroup(field="position", value=place, printed=printed)
