"""The keys of encrypted fields: which there are, a new one while everything runs, forget one."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from registry.core import keys as making
from registry.core import settings, terminal
from registry.core.actor import operator
from registry.privacy import rotation
from registry.privacy.rotation import Rotation

keys = AppGroup("keys", help="The keys of encrypted fields.")

COLUMNS = ("id", "seals", "values")


@keys.command("status")
@terminal.as_json
@terminal.says_why
def status(*, as_json: bool) -> None:
    """Each key, whether it seals, and how many values it opens."""
    ring = settings.keyring()
    rows = (
        {"id": name, "seals": name == ring.active, "values": number}
        for name, number in rotation.in_use().items()
    )
    terminal.show(rows, COLUMNS, as_json=as_json)


@keys.command("rotate")
@terminal.says_why
def rotate() -> None:
    """Put a new key first and seal every value under it; started again, it goes on."""
    if settings.field_keys().given and not rotation.left():
        _tell_what_to_set()
        return
    click.echo(f"Key {rotation.begin(by=operator())} seals from now on.")
    total, run = rotation.left(), Rotation()
    for _number in run.run(by=operator()):
        if terminal.is_terminal():
            click.echo(f"\r{run.done} of {total}", nl=False, err=True)
    click.echo(f"{run.done} values sealed anew.")
    unused = [name for name, number in rotation.in_use().items() if not number]
    for name in unused:
        click.echo(f"Key {name} opens nothing any more: registry keys drop {name}")
    for place in sorted(run.unreadable, key=str):
        click.echo(f"Opened by no key: {place.table}.{place.column}, row {place.row}", err=True)
    if run.unreadable:
        raise SystemExit(1)


@keys.command("drop")
@click.argument("key")
@terminal.says_why
def drop(key: str) -> None:
    """Forget a key that opens nothing any more; backups sealed under it cannot be read then."""
    rotation.drop(key, by=operator())
    click.echo(f"Key {key} is gone.")


def _tell_what_to_set() -> None:
    """Keys of the environment reach a process at its start, so a new one comes in two steps."""
    given, made = settings.config().keys, making.new_field_key()
    click.echo("REGISTRY_KEYS holds the keys; this command cannot write there. On every machine:")
    click.echo("1. Set this and start all again, so that each process can open the new key:")
    click.echo(f"   REGISTRY_KEYS='{given} {made}'")
    click.echo("2. Then set this and start all again, so that each process seals with it:")
    click.echo(f"   REGISTRY_KEYS='{made} {given}'")
    click.echo("3. Then run this command again: it seals every value anew.")
