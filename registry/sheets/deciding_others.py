"""What rows about posts and about money would do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import select

from registry.core.among import among
from registry.core.db import db
from registry.people.errors import PostOverlaps
from registry.people.models import Post
from registry.sheets import keys, records
from registry.sheets.checks import Cell
from registry.sheets.columns import Column
from registry.sheets.deciding import Deciding, raw, ref, refused_by, said
from registry.sheets.deciding_people import Cases, People
from registry.sheets.plans import Plan, Wrong
from registry.sheets.reading import Row
from registry.sheets.records import Record
from registry.sheets.who import Described
from registry.talent.funding_schemas import CURRENCY
from registry.talent.models import FundingLine

WHO = ("person_key", "employee_number", "orcid")


class Posts(Deciding):
    """Posts; a row says whose by a key, an employee number or an iD, which all must agree."""

    list_key: ClassVar[str] = "posts"

    def __init__(self) -> None:
        super().__init__()
        self._posts: dict[int, list[Record]] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        """Find whose rows they are, and the posts of these people."""
        self.who.prepare([self._sure(row) for row in rows])
        ids = {key for row in rows for key in self._people(row).values() if key}
        self._posts = posts_of(ids | {r.researcher_id for r in self.records.values()})

    def begin(self, plan: Plan, row: Row) -> Record | None:
        """The person, and the post of that unit and first day where there is one."""
        found = self._people(row)
        for name, key in found.items():
            if key is None:
                plan.refuse(Wrong(name, ref(row, name), "person_unknown", raw(row, name)))
        if len(set(found.values())) > 1 and not plan.wrong:
            name = next(iter(found))
            plan.refuse(Wrong(name, ref(row, name), "persons_differ", raw(row, name)))
        for name in WHO:
            plan.cells.pop(name, None)
        plan.person = next((key for key in found.values() if key), None)
        if plan.wrong or not plan.person:
            return None
        wanted = (plan.new("unit_code"), plan.new("starts_on"))
        same = (r for r in self._posts.get(plan.person, ()) if _place(r) == wanted)
        return laid_over(plan, next(same, None))

    def check(self, plan: Plan, row: Row, record: Record | None) -> None:
        """A post stays with its person, in one piece, and beside no other in the same unit."""
        for name in WHO:
            if name in plan.cells:
                plan.refuse(Wrong(name, ref(row, name), "persons_differ", raw(row, name)))
        if plan.wrong or not plan.cells:
            return
        unit, start, end = (said(plan, record, n) for n in ("unit_code", "starts_on", "ends_on"))
        if end and end < start:
            places = {"column": "starts_on", "start": start}
            where = ref(row, "ends_on")
            plan.refuse(Wrong("ends_on", where, "ends_before_start", raw(row, "ends_on"), places))
        person = plan.person or (record.researcher_id if record else 0)
        for other in self._posts.get(person, ()):
            if (record is None or other.id != record.id) and _overlap(other, unit, (start, end)):
                why = PostOverlaps(field="unit", value=unit, start=other.values["starts_on"])
                plan.refuse(refused_by(why, row, otherwise="unit_code"))

    def _take(self, plan: Plan, of: tuple[Column, Cell], record: Record | None) -> None:
        column, cell = of
        if record and column.key == "person_key" and cell.value and not cell.faults:
            key = keys.read(str(cell.value), keys.PERSON)
            if key and key.id == record.researcher_id:
                return
        if record and column.key in WHO and cell.value is None and not cell.faults:
            return
        super()._take(plan, of, record)

    def _sure(self, row: Row) -> Described:
        names = ("employee_number", "orcid")
        return Described(row.number, {name: self._value(row, name) for name in names})

    def _people(self, row: Row) -> dict[str, int | None]:
        """Who is meant, by each column that says it."""
        if row.key:
            return {}
        found: dict[str, int | None] = {}
        if text := self._value(row, "person_key"):
            key = keys.read(text, keys.PERSON)
            found["person_key"] = key.id if key else None
        for name, value in self._sure(row).sure.items():
            found[name] = self.who.owner(name, value)
        return found


class Money(Deciding):
    """Money of cases; a row says of which case by its key."""

    list_key: ClassVar[str] = "funding"

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[tuple[Any, ...], Record] = {}
        self._rows: dict[tuple[Any, ...], int] = {}

    def prepare(self, rows: Sequence[Row]) -> None:
        """Find the money of the cases that are named."""
        ids = {key.id for row in rows if not row.key and (key := self._case(row))}
        self._lines = lines_of(ids) if ids else {}

    def begin(self, plan: Plan, row: Row) -> Record | None:
        """The case, and its line of that kind, year and currency where there is one."""
        plan.cells.pop("case_key", None)
        key = self._case(row)
        stored = records.cases([key.id]) if key else {}
        if key is None or key.id not in stored:
            if "case_key" in row.cells and not row.cells["case_key"].faults:
                where = ref(row, "case_key")
                plan.refuse(Wrong("case_key", where, "case_unknown", raw(row, "case_key")))
            return None
        plan.row, plan.name = None, plan.name or str(stored[key.id].values["name_zh"] or "")
        plan.cells.setdefault("currency", [None, CURRENCY])
        line = (key.id, *(plan.new(n) for n in ("kind", "year", "currency")))
        first = self._rows.setdefault(line, row.number)
        if first != row.number:
            plan.refuse(Wrong("kind", ref(row, "kind"), "twice", raw(row, "kind"), {"row": first}))
        plan.versions = {"case": [key.id, 0]}
        return laid_over(plan, self._lines.get(line))

    def _take(self, plan: Plan, of: tuple[Column, Cell], record: Record | None) -> None:
        column, cell = of
        if record and column.key == "case_key" and cell.value and not cell.faults:
            key, mine = keys.read(str(cell.value), keys.CASE), record.values["case_key"]
            if key and keys.read(mine, keys.CASE).id == key.id:  # type: ignore[union-attr]
                return
            plan.refuse(Wrong(column.key, cell.ref, "case_unknown", cell.raw))
            return
        super()._take(plan, of, record)

    def _case(self, row: Row) -> keys.Key | None:
        text = self._value(row, "case_key")
        return keys.read(text, keys.CASE) if text else None


DECIDERS: Mapping[str, Callable[[], Deciding]] = {
    each.list_key: each for each in (Cases, People, Posts, Money)
}


def laid_over(plan: Plan, record: Record | None) -> Record | None:
    """Lay a row without a key over the record that it turns out to be."""
    if record is None:
        return None
    plan.subject_id, plan.versions = record.id, record.versions
    for name, (_, new) in list(plan.cells.items()):
        old = record.values.get(name)
        if new == old:
            del plan.cells[name]
        else:
            plan.cells[name] = [old, new]
    return record


def posts_of(person_ids: set[int]) -> dict[int, list[Record]]:
    """The posts of these people."""
    found: dict[int, list[Record]] = defaultdict(list)
    if person_ids:
        wanted = select(Post.id).where(among(Post.researcher_id, person_ids))
        for record in records.posts(db.session.scalars(wanted).all()).values():
            found[record.researcher_id].append(record)
    return found


def lines_of(case_ids: set[int]) -> dict[tuple[Any, ...], Record]:
    """The money of these cases, by what makes a line one."""
    wanted = select(FundingLine).where(among(FundingLine.hire_id, case_ids))
    lines = {line.id: line.hire_id for line in db.session.scalars(wanted)}
    return {
        (lines[key], *(r.values[n] for n in ("kind", "year", "currency"))): r
        for key, r in records.money(lines).items()
    }


def _place(record: Record) -> tuple[Any, Any]:
    return record.values["unit_code"], record.values["starts_on"]


def _overlap(other: Record, unit: Any, period: tuple[str, str | None]) -> bool:
    start, end = period
    if other.values["unit_code"] != unit or not start:
        return False
    last = other.values["ends_on"] or "9999"
    return bool(other.values["starts_on"] <= (end or "9999") and start <= last)
