"""Start, cancel and retry imports; what a worker then does stands in `asking` and `files`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, select, update

from importers.sources import SOURCES
from registry.audit import service as audit
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.intake import queries, reading
from registry.intake.errors import (
    KeyReused,
    NoSuchFile,
    NothingNamed,
    NothingToRetry,
    RunEnded,
    RunUnderWay,
    TooMany,
    UnknownSource,
)
from registry.intake.models import RETRYABLE, ImportItem, ImportRun, Outcome, RunState
from registry.intake.reading import Named
from registry.jobs import service as jobs
from registry.jobs.service import Progress

MOST = 10_000
ITEM = cast("Table", ImportItem.__table__)


def start(
    source: str,
    identifiers: str | Sequence[str],
    *,
    by: Actor,
    field: str = "identifiers",
    unique_key: str | None = None,
) -> ImportRun:
    """A run over the DOIs of a pasted text, or over a list of DOIs; the work itself is a job.

    What was meant as a DOI and is none becomes an item that says why. `unique_key` gives the same
    run again for the same request. Raises UnknownSource, NothingNamed, TooMany, KeyReused.
    """
    _check_source(source)
    named = _named(identifiers, field)
    options = {"fingerprint": _fingerprint(named)}
    if unique_key and (known := queries.by_unique_key(unique_key)):
        if known.options.get("fingerprint") != options["fingerprint"] or known.source != source:
            raise KeyReused(field="Idempotency-Key", value=unique_key, known=known.id)
        return known
    run = _new_run(source, options, by=by, unique_key=unique_key)
    run.total = len(named)
    db.session.execute(ITEM.insert(), [_item(run, one) for one in named])
    return _begun(run, "intake.run", by=by)


def start_file(source: str, path: Path, *, by: Actor) -> ImportRun:
    """A run over a file of the source's messages (JSON or JSON lines, gzip too) on this machine.

    Raises UnknownSource, NoSuchFile.
    """
    _check_source(source)
    path = path.resolve()
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as why:
        raise NoSuchFile(field="file", value=path.name, why=os.strerror(why.errno or 0)) from why
    run = _new_run(source, {"file": path.name, "path": str(path)}, by=by)
    return _begun(run, "intake.file", by=by)


def cancel(run: ImportRun, *, by: Actor) -> ImportRun:
    """End a run; what came in stays, the rest can be asked for later. Raises RunEnded."""
    if not run.is_open:
        raise RunEnded
    if run.job and run.job.state in jobs.OPEN:
        jobs.cancel(run.job, by=by)
    end(run, RunState.CANCELLED)
    audit.record("import.cancelled", run, by=by, details={"counts": run.counts})
    db.session.flush()
    return run


def retry(run: ImportRun, *, by: Actor) -> ImportRun:
    """Ask again for what failed, gave no answer or was never asked.

    Raises RunUnderWay, NothingToRetry.
    """
    if run.is_open:
        raise RunUnderWay
    if run.options.get("path") is None and not _ask_again(run):
        raise NothingToRetry
    run.state, run.finished_at, run.reason = RunState.QUEUED, None, None
    kind = "intake.run" if run.options.get("path") is None else "intake.file"
    job = jobs.enqueue(kind, {"run_id": run.id}, by=by)
    run.job = job
    audit.record("import.retried", run, by=by)
    db.session.flush()
    return run


def begin(run_id: int, progress: Progress) -> ImportRun | None:
    """The run a worker's job is for, now under way; None where it ended or has a newer job."""
    run = db.session.get_one(ImportRun, run_id)
    if run.job_id != progress.job_id or not run.is_open:
        return None
    run.state, run.reason = RunState.RUNNING, None
    return run


def end(run: ImportRun, state: RunState, reason: str | None = None) -> None:
    """Write how a run ended, with its counts."""
    db.session.flush()
    run.counts = queries.counts([run.id])[run.id]
    run.state, run.finished_at = state, clock.now()
    run.reason = reason


def _check_source(source: str) -> None:
    if source not in SOURCES:
        raise UnknownSource(field="source", value=source, known=", ".join(SOURCES))


def _named(identifiers: str | Sequence[str], field: str) -> list[Named]:
    is_text = isinstance(identifiers, str)
    named = reading.of_text(str(identifiers)) if is_text else reading.of_list(identifiers)
    if not any(one.doi for one in named):
        given = str(identifiers) if is_text else ", ".join(identifiers)
        raise NothingNamed(field=field, value=given[:200])
    if len(named) > MOST:
        raise TooMany(field=field, value=len(named), most=MOST)
    return named


def _fingerprint(named: Sequence[Named]) -> str:
    text = "\n".join(sorted(one.identifier for one in named))
    return hashlib.sha256(text.encode()).hexdigest()


def _new_run(
    source: str, options: dict[str, Any], *, by: Actor, unique_key: str | None = None
) -> ImportRun:
    run = ImportRun(source=source, options=options, unique_key=unique_key)
    run.account_id, run.actor = by.account_id, by.label[:200]
    db.session.add(run)
    db.session.flush()
    return run


def _begun(run: ImportRun, kind: str, *, by: Actor) -> ImportRun:
    run.job = jobs.enqueue(kind, {"run_id": run.id}, by=by)
    details = {"source": run.source, "total": run.total}
    audit.record("import.started", run, by=by, details=details)
    db.session.flush()
    return run


def _item(run: ImportRun, named: Named) -> dict[str, Any]:
    moment = clock.now()
    return {
        "run_id": run.id,
        "identifier": named.identifier,
        "given": named.given,
        "outcome": None if named.doi else Outcome.INVALID.value,
        "reason": named.reason,
        "attempts": 0,
        "created_at": moment,
        "updated_at": moment,
    }


def _ask_again(run: ImportRun) -> bool:
    """Let items wait again that could come out otherwise; whether any item waits."""
    mine = ITEM.c.run_id == run.id
    wanted = mine & ITEM.c.outcome.in_([outcome.value for outcome in RETRYABLE])
    db.session.execute(update(ITEM).where(wanted).values(outcome=None))
    waiting = select(ITEM.c.id).where(mine, ITEM.c.outcome.is_(None)).limit(1)
    return db.session.scalar(waiting) is not None
