"""`registry demo`: make the sample institute; `registry demo --remove`: take it away."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from registry.core import settings, terminal
from registry.core.unit_of_work import unit_of_work
from registry.demo import filling, marking
from registry.operations import start


@click.command("demo")
@click.option("--remove", is_flag=True, help="Take all sample data away again.")
@with_appcontext
@terminal.says_why
def demo(remove: bool) -> None:
    """Fill an empty registry with a sample institute, and say how to sign in as each role."""
    if remove:
        with unit_of_work():
            click.echo(f"{marking.remove()} rows of sample data removed.")
        return
    start.prepare()
    with unit_of_work():
        signs = filling.fill()
    click.echo("The sample institute is there; its people and papers are invented.")
    click.echo(f"Sign in at {settings.config().base_url}/sign-in (start the server with: make run)")
    for sign in signs:
        click.echo(f"  {sign.role:<14} {sign.email:<28} password {sign.password}")
    click.echo("Take it away again with: .venv/bin/registry demo --remove")


COMMANDS = (demo,)
