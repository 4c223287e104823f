"""Decisions as they come from a route, carried out by their verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from registry.claims import checking, disputes, many, queries, service, undoing
from registry.claims.errors import TooManyClaims, UnknownClaim
from registry.claims.models import Claim
from registry.core.actor import Actor
from registry.core.errors import NotAllowed
from registry.policy import Permission

MOST = 200
Verb = Callable[..., Claim]


def decide(claim: Claim, data: Mapping[str, Any], *, by: Actor) -> Claim:
    """Carry out `mine`, `not_mine`, `not_sure`, `withdraw` or `undo`.

    For who may, also `settle` and `check`. Raises NotAllowed and what the verbs raise.
    """
    if data["decision"] == "settle":
        by.check(Permission.CLAIM_SETTLE, claim)
        reason, keep = data.get("reason"), data["keep_others"]
        return disputes.settle(claim, by=by, reason=reason, keep_others=keep)
    if data["decision"] == "check":
        by.check(Permission.CLAIM_CHECK, claim)
        return checking.check(claim, by=by)
    if data["decision"] == "undo":
        return undoing.undo([claim], by=by)[0]
    return ONE[data["decision"]](claim, by=by)


def decide_many(claims: Sequence[Claim], decision: str, *, by: Actor) -> list[Claim]:
    """Carry out `mine`, `not_mine`, `not_sure` or `undo` for all of these claims, or for none.

    At most 200. Raises TooManyClaims, NotAllowed and what the verbs raise; the error names the
    claim.
    """
    if len(claims) > MOST:
        raise TooManyClaims(field="claims", value=len(claims), most=MOST)
    for claim in claims:
        if not by.may(Permission.CLAIM_MAKE, claim):
            raise NotAllowed(field="claims", value=claim.id)
    return ALL[decision](claims, by=by) if claims else []


def named(claim_ids: Sequence[int], *, by: Actor) -> list[Claim]:
    """The claims of these keys, in this order. Raises UnknownClaim for what `by` does not see."""
    found = queries.visible_among(claim_ids, by=by)
    for key in claim_ids:
        if key not in found:
            raise UnknownClaim(field="claims", value=key)
    return [found[key] for key in dict.fromkeys(claim_ids)]


ONE: dict[str, Verb] = {
    "mine": service.accept,
    "not_mine": service.reject,
    "not_sure": service.not_sure,
    "withdraw": service.withdraw,
}
ALL: dict[str, Callable[..., list[Claim]]] = {
    "mine": many.accept_all,
    "not_mine": many.reject_all,
    "not_sure": many.put_off,
    "undo": undoing.undo,
}
