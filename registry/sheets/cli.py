"""Lists of HR as spreadsheets from the command line; without a worker it does the work itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale

from registry.core import terminal
from registry.core.actor import operator
from registry.core.db import db
from registry.core.listing import MOST, Slice
from registry.core.unit_of_work import unit_of_work
from registry.jobs import service as jobs
from registry.jobs import worker
from registry.jobs.service import Progress
from registry.sheets import giving, queries, service, showing
from registry.sheets.columns import LISTS
from registry.sheets.models import Mode, SheetImport, SheetState
from registry.sheets.schemas import FORMATS, LANGUAGES
from registry.talent.cli import hires

COMMANDS = ()
KINDS = frozenset(queries.KINDS)
COLUMNS = ("id", "list", "state", "mode", "counts", "message")
ROW_COLUMNS = ("row", "action", "applied", "name", "cells", "faults", "candidates")
WAIT = 0.5

list_option = click.option(
    "--list", "of", type=click.Choice(list(LISTS)), default="recruits", show_default=True
)
language_option = click.option("--language", type=click.Choice(LANGUAGES), default="en")


@hires.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@list_option
@click.option("--plan", "how", flag_value="plan", default=True, help="Say what it would do.")
@click.option("--apply", "how", flag_value="apply", help="Write it as well.")
@click.option("--row-by-row", is_flag=True, help="Take the good rows where others are refused.")
@terminal.as_json
@terminal.says_why
def import_sheet(path: Path, of: str, how: str, row_by_row: bool, as_json: bool) -> None:
    """Read a spreadsheet of recruits, researchers, posts or funding."""
    mode = Mode.ROW_BY_ROW if row_by_row else Mode.ALL_OR_NOTHING
    with unit_of_work():
        key = service.hand_in(path.read_bytes(), of=of, mode=mode, by=operator()).id
    until_it_ends(key)
    if how == "apply" and _sheet(key).state == SheetState.PLANNED:
        _work(service.apply, key)
    _conclude(key, as_json=as_json)


@hires.command("apply-import")
@click.argument("sheet_id", type=int)
@terminal.as_json
@terminal.says_why
def apply_sheet(sheet_id: int, *, as_json: bool) -> None:
    """Write what a plan says."""
    _work(service.apply, sheet_id)
    _conclude(sheet_id, as_json=as_json)


@hires.command("undo-import")
@click.argument("sheet_id", type=int)
@terminal.as_json
@terminal.says_why
def undo_sheet(sheet_id: int, *, as_json: bool) -> None:
    """Take back what an import wrote; what changed since is left and named."""
    _work(service.undo, sheet_id)
    _conclude(sheet_id, as_json=as_json)


@hires.command("template")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@list_option
@language_option
@terminal.says_why
def template(target: Path, of: str, language: str) -> None:
    """Write a blank list with drop-downs and notes."""
    target.write_bytes(giving.template(of, language).data)


@hires.command("export")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@list_option
@language_option
@click.option("--format", "format_", type=click.Choice(FORMATS), default="xlsx", show_default=True)
@click.option("--sensitive", is_flag=True, help="With numbers of documents, amounts of money.")
@click.option("--reason", help="Why sensitive columns are needed.")
@terminal.writes
def export(target: Path, language: str, **asked: Any) -> None:
    """Write a list with what is stored; change it and import it again."""
    named = {"list": asked.pop("of"), "format": asked.pop("format_")}
    given = giving.export(named | asked, locale=language, by=operator())
    target.write_bytes(given.data)


@hires.command("imports")
@terminal.as_json
@terminal.says_why
def list_sheets(*, as_json: bool) -> None:
    """The newest spreadsheets that were handed in."""
    page = queries.page(Slice(MOST), by=operator())
    terminal.show([_told(view.sheet) for view in page.items], COLUMNS, as_json=as_json)


def until_it_ends(sheet_id: int) -> None:
    """Do the work of spreadsheets that is due until this one waits; a worker may do it."""
    owner = worker.name()
    while queries.view(_sheet(sheet_id)).is_open:
        job = jobs.claim(owner, kinds=KINDS)
        if job is None:
            time.sleep(WAIT)
            continue
        worker.carry_out(job, Progress(job.id, owner))


def _work(verb: Callable[..., SheetImport], sheet_id: int) -> None:
    with unit_of_work():
        verb(_sheet(sheet_id), by=operator())
    until_it_ends(sheet_id)


def _sheet(sheet_id: int) -> SheetImport:
    db.session.rollback()
    found = db.session.get(SheetImport, sheet_id, populate_existing=True)
    if found is None:
        raise click.UsageError(f"There is no import {sheet_id}.")
    return found


def _conclude(sheet_id: int, *, as_json: bool) -> None:
    """Say what it does or did; exit 1 where rows are refused, ask or were not taken back."""
    sheet = _sheet(sheet_id)
    told = _told(sheet)
    if as_json:
        terminal.show([told], COLUMNS, as_json=True)
        terminal.show(_rows(sheet), ROW_COLUMNS, as_json=True)
    else:
        counts = ", ".join(f"{number:,} {name}" for name, number in sheet.counts.items())
        click.echo(f"import {sheet.id} {queries.view(sheet).state}: {told['message'] or counts}")
        waits = [row for row in _rows(sheet) if row["faults"] or row["candidates"]]
        terminal.show(waits, ("row", "faults"), as_json=False)
    bad = sheet.fault or sheet.counts.get("refused") or sheet.counts.get("ask")
    if bad or sheet.counts.get("kept"):
        sys.exit(1)


def _told(sheet: SheetImport) -> dict[str, Any]:
    view = queries.view(sheet)
    with force_locale("en"):
        return {name: getattr(view, name) for name in COLUMNS}


def _rows(sheet: SheetImport) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    part = Slice(MOST)
    with force_locale("en"):
        while True:
            page = queries.rows(sheet, None, part)
            found += [_row(view, sheet) for view in page.items]
            if page.next is None:
                return found
            part = Slice(MOST, page.next)


def _row(view: queries.RowView, sheet: SheetImport) -> dict[str, Any]:
    row = showing.row(view, LISTS[sheet.list], "en")
    return {
        "row": row.number,
        "action": row.action,
        "applied": row.applied,
        "name": row.name,
        "cells": {c.column: [c.old, c.new] for c in row.cells if not c.fault},
        "faults": [f"{c.ref or c.column}: {c.fault}" for c in row.cells if c.fault],
        "candidates": [{"id": c["id"], "name": c["name"]} for c in row.candidates],
    }
