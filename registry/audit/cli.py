"""Reading and verifying the audit trail."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from registry.audit import queries, service
from registry.core import terminal
from registry.core.actor import operator
from registry.core.listing import MOST, Slice

group = AppGroup("audit", help="The audit trail.")
COMMANDS = (group,)

COLUMNS = ("id", "at", "actor", "via", "on_behalf_of", "verb", "subject", "details")


@group.command("list")
@click.option("--verb", help="What was done, as claim.confirmed.")
@click.option("--subject", help="To what: Type or Type/id.")
@click.option("--limit", type=click.IntRange(1, MOST), default=MOST, show_default=True)
@terminal.as_json
@terminal.says_why
def list_events(verb: str | None, subject: str | None, limit: int, *, as_json: bool) -> None:
    """Events, newest first; `on_behalf_of` is the researcher for whom a deputy acted."""
    page = queries.page(Slice(limit), by=operator(), verb=verb, subject=subject)
    rows = (
        {c: getattr(e, c, None) for c in COLUMNS} | {"subject": f"{e.subject_type}/{e.subject_id}"}
        for e in page.items
    )
    terminal.show(rows, COLUMNS, as_json=as_json)


@group.command("verify")
@terminal.says_why
def verify() -> None:
    """Walk the chain; exit code 1 where it does not hold."""
    breaches = list(service.verify())
    for breach in breaches:
        click.echo(f"event {breach.event_id}: {breach.why}")
    if breaches:
        raise SystemExit(1)
    click.echo("The audit trail is whole.")


@group.command("head")
@terminal.says_why
def head() -> None:
    """Print the end of the chain: number and hash of its last event, to be kept elsewhere."""
    number, digest = service.head()
    click.echo(f"{number} {digest}")
