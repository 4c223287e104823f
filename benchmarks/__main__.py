"""`python -m benchmarks`: measure, print the table, write results.json."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Iterator

from benchmarks import (
    asking,
    databases,
    importing,
    large_file,
    matching,
    reading,
    results,
    sheets,
    yardsticks,
)
from benchmarks.results import Result

SIZE = 100_000
DATABASES = ("sqlite", "postgresql")
READING = frozenset({"list", "one", "doi"})
PARTS = (*sorted(READING), "import", "file", "asking", "matching", "sheets")
WRITING = {"import": importing, "file": large_file, "asking": asking, "sheets": sheets}


def main() -> None:
    """Measure what was asked for."""
    asked = _arguments().parse_args()
    found: list[Result] = []
    print(results.head())
    for result in measure(asked):
        found.append(result)
        print(results.line(result), flush=True)
    results.keep(found)


def measure(asked: argparse.Namespace) -> Iterator[Result]:
    """The yardsticks of the machine, what needs no database, then each database."""
    wanted = set(asked.only)
    yield from yardsticks.measure()
    if not wanted or "matching" in wanted:
        yield from matching.measure(matching.corpus(matching.trial()))
    if wanted == {"matching"}:
        return
    for name in asked.databases:
        with databases.opened(name, asked.size) as database:
            if not wanted or wanted & READING:
                yield from reading.measure(database, asked.size, wanted)
            for part, its in WRITING.items():
                if not wanted or part in wanted:
                    yield from its.measure(database, asked.size, getattr(asked, part))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, help="synthetic publications")
    parser.add_argument("--import", type=int, default=10_000, help="messages to import three ways")
    parser.add_argument("--file", type=int, default=100_000, help="messages in one large file")
    parser.add_argument("--asking", type=int, default=10_000, help="DOIs to ask Crossref for")
    parser.add_argument("--sheets", type=int, default=10_000, help="recruits in one spreadsheet")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=DATABASES)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=[])
    return parser


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
