"""Which place of an old byline is which place of a new one: by name and order, never by number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from registry.core.search_text import tokens

Place = Mapping[str, Any]
"""What is looked at: printed, family, given, orcid, role."""

Key = Callable[[Place], Hashable | None]


def match(old: Sequence[Place], new: Sequence[Place]) -> list[int | None]:
    """For each new place the index of the old one that is the same, or None.

    The same name with the same iD, in the longest common order, comes first; then the same iD, the same name wherever it stands,
    the name in other letters, and at last a family name and initial that occur once on either side. Two different iDs never match.
    """
    found: dict[int, int] = _aligned([_whole(p) for p in old], [_whole(p) for p in new])
    for key, only_once in ((_orcid, True), (_printed, False), (_folded, False), (_initial, True)):
        if len(found) == len(new):
            break
        _pair(old, new, found, _Rule(key, only_once))
    return [found.get(i) for i in range(len(new))]


class _Rule:
    def __init__(self, key: Key, only_once: bool) -> None:  # noqa: FBT001
        self.key = key
        self.only_once = only_once

    def free(self, places: Sequence[Place], taken: set[int]) -> dict[Hashable, list[int]]:
        """The places not matched yet, by key, in order."""
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for index, place in enumerate(places):
            if index not in taken and (key := self.key(place)) is not None:
                groups[key].append(index)
        return groups


def _pair(old: Sequence[Place], new: Sequence[Place], found: dict[int, int], rule: _Rule) -> None:
    before = rule.free(old, set(found.values()))
    for key, indexes in rule.free(new, set(found)).items():
        candidates = before.get(key, [])
        if rule.only_once and (len(indexes) > 1 or len(candidates) > 1):
            continue
        for index, candidate in zip(indexes, candidates, strict=False):
            if not _different_people(old[candidate], new[index]):
                found[index] = candidate


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
