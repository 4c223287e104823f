"""From a file or an ORCID record to the items of a run; nobody is asked yet for any of them.

Items are added with the place in the file in one transaction, so that whoever takes the job over
goes on there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, cast

import orjson
from sqlalchemy import Table, select

from importers.entries import BadFile, Entry
from importers.errors import ParseError, SourceError
from importers.sources import PARSERS
from registry.core import clock
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import answers, known, sources, storing
from registry.intake.models import ImportItem, ImportRun, Kind, Outcome, Stage
from registry.jobs import leases
from registry.jobs.service import Progress

BATCH = 500
MOST = 100_000
LONGEST = 2048
ITEM = cast("Table", ImportItem.__table__)
Row = dict[str, Any]


def work(run: ImportRun, progress: Progress) -> SourceError | None:
    """Add the items that are not there yet and let the run go on to asking; else why not."""
    key, name, place = run.id, run.options.get("file") or run.options.get("orcid", ""), run.place
    is_file, chosen = run.source == Kind.FILE, frozenset(run.options.get("places", ()))
    db.session.rollback()
    try:
        if is_file:
            with storing.entries(run) as found:
                rest = islice(found, place, None)
                wanted = (e for e in rest if e.place in chosen) if chosen else rest
                _add_all(key, wanted, name, progress=progress)
        else:
            with leases.kept(progress, 0):
                listed = sources.open_orcid().works(name)
            _add_all(key, listed, f"orcid:{name}", progress=progress)
    except OSError:
        return BadFile("no_file")
    except SourceError as why:
        return why
    with unit_of_work():
        progress.report(0)
        db.session.get_one(ImportRun, key).stage = Stage.ASK
    return None


def _add_all(run_id: int, entries: Iterable[Entry], name: str, *, progress: Progress) -> None:
    coming = iter(entries)
    while batch := list(islice(coming, BATCH)):
        with unit_of_work():
            progress.report(0)
            run = db.session.get_one(ImportRun, run_id)
            _add(run, [_item(run_id, entry, name) for entry in batch])
            run.read_to(batch[-1].place)
            if run.total > MOST:
                raise BadFile("too_many", f"{MOST:,}")


def _add(run: ImportRun, rows: Sequence[Row]) -> None:
    """Those that the run does not have; a work named twice is one item, its first entry holds."""
    keys = known.keys(run.id, [row["identifier"] for row in rows])
    seen = set(db.session.scalars(select(ITEM.c.identifier).where(ITEM.c.id.in_(keys))))
    new: dict[str, Row] = {}
    for row in rows:
        if row["identifier"] not in seen:
            new.setdefault(row["identifier"], row)
    if new:
        db.session.execute(ITEM.insert(), list(new.values()))
        run.total += len(new)
        run.nameless = (run.nameless or 0) + sum(bool(row["outcome"]) for row in new.values())


def _item(run_id: int, entry: Entry, name: str) -> Row:
    """An item that waits, or one that says what is wrong with its entry."""
    moment, where = clock.now(), f"{name}#{entry.place}"
    row: Row = {
        "run_id": run_id,
        "identifier": entry.doi or where,
        "given": entry.given[:LONGEST] or where,
        "outcome": None,
        "reason": None,
        "detail": None,
        "title": None,
        "source": None,
        "message": None,
        "request": where,
        "received_at": moment,
        "attempts": 0,
        "created_at": moment,
        "updated_at": moment,
    }
    if entry.message is not None:
        row |= _with_message(entry, where)
    elif not entry.doi:
        row |= {"outcome": Outcome.INVALID, "reason": entry.reason or "malformed"}
    return row


def _with_message(entry: Entry, where: str) -> Row:
    """What the entry itself says; without a DOI it goes by what its record goes by."""
    message = entry.message or {}
    try:
        record = PARSERS[entry.source](message)
    except ParseError as why:
        if entry.doi:
            return {}
        return {"outcome": Outcome.FAILED, "reason": why.code, "detail": why.detail}
    return {
        "identifier": entry.doi or record.key,
        "title": record.full_title,
        "source": entry.source,
        "message": answers.pressed(orjson.dumps(message)),
        "request": where,
    }
