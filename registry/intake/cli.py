"""Imports from the command line; without a worker the command does the work itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click
from flask.cli import AppGroup

from importers.files import FORMATS
from importers.identifiers import InvalidIdentifier, normalise_orcid
from registry.core import terminal
from registry.core.actor import operator
from registry.core.errors import N_, BadRequest
from registry.core.listing import MOST, Slice
from registry.core.unit_of_work import unit_of_work
from registry.intake import doing, queries, service, steering
from registry.intake.models import ImportItem, ImportRun
from registry.intake.queries import RunView
from registry.intake.service import Wanted
from registry.intake.wording import Told

group = AppGroup("imports", help="Bring publications in from other services and files.")
COMMANDS = (group,)

COLUMNS = (
    *("id", "source", "state", "entries", "repeated", "nameless", "total", "done", "counts"),
    *("actor", "created_at"),
)
ITEM_COLUMNS = (
    *("identifier", "outcome", "output_id", "title", "agency", "reason", "message"),
    *("changes", "stays"),
)
LISTED = ITEM_COLUMNS[:-2]

wait_option = click.option(
    "--wait/--no-wait", default=True, show_default=True, help="Work until the import ends."
)
plan_option = click.option(
    "--plan", is_flag=True, help="Stop before anything is written; apply it later."
)
format_option = click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), help="Told apart if not given."
)


class NotText(BadRequest):
    """The file of DOIs is no text."""

    sentence = N_("The file “%(value)s” is not a text in UTF-8.")


class NotAnOrcid(BadRequest):
    """The text is no ORCID iD."""

    sentence = N_("“%(value)s” is not an ORCID iD: its 16 characters or its check digit are wrong.")


@group.command("run")
@click.argument("source", type=click.Choice(["doi", "crossref"]))
@click.argument("dois", nargs=-1)
@click.option(
    "--file", "file", type=click.File("rb"), help="A text with DOIs anywhere in it; - is stdin."
)
@plan_option
@wait_option
@terminal.as_json
@terminal.says_why
def run_import(
    source: str, dois: tuple[str, ...], file: IO[bytes] | None, plan: bool, **how: bool
) -> None:
    """Import works by DOI, given as arguments or in a file."""
    if (file is None) == (not dois):
        raise click.UsageError("Give either DOIs or --file.")
    with unit_of_work():
        named = _text(file) if file else dois
        key = service.start(named, by=operator(), wanted=Wanted(plan=plan)).id
    _conclude(key, **how)


@group.command("file")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@format_option
@plan_option
@wait_option
@terminal.as_json
@terminal.says_why
def import_file(path: Path, format_: str | None, plan: bool, **how: bool) -> None:
    """Import a file: CSV, XLSX, BibTeX, RIS, CSL-JSON, Crossref messages, or text with DOIs."""
    with unit_of_work():
        wanted = Wanted(plan=plan)
        key = service.start_file(path, by=operator(), format_=format_, wanted=wanted).id
    _conclude(key, **how)


@group.command("orcid")
@click.argument("orcid")
@plan_option
@wait_option
@terminal.as_json
@terminal.says_why
def import_orcid(orcid: str, plan: bool, **how: bool) -> None:
    """Import the works on an ORCID record."""
    try:
        known = normalise_orcid(orcid)
    except InvalidIdentifier:
        raise NotAnOrcid(field="orcid", value=orcid) from None
    with unit_of_work():
        key = service.start_orcid(known, by=operator(), wanted=Wanted(plan=plan)).id
    _conclude(key, **how)


@group.command("query")
@click.option("--affiliation", help="Words of an affiliation; gives many false hits.")
@click.option("--ror", help="ROR ID of an institute.")
@click.option("--orcid", help="ORCID iD of an author.")
@click.option("--from", "from_date", help="Published on or after: 2023, 2023-02 or 2023-02-07.")
@click.option("--until", "until_date", help="Published on or before.")
@plan_option
@wait_option
@terminal.as_json
@terminal.says_why
def import_query(plan: bool, wait: bool, as_json: bool, **query: str | None) -> None:
    """Import what a search at Crossref finds."""
    with unit_of_work():
        key = service.start_query(query, by=operator(), wanted=Wanted(plan=plan)).id
    _conclude(key, wait=wait, as_json=as_json)


@group.command("refresh")
@click.option("--limit", type=click.IntRange(1, service.MOST), help="At most so many.")
@click.option("--days", type=click.IntRange(0), help="Not those checked within so many days.")
@click.option("--year", type=click.IntRange(1900, 2200), help="Only publications of this year.")
@plan_option
@wait_option
@terminal.as_json
@terminal.says_why
def refresh(plan: bool, wait: bool, as_json: bool, **which: int | None) -> None:
    """Ask again for publications, those first that were not asked for longest."""
    with unit_of_work():
        key = service.start_refresh(which, by=operator(), wanted=Wanted(plan=plan)).id
    _conclude(key, wait=wait, as_json=as_json)


@group.command("plan")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@format_option
@wait_option
@terminal.as_json
@terminal.says_why
def plan_file(path: Path, format_: str | None, **how: bool) -> None:
    """Say what importing a file would do, and write nothing."""
    with unit_of_work():
        wanted = Wanted(plan=True)
        key = service.start_file(path, by=operator(), format_=format_, wanted=wanted).id
    _conclude(key, **how)


@group.command("apply")
@click.argument("run_id", type=int)
@wait_option
@terminal.as_json
@terminal.says_why
def apply_import(run_id: int, **how: bool) -> None:
    """Write what a plan says; a work that differs since is planned anew instead."""
    with unit_of_work():
        steering.apply(_run(run_id), by=operator())
    _conclude(run_id, **how)


@group.command("discard")
@click.argument("run_id", type=int)
@terminal.writes
def discard_import(run_id: int) -> None:
    """Put a plan away; nothing is written."""
    steering.discard(_run(run_id), by=operator())


@group.command("undo")
@click.argument("run_id", type=int)
@wait_option
@terminal.as_json
@terminal.says_why
def undo_import(run_id: int, **how: bool) -> None:
    """Take back the outputs that an import created and nobody touched."""
    with unit_of_work():
        steering.undo(_run(run_id), by=operator())
    _conclude(run_id, **how)


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
    """What became of each work of an import, or would."""
    _show_items(_run(run_id), as_json=as_json)


@group.command("retry")
@click.argument("run_id", type=int)
@wait_option
@terminal.as_json
@terminal.says_why
def retry_import(run_id: int, **how: bool) -> None:
    """Ask again for what failed, gave no answer or was never asked."""
    with unit_of_work():
        steering.retry(_run(run_id), by=operator())
    _conclude(run_id, **how)


@group.command("cancel")
@click.argument("run_id", type=int)
@terminal.writes
def cancel_import(run_id: int) -> None:
    """End an import; what came in stays."""
    steering.cancel(_run(run_id), by=operator())


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
        doing.until_it_ends(run_id)
    run = _run(run_id)
    view = queries.view(run)
    if as_json:
        _show_items(run, as_json=True)
    else:
        _tell(view)
    if wait and not view.all_went_well:
        sys.exit(1)


def _tell(view: RunView) -> None:
    parts = [f"{number:,} {outcome}" for outcome, number in view.counts.items()]
    click.echo(f"import {view.id} {view.state}: {', '.join(parts) or 'nothing'}")
    if view.entries is not None:
        click.echo(
            f"{view.entries:,} given = {view.works:,} works + {view.repeated:,} named before"
            f" + {view.nameless or 0:,} with nothing to go by"
        )
    if view.told:
        click.echo(_english(view.told), err=True)
    if view.is_planned:
        click.echo(f"Write it with: registry imports apply {view.id}", err=True)
    if view.came_in < view.done:
        click.echo(f"See each with: registry imports show {view.id}", err=True)


def _show_items(run: ImportRun, *, as_json: bool) -> None:
    columns = ITEM_COLUMNS if as_json else LISTED
    terminal.show([_shown(i) for i in _items(run)], columns, as_json=as_json)


def _items(run: ImportRun) -> Iterator[ImportItem]:
    part = Slice(MOST)
    while True:
        page = queries.items(run, None, part)
        yield from page.items
        if page.next is None:
            return
        part = Slice(MOST, page.next)


def _shown(item: ImportItem) -> dict[str, Any]:
    names = (name for name in ITEM_COLUMNS if name != "message")
    return {name: getattr(item, name) for name in names} | {"message": _english(item.told)}


def _english(told: Told | None) -> str | None:
    return told.sentence % told.places if told else None
