"""What an evaluation prints: figures of suggestions, then precision at equal recall."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from registry.claims.baselines import BASELINES
from registry.claims.evaluating import (
    GRID,
    Pair,
    Point,
    Trial,
    curve,
    f1,
    is_chinese,
    precision_at,
    proposed,
)
from registry.claims.matcher import Matcher
from registry.claims.matching import Verdict

OURS = "ours"
HEADS = (
    *(("positions", 10), ("true", 8), ("asked", 8)),
    *(("precision", 11), ("recall", 9), ("F1", 8), ("best F1", 9)),
)
Pairs = Mapping[str, Sequence[Pair]]


@dataclass(frozen=True)
class Group:
    """The positions with names of one kind: the pairs of each method among them."""

    name: str
    asked: int
    true: int
    pairs: Pairs

    def curves(self) -> dict[str, list[Point]]:
        """The curve of each method."""
        return {method: curve(pairs, self.true) for method, pairs in self.pairs.items()}

    def chosen(self, least: Callable[[Verdict], bool]) -> tuple[int, int]:
        """How many pairs have such a verdict, and how many of them are right."""
        found = [pair for pair in self.pairs[OURS] if least(pair.verdict)]
        return len(found), sum(pair.right for pair in found)


def groups(tried: Trial) -> list[Group]:
    """All positions, those with Chinese names, and the others, with what each method proposes."""
    pairs: dict[str, Sequence[Pair]] = {OURS: proposed(tried, Matcher(tried.people))}
    pairs |= {name: propose(tried) for name, propose in BASELINES.items()}
    chinese = [is_chinese(position.printed) for position, _ in tried.asked]
    everything = [True] * len(chinese)
    others = [not one for one in chinese]
    kinds = {"all names": everything, "Chinese names": chinese, "other names": others}
    return [
        _group(name, tried, pairs=pairs, among=among) for name, among in kinds.items() if any(among)
    ]


def _group(name: str, tried: Trial, *, pairs: Pairs, among: Sequence[bool]) -> Group:
    inside = [who for (_, who), is_in in zip(tried.asked, among, strict=True) if is_in]
    true = sum(who is not None for who in inside)
    own = {method: [p for p in found if among[p.place]] for method, found in pairs.items()}
    return Group(name, sum(among), true, own)


def lines(tried: Trial, found: Sequence[Group]) -> Iterator[str]:
    """The report as lines of text."""
    yield f"{len(tried.people):,} people; {len(tried.asked):,} byline positions to sort"
    yield ""
    yield f"{'suggestions':16}" + "".join(f"{head:>{width}}" for head, width in HEADS)
    yield from map(_suggestions, found)
    yield ""
    yield f"{'confirmed without asking':26}{'pairs':>8}{'precision':>11}"
    for group in found:
        said, right = group.chosen(lambda verdict: verdict is Verdict.CONFIRM)
        yield f"{group.name:26}{said:8,}{_share(right, said):>11}"
    for group in found:
        yield ""
        yield from _curves(group)


def _suggestions(group: Group) -> str:
    said, right = group.chosen(lambda verdict: verdict is not Verdict.NOTHING)
    precision, recall = right / said if said else 0.0, right / group.true if group.true else 0.0
    best = max((f1(p.precision, p.recall) for p in group.curves()[OURS]), default=0.0)
    counts = f"{group.name:16}{group.asked:10,}{group.true:8,}{said:8,}"
    return f"{counts}{precision:11.3f}{recall:9.3f}{f1(precision, recall):8.3f}{best:9.3f}"


def _curves(group: Group) -> Iterator[str]:
    curves = group.curves()
    yield f"precision at recall, {group.name}"
    yield f"{'recall':>8}" + "".join(f"{method:>16}" for method in curves)
    for recall in GRID:
        yield f"{recall:8.2f}" + "".join(_cell(points, recall) for points in curves.values())
    reached = "".join(f"{points[-1].recall if points else 0:16.3f}" for points in curves.values())
    yield f"{'highest':>8}{reached}"
    yield f"  {_beaten(curves)}"


def _cell(points: Sequence[Point], recall: float) -> str:
    precision = precision_at(points, recall)
    return f"{'-' if precision is None else f'{precision:.3f}':>16}"


def _beaten(curves: Mapping[str, Sequence[Point]]) -> str:
    """At how many of all the recalls that a baseline reaches ours is less precise."""
    worse = [
        (point.recall, name)
        for name, points in curves.items()
        for point in points
        if name != OURS and (precision_at(curves[OURS], point.recall) or 0.0) < _best(points, point)
    ]
    if not worse:
        return "at every recall that a baseline reaches, ours is at least as precise"
    return "a baseline is more precise at recall " + ", ".join(
        f"{recall:.4f} ({name})" for recall, name in sorted(worse)[:3]
    )


def _best(points: Sequence[Point], at: Point) -> float:
    return precision_at(points, at.recall) or 0.0


def _share(right: int, said: int) -> str:
    return f"{right / said:.4f}" if said else "-"
