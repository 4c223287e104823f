"""What a row would do, without doing it: what all lists share. Rows come in batches.

A blank cell of a row with a key empties the field; of a row without a key it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from registry.core.errors import RegistryError
from registry.sheets import keys, plans, records
from registry.sheets.checks import Cell
from registry.sheets.columns import LISTS, Column, Kind, SheetList
from registry.sheets.lookups import Lookups, not_one
from registry.sheets.models import Action
from registry.sheets.plans import Plan, Wrong
from registry.sheets.reading import Row
from registry.sheets.records import Record
from registry.sheets.values import is_masked, is_same, plain
from registry.sheets.who import Described, Who

NAMES = ("name_zh", "family", "given")


class Deciding:
    """Decides about the rows of one list; a subclass knows what the list is about."""

    list_key: ClassVar[str]

    def __init__(self) -> None:
        self.of: SheetList = LISTS[self.list_key]
        self.lookups = Lookups()
        self.who = Who()
        self.records: dict[int, Record] = {}
        self.keys: dict[int, keys.Key | None] = {}
        self._described: dict[int, Described] = {}

    def decide(self, rows: Sequence[Row]) -> Iterator[Plan]:
        """The plan of each row of a batch."""
        kind = keys.OF_LIST[self.list_key]
        self.keys = {row.number: keys.read(row.key, kind) for row in rows if row.key}
        wanted = {key.id for key in self.keys.values() if key}
        self.records = records.READERS[self.list_key](wanted) if wanted else {}
        self._described = {}
        self.prepare(rows)
        for row in rows:
            yield self._decide(row)

    def prepare(self, rows: Sequence[Row]) -> None:
        """Look up what the batch needs."""

    def check(self, plan: Plan, row: Row, record: Record | None) -> None:
        """Hold the row against what the verbs would demand."""

    def begin(self, plan: Plan, row: Row) -> Record | None:
        """Say who or what a row without a key is about: the record it turns out to be, if any."""
        raise NotImplementedError

    def _decide(self, row: Row) -> Plan:
        plan = Plan(row.number, name=self.name_of(row))
        record = self._keyed(plan, row) if row.key else None
        if row.key and record is None:
            return self._concluded(plan, None)
        for column, cell in self.cells(row):
            self._take(plan, (column, cell), record)
        if record is None:
            record = self.begin(plan, row)
        for name in list(plan.cells):
            self._hold_against_schema(plan, row, name)
        self.check(plan, row, record)
        self._check_age(plan, row, record)
        return self._concluded(plan, record)

    def cells(self, row: Row) -> Iterator[tuple[Column, Cell]]:
        """The cells that say something to the registry, in the order of the list."""
        for column in self.of.columns:
            cell = row.cells.get(column.key)
            if cell is None or column.hidden or column.shown_only or is_masked(cell, column):
                continue
            yield column, cell

    def name_of(self, row: Row) -> str:
        """What the row calls its person."""
        told = [self._value(row, n) for n in ("name_zh", "given", "family", "who")]
        return " ".join(str(t) for t in told if t)

    def described(self, row: Row) -> Described:
        """What the row says of a person."""
        if row.number not in self._described:
            self._described[row.number] = self._describe(row)
        return self._described[row.number]

    def _describe(self, row: Row) -> Described:
        names = (*NAMES, "orcid", "identity_number", "employee_number", "birth_date")
        return Described(row.number, {n: plain(self._value(row, n)) for n in names})

    def _value(self, row: Row, name: str) -> Any:
        cell = row.cells.get(name)
        return cell.value if cell and not cell.faults else None

    def _keyed(self, plan: Plan, row: Row) -> Record | None:
        cell = row.cells["key"]
        plan.wrong += map(plans.of_reading, cell.faults)
        key = self.keys[row.number]
        record = self.records.get(key.id) if key else None
        if record is None:
            code = "key_gone" if key else "key_unknown"
            plan.refuse(Wrong("key", cell.ref, code, cell.raw))
            return None
        plan.subject_id, plan.versions = record.id, record.versions
        plan.name = plan.name or str(record.values.get("who") or _name(record))
        return record

    def _take(self, plan: Plan, of: tuple[Column, Cell], record: Record | None) -> None:
        """Note what a cell would change."""
        column, cell = of
        old = record.values.get(column.key) if record else None
        if record and is_same(cell, column, old):
            return
        if cell.faults:
            plan.wrong += map(plans.of_reading, cell.faults)
            return
        new = plain(cell.value)
        if column.kind is Kind.CODE and new is not None:
            new = self._code(plan, of, record)
        if new != old:
            plan.cells[column.key] = [old, new]

    def _code(self, plan: Plan, of: tuple[Column, Cell], record: Record | None) -> str | None:
        column, cell = of
        program = said(plan, record, "program_code")
        text = str(cell.value)
        if column.key == "grade_code" and program is None:
            if not any(wrong.column == "program_code" for wrong in plan.wrong):
                plan.refuse(Wrong(column.key, cell.ref, "no_program", cell.raw))
            return None
        codes = self.lookups.resolve(column.key, text, program=program)
        if len(codes) != 1:
            plan.refuse(not_one(codes, (column.key, cell.ref, cell.raw)))
            return None
        return codes[0]

    def _hold_against_schema(self, plan: Plan, row: Row, name: str) -> None:
        new = plan.cells[name][1]
        if new is None:
            if self.of.column(name).required:
                plan.refuse(Wrong(name, ref(row, name), "missing", ""))
            return
        if wrong := plans.of_schema((name, ref(row, name), raw(row, name)), new):
            plan.refuse(wrong)

    def _check_age(self, plan: Plan, row: Row, record: Record | None) -> None:
        """A row that would change what somebody changed after the export is refused."""
        key = self.keys.get(row.number)
        if key and record and plan.cells and key.versions != record.numbers:
            plan.refuse(Wrong("key", ref(row, "key"), "stale", ""))

    def _concluded(self, plan: Plan, record: Record | None) -> Plan:
        if plan.wrong:
            plan.action = Action.REFUSED
        elif plan.candidates:
            plan.action = Action.ASK
        elif record:
            plan.action = Action.CHANGE if plan.cells else Action.NOTHING
        else:
            plan.action = Action.ADD
        return plan


def said(plan: Plan, record: Record | None, name: str) -> Any:
    """What a row says of a column, else what stands there."""
    if name in plan.cells:
        return plan.cells[name][1]
    return record.values.get(name) if record else None


def ref(row: Row, column: str) -> str:
    """Where a cell stands; the number of the row where the file has no such column."""
    return row.cells[column].ref if column in row.cells else str(row.number)


def raw(row: Row, column: str) -> str:
    """What stood in a cell."""
    return row.cells[column].raw if column in row.cells else ""


def refused_by(why: RegistryError, row: Row, *, otherwise: str) -> Wrong:
    """What a verb refused, at the cell that it names."""
    column = {"unit": "unit_code"}.get(why.field or "", why.field or "")
    column = column if column in row.cells else otherwise
    return plans.of_error(why, (column, ref(row, column), raw(row, column)))


def _name(record: Record) -> str:
    names = ("name_zh", "given", "family")
    return " ".join(str(record.values[n]) for n in names if record.values.get(n))
