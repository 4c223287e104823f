"""Start imports of every kind; what a worker then does stands in `working`."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, cast

import orjson
from sqlalchemy import Table

from importers import reading, references
from importers.crossref_queries import BadQuery, Query
from importers.encodings import lines
from importers.files import FORMATS
from importers.reading import Named
from registry.audit import service as audit
from registry.core import clock, settings
from registry.core.actor import Actor
from registry.core.db import db
from registry.intake import queries, storing
from registry.intake.errors import (
    KeyReused,
    NoDoi,
    NoSuchFile,
    NothingDue,
    NothingNamed,
    NotYourOrcid,
    TooMany,
    UnusableQuery,
)
from registry.intake.models import ImportItem, ImportRun, Kind, Outcome, Stage
from registry.jobs import service as jobs
from registry.outputs.models import Output
from registry.policy import Permission

MOST = 10_000
ITEM = cast("Table", ImportItem.__table__)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How a run is to go: stop before anything is written; the key that makes it one run only."""

    plan: bool = False
    unique_key: str | None = None


@dataclass(frozen=True)
class Pasted:
    """A pasted list of references: its format, which of its entries are wanted, and whose it is."""

    text: str
    form: str
    places: tuple[int, ...]
    researcher_id: int


AT_ONCE = Wanted()


def start(
    identifiers: str | Sequence[str],
    *,
    by: Actor,
    field: str = "identifiers",
    wanted: Wanted = AT_ONCE,
) -> ImportRun:
    """A run over the DOIs of a pasted text, or over a list of DOIs; the work itself is a job.

    What was meant as a DOI and is none becomes an item that says why. Raises NothingNamed, TooMany,
    KeyReused.
    """
    named, entries = _named(identifiers, field)
    options = {"fingerprint": _fingerprint(sorted(one.identifier for one in named))}
    run, is_new = _run(Kind.DOI, options, by=by, wanted=wanted)
    if is_new:
        run.entries, run.nameless = entries, sum(one.doi is None for one in named)
        _add_items(run, [_item(run, one) for one in named])
        _begin(run, by=by)
    return run


def start_file(
    path: Path, *, by: Actor, format_: str | None = None, wanted: Wanted = AT_ONCE
) -> ImportRun:
    """A run over a file on this machine, of any size. Raises NoSuchFile, UnusableFile."""
    path = path.resolve()
    try:
        with path.open("rb") as file:
            kind = storing.looked_at(file, path.name, format_)
    except OSError as why:
        raise NoSuchFile(field="file", value=path.name, why=os.strerror(why.errno or 0)) from why
    options = {"file": path.name, "format": kind, "path": str(path)}
    run, is_new = _run(Kind.FILE, options, by=by, wanted=wanted)
    return _begin(run, by=by) if is_new else run


def start_upload(
    file: IO[bytes], name: str, *, by: Actor, format_: str | None = None, wanted: Wanted = AT_ONCE
) -> ImportRun:
    """A run over the bytes of a file, which are kept until it has ended.

    Raises UnusableFile, FileTooLarge, KeyReused.
    """
    name = Path(name.replace("\\", "/")).name[-200:] or "file"
    kind = storing.looked_at(file, name, format_)
    body, sha256 = storing.taken(file, name)
    options = {"file": name, "format": kind, "sha256": sha256}
    run, is_new = _run(Kind.FILE, options, by=by, wanted=wanted)
    if is_new:
        storing.keep(run, body)
        _begin(run, by=by)
    return run


def start_pasted(pasted: Pasted, *, by: Actor, wanted: Wanted = AT_ONCE) -> ImportRun:
    """A run over entries of a pasted list, kept until it has ended as a file is. Raises KeyReused.

    `pasted.form` is a key of `files.FORMATS`.
    """
    name = "list" + FORMATS[pasted.form].suffixes[0]
    body, sha256 = storing.taken(io.BytesIO(references.content_of(pasted.text)), name)
    options = {"file": name, "format": pasted.form, "sha256": sha256}
    chosen = {"places": list(pasted.places), "researcher": pasted.researcher_id}
    run, is_new = _run(Kind.FILE, options | chosen, by=by, wanted=wanted)
    if is_new:
        storing.keep(run, body)
        _begin(run, by=by)
    return run


def start_orcid(orcid: str, *, by: Actor, wanted: Wanted = AT_ONCE) -> ImportRun:
    """A run over the works on an ORCID record. Raises NotYourOrcid, KeyReused."""
    if not by.may(Permission.IMPORT_SEARCH) and orcid != queries.orcid_of(by):
        raise NotYourOrcid(field="orcid", value=orcid)
    run, is_new = _run(Kind.ORCID, {"orcid": orcid}, by=by, wanted=wanted)
    return _begin(run, by=by) if is_new else run


