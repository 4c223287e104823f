"""Programs from the command line: listed, shown, loaded from a file and given out as one."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

import click
import orjson
from flask.cli import AppGroup

from registry.core import terminal
from registry.core.actor import operator
from registry.core.dumping import dumper
from registry.talent import filters, loading, program_file, queries, service
from registry.talent.loading import Change
from registry.talent.models import Program
from registry.talent.program_file import SHIPPED
from registry.talent.program_parts import entry_of
from registry.talent.program_schemas import ProgramSchema

programs = AppGroup("programs", help="Talent programs.")

COLUMNS = ("code", "name_en", "name_zh", "level", "status", "publicity")


@programs.command("load")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--plan", "only_plan", is_flag=True, help="Print what would change; write nothing.")
@click.option("--replace", is_flag=True, help="Also replace what was set or entered here.")
@terminal.writes
def load(file: Path | None, *, only_plan: bool, replace: bool) -> None:
    """Load the program file, or FILE, again and again; prints what changed."""
    path = file or SHIPPED
    changes = (
        loading.plan(program_file.read(path), replace=replace)
        if only_plan
        else service.load_programs(path, by=operator(), replace=replace)
    )
    for change in changes:
        _print(change, in_full=only_plan)
    if not changes:
        click.echo("nothing changes" if only_plan else "nothing changed")


def _print(change: Change, *, in_full: bool) -> None:
    click.echo(f"{change.code}: {change.done} {', '.join(change.what)}".rstrip())
    for line in change.lines if in_full else ():
        click.echo(f"  {line.place}: {line.old} -> {line.new}")


@programs.command("export")
@click.option("--output", type=click.File("w", encoding="utf-8"), default="-", help="Into a file.")
@terminal.says_why
def export(output: IO[str]) -> None:
    """Print all programs as a program file."""
    output.write(loading.export())


@programs.command("list")
@terminal.as_json
@terminal.says_why
def list_programs(*, as_json: bool) -> None:
    """All programs."""
    rows = ({c: getattr(p, c) for c in COLUMNS} for p in queries.all_programs())
    terminal.show(rows, COLUMNS, as_json=as_json)


@programs.command("show")
@click.argument("code")
@terminal.as_json
@terminal.says_why
def show(code: str, *, as_json: bool) -> None:
    """One program with its rules over time, as in the program file."""
    program: Program = filters.known_program(code, field="code")
    if as_json:
        shown: dict[str, Any] = dumper(ProgramSchema)(program)
        click.echo(orjson.dumps(shown, default=str))
    else:
        click.echo(program_file.write([entry_of(program)]).partition("\n\n")[2])
