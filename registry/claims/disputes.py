"""Two people on one byline position: who is told what, and how an administrator decides."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.accounts.models import AccountState
from registry.audit import service as audit
from registry.claims import curation, queries
from registry.claims.errors import NothingToSettle, OwnDispute
from registry.claims.facts import ClaimDecided
from registry.claims.models import Claim, ClaimState
from registry.core import clock, facts
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import N_
from registry.core.second_person import is_second_person
from registry.people.models import Researcher

ALSO_CLAIMED = N_(
    "%(name)s also claims your position %(position)s on “%(title)s”. "
    "Your claim stays confirmed until an administrator has decided."
)
HELD_ALREADY = N_(
    "Position %(position)s on “%(title)s” is confirmed for %(name)s. "
    "Your claim is kept as disputed until an administrator has decided."
)
FREE_AGAIN = N_("Position %(position)s on “%(title)s” is free again. You can confirm your claim.")
SETTLED_FOR = N_("It was decided that position %(position)s on “%(title)s” is you.")
SETTLED_AGAINST = N_("It was decided that position %(position)s on “%(title)s” is %(name)s.")
ORPHANED = N_(
    "A newer record of “%(title)s” no longer has the name that you claimed. "
    "Please choose your position again."
)
TITLE_SHOWN = 80


def settle(
    winner: Claim, *, by: Actor, reason: str | None = None, keep_others: bool = False
) -> Claim:
    """Decide a dispute: the winner is confirmed, the others are rejected, or stay disputed.

    Raises NothingToSettle, and OwnDispute for those who made one of the claims or would gain by it.
    """
    rivals = _rivals(winner)
    if winner.byline is None or ClaimState.DISPUTED not in {c.state for c in (winner, *rivals)}:
        raise NothingToSettle
    _check_uninvolved(by, (winner, *rivals))
    lost = ClaimState.DISPUTED if keep_others else ClaimState.REJECTED
    for rival in rivals:
        _decide(rival, lost, by=by, reason=reason)
    db.session.flush()
    _decide(winner, ClaimState.CONFIRMED, by=by, reason=reason)
    db.session.flush()
    _say(winner, SETTLED_FOR, key=f"settled-{winner.version}")
    for rival in rivals if not keep_others else ():
        _say(rival, SETTLED_AGAINST, key=f"settled-{winner.version}", about=winner)
    return winner


def tell(claim: Claim, before: str | None, byline_before: int | None) -> None:
    """Tell both sides of a new dispute, and those who wait for a place that became free."""
    if claim.state == ClaimState.DISPUTED and claim.byline_id:
        holder = queries.holders([claim.byline_id]).get(claim.byline_id)
        if holder:
            _say(claim, HELD_ALREADY, key="disputed", about=holder)
            _say(holder, ALSO_CLAIMED, key=f"disputed-by-{claim.id}", about=claim)
    left = claim.state != ClaimState.CONFIRMED or claim.byline_id != byline_before
    if before == ClaimState.CONFIRMED and byline_before and left:
        for waiting in queries.on_positions([byline_before])[byline_before]:
            _say(waiting, FREE_AGAIN, key=f"free-{claim.version}")


def tell_orphaned(output_ids: Iterable[int]) -> None:
    """Tell those whose claim lost its position on these outputs; the claim itself stays."""
    lost = curation.orphans().where(Claim.output_id.in_(list(output_ids)))
    for claim in db.session.scalars(lost):
        _say(claim, ORPHANED, key=f"orphaned-{claim.version}")


def _rivals(claim: Claim) -> list[Claim]:
    wanted = select(Claim).where(
        Claim.byline_id == claim.byline_id, Claim.id != claim.id, Claim.state.in_(queries.HOLDING)
    )
    locked = wanted.with_for_update(of=Claim).execution_options(populate_existing=True)
    return list(db.session.scalars(locked.order_by(Claim.id)))


def _check_uninvolved(by: Actor, claims: Iterable[Claim]) -> None:
    if not all(is_second_person(by, c.decided_by, c.researcher_id) for c in claims):
        raise OwnDispute


def _decide(claim: Claim, state: ClaimState, *, by: Actor, reason: str | None) -> None:
    before, claim.state, claim.reason = claim.state, state, reason
    claim.decided_by, claim.decided_at = by.account_id, clock.now()
    claim.before = claim.checked_by = claim.checked_at = None
    details = {
        "output": claim.output_id,
        "researcher": claim.researcher_id,
        "position": claim.position,
        "before": before,
    }
    audit.record("claim.settled", claim, by=by, details=details | {"state": str(state)})
    facts.announce(ClaimDecided(claim.id, claim.output_id, claim.researcher_id, state))


def _say(claim: Claim, sentence: str, *, key: str, about: Claim | None = None) -> None:
    """Say it to the accounts of the claim's researcher, once a claim, position and key."""
    title = claim.output.title
    places = {
        "title": title if len(title) <= TITLE_SHOWN else f"{title[:TITLE_SHOWN]}…",
        "position": str(claim.position or ""),
        "name": _both_names(about.researcher) if about else "",
    }
    for account in accounts.of_researcher(claim.researcher_id):
        if account.state != AccountState.DISABLED:
            once = f"claim-{claim.id}-{claim.byline_id}-{key}-{account.id}"
            address = f"/outputs/{claim.output_id}/claim"
            account_service.tell(account.id, sentence, address, unique_key=once, **places)


def _both_names(researcher: Researcher) -> str:
    """In both scripts: who reads it in which language is not known, and the two may be alike."""
    return " ".join(dict.fromkeys((researcher.name_en, researcher.name_zh)))
