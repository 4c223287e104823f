"""Reports from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import orjson
from flask.cli import AppGroup
from flask_babel import force_locale

from registry.core import terminal
from registry.core.actor import operator
from registry.core.dumping import dumper
from registry.core.fields import LOCALES
from registry.reports import plain, queries
from registry.reports.exporting import FORMATS, TABLES, Wanted, seen_by
from registry.reports.schemas import FigureRowSchema, ReportSchema
from registry.reports.scope import Scope
from registry.reports.view import FigureView, text, year_view

group = AppGroup("reports", help="The figures of a year.")
COMMANDS = (group,)

COLUMNS = ("figure", "by", "code", "title", "value", "last_year")
language = click.option("--language", type=click.Choice(LOCALES), default="en")


@group.command("list")
@terminal.as_json
@terminal.says_why
def list_years(as_json: bool) -> None:
    """The years of which something is known."""
    terminal.show(({"year": year} for year in queries.years()), ("year",), as_json=as_json)


@group.command("show")
@click.argument("year", type=int)
@language
@terminal.as_json
@terminal.says_why
def show(year: int, language: str, as_json: bool) -> None:
    """The figures of YEAR with their breakdowns."""
    with force_locale(language):
        shown = year_view(queries.year(year, by=operator()))
        if as_json:
            click.echo(orjson.dumps(dumper(ReportSchema)(plain.of_year(shown))))
            return
        lines = (line for figure in shown.figures.values() for line in _lines(figure))
        terminal.show(lines, COLUMNS, as_json=False)


@group.command("export")
@click.argument("year", type=int)
@click.option("--format", "name", type=click.Choice(sorted(FORMATS)), default="xlsx")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--table", type=click.Choice(TABLES), default="figures", help="For CSV.")
@click.option("--restricted", is_flag=True, help="Name recruits under restricted programs too.")
@language
@terminal.says_why
def export(year: int, name: str, output: Path, language: str, **chosen: Any) -> None:
    """Write YEAR as a file; bibtex and ris hold the publications."""
    scope = queries.year(year, by=operator())
    seen = Scope(scope.year, seen_by(scope.by, restricted=chosen["restricted"]))
    wanted = Wanted(scope=seen, table=chosen["table"], dump=dumper(FigureRowSchema))
    with force_locale(language):
        size = _written(output, FORMATS[name].write(wanted))
    click.echo(f"{output}: {size} bytes")


def _written(output: Path, parts: Iterator[bytes]) -> int:
    """Write the file whole or not at all; how many bytes it has."""
    unfinished = output.with_name(f".{output.name}.part")
    try:
        with unfinished.open("wb") as file:
            size = sum(file.write(part) for part in parts)
        unfinished.replace(output)
    except OSError as why:
        raise click.ClickException(f"{output}: {why.strerror}") from why
    finally:
        unfinished.unlink(missing_ok=True)
    return size


def _lines(figure: FigureView) -> Iterator[dict[str, Any]]:
    numbers = {"value": text(figure.value), "last_year": text(figure.before)}
    yield {"figure": figure.name, "title": figure.label} | numbers
    for by, lines in figure.by.items():
        for line in lines:
            place = {"figure": figure.name, "by": by, "code": line.code, "title": line.title}
            yield place | {"value": text(line.value), "last_year": text(line.before)}
