"""Verifying the audit trail."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from registry.audit import service
from registry.core import terminal

group = AppGroup("audit", help="The audit trail.")
COMMANDS = (group,)


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