def start_query(
    query: Mapping[str, str | None], *, by: Actor, wanted: Wanted = AT_ONCE
) -> ImportRun:
    """A run over what a search at Crossref finds.

    `query` has some of affiliation, ror, orcid, from_date and until_date (partial dates). Raises
    UnusableQuery, NotAllowed, KeyReused.
    """
    by.check(Permission.IMPORT_SEARCH)
    asked: dict[str, Any] = {name: text for name, text in query.items() if text}
    try:
        Query(**asked)
    except BadQuery as why:
        raise UnusableQuery(field=f"query.{why.field}", value=why.value, why=why.why) from why
    run, is_new = _run(Kind.QUERY, {"query": asked}, by=by, wanted=wanted)
    return _begin(run, by=by) if is_new else run


def start_refresh(
    which: Mapping[str, int | None] | None = None, *, by: Actor, wanted: Wanted = AT_ONCE
) -> ImportRun:
    """A run over the publications that were not asked for longest, those with a DOI.

    `which` may hold `limit` (at most, and by default, MOST), `days` (not those checked since;
    default REGISTRY_REFRESH_DAYS) and `year`. Raises NothingDue, NotAllowed, KeyReused.
    """
    by.check(Permission.IMPORT_SEARCH)
    asked = {name: number for name, number in (which or {}).items() if number is not None}
    days = asked.get("days", settings.config().refresh_days)
    before = clock.now() - timedelta(days=days)
    limit = min(asked.get("limit", MOST), MOST)
    due = queries.due_for_refresh(before, limit, year=asked.get("year"))
    run, is_new = _run(Kind.REFRESH, {"refresh": asked}, by=by, wanted=wanted)
    if not is_new:
        return run
    if not due:
        raise NothingDue(days=days)
    _add_items(run, [_item(run, Named(doi, doi)) | {"output_id": key} for key, doi in due])
    return _begin(run, by=by)


def refresh_one(output: Output, *, by: Actor) -> ImportRun:
    """Ask again for one output, whenever it was last asked for. Raises NoDoi."""
    by.check(Permission.IMPORT_SEARCH)
    if not output.doi:
        raise NoDoi
    run, _ = _run(Kind.REFRESH, {"output": output.id}, by=by, wanted=AT_ONCE)
    _add_items(run, [_item(run, Named(output.doi, output.doi)) | {"output_id": output.id}])
    return _begin(run, by=by)


def _named(identifiers: str | Sequence[str], field: str) -> tuple[list[Named], int]:
    """The works that are named, each once, and how many entries name them."""
    is_text = isinstance(identifiers, str)
    named = reading.of_text(str(identifiers)) if is_text else reading.of_list(identifiers)
    if not any(one.doi for one in named):
        given = str(identifiers) if is_text else ", ".join(identifiers)
        raise NothingNamed(field=field, value=given[:200])
    if len(named) > MOST:
        raise TooMany(field=field, value=len(named), most=MOST)
    return named, max(len(named), _entries(str(identifiers)) if is_text else len(identifiers))


def _entries(text: str) -> int:
    """How often a text names a work."""
    return sum(1 for line in lines(text) for _ in reading.of_line(line))


def _fingerprint(of: Any) -> str:
    return hashlib.sha256(orjson.dumps(of, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _run(
    kind: Kind, options: dict[str, Any], *, by: Actor, wanted: Wanted
) -> tuple[ImportRun, bool]:
    """A new run, or the one that was started with this key for the same request, and which."""
    request = _fingerprint([kind, options, wanted.plan])
    key = wanted.unique_key
    if key and (known := queries.by_unique_key(key)):
        if known.options.get("request") != request:
            raise KeyReused(field="Idempotency-Key", value=key, known=known.id)
        return known, False
    stage = Stage.ASK if kind in {Kind.DOI, Kind.REFRESH} else Stage.EXPAND
    run = ImportRun(source=kind, options=options | {"request": request}, stage=stage)
    run.plan, run.unique_key = wanted.plan, key
    run.account_id, run.actor = by.account_id, by.label[:200]
    db.session.add(run)
    db.session.flush()
    return run, True


def _begin(run: ImportRun, *, by: Actor) -> ImportRun:
    run.job = jobs.enqueue("intake.run", {"run_id": run.id}, by=by)
    details = {"source": run.source, "total": run.total, "plan": run.plan}
    audit.record("import.started", run, by=by, details=details)
    db.session.flush()
    return run


def _add_items(run: ImportRun, rows: list[dict[str, Any]]) -> None:
    run.total = len(rows)
    db.session.execute(ITEM.insert(), rows)


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
