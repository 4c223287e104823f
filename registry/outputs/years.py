"""The year of an output: the policies of domain.md 4.2, by name.

A report states which it counts by; the column `Output.year` is that of `earliest`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

BY_HAND = "by_hand"
"""The date that a person gave: in every policy it stands before all that a source says."""

PUBLISHED = ("published", "issued", "published_online", "published_print", "posted")
"""The dates of publication, in the order in which the first present decides."""

GUESS = "created"
"""The date of registration: only where none of the others is known, and marked as a guess."""


class Decided(NamedTuple):
    """What a policy decides; year 0 and no date where it knows none."""

    year: int
    is_guess: bool
    date: str | None


Policy = Callable[[Mapping[str, str]], Decided]
"""From the dates of an output, by name, to its year."""


def earliest(dates: Mapping[str, str]) -> Decided:
    """The first present of the dates of publication, else that of registration as a guess."""
    return _first(dates, BY_HAND, *PUBLISHED, GUESS)


def print_first(dates: Mapping[str, str]) -> Decided:
    """The date in print, else as `earliest`."""
    return _first(dates, BY_HAND, "published_print", *PUBLISHED, GUESS)


def online_only(dates: Mapping[str, str]) -> Decided:
    """The date online or, of a preprint, of posting; none where only print is known."""
    return _first(dates, BY_HAND, "published_online", "posted")


def manual(dates: Mapping[str, str]) -> Decided:
    """The date that a person gave, and no other."""
    return _first(dates, BY_HAND)


POLICIES: Mapping[str, Policy] = {
    "earliest": earliest,
    "print_first": print_first,
    "online_only": online_only,
    "manual": manual,
}
"""Every policy there is; the first is the default."""


def _first(dates: Mapping[str, str], *names: str) -> Decided:
    for name in names:
        if date := dates.get(name):
            return Decided(int(date[:4]), name == GUESS, date)
    return Decided(0, False, None)
