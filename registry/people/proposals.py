"""Changes that a person proposes to their own record, and HR accepts or refuses with a word.

What is proposed is sealed until it is decided, whatever its class; the audit trail gets the name of
the field. Accepting applies it by the verb that HR would use.
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.accounts import service as accounts
from registry.audit import service as audit
from registry.core import clock, settings
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.encryption import Place, Unreadable
from registry.core.errors import N_, Conflict, Invalid
from registry.core.listing import By, Page, Slice, paginate
from registry.core.second_person import check_second_person
from registry.people import personnel, queries
from registry.people import service as people
from registry.people.errors import SealBroken
from registry.people.kinds import ProposalState
from registry.people.models import Personnel, ProposedChange, Researcher

NAME = "name"
FIELDS = (NAME, *personnel.PERSONAL)
"""What may be proposed: another name, and the personal fields (design 11)."""

ACCEPTED = N_("HR accepted a change that you proposed to your record.")
REFUSED = N_("HR did not accept a change that you proposed to your record, and says why.")


class NothingToPropose(Invalid):
    """The record says so already."""

    sentence = N_("Your record says so already.")


class WordNeeded(Invalid):
    """A refusal came without a word."""

    sentence = N_("Say why it is not accepted; the person reads it.")


class AlreadyDecided(Conflict):
    """The proposal is open no more."""

    sentence = N_("This proposal was decided or withdrawn already.")


@dataclass(frozen=True)
class Proposed:
    """A proposal for reading: what stands there now, and what would."""

    row: ProposedChange
    now: str | None
    value: str


def proposal(proposal_id: int, *, by: Actor) -> ProposedChange | None:
    """A proposal of an address."""
    return db.session.get(ProposedChange, proposal_id)


def of(researcher: Researcher) -> list[Proposed]:
    """The proposals to a record, newest first."""
    mine = select(ProposedChange).where(ProposedChange.researcher_id == researcher.id)
    rows = db.session.scalars(mine.order_by(ProposedChange.id.desc()))
    return [read(row) for row in rows]


def waiting(part: Slice) -> Page[Proposed]:
    """The proposals that wait for HR, oldest first."""
    open_ones = select(ProposedChange).where(ProposedChange.state == ProposalState.OPEN)
    named = open_ones.options(joinedload(ProposedChange.researcher))
    page = paginate(named, (By(ProposedChange.id),), part)
    return page.of(lambda rows: [read(row) for row in rows])


def propose(
    researcher: Researcher, field: str, value: str, *, note: str | None = None, by: Actor
) -> ProposedChange:
    """Propose that a field says `value`; an open proposal for the same field is withdrawn.

    Raises NothingToPropose.
    """
    if field != NAME and _now(researcher, field) == value:
        raise NothingToPropose(field="value")
    if field == NAME and value in {name.full for name in researcher.names}:
        raise NothingToPropose(field="value")
    for earlier in _open(researcher, field):
        earlier.state = ProposalState.WITHDRAWN
    row = ProposedChange(researcher=researcher, field=field, account_id=by.account_id)
    row.note = note or None
    db.session.add(row)
    db.session.flush()
    sealed = orjson.dumps(value).decode()
    row.value = settings.keyring().seal(sealed, _place(row))
    audit.record("change.proposed", researcher, by=by, details={"field": field})
    db.session.flush()
    return row


def withdraw(row: ProposedChange, *, by: Actor) -> ProposedChange:
    """Take a proposal back. Raises AlreadyDecided."""
    _check_open(row)
    row.state = ProposalState.WITHDRAWN
    details = {"field": row.field, "proposal": row.id}
    audit.record("proposal.withdrawn", row.researcher, by=by, details=details)
    db.session.flush()
    return row


def accept(row: ProposedChange, word: str | None, *, by: Actor) -> ProposedChange:
    """Change the record as proposed; the person is told.

    Raises AlreadyDecided, SecondPersonNeeded, SealBroken and what the change raises.
    """
    _check_open(row)
    check_second_person(by, row.account_id, row.researcher_id)
    value = _opened(row)
    if row.field == NAME:
        people.add_name(row.researcher, {"full": value}, by=by)
    else:
        kept = queries.personnel(row.researcher_id, by=SYSTEM) or Personnel()
        personnel.change(kept, {row.field: value}, by=by)
    return _decided(row, ProposalState.ACCEPTED, word, by=by)


def refuse(row: ProposedChange, word: str, *, by: Actor) -> ProposedChange:
    """Leave the record as it is and say why. Raises AlreadyDecided, SecondPersonNeeded."""
    _check_open(row)
    check_second_person(by, row.account_id, row.researcher_id)
    return _decided(row, ProposalState.REFUSED, word, by=by)


def decide(row: ProposedChange, decision: str, word: str | None, *, by: Actor) -> ProposedChange:
    """Accept or refuse. Raises WordNeeded and what `accept` and `refuse` raise."""
    if decision == "accept":
        return accept(row, word, by=by)
    if not word:
        raise WordNeeded(field="word")
    return refuse(row, word, by=by)


def read(row: ProposedChange) -> Proposed:
    """A proposal with what stands there now. Raises SealBroken."""
    return Proposed(row, _now(row.researcher, row.field), _opened(row))


def _decided(
    row: ProposedChange, state: ProposalState, word: str | None, *, by: Actor
) -> ProposedChange:
    row.state, row.word = state, word or None
    row.decided_by, row.decided_at = by.account_id, clock.now()
    details = {"field": row.field, "proposal": row.id, "state": state.value}
    audit.record("proposal.decided", row.researcher, by=by, details=details)
    if row.account_id is not None:
        sentence = ACCEPTED if state is ProposalState.ACCEPTED else REFUSED
        address = f"/researchers/{row.researcher_id}/proposals"
        accounts.tell(row.account_id, sentence, address)
    db.session.flush()
    return row


def _now(researcher: Researcher, field: str) -> str | None:
    if field == NAME:
        return None
    kept = queries.personnel(researcher.id, by=SYSTEM)
    value = getattr(kept, field, None)
    return None if value is None else str(value)


def _open(researcher: Researcher, field: str) -> list[ProposedChange]:
    wanted = select(ProposedChange).filter_by(
        researcher_id=researcher.id, field=field, state=ProposalState.OPEN
    )
    return list(db.session.scalars(wanted))


def _check_open(row: ProposedChange) -> None:
    if row.state != ProposalState.OPEN:
        raise AlreadyDecided


def _place(row: ProposedChange) -> Place:
    return Place(ProposedChange.__tablename__, "value", row.id)


def _opened(row: ProposedChange) -> str:
    if row.value is None:
        return ""
    try:
        return str(orjson.loads(settings.keyring().open(row.value, _place(row))))
    except Unreadable as why:
        raise SealBroken from why
