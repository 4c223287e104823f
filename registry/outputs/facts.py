"""What happens to outputs that others may want to know."""

from __future__ import annotations

from dataclasses import dataclass

from registry.core.facts import Fact


@dataclass(frozen=True)
class OutputsFiled(Fact):
    """These outputs are new, from a source or by hand."""

    output_ids: list[int]


@dataclass(frozen=True)
class OutputRefreshed(Fact):
    """These outputs follow a newer message.

    Those in `taken_away` lost a byline row that something pointed at; it points at nothing now.
    """

    output_ids: list[int]
    taken_away: list[int]


@dataclass(frozen=True)
class OutputsGone(Fact):
    """These outputs were deleted; what they stood for is nobody's now."""

    output_ids: list[int]


@dataclass(frozen=True)
class OutputsMarked(Fact):
    """These outputs were corrected, retracted or the like, in a way not known before."""

    output_ids: list[int]
