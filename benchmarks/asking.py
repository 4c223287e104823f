"""Ten thousand DOIs asked of a Crossref that is slow and strict, by a run and its worker."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import working
from benchmarks.databases import CACHE, Database
from benchmarks.neighbour import REAL, served, write_corpus
from benchmarks.results import Result
from registry.core.actor import SYSTEM
from registry.intake import service

LATENCY = "latency=0.05"
ALLOWED = 150
"""DOIs a second: three lists a second of fifty each (importers.limits)."""

SAMPLE = 100


def measure(database: Database, size: int, dois: int) -> Iterator[Result]:
    """DOIs a second, beside habanero asking for one after the other, and what the limits allow."""
    if not REAL.exists():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    corpus = CACHE / f"works-{dois}.jsonl"
    wanted = write_corpus(corpus, dois)
    with served(corpus, "--set", LATENCY) as free:
        one_by_one = _habanero(free.url, wanted[:: len(wanted) // SAMPLE][:SAMPLE])
    with served(corpus, "--limits", "2025", "--set", LATENCY) as crossref:
        took = working.run(
            database,
            lambda: service.start(wanted, by=SYSTEM),
            works=len(wanted),
            crossref_url=crossref.url,
        )
        stats = crossref.stats()
    name = f"{len(wanted):,} DOIs asked of Crossref"
    rate = len(wanted) / took.seconds
    yield Result(name, database.name, size, "a second", rate, one_by_one, ALLOWED, more=True)
    yield Result(name, database.name, size, "CPU ms each", 1000 * took.cpu / len(wanted))
    for what in ("limit_breaches", "no_mailto", "requests"):
        yield Result(name, database.name, size, what, stats[what])


def _habanero(address: str, dois: Sequence[str]) -> float:
    command = [sys.executable, "-m", "benchmarks.habanero_loop", address, *dois]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, stdout=subprocess.PIPE, cwd=root, check=True)  # noqa: S603
    return float(done.stdout)
