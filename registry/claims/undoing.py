"""Taking back the last answer to a question: the claim is what it was before."""

from __future__ import annotations

from collections.abc import Sequence

from registry.claims.models import Claim
from registry.core.actor import Actor


def undo(claims: Sequence[Claim], *, by: Actor) -> list[Claim]:
    """Take back the last answer of each of these claims.

    Raises NothingToUndo and NotYourAnswer, which name the claim.
    """
    raise NotImplementedError
