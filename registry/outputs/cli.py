"""Outputs from the command line."""

from __future__ import annotations

import sys
from typing import Any

import click
import orjson
from flask.cli import AppGroup

from importers.identifiers import InvalidIdentifier, normalise_doi
from registry.core import terminal
from registry.core.actor import operator
from registry.core.db import db
from registry.core.dumping import dumper
from registry.core.errors import Invalid, NotFound
from registry.outputs import queries, refusals
from registry.outputs.formats import FORMATS
from registry.outputs.kinds import REFUSED_SCHEMES
from registry.outputs.models import Kind, Refusal
from registry.outputs.refusal_schemas import RefusalSchema
from registry.outputs.schemas import NORMAL, OutputDetailSchema
from registry.outputs.views import OutputView

group = AppGroup("outputs", help="Publications and other outputs.")
COMMANDS = (group,)

SHOWN = ("id", "kind", "work_type", "full_title", "container_title", "date", "doi", "retracted")


class NoSuchDoi(NotFound):
    """No output has this DOI."""

    sentence = "There is no output with the DOI %(value)s."


class NotRefused(NotFound):
    """The identifier is not on the refusal list."""

    sentence = "%(value)s is not on the refusal list."


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


@group.command("refusals")
@click.option("--q", help="Only those whose identifier has this in it.")
@terminal.as_json
@terminal.says_why
def list_refusals(q: str | None, as_json: bool) -> None:
    """List the works that never come in, newest first."""
    listed = db.session.scalars(refusals.listed(q).order_by(Refusal.id.desc()))
    rows = (dumper(RefusalSchema)(refusal) for refusal in listed)
    terminal.show(rows, ("scheme", "value", "reason", "actor", "created_at"), as_json=as_json)


@group.command("refuse")
@click.argument("identifier")
@click.option("--scheme", type=click.Choice(sorted(REFUSED_SCHEMES)), default="doi")
@click.option("--reason", required=True, help="Why it shall never come in.")
@terminal.writes
def refuse(identifier: str, scheme: str, reason: str) -> None:
    """Put a work on the list of those that never come in."""
    refusal = refusals.refuse(scheme, _normal(scheme, identifier), reason, by=operator())
    click.echo(f"{refusal.scheme}:{refusal.value} stays out from now on")


@group.command("allow")
@click.argument("identifier")
@click.option("--scheme", type=click.Choice(sorted(REFUSED_SCHEMES)), default="doi")
@terminal.writes
def allow(identifier: str, scheme: str) -> None:
    """Take a work off that list."""
    value = _normal(scheme, identifier)
    refusal = refusals.of(scheme, value)
    if refusal is None:
        raise NotRefused(value=value)
    refusals.lift(refusal, by=operator())
    click.echo(f"{scheme}:{value} may come in again")


def _normal(scheme: str, text: str) -> str:
    try:
        return NORMAL.get(scheme, str)(text)
    except InvalidIdentifier:
        raise Invalid(field=scheme, value=text) from None


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
