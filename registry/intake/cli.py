"""Imports from the command line; without a worker the command does the work itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click
from flask.cli import AppGroup

from importers.sources import SOURCES
from registry.core import terminal
from registry.core.actor import operator
from registry.core.db import db
from registry.core.errors import N_, BadRequest
from registry.core.listing import MOST, Slice
from registry.core.unit_of_work import unit_of_work
from registry.intake import queries, service
from registry.intake.models import ImportItem, ImportRun
from registry.intake.queries import RunView
from registry.intake.wording import Told
from registry.jobs import service as jobs
from registry.jobs import worker
from registry.jobs.service import Progress

group = AppGroup("imports", help="Bring publications in from other services.")
COMMANDS = (group,)

COLUMNS = ("id", "source", "state", "total", "done", "counts", "actor", "created_at")
ITEM_COLUMNS = ("identifier", "outcome", "output_id", "agency", "reason", "message")
KINDS = frozenset({"intake.run", "intake.file"})
WAIT = 0.5

wait_option = click.option(
    "--wait/--no-wait", default=True, show_default=True, help="Work until the import ends."
)


class NotText(BadRequest):
    """The file of DOIs is no text."""

    sentence = N_("The file “%(value)s” is not a text in UTF-8.")


@dataclass
class ShownProgress(Progress):
    """Progress that is also drawn, or not."""

    show: Callable[[int, int | None], None] = lambda done, total: None

    def report(self, done: int, total: int | None = None, message: str | None = None) -> None:
        super().report(done, total, message)
        self.show(done, total)


@group.command("run")
@click.argument("source", type=click.Choice(list(SOURCES)))
@click.argument("dois", nargs=-1)
@click.option(
    "--file", "file", type=click.File("rb"), help="A text with DOIs anywhere in it; - is stdin."
)
@wait_option
@terminal.as_json
@terminal.says_why
def run_import(
    source: str, dois: tuple[str, ...], file: IO[bytes] | None, wait: bool, as_json: bool
) -> None:
    """Import works by DOI, given as arguments or in a file."""
    if (file is None) == (not dois):
        raise click.UsageError("Give either DOIs or --file.")
    with unit_of_work():
        key = service.start(source, _text(file) if file else dois, by=operator()).id
    _conclude(key, wait=wait, as_json=as_json)


@group.command("file")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", type=click.Choice(list(SOURCES)), default="crossref", show_default=True)
@wait_option
@terminal.as_json
@terminal.says_why
def import_file(path: Path, source: str, wait: bool, as_json: bool) -> None:
    """Import a file of messages: JSON lines or a JSON list, gzip too."""
    with unit_of_work():
        key = service.start_file(source, path, by=operator()).id
    _conclude(key, wait=wait, as_json=as_json)


@group.command("list")
@terminal.as_json
@terminal.says_why
def list_imports(as_json: bool) -> None:
    """All imports, newest first."""
    found, part = [], Slice(MOST)
    while True:
        page = queries.page(part, by=operator())
        found += [{name: getattr(run, name) for name in COLUMNS} for run in page.items]
        if page.next is None:
            break
        part = Slice(MOST, page.next)
    terminal.show(found, COLUMNS, as_json=as_json)


@group.command("show")
@click.argument("run_id", type=int)
@terminal.as_json
@terminal.says_why
def show_import(run_id: int, as_json: bool) -> None:
    """What became of each identifier of an import."""
    _show_items(_run(run_id), as_json=as_json)


@group.command("retry")
@click.argument("run_id", type=int)
@wait_option
@terminal.as_json
@terminal.says_why
def retry_import(run_id: int, wait: bool, as_json: bool) -> None:
    """Ask again for what failed, gave no answer or was never asked."""
    with unit_of_work():
        service.retry(_run(run_id), by=operator())
    _conclude(run_id, wait=wait, as_json=as_json)


@group.command("cancel")
@click.argument("run_id", type=int)
@terminal.writes
def cancel_import(run_id: int) -> None:
    """End an import; what came in stays."""
    service.cancel(_run(run_id), by=operator())


def _text(file: IO[bytes]) -> str:
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotText(field="file", value=file.name) from None


def _run(run_id: int) -> ImportRun:
    run = queries.visible(run_id, by=operator())
    if run is None:
        raise click.UsageError(f"There is no import {run_id}.")
    return run


def _conclude(run_id: int, *, wait: bool, as_json: bool) -> None:
    """Work until the run ends, say what came of it, and exit 1 where not everything came in."""
    if wait:
        _work(run_id)
    run = _run(run_id)
    view = queries.view(run)
    if as_json:
        _show_items(run, as_json=True)
    else:
        _tell(view)
    if wait and (view.is_open or view.came_in < view.total or run.reason):
        sys.exit(1)


def _work(run_id: int) -> None:
    """Do the jobs of imports that are due until this run has ended; another worker may do it."""
    owner = worker.name()
    while _is_open(run_id):
        job = jobs.claim(owner, kinds=KINDS)
        if job is None:
            time.sleep(WAIT)
            continue
        show = _drawn() if terminal.is_terminal() else _nothing
        worker.carry_out(job, ShownProgress(job.id, owner, show=show))
        if terminal.is_terminal():
            click.echo(err=True)


def _is_open(run_id: int) -> bool:
    db.session.rollback()
    return _run(run_id).is_open


def _nothing(done: int, total: int | None) -> None:
    pass


def _drawn() -> Callable[[int, int | None], None]:
    """A bar where the total is known, else a count, with the rate so far."""
    started, first, whole = time.monotonic(), -1, 0

    def show(done: int, total: int | None) -> None:
        nonlocal first, whole
        first, whole = done if first < 0 else first, total or whole
        rate = (done - first) / max(time.monotonic() - started, 0.001)
        bar = f"[{'#' * (30 * done // whole):<30}] {done:,}/{whole:,}" if whole else f"{done:,}"
        click.echo(f"\r{bar}  {rate:,.0f}/s   ", nl=False, err=True)

    return show


def _tell(view: RunView) -> None:
    parts = [f"{number:,} {outcome}" for outcome, number in view.counts.items()]
    click.echo(f"import {view.id} {view.state}: {', '.join(parts) or 'nothing'}")
    if view.told:
        click.echo(_english(view.told), err=True)
    if view.came_in < view.done:
        click.echo(f"See each with: registry imports show {view.id}", err=True)


def _show_items(run: ImportRun, *, as_json: bool) -> None:
    terminal.show([_shown(i) for i in _items(run)], ITEM_COLUMNS, as_json=as_json)


def _items(run: ImportRun) -> Iterator[ImportItem]:
    part = Slice(MOST)
    while True:
        page = queries.items(run, None, part)
        yield from page.items
        if page.next is None:
            return
        part = Slice(MOST, page.next)


def _shown(item: ImportItem) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(item, name) for name in ITEM_COLUMNS[:-1]}
    return row | {"message": _english(item.told)}


def _english(told: Told | None) -> str | None:
    return told.sentence % told.places if told else None
