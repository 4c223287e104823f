"""The rows of the table, on the terminal and in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

FILE = Path(__file__).parent / "results.json"
HEAD = ("what", "database", "size", "unit", "ours", "textbook", "ceiling", "x better", "of ceiling")
WIDTHS = (44, 11, 8, 14, 9, 9, 9, 8, 11)


@dataclass(frozen=True)
class Result:
    """One comparison, or a figure alone. `ours` is a count, a time or what was counted by kind."""

    name: str
    database: str
    size: int
    unit: str
    ours: Any
    textbook: float | None = None
    ceiling: float | None = None
    more: bool = False  # the larger the better: a rate, not a time


def line(result: Result) -> str:
    """A row of the table: the figures, times better than the textbook, share of the ceiling."""
    better = _times(result, result.textbook)
    of_ceiling = _times(result, result.ceiling)
    times = f"{better:.1f}x" if better else ""
    share = f"{100 * of_ceiling:.0f} %" if of_ceiling else ""
    figures = (_figure(result.ours), _figure(result.textbook), _figure(result.ceiling))
    words = (result.name, result.database, f"{result.size:,}", result.unit)
    return _row((*words, *figures, times, share))


def _times(result: Result, other: float | None) -> float | None:
    """How many times better ours is than another figure."""
    if not other:
        return None
    return float(result.ours / other if result.more else other / result.ours)


def head() -> str:
    """The first line of the table."""
    return _row(HEAD)


def keep(results: Iterable[Result], file: Path = FILE) -> None:
    """Put the rows into the file; each takes the place of the last one of its kind."""
    known = orjson.loads(file.read_bytes()) if file.exists() else []
    rows = {_kind(row): row for row in [*known, *map(asdict, results)]}
    file.write_bytes(orjson.dumps(list(rows.values()), option=orjson.OPT_INDENT_2) + b"\n")


def _kind(row: dict[str, Any]) -> tuple[Any, ...]:
    """What a row is about."""
    return row["name"], row["database"], row["size"], row["unit"]


def _figure(value: Any) -> str:
    if isinstance(value, dict | list):
        return str(value)
    return "" if value is None else f"{value:.3g}" if value < 100 else f"{value:.0f}"


def _row(cells: tuple[str, ...]) -> str:
    left = [f"{cell:<{width}}" for cell, width in zip(cells[:4], WIDTHS[:4], strict=True)]
    right = [f"{cell:>{width}}" for cell, width in zip(cells[4:], WIDTHS[4:], strict=True)]
    return " ".join(left + right).rstrip()
