"""Two ways that others match names, to hold ours against: equal words, and edit distance."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from registry.claims.evaluating import Pair, Trial
from registry.naming.names import Printed

LEAST_ALIKE = 0.6
"""Names less alike than this are not proposed by edit distance."""


def equal_words(tried: Trial) -> list[Pair]:
    """Accents and all but letters dropped, words sorted, then equal or not: the way of DSpace."""
    owners: dict[str, set[int]] = defaultdict(set)
    for who, person in tried.people.items():
        for name in person.names:
            owners[_sorted_words(name.full)].add(who)
    return [
        Pair(1.0, right == who, place)
        for place, (position, right) in enumerate(tried.asked)
        for who in owners.get(_sorted_words(position.printed.printed), ())
    ]


def edit_distance(tried: Trial) -> list[Pair]:
    """The share of letters that need no edit, for the words in sorted order."""
    names = [(_sorted_words(n.full), who) for who, p in tried.people.items() for n in p.names]
    alike = _by_likeness([name for name, _ in names])
    found = []
    for place, (position, right) in enumerate(tried.asked):
        best: dict[int, float] = {}
        for number, likeness in alike(position.printed):
            who = names[number][1]
            best[who] = max(likeness, best.get(who, 0.0))
        found += [Pair(likeness, right == who, place) for who, likeness in best.items()]
    return found


def _by_likeness(names: list[str]) -> Callable[[Printed], list[tuple[int, float]]]:
    known: dict[str, list[tuple[int, float]]] = {}

    def alike(printed: Printed) -> list[tuple[int, float]]:
        name = _sorted_words(printed.printed)
        if name not in known:
            known[name] = [(n, likeness) for _, likeness, n in _compare(name, names)]
        return known[name]

    return alike


def _compare(name: str, names: list[str]) -> Iterator[tuple[str, float, int]]:
    return process.extract_iter(
        name, names, scorer=Levenshtein.normalized_similarity, score_cutoff=LEAST_ALIKE
    )


def _sorted_words(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(c if c.isalpha() else "" if unicodedata.combining(c) else " " for c in plain)
    return " ".join(sorted(letters.split()))


BASELINES: Mapping[str, Callable[[Trial], list[Pair]]] = {
    "equal words": equal_words,
    "edit distance": edit_distance,
}
