"""Telling those concerned of a change, once.

Told are those with a confirmed claim on the output, and all administrators. Nobody else may link
an output to a goal, so those who did are among them. A suggested claim is a guess of ours and is
not told; whoever confirms it later is told then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select, update

from registry.accounts import mail
from registry.accounts import queries as accounts
from registry.accounts.models import Account, AccountState
from registry.claims import queries as claims
from registry.claims.models import ClaimState
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.corrections.models import Told
from registry.jobs import service as jobs
from registry.outputs.models import OutputMark
from registry.policy import Role

QUIET = frozenset({"new_version", "new_edition"})
"""Families that are listed and shown, and that nobody need be told of."""


def tell(output_ids: Collection[int], *, by: Actor) -> int:
    """Tell all concerned of the changes of these outputs; how many were told of one anew."""
    marks = _told_of(output_ids)
    owners = claims.confirmed_researchers({mark.output_id for mark in marks})
    of_researcher = _accounts({c.researcher_id for found in owners.values() for c in found})
    everybody = [account.id for account in accounts.with_role(Role.ADMINISTRATOR)]
    wanted = set()
    for mark in marks:
        mine = (of_researcher.get(c.researcher_id, ()) for c in owners[mark.output_id])
        concerned = {*everybody, *(account for found in mine for account in found)}
        wanted |= {(account, mark.id) for account in concerned}
    return _tell(wanted)


def tell_claimant(output_id: int, researcher_id: int, *, by: Actor) -> int:
    """Tell a researcher what is known of an output that is theirs, if it still is."""
    claim = claims.of_pair(output_id, researcher_id)
    if claim is None or claim.state != ClaimState.CONFIRMED:
        return 0
    own = _accounts({researcher_id}).get(researcher_id, [])
    return _tell({(account, mark.id) for mark in _told_of([output_id]) for account in own})


def see(told: Told, *, by: Actor) -> Told:
    """Put a change away: it is not shown on the first page any more."""
    told.seen_at = told.seen_at or clock.now()
    db.session.flush()
    return told


def see_all(*, by: Actor) -> None:
    """Put all away that the account was told of."""
    mine = update(Told).where(Told.account_id == by.account_id, Told.seen_at.is_(None))
    db.session.execute(mine.values(seen_at=clock.now()))


def take_to_mail(account_id: int) -> list[int]:
    """Note that what this account was told of and has not seen is mailed now; its keys.

    Committed before the mail leaves: a worker that dies in between has mailed nothing, and nobody
    mails it again (at most once). The first page shows it all the same.
    """
    mine = Told.account_id == account_id, Told.mailed_at.is_(None), Told.seen_at.is_(None)
    taken = update(Told).where(*mine).values(mailed_at=clock.now()).returning(Told.id)
    return sorted(db.session.scalars(taken.execution_options(synchronize_session=False)))


def give_back(told_ids: Iterable[int]) -> None:
    """Note that the mail did not leave, so that it can be tried again."""
    mine = update(Told).where(Told.id.in_(list(told_ids)))
    db.session.execute(mine.values(mailed_at=None))


def _told_of(output_ids: Collection[int]) -> list[OutputMark]:
    wanted = select(OutputMark).where(
        OutputMark.output_id.in_(output_ids),
        OutputMark.role == "changed",
        OutputMark.what.not_in(QUIET),
    )
    return list(db.session.scalars(wanted.order_by(OutputMark.id)))


def _accounts(researcher_ids: Collection[int]) -> dict[int, list[int]]:
    """The accounts of these researchers that are not disabled."""
    found: dict[int, list[int]] = {}
    wanted = select(Account.researcher_id, Account.id).where(
        Account.researcher_id.in_(researcher_ids), Account.state != AccountState.DISABLED
    )
    for researcher_id, account_id in db.session.execute(wanted):
        found.setdefault(researcher_id or 0, []).append(account_id)
    return found


def _tell(pairs: set[tuple[int, int]]) -> int:
    """Tell each account of each mark that it does not know; one mail an account follows."""
    known = select(Told.account_id, Told.mark_id).where(Told.mark_id.in_({m for _, m in pairs}))
    new = sorted(pairs - {(account, mark) for account, mark in db.session.execute(known)})
    db.session.add_all(Told(account_id=account, mark_id=mark) for account, mark in new)
    db.session.flush()
    if mail.is_set_up():
        for account_id in sorted({account for account, _ in new}):
            jobs.enqueue("corrections.mail", {"account_id": account_id})
    return len(new)
