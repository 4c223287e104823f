"""Weights of evidence, fitted to a file that says who is who: a logistic regression.

Pairs with the same evidence are counted together, so a large file takes seconds. A penalty keeps
weights of rare evidence small; a weight whose direction domain.md 3.4 contradicts becomes 0. Rules
(a rejection is final) are not fitted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from registry.claims.evaluating import Trial
from registry.claims.evidence import AGAINST, BY_RULE, NAME_CODES, RIVALS, SENTENCES
from registry.claims.matcher import Matcher, rivals
from registry.claims.weights import WEIGHTS

PENALTY = 1.0
ROUNDS, STEPS = 5, 12
FREE = frozenset(NAME_CODES)
"""Evidence that may speak for or against."""

Codes = tuple[str, ...]
Weights = dict[str, float]
BIAS = "bias"


@dataclass(frozen=True)
class Example:
    """Whom one position may be: their evidence without rivals, and who of them it is."""

    codes: dict[int, Codes]
    right: int | None


@dataclass(frozen=True)
class Pattern:
    """A combination of evidence, and how often it was right and how often in all."""

    codes: Codes
    right: int
    total: int


def fit(tried: Trial) -> tuple[Weights, Counter[str]]:
    """The weights (with `bias`), and how many pairs show each kind of evidence."""
    examples = list(_examples(tried))
    weights: Weights = {}
    patterns: list[Pattern] = []
    for _ in range(ROUNDS):
        patterns = _patterns(examples, weights)
        weights = _with_signs(patterns)
    seen = Counter(dict.fromkeys(SENTENCES, 0))
    for pattern in patterns:
        seen.update(dict.fromkeys(pattern.codes, pattern.total))
    return weights, seen


def _examples(tried: Trial) -> Iterable[Example]:
    matcher = Matcher(tried.people, thorough=True)
    for position, right in tried.asked:
        codes = {
            c.who: tuple(sorted({e.code for e in c.evidence} - RIVALS))
            for c in matcher.candidates(position)
        }
        if codes:
            yield Example(codes, right)


def _patterns(examples: Iterable[Example], weights: Mapping[str, float]) -> list[Pattern]:
    """The examples counted by evidence, rivals as these weights make them."""
    total: Counter[Codes] = Counter()
    right: Counter[Codes] = Counter()
    for example in examples:
        sums = {w: sum(weights.get(c, 0.0) for c in codes) for w, codes in example.codes.items()}
        against = rivals(sums)
        for who, codes in example.codes.items():
            everything = (*codes, *against[who])
            if BY_RULE.isdisjoint(everything):
                total[everything] += 1
                right[everything] += who == example.right
    return [Pattern(codes, right[codes], count) for codes, count in total.items()]


def _with_signs(patterns: Sequence[Pattern]) -> Weights:
    """Fitted again without what came out against its direction, until nothing does."""
    codes = sorted({code for pattern in patterns for code in pattern.codes})
    while True:
        weights = _regression(patterns, codes)
        wrong = {c for c in codes if c not in FREE and (weights[c] > 0) == (c in AGAINST)}
        if not wrong:
            return weights
        codes = [code for code in codes if code not in wrong]


def _regression(patterns: Sequence[Pattern], codes: Sequence[str]) -> Weights:
    """Newton's method for the logarithm of the odds, with a penalty on squares of weights."""
    place = {code: number for number, code in enumerate(codes, 1)}
    rows = [([0, *(place[c] for c in p.codes if c in place)], p) for p in patterns]
    weights = [0.0] * (len(codes) + 1)
    for _ in range(STEPS):
        slope = [0.0] + [-PENALTY * w for w in weights[1:]]
        bend = [[0.0] * len(weights) for _ in weights]
        for number in range(len(weights)):
            bend[number][number] = PENALTY if number else 1e-6
        for active, pattern in rows:
            likely = 1 / (1 + exp(-sum(weights[i] for i in active)))
            miss, spread = pattern.right - pattern.total * likely, likely * (1 - likely)
            for i in active:
                slope[i] += miss
                for j in active:
                    bend[i][j] += pattern.total * spread
        weights = [w + s for w, s in zip(weights, _solved(bend, slope), strict=True)]
    return {BIAS: weights[0]} | {code: weights[place[code]] for code in codes}


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a small system of equations, by elimination with pivots."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda r: abs(rows[r][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column]
        for row in rows[column + 1 :]:
            factor = row[column] / head[column]
            if factor:
                for i in range(column, size + 1):
                    row[i] -= factor * head[i]
    found = [0.0] * size
    for number in reversed(range(size)):
        rest = sum(rows[number][i] * found[i] for i in range(number + 1, size))
        found[number] = (rows[number][size] - rest) / rows[number][number]
    return found


SELDOM = 100
"""Pairs that must show a kind of evidence before its weight is taken from a file."""


def table(weights: Mapping[str, float], seen: Mapping[str, int]) -> Iterator[str]:
    """The lines of `weights.WEIGHTS` as a fit makes them."""
    yield f'    "{BIAS}": {weights[BIAS]:.2f},'
    for code in SENTENCES:
        if code in BY_RULE:
            yield f'    "{code}": {WEIGHTS[code]},  # by rule'
        elif seen[code] < SELDOM:
            yield f'    "{code}": {WEIGHTS[code]},  # kept'
        else:
            yield f'    "{code}": {weights.get(code, 0.0):.2f},  # {seen[code]:,} pairs'
