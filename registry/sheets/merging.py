"""Cells merged downwards: what stands in the first counts for the rows below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from registry.sheets.cells import Raw
from registry.sheets.confined import RawRow
from registry.sheets.tables import Merged


@dataclass(frozen=True, slots=True)
class Filled:
    """A row: its number, what it holds itself, and that with what is merged down into it."""

    number: int
    own: Sequence[Raw]
    cells: Sequence[Raw]


def filled_down(rows: Iterator[RawRow], merged: Merged) -> Iterator[Filled]:
    """The rows, each with the values of the merged cells that reach into it."""
    areas = sorted(
        ((*first, last[0]) for first, last in merged if last[0] > first[0]), reverse=True
    )
    open_: dict[int, tuple[int, Raw]] = {}
    for row in rows:
        place = row.number - 1
        while areas and areas[-1][0] <= place:
            top, column, last = areas.pop()
            if top == place:
                open_[column] = last, row.cells[column] if column < len(row.cells) else None
        open_ = {column: area for column, area in open_.items() if area[0] >= place}
        yield Filled(row.number, row.cells, _with(row.cells, open_) if open_ else row.cells)


def _with(cells: Sequence[Raw], areas: dict[int, tuple[int, Raw]]) -> list[Raw]:
    filled = [*cells, *[None] * (max(areas) + 1 - len(cells))]
    for column, (_, value) in areas.items():
        if filled[column] is None:
            filled[column] = value
    return filled
