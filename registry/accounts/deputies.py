"""Deputies: who may act for a researcher, named and revoked; both sides are told."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from registry.accounts import queries
from registry.accounts.errors import DeputyDisabled, DeputyOver, OwnDeputy
from registry.accounts.models import Account, AccountState, Deputy
from registry.accounts.service import tell
from registry.audit import service as audit
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import N_


def name(
    account: Account,
    researcher_id: int,
    *,
    ends_on: date | None = None,
    called: str = "",
    by: Actor,
) -> Deputy:
    """The account may act for the researcher, until the end of `ends_on` where one is given.

    Named once more, it is the same deputy with the new last day. `called` is the researcher's name
    in the words to both. Raises OwnDeputy, DeputyDisabled, DeputyOver.
    """
    _check(account, researcher_id, ends_on)
    rows = _locked(account.id, researcher_id)
    row = rows[0] if rows else Deputy(account_id=account.id, researcher_id=researcher_id)
    if len(rows) == 1 and row.ends_on == ends_on:
        return row
    for surplus in rows[1:]:
        surplus.revoked_at = clock.now()
    row.named_by, row.ends_on = by.account_id, ends_on
    db.session.add(row)
    _written(row, "deputy.named", by=by)
    _tell_named(row, called, by=by)
    return row


def revoke(deputy: Deputy, *, called: str = "", by: Actor) -> None:
    """The account no longer acts for the researcher, from this moment on."""
    rows = _locked(deputy.account_id, deputy.researcher_id)
    for row in rows:
        row.revoked_at = clock.now()
        _written(row, "deputy.revoked", by=by)
    if rows:
        _tell_revoked(deputy, called, by=by)


def of_researcher(researcher_id: int, deputy_id: int) -> Deputy | None:
    """One deputy of a researcher who is neither revoked nor over."""
    return next((d for d in queries.deputies_of(researcher_id) if d.id == deputy_id), None)


def _check(account: Account, researcher_id: int, ends_on: date | None) -> None:
    if account.researcher_id == researcher_id:
        raise OwnDeputy(field="email", value=account.email)
    if account.state == AccountState.DISABLED:
        raise DeputyDisabled(field="email", value=account.email)
    if ends_on is not None and ends_on < clock.today():
        raise DeputyOver(field="ends_on", value=ends_on.isoformat())


def _locked(account_id: int, researcher_id: int) -> list[Deputy]:
    """What stands between the two, nobody else naming or revoking: two who name at once make one.

    A merge of records may have left more than one row.
    """
    db.session.execute(select(Account.id).filter_by(id=account_id).with_for_update())
    both = select(Deputy).filter_by(account_id=account_id, researcher_id=researcher_id)
    fresh = both.where(queries.standing()).execution_options(populate_existing=True)
    return list(db.session.scalars(fresh.order_by(Deputy.id)))


def _written(row: Deputy, verb: str, *, by: Actor) -> None:
    until = row.ends_on.isoformat() if row.ends_on else None
    said = {"researcher": row.researcher_id, "account": row.account_id, "ends_on": until}
    audit.record(verb, row, by=by, details=said)
    db.session.flush()
    db.session.expire(db.session.get_one(Account, row.account_id), ["named"])


def _tell_named(row: Deputy, called: str, *, by: Actor) -> None:
    places = _places(row, called)
    if row.ends_on:
        places["day"] = row.ends_on.isoformat()
        one = N_("You were named a deputy of %(name)s until %(day)s: answer for their papers here.")
        other = N_("%(deputy)s was named your deputy until %(day)s.")
    else:
        one = N_("You were named a deputy of %(name)s: answer for their papers here.")
        other = N_("%(deputy)s was named your deputy.")
    tell(row.account_id, one, f"/claims?for={row.researcher_id}", **places)
    _tell_researcher(row, other, places, by=by)


def _tell_revoked(row: Deputy, called: str, *, by: Actor) -> None:
    places = _places(row, called)
    tell(row.account_id, N_("You are no longer a deputy of %(name)s."), "/account", **places)
    _tell_researcher(row, N_("%(deputy)s is no longer your deputy."), places, by=by)


def _tell_researcher(row: Deputy, sentence: str, places: dict[str, str], *, by: Actor) -> None:
    """Tell the researcher, unless it was they who did it."""
    for account in queries.of_researcher(row.researcher_id):
        if account.id != by.account_id:
            tell(account.id, sentence, f"/researchers/{row.researcher_id}/deputies", **places)


def _places(row: Deputy, called: str) -> dict[str, str]:
    account = db.session.get_one(Account, row.account_id)
    deputy = f"{account.name} ({account.email})"
    return {"name": called or f"no. {row.researcher_id}", "deputy": deputy}
