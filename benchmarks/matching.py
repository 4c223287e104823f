"""Matching: how long it takes by keys of names, beside comparing all pairs, and how good it is.

`python -m benchmarks.matching` measures both on a synthetic institute.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from rapidfuzz import fuzz, process

from benchmarks import institute
from benchmarks.results import Result, head, line
from registry.claims import evaluating, measured, truth
from registry.claims.matcher import Matcher
from registry.claims.subjects import Person, Position, Work
from registry.naming.names import Printed

POSITIONS = 600_000
SAMPLE = 1_000
SEED = 2
PLACES = tuple(f"Department {n % 9}, University of Sample {n}" for n in range(300))


@dataclass(frozen=True)
class Corpus:
    """A taught roster and more positions than any institute has."""

    people: dict[int, Person]
    works: list[list[Position]]

    @property
    def positions(self) -> int:
        return sum(map(len, self.works))


def corpus(tried: evaluating.Trial, size: int = POSITIONS) -> Corpus:
    """The works of a trial, and works of strangers beside them until there are enough."""
    by_work: dict[int | str, list[Position]] = {}
    for position, _ in tried.asked:
        by_work.setdefault(position.work.key, []).append(position)
    works = list(by_work.values())
    rng, lack = Random(SEED + 1), size - sum(map(len, works))
    names = strangers(SEED + 1, size * 2 // 5)
    while lack > 0:
        work = _strange(names, rng, f"x{lack}")
        works.append(work)
        lack -= len(work)
    return Corpus(tried.people, works)


def strangers(seed: int, count: int) -> list[Printed]:
    """Names of nobody in particular as they are printed; authors come again as real ones do."""
    made = institute.Institute(seed, people=0)
    drawn = (made.printed_anywhere()[1] for _ in range(count))
    return [Printed(whole or f"{given} {family}", family, given) for family, given, whole in drawn]


def _strange(names: list[Printed], rng: Random, key: str) -> list[Position]:
    authors = rng.choices(names, k=rng.randint(2, 10))
    year, venue = rng.randint(2010, 2025), f"Sample Journal of Physics {rng.randrange(240)}"
    work = Work(key, year, venue, "", tuple(authors))
    return [Position(author, work, affiliations=(rng.choice(PLACES),)) for author in authors]


def measure(found: Corpus) -> Iterator[Result]:
    """The whole corpus, one new work, and all pairs on a sample of the positions."""
    gc.collect()
    gc.freeze()
    begun = time.process_time()
    matcher = Matcher(found.people)
    candidates = sum(len(matcher.candidates(p)) for work in found.works for p in work)
    ours = time.process_time() - begun
    pairs = _all_pairs(found)
    distinct = len({p.printed for work in found.works for p in work})
    print(f"{distinct:,} distinct names")
    what = f"match by name, {len(found.people):,} people"
    print(f"{candidates:,} candidates; all pairs from {SAMPLE:,} positions, extrapolated")
    yield Result(what, "", found.positions, "CPU s", ours, pairs)
    yield Result("one new work", "", 1, "CPU ms", 1000 * _one_work(found, matcher))


def _one_work(found: Corpus, matcher: Matcher) -> float:
    """Works whose names have never been seen, on average."""
    names, rng = strangers(SEED + 7, 2_000), Random(SEED + 7)
    works = [_strange(names, rng, f"n{number}") for number in range(300)]
    known = [work for work in found.works[:300] for p in work[:1] if p.units]
    begun = time.process_time()
    for work in (*works, *known):
        for position in work:
            matcher.candidates(position)
    return (time.process_time() - begun) / (len(works) + len(known))


def _all_pairs(found: Corpus) -> float:
    names = [name.full for person in found.people.values() for name in person.names]
    printed = [p.printed.printed for work in found.works for p in work]
    sample = Random(SEED).sample(printed, SAMPLE)
    begun = time.process_time()
    for name in sample:
        process.extractOne(name, names, scorer=fuzz.token_sort_ratio)
    return (time.process_time() - begun) * len(printed) / SAMPLE


def trial(seed: int = SEED) -> evaluating.Trial:
    """The questions that a synthetic institute asks."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "institute.jsonl"
        institute.write(path, seed)
        return evaluating.trial(truth.read(path))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--positions", type=int, default=POSITIONS)
    parser.add_argument("--no-quality", action="store_true", help="speed only")
    asked = parser.parse_args()
    tried = trial()
    print(head())
    for result in measure(corpus(tried, asked.positions)):
        print(line(result), flush=True)
    if not asked.no_quality:
        print("\n".join(measured.lines(tried, measured.groups(tried))))


if __name__ == "__main__":
    main()
