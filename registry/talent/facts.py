"""What happens to hires that others react to."""

from __future__ import annotations

from dataclasses import dataclass

from registry.core.facts import Fact


@dataclass(frozen=True)
class HireOnBoard(Fact):
    """Somebody has arrived under a program."""

    hire_id: int
