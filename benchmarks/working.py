"""`python -m benchmarks.working`: do the jobs of imports that are due, as a worker; what it took.

On standard input the settings and the process of the PostgreSQL server, on standard output figures.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.databases import Database, application
from benchmarks.measuring import Clock
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake.models import ImportRun, RunState
from registry.jobs import service as jobs
from registry.jobs import worker
from registry.jobs.service import Progress

KINDS = frozenset({"intake.run"})
CONTACT = "bench@sample.example"


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, seconds of processors (PostgreSQL's too), the worker's most MB."""

    seconds: float
    cpu: float
    most: float


def run(
    database: Database, start: Callable[[], ImportRun], *, works: int, crossref_url: str = ""
) -> Took:
    """Start a run on a copy of the database, let a worker bring it to its end, and look at that.

    Raises SystemExit where not all works came in.
    """
    database.renew_scratch()
    app = application(database.scratch_url, database.folder)
    with app.app_context():
        with unit_of_work():
            key = start().id
        db.session.remove()
        db.engine.dispose()
        took = _by_worker(database, crossref_url)
        found = db.session.get_one(ImportRun, key)
        if found.state != RunState.DONE or found.counts != {"created": works}:
            raise SystemExit(f"not all works came in: {found.state}, {found.counts}")
        db.session.remove()
        db.engine.dispose()
    return took


def _by_worker(database: Database, crossref_url: str) -> Took:
    asked = {
        "url": database.scratch_url,
        "folder": str(database.folder),
        "postmaster": database.clock.postmaster,
        "crossref_url": crossref_url,
    }
    command = [sys.executable, "-m", "benchmarks.working"]
    root = Path(__file__).parents[1]
    done = subprocess.run(  # noqa: S603
        command, input=json.dumps(asked).encode(), stdout=subprocess.PIPE, cwd=root, check=True
    )
    return Took(**json.loads(done.stdout))


def main() -> None:
    """What the process does."""
    asked: dict[str, Any] = json.load(sys.stdin)
    settings = {"crossref_url": asked["crossref_url"], "crossref_mailto": CONTACT}
    app = application(asked["url"], Path(asked["folder"]), **settings)
    clock, owner = Clock(asked["postmaster"]), worker.name()
    worker.settle()
    with app.app_context():
        spent, begun = clock.read(), time.monotonic()
        while job := jobs.claim(owner, kinds=KINDS):
            worker.carry_out(job, Progress(job.id, owner))
        took = {
            "seconds": time.monotonic() - begun,
            "cpu": clock.read() - spent,
            "most": _most(),
        }
    sys.stdout.write(json.dumps(took))


def _most() -> float:
    """MB of memory at most, since this program began: rusage tells of who started it too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
