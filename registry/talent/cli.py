"""Hires from the command line; with the programs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import click
from flask.cli import AppGroup

from registry.core import clock, terminal
from registry.core.actor import operator
from registry.core.errors import NotFound
from registry.core.listing import MOST, Slice
from registry.people.kinds import Position
from registry.talent import due, headcount, queries, service
from registry.talent.due_schemas import MOST_DAYS
from registry.talent.headcount import WHATS
from registry.talent.models import Hire
from registry.talent.program_cli import programs
from registry.talent.stages import ENTRY, Stage

hires = AppGroup("hires", help="Recruits and their stages.")
COMMANDS = (programs, hires)

HIRE_COLUMNS = (
    "id",
    "researcher_id",
    "name",
    "program_code",
    "grade_code",
    "unit_code",
    "position",
    "stage",
    "since",
)
FIRST = [s.value for s in (Stage.DRAFT, *ENTRY)]


class _Day(click.ParamType[date]):
    """A day, written 2025-03-14."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r}: write the day as 2025-03-14", param, ctx)


DAY = _Day()
POSITION = click.Choice([p.value for p in Position])


@hires.command("list")
@click.option("--stage", type=click.Choice([s.value for s in Stage]))
@click.option("--program")
@click.option("--unit")
@click.option("--researcher", type=int)
@terminal.as_json
@terminal.says_why
def list_hires(*, as_json: bool, **filters: Any) -> None:
    """Hires, newest first."""
    rows = (
        {c: getattr(h, c, None) for c in HIRE_COLUMNS} | {"name": h.researcher.name}
        for h in _all_hires(filters)
    )
    terminal.show(rows, HIRE_COLUMNS, as_json=as_json)


@hires.command("add")
@click.option("--researcher", "researcher_id", type=int, help="Number of a known person.")
@click.option("--name-zh", default="", help="New person: name in characters.")
@click.option("--family", default="", help="New person: family name in Latin letters.")
@click.option("--given", default="", help="New person: given name in Latin letters.")
@click.option("--orcid")
@click.option("--new-person", is_flag=True, help="A namesake who is known is somebody else.")
@click.option("--program", "program_code")
@click.option("--grade", "grade_code")
@click.option("--call-year", type=int)
@click.option("--unit", "unit_code")
@click.option("--position", type=POSITION)
@click.option("--stage", type=click.Choice(FIRST), default="draft", show_default=True)
@click.option("--on", "happened_on", type=DAY, help="Day of the stage; today if left out.")
@click.option("--until", type=DAY, help="End of notice, reply by, end of contract.")
@click.option("--reason")
@click.option("--override-reason", help="Why broken conditions of the program are let pass.")
@terminal.writes
def add(**data: Any) -> None:
    """Enter a recruit."""
    person = {name: data.pop(name) for name in ("name_zh", "family", "given", "orcid")}
    hire = service.add(data | {"person": person if any(person.values()) else None}, by=operator())
    click.echo(f"{hire.id}: {hire.researcher.name}, {hire.stage}")


@hires.command("move")
@click.argument("hire_id", type=int)
@click.argument("stage", type=click.Choice([s.value for s in Stage]))
@click.option("--on", "happened_on", type=DAY, help="Day on which it happened; today if left out.")
@click.option("--until", type=DAY, help="End of notice, reply by, end of contract, new end.")
@click.option("--reason")
@click.option("--unit", "unit_code")
@click.option("--position", type=POSITION)
@click.option("--override-reason", help="Why broken conditions of the program are let pass.")
@terminal.writes
def move(hire_id: int, **data: Any) -> None:
    """Let a case reach a stage."""
    hire = queries.visible(hire_id, by=operator())
    if hire is None:
        raise NotFound
    data["happened_on"] = data["happened_on"] or clock.today()
    service.move(hire, service.Move(**data), by=operator())
    click.echo(f"{hire.id}: {hire.researcher.name}, {hire.stage}")


def _all_hires(filters: dict[str, Any]) -> list[Hire]:
    found: list[Hire] = []
    cursor = None
    while True:
        page = queries.page(filters, Slice(MOST, cursor), by=operator())
        found += page.items
        cursor = page.next
        if cursor is None:
            return found


DUE_COLUMNS = ("due", "day", "hire_id", "name", "program", "documents")


@hires.command("due")
@click.option("--days", type=click.IntRange(0, MOST_DAYS), default=90, show_default=True)
@terminal.as_json
@terminal.says_why
def list_due(days: int, *, as_json: bool) -> None:
    """What is overdue, and what is due within so many days."""
    rows = (
        {
            "due": item.due.value,
            "day": item.day,
            "hire_id": item.hire.id,
            "name": item.hire.researcher.name,
            "program": item.hire.program_code,
            "documents": ", ".join(item.kinds),
        }
        for item in due.items(clock.today() + timedelta(days=days), by=operator())
    )
    terminal.show(rows, DUE_COLUMNS, as_json=as_json)


@hires.command("count")
@click.option("--on", "day", type=DAY, help="As of this day; today if left out.")
@click.option("--by", "what", type=click.Choice(WHATS), default="program", show_default=True)
@terminal.as_json
@terminal.says_why
def count(day: date | None, what: str, *, as_json: bool) -> None:
    """People in post under programs on a day."""
    found = headcount.headcount(day or clock.today(), what, by=operator())
    rows = [{"code": code, "people": number} for code, number in found.cells.items()]
    terminal.show([*rows, {"code": "", "people": found.whole}], ("code", "people"), as_json=as_json)
