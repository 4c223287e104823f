"""Accounts and tokens from the command line."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from registry.accounts import mail, queries, service
from registry.accounts.errors import WrongSignIn
from registry.accounts.models import Account
from registry.core import terminal
from registry.core.actor import operator
from registry.core.listing import MOST, Slice
from registry.policy import Role, Scope

group = AppGroup("accounts", help="Accounts and their roles.")
tokens = AppGroup("tokens", help="Keys for the API.")
COMMANDS = (group, tokens)

COLUMNS = ("id", "email", "name", "state", "roles")


class NoAccount(WrongSignIn):
    """There is no account of this address."""

    status = 404
    sentence = "There is no account for %(value)s."


@group.command("create")
@click.option("--email", required=True)
@click.option("--name", default="")
@click.option("--role", "roles", multiple=True, type=click.Choice([r.value for r in Role]))
@click.option(
    "--link", is_flag=True, help="Print a one-time link instead of asking for a password."
)
@terminal.writes
def create(email: str, name: str, roles: tuple[str, ...], link: bool) -> None:
    """Create an account; the password comes from a prompt or from standard input."""
    if link:
        _account, key = service.invite(email, name, map(Role, roles), by=operator())
        click.echo(mail.link_address(key))
        return
    account = service.create(email, name, map(Role, roles), by=operator())
    service.set_password(account, _password(), by=operator())
    click.echo(f"{account.email}: {', '.join(account.role_set_sorted) or 'no role'}")


@group.command("roles")
@click.option("--email", required=True)
@click.option("--role", "roles", multiple=True, type=click.Choice([r.value for r in Role]))
@terminal.writes
def roles(email: str, roles: tuple[str, ...]) -> None:
    """Give exactly these roles."""
    service.set_roles(_account(email), map(Role, roles), by=operator())


@group.command("reset")
@click.option("--email", required=True)
@terminal.writes
def reset(email: str) -> None:
    """Print a one-time link for a new password."""
    click.echo(mail.link_address(service.give_link(_account(email), by=operator())))


@group.command("disable")
@click.option("--email", required=True)
@terminal.writes
def disable(email: str) -> None:
    """Let an account in no more."""
    service.disable(_account(email), by=operator())


@group.command("list")
@terminal.as_json
@terminal.says_why
def list_accounts(as_json: bool) -> None:
    """All accounts."""
    cursor: str | None = None
    found: list[Account] = []
    while True:
        page = queries.page(Slice(MOST, cursor), by=operator())
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    rows = ({c: getattr(a, c) for c in COLUMNS} | {"roles": a.role_set_sorted} for a in found)
    terminal.show(rows, COLUMNS, as_json=as_json)


@tokens.command("create")
@click.option("--email", required=True)
@click.option("--name", default="command line")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice([s.value for s in Scope])
)
@click.option("--days", default=365, show_default=True)
@terminal.writes
def create_token(email: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Print a new token of an account; it is shown this once."""
    _token, key = service.create_token(
        _account(email), name, map(Scope, scopes), days=days, by=operator()
    )
    click.echo(key)


def _account(email: str) -> Account:
    account = queries.by_email(email)
    if account is None:
        raise NoAccount(field="email", value=email)
    return account


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
