"""A second person looks at claims that were confirmed, where the institute wants it."""

from __future__ import annotations

from sqlalchemy import select

from registry.audit import service as audit
from registry.claims.answering import locked, said_of
from registry.claims.errors import NothingToCheck
from registry.claims.models import Claim, ClaimState
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.core.second_person import check_second_person
from registry.core.settings import config


def check(claim: Claim, *, by: Actor) -> Claim:
    """A second person agrees that the claim is right; any change of it takes that away again.

    Raises NothingToCheck, and SecondPersonNeeded for who confirmed it or would gain by it.
    """
    [row] = locked([claim])
    if row.state != ClaimState.CONFIRMED or row.checked_at:
        raise NothingToCheck(field="claims", value=row.id)
    check_second_person(by, row.decided_by, row.researcher_id)
    row.checked_by, row.checked_at = by.account_id, clock.now()
    audit.record("claim.checked", row, by=by, details=said_of(row, by))
    db.session.flush()
    return row


def to_check(part: Slice) -> Page[Claim]:
    """The confirmed claims that nobody has checked; none where the institute wants no check."""
    if not config().check_claims:
        return Page([])
    wanted = select(Claim).where(Claim.state == ClaimState.CONFIRMED, Claim.checked_at.is_(None))
    return paginate(wanted, (By(Claim.id),), part)
