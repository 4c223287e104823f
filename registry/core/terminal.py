"""Commands.

Each opens one unit of work, says errors in one sentence, and lists as a table or as JSON.

Exit codes: 0 done, 1 did not work, 2 called wrongly.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import click
import orjson

from registry.core.errors import InvalidFields, RegistryError
from registry.core.unit_of_work import unit_of_work

Row = dict[str, Any]

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")


def writes(function: Callable[..., Any]) -> Callable[..., Any]:
    """A command that changes something: one unit of work around it."""

    @wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        with unit_of_work():
            return function(*args, **options)

    return says_why(run)


def says_why(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the registry's errors into one sentence on standard error and exit code 1."""

    @wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return function(*args, **options)
        except InvalidFields as why:
            lines = [f"{e['field']}: {e['message']}" for e in why.messages["errors"]]
            raise click.ClickException("\n".join(lines)) from why
        except RegistryError as why:
            raise click.ClickException(why.english) from why

    return run


def show(rows: Iterable[Row], columns: Sequence[str], *, as_json: bool) -> None:
    """Print rows, as JSON lines or in columns."""
    if as_json:
        for row in rows:
            click.echo(orjson.dumps({c: row.get(c) for c in columns}, default=str))
        return
    table = [list(columns), *([_cell(row.get(c)) for c in columns] for row in rows)]
    widths = [max(len(line[i]) for line in table) for i in range(len(columns))]
    for line in table:
        click.echo(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def _cell(value: Any) -> str:
    return (
        ""
        if value is None
        else ", ".join(map(str, value))
        if isinstance(value, list)
        else str(value)
    )


def is_terminal() -> bool:
    """Whether progress may be drawn."""
    return sys.stderr.isatty()
