"""Erasures: asked for by one person, decided by a second, never by the one concerned."""

from __future__ import annotations

from sqlalchemy import select

from registry.accounts import queries as accounts
from registry.accounts.service import tell
from registry.audit import service as audit
from registry.core import clock, facts
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import N_
from registry.core.second_person import SecondPersonNeeded, check_second_person
from registry.people.models import Researcher
from registry.policy import Role
from registry.privacy import due, erasing
from registry.privacy.errors import (
    AlreadyAsked,
    AlreadyDecided,
    AlreadyErased,
    StillNeeded,
    WordNeeded,
)
from registry.privacy.facts import PersonErased
from registry.privacy.models import Erasure, ErasureState, Extent

WAITS = N_("An erasure was asked for. It waits for a second person of HR.")


def ask(researcher: Researcher, extent: Extent, *, reason: str, by: Actor) -> Erasure:
    """Ask that a person's private data, or the whole person, be erased; a second one decides.

    Raises AlreadyErased, AlreadyAsked, StillNeeded.
    """
    _check(researcher, extent)
    waits = select(Erasure.id).filter_by(researcher_id=researcher.id, state=ErasureState.ASKED)
    if db.session.scalar(waits):
        raise AlreadyAsked
    row = Erasure(researcher=researcher, extent=extent, reason=reason)
    row.asked_by, row.asked_label = by.account_id, by.label[:200]
    db.session.add(row)
    db.session.flush()
    details = {"erasure": row.id, "extent": extent.value, "reason": reason}
    audit.record("erasure.asked", ("Personnel", researcher.id), by=by, details=details)
    _tell_the_others(row)
    return row


def decide(row: Erasure, decision: str, word: str | None, *, by: Actor) -> Erasure:
    """Approve, which erases at once and for ever, or refuse with a word.

    Raises AlreadyDecided, SecondPersonNeeded, WordNeeded, AlreadyErased, StillNeeded.
    """
    if row.state != ErasureState.ASKED:
        raise AlreadyDecided
    check_second_person(by, row.asked_by, row.researcher_id)
    if by.account_id is None:
        raise SecondPersonNeeded  # who sits at the machine may be the one who asked
    return _approve(row, word, by=by) if decision == "approve" else _refuse(row, word, by=by)


def _approve(row: Erasure, word: str | None, *, by: Actor) -> Erasure:
    extent, key = Extent(row.extent), row.researcher_id
    _check(row.researcher, extent)
    gone = erasing.erase(row.researcher, extent)
    row.erased = dict(sorted(gone.items()))
    _decided(row, ErasureState.DONE, word, by=by)
    details = {"erasure": row.id, "extent": extent.value, "values": sum(gone.values())}
    audit.record("person.erased", ("Personnel", key), by=by, details=details)
    facts.announce(PersonErased(key, extent.value))
    db.session.flush()
    return row


def _refuse(row: Erasure, word: str | None, *, by: Actor) -> Erasure:
    if not word:
        raise WordNeeded(field="word")
    _decided(row, ErasureState.REFUSED, word, by=by)
    details = {"erasure": row.id, "extent": row.extent}
    audit.record("erasure.refused", ("Personnel", row.researcher_id), by=by, details=details)
    db.session.flush()
    return row


def _decided(row: Erasure, state: ErasureState, word: str | None, *, by: Actor) -> None:
    row.state, row.word = state, word or None
    row.decided_by, row.decided_label = by.account_id, by.label[:200]
    row.decided_at = clock.now()


def _tell_the_others(row: Erasure) -> None:
    for account in accounts.with_role(Role.HR):
        if account.id != row.asked_by and account.researcher_id != row.researcher_id:
            key = f"erasure/{row.id}/{account.id}"
            tell(account.id, WAITS, "/privacy/erasures?state=asked", unique_key=key)


def _check(researcher: Researcher, extent: Extent) -> None:
    if researcher.erased_at is not None:
        raise AlreadyErased
    if extent is Extent.WHOLE and due.goes_on(researcher.id):
        raise StillNeeded(field="extent")
