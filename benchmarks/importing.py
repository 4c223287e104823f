"""The import of a file of Crossref messages, three ways, each time into a copy of the database."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import chain, islice, repeat
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from benchmarks import ceiling_import, synthetic, textbook_import
from benchmarks.databases import CACHE, Database, application
from benchmarks.neighbour import REAL
from benchmarks.results import Result
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import service, tasks
from registry.intake.models import ImportRun, RunState
from registry.jobs import service as jobs
from registry.jobs.service import Progress

REPEATED = 10_000
"""From so many messages on the real records come again under DOIs of their own."""

ROUNDS = 3
SHARE = 10
"""The textbook imports every tenth message: its cost grows with their number and nothing else."""


def measure(database: Database, size: int, messages: int) -> Iterator[Result]:
    """CPU milliseconds a message, the median of some rounds in turn."""
    source, file = message_file(messages)
    part = every(file, SHARE)
    found: dict[str, list[float]] = {"ours": [], "textbook": [], "ceiling": []}
    for _ in range(ROUNDS):
        found["ours"].append(_ours(database, file) / messages)
        rows = ceiling_import.read(database)
        found["textbook"].append(textbook_import.measure(database, part)[0] / len(lines(part)))
        found["ceiling"].append(ceiling_import.measure(database, rows) / messages)
    spent: dict[str, Any] = {name: 1000 * median(seconds) for name, seconds in found.items()}
    name = f"import of {messages:,} {source}"
    yield Result(name, database.name, size, "CPU ms each", **spent)


def _ours(database: Database, file: Path) -> float:
    """CPU seconds of the job that brings the file in."""
    database.renew_scratch()
    app = application(database.scratch_url, database.folder)
    with app.app_context():
        with unit_of_work():
            run_id = service.start_file(file, by=SYSTEM).id
        job = jobs.claim("benchmark")
        if job is None:
            raise SystemExit("nothing to do")
        progress = Progress(job.id, "benchmark", lease=3600)
        spent = database.clock.spent(lambda: tasks.run(run_id, progress=progress))
        _check(run_id, len(lines(file)))
        db.session.remove()
        db.engine.dispose()
    return spent


def _check(run_id: int, messages: int) -> None:
    run = db.session.get_one(ImportRun, run_id)
    if run.state != RunState.DONE or run.counts.get("created") != messages:
        raise SystemExit(f"the import did not bring in all: {run.state}, {run.counts}")


def message_file(messages: int) -> tuple[str, Path]:
    """What the messages are, and the file with so many, one a line."""
    source = "synthetic records"
    if REAL.exists():
        source = "real records" if messages < REPEATED else "real records, repeated"
    file = CACHE / f"{source.partition(' ')[0]}-{messages}.jsonl"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        made = _real() if REAL.exists() else _synthetic()
        with file.open("wb") as target:
            target.writelines(message + b"\n" for message in islice(made, messages))
    return source, file


def _real() -> Iterator[bytes]:
    """The records as they are, then again under DOIs of their own."""
    with gzip.open(REAL) as lines:
        known = list(map(orjson.loads, lines))
    for turn, message in enumerate(chain.from_iterable(repeat(known))):
        again = f".again{turn // len(known)}" if turn >= len(known) else ""
        yield orjson.dumps(message | {"DOI": message["DOI"] + again})


def _synthetic() -> Iterator[bytes]:
    """Messages of synthetic works in the shape of Crossref's."""
    people, _ = synthetic.staff()
    for rows in synthetic.publications(10**9, people, [(1, None)]):
        names: dict[int, list[Any]] = {}
        for place in rows.of["byline"]:
            names.setdefault(place[1], []).append(place)
        for output in rows.of["output"]:
            yield orjson.dumps(_message(output, names[output[0]]))


def _message(output: synthetic.Row, byline: list[synthetic.Row]) -> dict[str, Any]:
    row = dict(zip(synthetic.COLUMNS["output"], output, strict=True))
    return {
        "DOI": f"10.5555/message.{row['id']}",
        "type": row["work_type"],
        "title": [row["title"]],
        "container-title": [row["container_title"]],
        "publisher": row["publisher"],
        "volume": row["volume"],
        "page": row["pages"],
        "issued": {"date-parts": [[row["year"]]]},
        "author": [
            {
                "family": family,
                "given": given,
                "affiliation": [{"name": synthetic.PLACES[key % 300]}],
            }
            for key, _, _, _, _, family, given, *_ in byline
        ],
    }


def every(file: Path, share: int) -> Path:
    part = file.with_name(f"{file.stem}-every-{share}.jsonl")
    with file.open("rb") as whole:
        part.write_bytes(b"".join(islice(whole, 0, None, share)))
    return part


def lines(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines()
