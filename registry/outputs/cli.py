"""Outputs from the command line."""

from __future__ import annotations

import sys
from typing import Any

import click
import orjson
from flask.cli import AppGroup

from importers.identifiers import InvalidIdentifier, normalise_doi
from registry.core import terminal
from registry.core.dumping import dumper
from registry.core.errors import Invalid, NotFound
from registry.outputs import queries
from registry.outputs.formats import FORMATS
from registry.outputs.models import Kind
from registry.outputs.schemas import OutputDetailSchema
from registry.outputs.views import OutputView

group = AppGroup("outputs", help="Publications and other outputs.")
COMMANDS = (group,)

SHOWN = ("id", "kind", "work_type", "full_title", "container_title", "date", "doi", "retracted")


class NoSuchDoi(NotFound):
    """No output has this DOI."""

    sentence = "There is no output with the DOI %(value)s."


@group.command("show")
@click.argument("doi")
@terminal.as_json
@terminal.says_why
def show(doi: str, as_json: bool) -> None:
    """Print one output."""
    output = _by_doi(doi)
    if as_json:
        click.echo(orjson.dumps(dumper(OutputDetailSchema)(output), default=str))
        return
    for name in SHOWN:
        click.echo(f"{name + ':':<17} {getattr(output, name) or ''}".rstrip())
    for place in output.byline:
        click.echo(f"{place.position:>4}  {place.printed}  {place.orcid or ''}".rstrip())


@group.command("export")
@click.option("--format", "name", type=click.Choice(sorted(FORMATS)), default="json")
@click.option("--year", type=int)
@click.option("--kind", type=click.Choice([k.value for k in Kind]))
@click.option("--q", help="Only those that have each of these words.")
@terminal.says_why
def export(name: str, **filters: Any) -> None:
    """Write outputs to standard output, newest first."""
    for part in FORMATS[name].write(queries.exported(filters)):
        sys.stdout.buffer.write(part.encode())


def _by_doi(text: str) -> OutputView:
    try:
        doi = normalise_doi(text)
    except InvalidIdentifier:
        raise Invalid(field="doi", value=text) from None
    key = queries.id_of_doi(doi)
    output = queries.one(key) if key else None
    if output is None:
        raise NoSuchDoi(value=doi)
    return output
