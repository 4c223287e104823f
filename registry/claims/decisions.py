"""A decision as it comes from a route, carried out by its verb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from registry.claims import disputes, service
from registry.claims.models import Claim
from registry.core.actor import Actor
from registry.policy import Permission

VERBS = {"mine": service.accept, "not_mine": service.reject, "withdraw": service.withdraw}


def decide(claim: Claim, data: Mapping[str, Any], *, by: Actor) -> Claim:
    """Carry out `mine`, `not_mine`, `withdraw` or, for who may, `settle`. Raises NotAllowed."""
    if data["decision"] != "settle":
        return VERBS[data["decision"]](claim, by=by)
    by.check(Permission.CLAIM_SETTLE, claim)
    reason, keep = data.get("reason"), data["keep_others"]
    return disputes.settle(claim, by=by, reason=reason, keep_others=keep)


def decide_many(claims: Sequence[Claim], decision: str, *, by: Actor) -> list[Claim]:
    """Carry out `mine`, `not_mine`, `not_sure` or `undo` for all of these claims, or for none.

    At most 200. Raises TooManyClaims, NotAllowed and what the verb raises; the error names the
    claim.
    """
    raise NotImplementedError
