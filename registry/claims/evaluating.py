"""How well matching does on a file that says who is who.

The protocol: on the roster is whom the file names, else whoever has at least two works in it. Half
of a person's works (rounded up, in an order that a hash decides) are confirmed beforehand; the
other half, and the works of everybody who is not on the roster, must be sorted. A pair of position
and person is right or wrong; recall is of the pairs that are true, precision of those proposed.
Where a file gives no names for people, they are called what their confirmed works print.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby

from registry.claims.knowledge import learn
from registry.claims.matcher import Candidate, Matcher
from registry.claims.matching import Verdict
from registry.claims.subjects import Person, Position
from registry.claims.truth import Answered, Label, Truth
from registry.naming.names import Called, Printed
from registry.naming.pinyin import is_surname, splits
from registry.naming.spelling import hanzi, key_of, words

LEAST_WORKS = 2
GRID = tuple(step / 20 for step in range(1, 21))
"""Recalls at which curves are compared."""


@dataclass(frozen=True)
class Trial:
    """A roster with what is confirmed of it, and the positions that must be sorted."""

    people: dict[int, Person]
    asked: list[tuple[Position, int | None]]

    @property
    def true(self) -> int:
        """How many pairs are true."""
        return sum(who is not None for _, who in self.asked)


@dataclass(frozen=True)
class Pair:
    """A position proposed for a person, with the score by which it is ranked."""

    score: float
    right: bool
    place: int
    verdict: Verdict = Verdict.NOTHING


@dataclass(frozen=True)
class Point:
    """What is reached where everything from a score on is proposed."""

    score: float
    recall: float
    precision: float


def trial(truth: Truth) -> Trial:
    """The roster and the questions that the protocol makes of a file."""
    works: dict[Label, list[int]] = defaultdict(list)
    for number, answered in enumerate(truth.answered):
        if answered.label is not None:
            works[answered.label].append(number)
    several = [label for label, own in works.items() if len(own) >= LEAST_WORKS]
    roster = list(truth.people) or several
    numbers = {label: number for number, label in enumerate(roster, 1)}
    known = {n: numbers[label] for label in roster for n in _half(truth, works.get(label, []))}
    positions = _with_confirmed(truth.answered, known)
    people = {numbers[label]: truth.people.get(label, Person(())) for label in roster}
    return Trial(_taught(people, positions, known), [
        (position, numbers.get(answered.label or ""))
        for n, (position, answered) in enumerate(zip(positions, truth.answered, strict=True))
        if n not in known
    ])  # fmt: skip


def _half(truth: Truth, own: Sequence[int]) -> list[int]:
    ranked = sorted(own, key=lambda n: _hash(truth.answered[n].position))
    return ranked[: (len(own) + 1) // 2] if len(own) >= LEAST_WORKS else []


def _hash(position: Position) -> str:
    return sha256(f"{position.work.key} {position.printed.printed}".encode()).hexdigest()


def _with_confirmed(answered: Sequence[Answered], known: Mapping[int, int]) -> list[Position]:
    confirmed: dict[int | str, set[int]] = defaultdict(set)
    for number, who in known.items():
        confirmed[answered[number].position.work.key].add(who)
    works = {
        a.position.work.key: replace(
            a.position.work, confirmed=frozenset(confirmed.get(a.position.work.key, ()))
        )
        for a in answered
    }
    return [replace(a.position, work=works[a.position.work.key]) for a in answered]


def _taught(
    people: Mapping[int, Person], positions: Sequence[Position], known: Mapping[int, int]
) -> dict[int, Person]:
    own: dict[int, list[Position]] = defaultdict(list)
    for number, who in known.items():
        own[who].append(positions[number])
    return {who: _one(who, person, own[who]) for who, person in people.items()}


def _one(who: int, person: Person, own: Sequence[Position]) -> Person:
    printed = dict.fromkeys(p.printed for p in own)
    names = person.names or tuple(Called(p.printed, p.family, p.given) for p in printed)
    return replace(person, names=names, known=learn(who, own))


def proposed(tried: Trial, matcher: Matcher) -> list[Pair]:
    """What matching proposes: of each work and person the best position."""
    best: dict[tuple[int | str, int], tuple[Candidate, int]] = {}
    for place, (position, _) in enumerate(tried.asked):
        for candidate in matcher.candidates(position):
            pair = (position.work.key, candidate.who)
            if pair not in best or best[pair][0].odds < candidate.odds:
                best[pair] = (candidate, place)
    return [
        Pair(c.odds, tried.asked[place][1] == c.who, place, c.verdict) for c, place in best.values()
    ]


def curve(pairs: Iterable[Pair], true: int) -> list[Point]:
    """Precision and recall at every score, the highest first."""
    found, right, said = [], 0, 0
    ranked = sorted(pairs, key=lambda p: -p.score)
    for score, same in groupby(ranked, key=lambda p: p.score):
        together = list(same)
        said += len(together)
        right += sum(p.right for p in together)
        found.append(Point(score, right / true if true else 0.0, right / said))
    return found


def precision_at(points: Sequence[Point], recall: float) -> float | None:
    """The best precision with at least this recall; None where it is never reached."""
    return max((p.precision for p in points if p.recall >= recall - 1e-9), default=None)


def f1(precision: float, recall: float) -> float:
    """Their harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def is_chinese(printed: Printed) -> bool:
    """Whether a name is in characters, or surname and given name are syllables of pinyin."""
    if hanzi(printed.printed):
        return True
    parts = words(printed.printed)
    family = key_of(printed.family) if printed.family else parts[-1].key if parts else ""
    given = words(printed.given or "") if printed.family else parts[:-1]
    return is_surname(family) and bool(given) and all(p.short or splits(p.pinyin) for p in given)
