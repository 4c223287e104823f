"""The year of an output by the policy `earliest` of domain.md 4.2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

BY_HAND = "by_hand"
"""The date that a person gave: it stands before all that a source says."""

ORDER = (BY_HAND, "published", "issued", "published_online", "published_print", "posted")
"""The dates of which the first present decides."""

GUESS = "created"
"""The date of registration: only where none of the others is known, and marked as a guess."""


class Earliest(NamedTuple):
    """What the policy decides; year 0 and no date where nothing is known."""

    year: int
    is_guess: bool
    date: str | None


def earliest(dates: Mapping[str, str]) -> Earliest:
    """The first present of the dates of publication, else that of registration as a guess."""
    for name in (*ORDER, GUESS):
        if date := dates.get(name):
            return Earliest(int(date[:4]), name == GUESS, date)
    return Earliest(0, False, None)
