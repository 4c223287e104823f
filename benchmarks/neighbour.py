"""The Crossref on loopback, in a process of its own, and the real works that it knows."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

SHARED = Path(__file__).parents[2] / "shared"
REAL = SHARED / "data" / "crossref" / "works.jsonl.gz"
PIPES: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
SERVER = SHARED / "tools" / "fake_crossref.py"


@dataclass(frozen=True)
class Neighbour:
    """A running one; `url` is what to ask."""

    url: str

    def stats(self) -> dict[str, Any]:
        """What was asked of it, and how."""
        stats: dict[str, Any] = self._control("GET", "/_stats")
        return stats

    def faults(self, **changes: Any) -> None:
        """Let it fail in these ways from now on."""
        self._control("PUT", "/_control", changes)

    def reset(self) -> None:
        """No faults, counters from zero."""
        self._control("POST", "/_reset")

    def _control(self, method: str, path: str, said: Any = None) -> Any:
        body = json.dumps(said).encode() if said is not None else None
        request = urllib.request.Request(self.url + path, data=body, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)


@contextmanager
def served(corpus: Path, *options: str) -> Iterator[Neighbour]:
    """Serve the works of a file, one a line; `options` are those of the server's command."""
    command = [sys.executable, str(SERVER), "--corpus", str(corpus), *options]
    with subprocess.Popen(command, text=True, **PIPES) as process:  # noqa: S603
        try:
            url = process.stdout.readline().strip() if process.stdout else ""
            if not url:
                raise RuntimeError("the Crossref on loopback does not start")
            yield Neighbour(url)
        finally:
            process.kill()


def write_corpus(target: Path, count: int) -> list[str]:
    """So many real works, spread over all there are, into a file; their DOIs.

    More than there are come again under DOIs of their own. A list and a single answer show the
    same record: the score of a search is the same in both.
    """
    with gzip.open(REAL) as lines:
        chosen = [work | {"score": 1.0} for work in _spread(lines.readlines(), count)]
    target.write_bytes(b"\n".join(map(orjson.dumps, chosen)) + b"\n")
    return [work["DOI"].lower() for work in chosen]


def _spread(lines: Sequence[bytes], count: int) -> Iterator[dict[str, Any]]:
    apart = max(1, len(lines) // count)
    for place in range(count):
        turn, line = divmod(place * apart, len(lines))
        work = orjson.loads(lines[line])
        yield work | {"DOI": f"{work['DOI']}.again{turn}"} if turn else work
