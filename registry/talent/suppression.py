"""Small counts of people are not told (design 6).

Nor is what would reveal them by subtraction from a total.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from registry.core.errors import N_

K = TypeVar("K", bound=Hashable)

LEAST = 3
"""The smallest count that is told (domain.md 2.4)."""


class Hidden(StrEnum):
    """A count that is not told; the value is a message id."""

    FEWER = N_("fewer than 3")
    WITHHELD = N_("not shown")


Shown = int | Hidden


@dataclass(frozen=True)
class Counts(Generic[K]):
    """Counts as they may be shown, and their total."""

    cells: Mapping[K, Shown]
    total: Shown


def small(count: int) -> bool:
    """Whether a count is too small to be told; zero is, else "1 or 2" would show."""
    return count < LEAST


def shown(count: int) -> Shown:
    """One count that stands alone."""
    return Hidden.FEWER if small(count) else count


def whole(total: int, told: Shown) -> Shown:
    """The total, unless `told`, that of the cells, says that it would reveal a small one."""
    if not isinstance(told, Hidden):
        return total
    return Hidden.FEWER if small(total) else told


def suppress(counts: Mapping[K, int], guarded: AbstractSet[K]) -> Counts[K]:
    """These counts with the small ones among `guarded` hidden.

    Since the total is shown, further cells are withheld, smallest first, until every small cell
    could be anything from 0 to 2; where the cells do not suffice, the total is withheld too.
    """
    fewer = {key for key in counts if key in guarded and small(counts[key])}
    total = sum(counts.values())
    if not fewer:
        return Counts(dict(counts), total)
    withheld = _withheld(counts, fewer, guarded)
    cells: dict[K, Shown] = {
        key: Hidden.FEWER if key in fewer else Hidden.WITHHELD if key in withheld else count
        for key, count in counts.items()
    }
    return Counts(cells, total if withheld else Hidden.WITHHELD)


def _withheld(
    counts: Mapping[K, int], fewer: AbstractSet[K], guarded: AbstractSet[K]
) -> frozenset[K]:
    """The cells that must not be shown beside the total; none where they do not suffice.

    A reader who subtracts knows that a withheld cell is at least 0, a guarded one at least `LEAST`.
    """
    room = sum(counts[key] for key in fewer) - (LEAST - 1) * len(fewer)
    withheld: set[K] = set()
    for key in sorted(counts.keys() - fewer, key=lambda k: (counts[k], str(k))):
        withheld.add(key)
        room += counts[key] - (LEAST if key in guarded else 0)
        if room >= 0:
            return frozenset(withheld)
    return frozenset()
