"""What the domain announces."""

from __future__ import annotations

from dataclasses import dataclass

from registry.core.facts import Fact


@dataclass(frozen=True)
class ClaimDecided(Fact):
    """Somebody answered whether an output is a researcher's, or changed the answer."""

    claim_id: int
    output_id: int
    researcher_id: int
    state: str


@dataclass(frozen=True)
class IdentifierAnswered(Fact):
    """Somebody answered whether an identifier is theirs, or took the answer back."""

    researcher_id: int
