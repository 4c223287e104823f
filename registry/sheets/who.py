"""Who a row is about: somebody known, somebody of an earlier row, somebody new, or a question.

One iD, one identity number and one employee number are one person's; if a name agrees too, nobody
need be asked. A name that reads the same is a question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from importers.records import PartialDate
from registry.core.among import among
from registry.core.db import db
from registry.core.errors import N_
from registry.naming.keys import whole_spellings
from registry.naming.names import Called
from registry.people import duplicates
from registry.people.duplicates import Reason
from registry.people.folding import search_key
from registry.people.models import Researcher
from registry.sheets.plans import Plan
from registry.sheets.records import Person, people

SURE = ("orcid", "identity_number", "employee_number")
SAME_NUMBER = N_("the same employee number")
OTHER_BIRTH = N_("another date of birth")
EARLIER = N_("a name that reads the same, in row %(row)s")
CERTAIN = frozenset({Reason.ORCID.value, Reason.IDENTITY.value, SAME_NUMBER})
MOST = 5
"""So many candidates are offered."""


@dataclass
class Described:
    """What a row says of a person, as far as it tells people apart; values by column."""

    number: int
    values: Mapping[str, Any] = field(repr=False)

    @cached_property
    def called(self) -> tuple[Called, ...]:
        """The names."""
        han, family, given = (self.values.get(n) for n in ("name_zh", "family", "given"))
        latin = " ".join(filter(None, (given, family)))
        names = [Called(han, None, None)] if han else []
        return tuple(names + ([Called(latin, family, given)] if latin else []))

    @cached_property
    def readings(self) -> frozenset[str]:
        """The names, folded."""
        keys = (search_key(name.family, name.given, name.full) for name in self.called)
        return frozenset(reading for key in keys for reading in key.split() if reading)

    @cached_property
    def sure(self) -> dict[str, str]:
        """What belongs to one person alone."""
        return {name: self.values[name] for name in SURE if self.values.get(name)}

    @cached_property
    def born(self) -> PartialDate | None:
        """The date of birth."""
        text = self.values.get("birth_date")
        return PartialDate.parse(text) if text else None

    @property
    def said(self) -> duplicates.Described:
        """The same, as the register of people is asked."""
        of = (self.values.get(name) for name in ("orcid", "birth_date", "identity_number"))
        return duplicates.Described(self.called, *of)


class Who:
    """Finds people for rows: those stored, and those of earlier rows of the same file."""

    def __init__(self) -> None:
        self._register = duplicates.Register()
        self._rows: dict[tuple[str, str], Described] = {}
        self._names: dict[str, list[Described]] = defaultdict(list)
        self._owners: dict[tuple[str, str], int] = {}
        self._alike: dict[int, dict[int, list[str]]] = {}
        self._known: dict[int, Person] = {}

    def prepare(self, described: Iterable[Described]) -> None:
        """Look up all that a batch of rows may need, in a few questions."""
        rows = list(described)
        self._owners = _owners(rows)
        self._alike = {row.number: self._found(row) for row in rows}
        ids = {key for found in self._alike.values() for key in found}
        self._known = people(ids | set(self._owners.values())) if ids or self._owners else {}

    def certain(self, row: Described) -> list[int]:
        """The people whose iD or number the row holds."""
        found = self._alike[row.number].items()
        return [key for key, why in found if CERTAIN & set(why)]

    def owner(self, column: str, value: str) -> int | None:
        """Whose iD or number this is."""
        return self._owners.get((column, value))

    def person(self, key: int) -> Person:
        """Somebody that `prepare` found."""
        return self._known[key]

    def settle(self, row: Described, plan: Plan) -> None:
        """Say in the plan who the row is about: `person`, `row`, `is_new`, or `candidates`."""
        reasons = self._reasons(row)
        certain = [key for key, why in reasons.items() if CERTAIN & set(why)]
        if len(certain) == 1 and self._agrees(row, certain[0], reasons[certain[0]]):
            plan.person, plan.why = certain[0], reasons[certain[0]]
            return
        here = None if certain else self._earlier(row)
        if here and here[1]:
            plan.row = here[0].number
            return
        plan.candidates = self._candidates(reasons)
        if here:
            plan.candidates.append(_as_row(here[0]))
        plan.is_new = not plan.candidates
        plan.apart = [key for key in self._alike[row.number] if key not in reasons]

    def remember(self, row: Described) -> None:
        """Keep a row that brings somebody in, for the rows after it."""
        for column, value in row.sure.items():
            self._rows.setdefault((column, value), row)
        for reading in row.readings:
            self._names[reading].append(row)

    def _found(self, row: Described) -> dict[int, list[str]]:
        reasons: dict[int, list[str]] = defaultdict(list)
        for one in self._register.alike(row.said):
            reasons[one.researcher_id] += [reason.value for reason in one.reasons]
        number = row.sure.get("employee_number")
        if number and (key := self._owners.get(("employee_number", number))):
            reasons[key].append(SAME_NUMBER)
        return dict(reasons)

    def _reasons(self, row: Described) -> dict[int, list[str]]:
        """The people who may be meant; who has another iD or identity number is not."""
        reasons = {}
        for key, why in self._alike[row.number].items():
            if not CERTAIN & set(why) and not self._is_named(row, key, why):
                continue
            if CERTAIN & set(why) or not _apart(row, self._known[key]):
                born = self._known[key].values["birth_date"]
                parted = row.born and born and not _may_be_same_day(row.born, born)
                reasons[key] = [*why, OTHER_BIRTH] if parted else why
        return reasons

    def _is_named(self, row: Described, key: int, why: list[str]) -> bool:
        """Whether a name reads the same as a whole; a list has too many that share an initial."""
        if Reason.NAME_AND_BIRTH.value in why or row.readings & self._known[key].readings:
            return True
        return bool(whole_spellings(row.called) & whole_spellings(self._known[key].called))

    def _agrees(self, row: Described, key: int, why: list[str]) -> bool:
        """Whether a name, or a second number, confirms what a number says."""
        if OTHER_BIRTH in why:
            return False
        return not row.called or len(why) > 1 or key in self._register.named(row.called)

    def _earlier(self, row: Described) -> tuple[Described, bool] | None:
        """An earlier row that is, or may be, about the same person; and whether it surely is."""
        for column, value in row.sure.items():
            if found := self._rows.get((column, value)):
                return found, True
        for reading in row.readings:
            for found in self._names.get(reading, ()):
                if not _rows_apart(row, found):
                    return found, False
        return None

    def _candidates(self, reasons: dict[int, list[str]]) -> list[dict[str, Any]]:
        ranked = list(reasons.items())[:MOST]
        return [{"id": key, "name": _name(self._known[key]), "reasons": why} for key, why in ranked]


def _owners(rows: list[Described]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    standing = func.coalesce(Researcher.merged_into_id, Researcher.id)
    for name in ("orcid", "employee_number"):
        column = getattr(Researcher, name)
        values = {row.sure[name] for row in rows if name in row.sure}
        if values:
            pairs = db.session.execute(select(column, standing).where(among(column, values)))
            found |= {(name, value): key for value, key in pairs}
    return found


def _apart(row: Described, person: Person) -> bool:
    """Whether an iD or a number tells two people apart."""
    return any(
        row.values.get(name) and person.values[name] and row.values[name] != person.values[name]
        for name in ("orcid", "identity_number")
    )


def _rows_apart(row: Described, other: Described) -> bool:
    """Whether something tells the people of two rows apart."""
    if any(
        row.values.get(n) and other.values.get(n) and row.values[n] != other.values[n] for n in SURE
    ):
        return True
    return bool(row.born and other.born and not _may_be_same_day(row.born, str(other.born)))


def _may_be_same_day(one: PartialDate, text: str) -> bool:
    other = PartialDate.parse(text)
    pairs = zip((one.year, one.month, one.day), (other.year, other.month, other.day), strict=True)
    return all(a is None or b is None or a == b for a, b in pairs)


def _name(person: Person) -> str:
    values = person.values
    latin = " ".join(filter(None, (values["given"], values["family"])))
    return " · ".join(filter(None, (values["name_zh"], latin))) or f"#{person.id}"


def _as_row(row: Described) -> dict[str, Any]:
    values = row.values
    latin = " ".join(filter(None, (values.get("given"), values.get("family"))))
    name = " · ".join(filter(None, (values.get("name_zh"), latin)))
    return {"id": -row.number, "name": name, "reasons": [EARLIER], "row": row.number}
