"""What every answer does to a claim: it is signed, what it changed is kept, others are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from registry.audit import service as audit
from registry.claims import disputes
from registry.claims.errors import UnknownClaim
from registry.claims.facts import ClaimDecided
from registry.claims.models import Claim
from registry.core import clock, facts
from registry.core.actor import Actor
from registry.core.db import db

KEPT = (
    *("state", "byline_id", "printed", "score", "evidence"),
    *("decided_by", "decided_at", "reason", "unsure_at"),
)
"""What an answer can change and taking it back restores."""


class Change:
    """An answer on its way into a claim, and what the claim said before."""

    def __init__(self, row: Claim) -> None:
        self.row = row
        self.state = row.state if row.id else None
        self.byline_id = row.byline_id
        self.was = {name: getattr(row, name) for name in KEPT} if row.id else {"state": row.state}
        self.earlier = row.last_answer

    def sign(self, by: Actor, *, identifier: int | None = None) -> None:
        """Say whose answer it is; `identifier` is the answer about one that led to it."""
        self.row.decided_by, self.row.decided_at = by.account_id, clock.now()
        self.row.unsure_at = None
        self.keep(by, self.row.decided_at, identifier=identifier)

    def put_off(self, by: Actor) -> None:
        """Say who is not sure."""
        self.row.unsure_at = clock.now()
        self.keep(by, self.row.unsure_at)

    def keep(self, by: Actor, at: datetime, *, identifier: int | None = None) -> None:
        """Keep what was changed, so that it can be undone; a check made before is over."""
        said = {name: getattr(self.row, name) for name in self.was}
        changed = {name: _plain(old) for name, old in self.was.items() if old != said[name]}
        if self._repeats(by):
            changed = self.earlier["was"] if self.earlier else changed
        self.row.before = {
            "by": by.account_id,
            "at": at.isoformat(),
            "identifier": identifier,
            "was": changed,
        }
        self.row.checked_by = self.row.checked_at = None

    def _repeats(self, by: Actor) -> bool:
        """Whether somebody says once more what they said last."""
        same = (self.state, self.byline_id) == (self.row.state, self.row.byline_id)
        return same and self.earlier is not None and self.earlier["by"] == by.account_id

    def tell(self, *, by: Actor, verb: str | None = None, **more: Any) -> None:
        """Audit it, announce it, and tell the other side of a dispute."""
        row = self.row
        details = said_of(row, by) | {"before": self.state} | more
        audit.record(verb or f"claim.{row.state}", row, by=by, details=details)
        facts.announce(ClaimDecided(row.id, row.output_id, row.researcher_id, row.state))
        disputes.tell(row, self.state, self.byline_id)


def locked(claims: Sequence[Claim]) -> list[Claim]:
    """These claims as they stand now, in this order, nobody else answering. Raises UnknownClaim."""
    wanted = select(Claim).where(Claim.id.in_({claim.id for claim in claims})).order_by(Claim.id)
    fresh = wanted.with_for_update(of=Claim).execution_options(populate_existing=True)
    found = {row.id: row for row in db.session.scalars(fresh)}
    for claim in claims:
        if claim.id not in found:
            raise UnknownClaim(field="claims", value=claim.id)
    return [found[key] for key in dict.fromkeys(claim.id for claim in claims)]


def said_of(row: Claim, by: Actor) -> dict[str, Any]:
    """What the audit trail says of a claim, and whether a deputy acted."""
    return {
        "output": row.output_id,
        "researcher": row.researcher_id,
        "position": row.position,
    } | acting(row.researcher_id, by)


def acting(researcher_id: int, by: Actor) -> dict[str, str]:
    """What the audit trail adds where somebody acts as a deputy."""
    deputy = by.researcher_id != researcher_id and researcher_id in by.acts_for
    return {"acting": "deputy"} if deputy else {}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
