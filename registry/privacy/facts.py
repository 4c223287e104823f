"""What the domain announces."""

from __future__ import annotations

from dataclasses import dataclass

from registry.core.facts import Fact


@dataclass(frozen=True)
class PersonErased(Fact):
    """A person's private data, or the person as a whole, was erased."""

    researcher_id: int
    extent: str
