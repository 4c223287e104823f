"""Corrections and retractions from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from flask.cli import AppGroup

from registry.core import terminal
from registry.core.actor import operator
from registry.core.listing import MOST, Slice
from registry.core.unit_of_work import unit_of_work
from registry.corrections import queries
from registry.outputs import corrections
from registry.outputs.correction_marks import WHAT

group = AppGroup("corrections", help="Corrections and retractions of outputs.")
COMMANDS = (group,)

COLUMNS = ("date", "type", "sayers", "output_id", "doi", "title", "other_doi", "ours")
AT_ONCE = 1000


@group.command("list")
@click.option("--what", type=click.Choice(WHAT), help="Only changes of this family.")
@click.option("--year", type=click.IntRange(1900, 2200), help="Only changes of this year.")
@click.option("--ours/--not-ours", default=None, help="Whether somebody has a confirmed claim.")
@click.option("--notices", is_flag=True, help="The notices instead of what they changed.")
@terminal.as_json
@terminal.says_why
def list_corrections(*, as_json: bool, notices: bool, **filters: Any) -> None:
    """What was corrected or retracted, newest first."""
    role = {"role": "notice" if notices else "changed"}
    terminal.show(_rows(filters | role), COLUMNS, as_json=as_json)


@group.command("review")
@terminal.says_why
def review() -> None:
    """Look at every output again and bring its marks up to date."""
    keys = queries.output_keys()
    parts = [keys[i : i + AT_ONCE] for i in range(0, len(keys), AT_ONCE)]
    with click.progressbar(parts, label="outputs", hidden=not terminal.is_terminal()) as bar:
        for part in bar:
            with unit_of_work():
                corrections.mark(part, by=operator())
    click.echo(f"{len(keys)} outputs reviewed")


def _rows(filters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor: str | None = None
    while True:
        page = queries.page(Slice(MOST, cursor), filters, by=operator())
        for row in page.items:
            mark, output = row["mark"], row["output"]
            told = {name: getattr(mark, name) for name in ("type", "sayers", "output_id")}
            more = {"date": mark.day, "other_doi": mark.other_doi, "ours": row["ours"]}
            yield told | more | {"doi": output["doi"], "title": output["title"]}
        cursor = page.next
        if cursor is None:
            return
