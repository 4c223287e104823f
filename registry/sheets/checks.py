"""What the cells of one row must be together: filled where needed, and without contradiction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from registry.sheets import identity
from registry.sheets.faults import Fault
from registry.sheets.kinds import SheetList

SPANS = (
    ("term_starts_on", "term_ends_on"),
    ("happened_on", "until"),
    ("starts_on", "ends_on"),
)
"""Days of which the first may not be after the second."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: where it stands, its text as given, its value by kind (None: blank, or at fault).

    `raw` is never to be logged.
    """

    ref: str
    raw: str = field(repr=False)
    value: Any = field(repr=False)
    faults: tuple[Fault, ...] = ()
    exact: bool = True  # False where a number may have been rounded before it became text


Cells = dict[str, Cell]


def checked(cells: Cells, of: SheetList, *, number: int, keys: dict[str, int]) -> Cells:
    """The cells with what is wrong among them; `keys` collects the rows of keys seen so far."""
    found = [*_missing(cells, of, number), *_identity(cells), *_spans(cells)]
    found += _twice(cells, number, keys)
    for fault in found:
        cell = cells.get(fault.column, Cell(fault.ref, "", None))
        cells[fault.column] = replace(cell, faults=(*cell.faults, fault))
    return cells


def _value(cells: Cells, key: str) -> Any:
    cell = cells.get(key)
    return cell.value if cell else None


def _fault(cells: Cells, key: str, code: str, **places: Any) -> Fault:
    return Fault(code, key, cells[key].ref, cells[key].raw, places)


def _missing(cells: Cells, of: SheetList, number: int) -> Iterator[Fault]:
    """What a new row lacks; a row with a key is known already."""
    if _value(cells, "key") is not None:
        return
    silent = {key for key, cell in cells.items() if cell.value is None and not cell.faults}
    for column in of.columns:
        if column.required and (column.key in silent or column.key not in cells):
            ref = cells[column.key].ref if column.key in cells else str(number)
            yield Fault("missing", column.key, ref, "")
    for group in of.one_of:
        here = [key for key in group if key in cells]
        if here and silent.issuperset(here):
            yield _fault(cells, here[0], "missing_one_of", columns=list(group))


def _identity(cells: Cells) -> Iterator[Fault]:
    number, kind = _value(cells, "identity_number"), _value(cells, "identity_kind")
    if number is None:
        return
    exact = cells["identity_number"].exact
    if wrong := identity.fault_of(number, kind, exact=exact):
        code, places = wrong
        yield _fault(cells, "identity_number", code, **places)
        return
    born = _value(cells, "birth_date")
    if born and identity.is_card(number, kind) and identity.contradicts(number, born):
        inside = str(identity.born(number))
        yield _fault(cells, "birth_date", "identity_contradicts", inside=inside, beside=str(born))


def _spans(cells: Cells) -> Iterator[Fault]:
    for first, second in SPANS:
        start, end = _value(cells, first), _value(cells, second)
        if start and end and end < start:
            places = {"column": first, "start": start.isoformat()}
            yield _fault(cells, second, "ends_before_start", **places)


def _twice(cells: Cells, number: int, keys: dict[str, int]) -> Iterator[Fault]:
    key = _value(cells, "key")
    if key is not None and keys.setdefault(key, number) != number:
        yield _fault(cells, "key", "row_twice", row=keys[key])
