"""Claims from the command line."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from registry.claims import queries, roster, suggesting
from registry.claims.models import Claim, ClaimState
from registry.core import terminal
from registry.core.actor import operator
from registry.core.listing import MOST, Slice
from registry.core.unit_of_work import unit_of_work

group = AppGroup("claims", help="Whose byline position it is.")
COMMANDS = (group,)

COLUMNS = ("id", "state", "researcher_id", "output_id", "position", "printed", "score")


@group.command("list")
@click.option("--state", type=click.Choice([s.value for s in ClaimState]))
@click.option("--researcher", type=int, help="Number of a researcher.")
@terminal.as_json
@terminal.says_why
def list_claims(state: str | None, researcher: int | None, as_json: bool) -> None:
    """Claims, newest first."""
    filters = {"state": state, "researcher": researcher}
    cursor: str | None = None
    found: list[Claim] = []
    while True:
        page = queries.page(Slice(MOST, cursor), filters, by=operator())
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    rows = ({column: getattr(claim, column) for column in COLUMNS} for claim in found)
    terminal.show(rows, COLUMNS, as_json=as_json)


@group.command("suggest")
@click.option("--researcher", type=int, help="Only this one; else everybody with a post.")
@terminal.says_why
def suggest(researcher: int | None) -> None:
    """Ask everybody about the positions that their names and iDs speak for.

    What carries an iD proven at the publisher, or one answered as theirs, is confirmed.
    """
    people = sorted(roster.roster(researcher).people)
    asked = confirmed = 0
    with click.progressbar(people, label="people", hidden=not terminal.is_terminal()) as bar:
        for researcher_id in bar:
            with unit_of_work():
                made = suggesting.for_researcher(researcher_id, by=operator())
            asked, confirmed = asked + made.asked, confirmed + made.confirmed
    said = f"{asked} new or changed questions, {confirmed} confirmed without asking"
    click.echo(f"{len(people)} people, {said}")


@group.command("forms")
@click.argument("researcher", type=int)
@terminal.as_json
@terminal.says_why
def list_forms(researcher: int, as_json: bool) -> None:
    """How a byline can print a researcher's name, and how strong each form is."""
    from registry.naming.forms import forms  # noqa: PLC0415

    person = roster.person_of(researcher)
    rows = (
        {"form": form.text, "strength": form.strength.name.lower(), "called": form.called}
        for form in forms(person.names)
    )
    terminal.show(rows, ("form", "strength", "called"), as_json=as_json)


@group.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--fit", is_flag=True, help="Print the table of weights that the file leads to.")
@terminal.says_why
def evaluate(file: Path, fit: bool) -> None:
    """Measure matching by a file that says who is who, beside two simpler ways.

    Whoever has at least two works is on the roster, half of whose works are known; the other half,
    and the works of everybody else, must be sorted. Read are the formats of S2AND, of the Lei Wang
    set, of ORCID clusters and of the synthetic institute.
    """
    from registry.claims import evaluating, fitting, measured, truth  # noqa: PLC0415

    tried = evaluating.trial(truth.read(file))
    if fit:
        said = fitting.table(*fitting.fit(tried))
    else:
        said = measured.lines(tried, measured.groups(tried))
    click.echo("\n".join(said))
