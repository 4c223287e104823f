"""Money of cases, by kind and year: planned and paid, each sealed; sums only over several people.

An amount is read one at a time, for a reason that is written down. A sum over fewer than three
people would tell an amount, so it is not told either (design 11).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.audit import service as audit
from registry.core import settings
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.encryption import Place, Unreadable
from registry.core.errors import N_, Conflict
from registry.people.errors import NothingStored, SealBroken
from registry.talent import queries
from registry.talent.models import FundingLine, Hire
from registry.talent.suppression import small

AMOUNTS = ("planned", "paid")
PLAIN = ("kind", "year", "currency")
MASK = "••••"


class LineKnown(Conflict):
    """The case has money of this kind in this year."""

    sentence = N_("This case has a line for this kind, year and currency already: %(value)s.")


@dataclass(frozen=True)
class Amount:
    """One sealed amount of one line."""

    line: FundingLine
    name: str


@dataclass(frozen=True)
class Total:
    """The money of one kind in one year over all cases; None where it would tell of one person."""

    year: int
    kind: str
    currency: str
    people: int
    planned: Decimal | None
    paid: Decimal | None


def line(line_id: int, *, by: Actor) -> FundingLine | None:
    """One line, for HR."""
    wanted = select(FundingLine).where(
        FundingLine.id == line_id, FundingLine.hire_id.in_(_seen(by))
    )
    return db.session.scalars(wanted).one_or_none()


def amount(line_id: int, field: str, *, by: Actor) -> Amount | None:
    """The amount of an address, where there is one of this name."""
    found = line(line_id, by=by) if field in AMOUNTS else None
    return Amount(found, field) if found else None


def of_hire(hire: Hire) -> list[FundingLine]:
    """The lines of a case by year and kind."""
    wanted = select(FundingLine).where(FundingLine.hire_id == hire.id)
    return list(db.session.scalars(wanted.order_by(FundingLine.year, FundingLine.kind)))


def of_year(year: int, kind: str, *, by: Actor) -> list[FundingLine]:
    """The lines behind a total, by case."""
    wanted = select(FundingLine).options(joinedload(FundingLine.hire)).order_by(FundingLine.hire_id)
    chosen = wanted.where(FundingLine.year == year, FundingLine.kind == kind)
    return list(db.session.scalars(chosen.where(FundingLine.hire_id.in_(_seen(by)))))


def add(hire: Hire, data: Mapping[str, Any], *, by: Actor) -> FundingLine:
    """Enter money of a case. Raises LineKnown."""
    _check_new(hire, data, apart_from=None)
    made = FundingLine(hire=hire, **{name: data[name] for name in PLAIN})
    db.session.add(made)
    db.session.flush()
    _seal(made, data)
    audit.record("funding.added", made, by=by, details={"hire": hire.id, "year": made.year})
    db.session.flush()
    return made


def change(found: FundingLine, changes: Mapping[str, Any], *, by: Actor) -> FundingLine:
    """Change a line; an amount of None is taken away. Raises LineKnown."""
    plain = {name: changes.get(name, getattr(found, name)) for name in PLAIN}
    _check_new(found.hire, plain, apart_from=found.id)
    for name, value in plain.items():
        setattr(found, name, value)
    _seal(found, changes)
    audit.record("funding.changed", found, by=by, details=audit.changes(found))
    found.touch()
    db.session.flush()
    return found


def remove(found: FundingLine, *, by: Actor) -> None:
    """Take a line away."""
    audit.record("funding.removed", found, by=by, details={"hire": found.hire_id})
    db.session.delete(found)
    db.session.flush()


def reveal(found: Amount, reason: str, *, by: Actor) -> Decimal:
    """An amount; that it was read, by whom and why, is audited with it.

    Raises NothingStored, SealBroken.
    """
    envelope = getattr(found.line, found.name)
    if envelope is None:
        raise NothingStored
    subject = ("Personnel", found.line.hire.researcher_id)
    details = {"field": f"funding.{found.name}", "line": found.line.id, "reason": reason}
    audit.record("personnel.revealed", subject, by=by, details=details)
    try:
        return _opened(found.line, found.name) or Decimal(0)
    except Unreadable as why:
        raise SealBroken from why


def totals(*, by: Actor) -> list[Total]:
    """All money by year, kind and currency, latest year first, planned beside paid."""
    wanted = select(FundingLine).options(joinedload(FundingLine.hire).lazyload("*"))
    return _totals(db.session.scalars(wanted.where(FundingLine.hire_id.in_(_seen(by)))))


def totals_of(hires: Iterable[Hire], *, by: Actor) -> list[Total]:
    """The money of these cases by year, kind and currency, as far as it may be summed."""
    keys = {hire.id for hire in hires}
    wanted = select(FundingLine).options(joinedload(FundingLine.hire).lazyload("*"))
    seen = db.session.scalars(wanted.where(FundingLine.hire_id.in_(_seen(by))))
    return _totals(found for found in seen if found.hire_id in keys)


def _totals(lines: Iterable[FundingLine]) -> list[Total]:
    grouped: dict[tuple[int, str, str], list[FundingLine]] = defaultdict(list)
    for found in lines:
        grouped[found.year, found.kind, found.currency].append(found)
    order = sorted(grouped, key=lambda key: (-key[0], *key[1:]))
    return [_total(key, grouped[key]) for key in order]


def planned_by_rules(hire: Hire) -> list[dict[str, Any]]:
    """What the rules of the program give for the case: lines that the case does not have yet.

    Money a year stands in each calendar year of the term, money a month with as many months as the
    year has of it, money in total in the year in which the term begins. Elements of a range give
    their largest amount.
    """
    start, program = hire.term_starts_on, hire.program
    version = program.version_on(start) if program and start else None
    if start is None or version is None:
        return []
    known = {(found.kind, found.year, found.currency) for found in of_hire(hire)}
    end = hire.term_ends_on or start
    lines: dict[tuple[str, int, str], Decimal] = defaultdict(Decimal)
    for element in version.funding:
        given = element.amount_max or element.amount_min
        if given is None or element.grade_code not in (None, hire.grade_code):
            continue
        for year, share in _shares(element.per, start, end):
            lines[element.kind, year, element.currency] += given * share
    return [
        {"kind": kind, "year": year, "currency": currency, "planned": value, "paid": None}
        for (kind, year, currency), value in lines.items()
        if (kind, year, currency) not in known
    ]


def plan(hire: Hire, *, by: Actor) -> int:
    """Enter what the rules of the program give; how many lines that made."""
    wanted = planned_by_rules(hire)
    for data in wanted:
        add(hire, data, by=by)
    return len(wanted)


def _shares(per: str, start: date, end: date) -> Iterable[tuple[int, int]]:
    """(year, how often the amount falls into it)."""
    if per == "total":
        return [(start.year, 1)]
    if per == "year":
        return [(year, 1) for year in range(start.year, start.year + _years(start, end))]
    months = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    counted: dict[int, int] = defaultdict(int)
    for month in months:
        counted[month // 12] += 1
    return counted.items()


def _years(start: date, end: date) -> int:
    """Full or begun years of a term, one at least."""
    months = (end.year - start.year) * 12 + end.month - start.month + (end.day >= start.day)
    return max(1, -(-months // 12))


def _seen(by: Actor) -> Any:
    return queries.visible_to(by).with_only_columns(Hire.id)


def _check_new(hire: Hire, data: Mapping[str, Any], *, apart_from: int | None) -> None:
    for known in of_hire(hire):
        same = all(getattr(known, name) == data[name] for name in PLAIN)
        if same and known.id != apart_from:
            raise LineKnown(field="year", value=f"{known.kind}, {known.year}, {known.currency}")


def _seal(found: FundingLine, data: Mapping[str, Any]) -> None:
    for name in (n for n in AMOUNTS if n in data):
        value = data[name]
        place = Place(FundingLine.__tablename__, name, found.id)
        sealed = None if value is None else settings.keyring().seal(str(value), place)
        setattr(found, name, sealed)


def _opened(found: FundingLine, name: str) -> Decimal | None:
    envelope = getattr(found, name)
    if envelope is None:
        return None
    place = Place(FundingLine.__tablename__, name, found.id)
    return Decimal(settings.keyring().open(envelope, place))


def _total(key: tuple[int, str, str], lines: list[FundingLine]) -> Total:
    people = len({found.hire.researcher_id for found in lines})
    sums = {name: None if small(people) else _sum(lines, name) for name in AMOUNTS}
    return Total(*key, people, sums["planned"], sums["paid"])


def _sum(lines: Iterable[FundingLine], name: str) -> Decimal | None:
    """None where one or two people have such an amount: their sum would tell it."""
    found = [(each.hire.researcher_id, _opened(each, name)) for each in lines]
    having = [(key, value) for key, value in found if value is not None]
    if having and small(len({key for key, _value in having})):
        return None
    return sum((value for _key, value in having), Decimal(0))
