"""Goals from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click
from flask.cli import AppGroup

from registry.core import terminal
from registry.core.actor import operator
from registry.core.listing import MOST, Slice
from registry.goals import queries, service, work_list
from registry.goals.goal_file import SHIPPED
from registry.goals.items import NamedItem
from registry.goals.models import Goal, SubAim

group = AppGroup("goals", help="The goals of the institute and what serves them.")
COMMANDS = (group,)

GOAL_COLUMNS = ("code", "title_en", "title_zh", "translation")
COUNT_COLUMNS = ("outputs", "hires", "researchers", "units")
ITEM_COLUMNS = ("kind", "id", "year", "title", "title_zh")


@group.command("load")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@terminal.writes
def load(file: Path | None) -> None:
    """Load FILE, by default the goals that the registry brings along; again and again."""
    tally = service.load_goals(file or SHIPPED, by=operator())
    click.echo(", ".join(f"{number} {word}" for word, number in sorted(tally.items())))


@group.command("list")
@terminal.as_json
@terminal.says_why
def list_goals(as_json: bool) -> None:
    """All goals and sub-aims with how much serves them."""
    numbers = queries.counts(by=operator())
    aims: Iterator[Goal | SubAim] = chain.from_iterable((g, *g.sub_aims) for g in queries.goals())
    rows = (
        {c: getattr(aim, c) for c in GOAL_COLUMNS}
        | {c: getattr(numbers[aim.code], c) for c in COUNT_COLUMNS}
        for aim in aims
    )
    terminal.show(rows, GOAL_COLUMNS + COUNT_COLUMNS, as_json=as_json)


@group.command("missing")
@click.option("--kind", type=click.Choice([str(kind) for kind in work_list.KINDS]))
@terminal.as_json
@terminal.says_why
def missing(kind: str | None, as_json: bool) -> None:
    """Items with no goal."""
    rows = ({c: getattr(item, c) for c in ITEM_COLUMNS} for item in _all_missing(kind))
    terminal.show(rows, ITEM_COLUMNS, as_json=as_json)


def _all_missing(kind: str | None) -> Iterator[NamedItem]:
    part: Slice | None = Slice(MOST)
    while part:
        page = work_list.missing(part, kind=kind, by=operator())
        yield from page.items
        part = Slice(MOST, page.next) if page.next else None
