"""Deputies from the command line: `registry accounts deputies`."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from registry.accounts import deputies, queries
from registry.accounts.errors import NoDeputy
from registry.core import terminal
from registry.core.actor import operator
from registry.people import queries as people
from registry.people import service
from registry.people.errors import UnknownResearcher
from registry.people.models import Researcher

group = AppGroup("deputies", help="Who acts for whom.")

COLUMNS = ("id", "email", "state", "researcher_id", "researcher", "ends_on")


@group.command("name")
@click.option("--email", required=True, help="Address of the account that shall act.")
@click.option("--researcher", type=int, required=True, help="Number of the researcher.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
@terminal.writes
def name(email: str, researcher: int, until: datetime | None) -> None:
    """Let an account act for a researcher and print the number."""
    account, person = service.known_account(email), _researcher(researcher)
    day = until.date() if until else None
    row = deputies.name(account, person.id, ends_on=day, called=person.name, by=operator())
    click.echo(row.id)


@group.command("revoke")
@click.option("--email", required=True, help="Address of the account that acts.")
@click.option("--researcher", type=int, required=True, help="Number of the researcher.")
@terminal.writes
def revoke(email: str, researcher: int) -> None:
    """Let an account act for a researcher no more."""
    account, person = service.known_account(email), _researcher(researcher)
    for row in queries.deputies_of(person.id):
        if row.account_id == account.id:
            deputies.revoke(row, called=person.name, by=operator())
            return
    raise NoDeputy(field="email", value=account.email)


@group.command("list")
@click.option("--researcher", type=int, help="Number of a researcher.")
@terminal.as_json
@terminal.says_why
def list_deputies(researcher: int | None, *, as_json: bool) -> None:
    """Who acts today, and for whom."""
    rows = queries.deputies_of(researcher)
    whom = people.people([row.researcher_id for row in rows])
    shown = (
        {
            "id": row.id,
            "email": row.email,
            "state": row.state,
            "researcher_id": row.researcher_id,
            "researcher": whom[row.researcher_id].name,
            "ends_on": row.ends_on,
        }
        for row in rows
    )
    terminal.show(shown, COLUMNS, as_json=as_json)


def _researcher(key: int) -> Researcher:
    found = people.standing(key, by=operator())
    if found is None:
        raise UnknownResearcher(field="researcher", value=key)
    return found
