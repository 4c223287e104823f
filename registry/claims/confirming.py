"""Claims that the registry confirms by itself: on an iD proven at the publisher, or by its person.

The name must agree and nothing may speak against it; an iD that is only printed confirms nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.accounts.models import AccountState, Message
from registry.claims.answering import Change
from registry.claims.evidence import CONTRADICTIONS, NAME_CODES
from registry.claims.matcher import Candidate
from registry.claims.matching import Verdict
from registry.claims.models import Claim, ClaimState
from registry.claims.proven import NOTHING, Proven
from registry.claims.subjects import Position
from registry.core import clock
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.errors import N_

AGAINST = CONTRADICTIONS | {"rival_better"}
CONFIRMED_FOR_YOU = N_(
    "Confirmed for you without a question, because they carry your ORCID iD or an address of "
    "yours: %(count)s papers. What is not yours can be undone."
)
ADDRESS = "/claims/mine"


class Grounds(NamedTuple):
    """Why a position is confirmed without asking: the key of the answer about an iD, if any."""

    who: int
    identifier: int | None


def grounds(
    position: Position, candidates: Sequence[Candidate], known: Mapping[int, Proven]
) -> Grounds | None:
    """Whose position it certainly is; None where it is nobody's, or more than one person's."""
    printed = {position.orcid, *position.emails}
    found = []
    for candidate in candidates:
        said = known.get(candidate.who, NOTHING)
        proven = sorted(value for value in said.theirs if value in printed)
        if proven and _agrees(candidate):
            found.append(Grounds(candidate.who, said.theirs[proven[0]]))
        elif candidate.verdict is Verdict.CONFIRM:
            found.append(Grounds(candidate.who, None))
    return found[0] if len(found) == 1 else None


def _agrees(candidate: Candidate) -> bool:
    codes = {e.code for e in candidate.evidence}
    return bool(codes & set(NAME_CODES)) and not codes & AGAINST


def may_confirm(known: Claim | None) -> bool:
    """Whether nobody has said anything about the paper: no answer, not even one taken back."""
    return known is None or (known.state == ClaimState.SUGGESTED and not known.before)


def confirm(change: Change, why: Grounds) -> None:
    """Let a question be answered by the registry; taken back, it is a question."""
    change.row.state = ClaimState.CONFIRMED
    change.sign(SYSTEM, identifier=why.identifier)


def tell(confirmed: Counter[int], *, run: str | None = None) -> None:
    """Tell each researcher how many papers were confirmed for them, once a run."""
    for researcher_id, number in confirmed.items():
        for account in accounts.of_researcher(researcher_id):
            if account.state != AccountState.DISABLED:
                _say(account.id, number, run or clock.now().isoformat())


def _say(account_id: int, number: int, run: str) -> None:
    once = f"confirmed-{run}-{account_id}"
    said = db.session.scalars(select(Message).filter_by(unique_key=once)).one_or_none()
    if said:
        said.places = {"count": str(int(said.places["count"]) + number)}
        return
    account_service.tell(account_id, CONFIRMED_FOR_YOU, ADDRESS, unique_key=once, count=str(number))
