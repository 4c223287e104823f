"""What the domain announces."""

from __future__ import annotations

from dataclasses import dataclass

from registry.core.facts import Fact


@dataclass(frozen=True)
class ResearcherChanged(Fact):
    """Names, posts or ORCID iD of a researcher are no longer what they were."""

    researcher_id: int


@dataclass(frozen=True)
class ResearchersMerged(Fact):
    """One record has become part of another."""

    kept_id: int
    gone_id: int
