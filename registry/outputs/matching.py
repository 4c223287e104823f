"""Which place of an old byline is which place of a new one: by name and order, never by number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from registry.core.search_text import tokens

Place = Mapping[str, Any]
"""What is looked at: printed, family, given, orcid, role."""

Key = Callable[[Place], Hashable | None]


def match(old: Sequence[Place], new: Sequence[Place]) -> list[int | None]:
    """For each new place the index of the old one that is the same, or None.

    The same name with the same iD, in the longest common order, comes first; then the same iD, the
    same name wherever it stands, the name in other letters, and at last a family name and initial
    that occur once on either side. Two different iDs never match.
    """
    found = _aligned([_whole(place) for place in old], [_whole(place) for place in new])
    for rule in RULES:
        if len(found) < len(new):
            found |= rule.pairs(old, new, found)
    return [found.get(i) for i in range(len(new))]


@dataclass(frozen=True)
class _Rule:
    """Places with the same key are the same; `only_once`: where no other place has it."""

    key: Key
    only_once: bool = False

    def pairs(
        self, old: Sequence[Place], new: Sequence[Place], found: Mapping[int, int]
    ) -> dict[int, int]:
        """What this rule finds among the places not matched yet, new index to old."""
        more: dict[int, int] = {}
        before = self._free(old, set(found.values()))
        for key, indexes in self._free(new, set(found)).items():
            candidates = before.get(key, [])
            if self.only_once and (len(indexes) > 1 or len(candidates) > 1):
                continue
            both = zip(indexes, candidates, strict=False)
            more |= {i: c for i, c in both if not _different_people(old[c], new[i])}
        return more

    def _free(self, places: Sequence[Place], taken: set[int]) -> dict[Hashable, list[int]]:
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for index, place in enumerate(places):
            if index not in taken and (key := self.key(place)) is not None:
                groups[key].append(index)
        return groups


def _aligned(old: list[Hashable], new: list[Hashable]) -> dict[int, int]:
    if old == new:
        return {i: i for i in range(len(new))}
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {b.b + i: b.a + i for b in blocks for i in range(b.size)}


def _different_people(one: Place, other: Place) -> bool:
    return bool(one["orcid"] and other["orcid"] and one["orcid"] != other["orcid"])


def _whole(place: Place) -> Hashable:
    return place["role"], place["printed"], place["orcid"]


def _orcid(place: Place) -> Hashable | None:
    return (place["role"], place["orcid"]) if place["orcid"] else None


def _printed(place: Place) -> Hashable | None:
    return (place["role"], place["printed"]) if place["printed"] else None


def _folded(place: Place) -> Hashable | None:
    words = tuple(sorted(tokens(place["printed"])))
    return (place["role"], words) if words else None


def _initial(place: Place) -> Hashable | None:
    family, given = tokens(place["family"] or ""), tokens(place["given"] or "")
    return (place["role"], tuple(family), given[0][0]) if family and given else None


RULES = (
    _Rule(_orcid, only_once=True),
    _Rule(_printed),
    _Rule(_folded),
    _Rule(_initial, only_once=True),
)
