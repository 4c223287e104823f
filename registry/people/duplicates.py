"""Whether two records, or a record and what a list says, are about one person.

Found by the ORCID iD, the keyed hash of the identity number, and the forms of names (characters,
what they are read as, both orders); a birth date that disagrees speaks against it. Whoever looks
decides: one person (then the records are merged), or two (then they are not asked about again).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.audit import service as audit
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import N_
from registry.naming.keys import whole_spellings
from registry.naming.names import Called
from registry.people import personnel
from registry.people.errors import SamePerson
from registry.people.models import ApartPair, Personnel, Researcher, ResearcherName

MOST_OF_A_NAME = 40
"""A spelling that more people share says nothing."""


class Reason(StrEnum):
    """What speaks for one person; the value is a message id."""

    ORCID = N_("the same ORCID iD")
    IDENTITY = N_("the same identity number")
    NAME_AND_BIRTH = N_("a name that can be spelled alike, and the same date of birth")
    NAME = N_("a name that can be spelled alike")


SURE = frozenset({Reason.ORCID, Reason.IDENTITY})
WEIGHTS = {Reason.ORCID: 100, Reason.IDENTITY: 100, Reason.NAME_AND_BIRTH: 80, Reason.NAME: 30}


@dataclass(frozen=True)
class Described:
    """What is known of somebody who may be here already."""

    names: tuple[Called, ...]
    orcid: str | None = None
    born: str | None = None
    identity_number: str | None = None


@dataclass(frozen=True)
class Alike:
    """A record that may be about the same person, and why; the strongest reason first."""

    researcher_id: int
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return max(WEIGHTS[reason] for reason in self.reasons)


@dataclass(frozen=True)
class Pair:
    """Two records that may be one person, and why."""

    one: Researcher
    other: Researcher
    reasons: tuple[Reason, ...]


def called(rows: Iterable[ResearcherName]) -> tuple[Called, ...]:
    """Names of a record as the comparison knows them."""
    return tuple(Called(row.full, row.family, row.given) for row in rows)


class Register:
    """All standing records, to be asked about many people: read once, in four queries."""

    def __init__(self) -> None:
        standing = select(Researcher.id, Researcher.orcid).where(
            Researcher.merged_into_id.is_(None), Researcher.erased_at.is_(None)
        )
        found = db.session.execute(standing)
        self._orcids: dict[int, str | None] = {row.id: row.orcid for row in found}
        self._by_orcid = {orcid: key for key, orcid in self._orcids.items() if orcid}
        self._born: dict[int, str] = {}
        self._marks: dict[str, list[int]] = defaultdict(list)
        self._read_personnel()
        self._by_name: dict[str, set[int]] = defaultdict(set)
        for key, names in self._names().items():
            for spelling in whole_spellings(names):
                self._by_name[spelling].add(key)

    def alike(self, said: Described) -> list[Alike]:
        """The records that may be about this person, the likeliest first."""
        reasons: dict[int, list[Reason]] = defaultdict(list)
        if said.orcid and (same := self._by_orcid.get(said.orcid)):
            reasons[same].append(Reason.ORCID)
        if said.identity_number:
            for mark in personnel.marks_of(said.identity_number):
                for key in self._marks.get(mark, ()):
                    reasons[key].append(Reason.IDENTITY)
        for key in self.named(said.names):
            if reason := self._by_birth(said.born, self._born.get(key)):
                reasons[key].append(reason)
        found = [Alike(key, tuple(given)) for key, given in reasons.items()]
        return sorted(found, key=lambda one: (-one.weight, one.researcher_id))

    def named(self, names: tuple[Called, ...]) -> set[int]:
        """The records with a name that can be spelled like one of these."""
        groups = (self._by_name.get(spelling, ()) for spelling in whole_spellings(names))
        return {key for group in groups if len(group) <= MOST_OF_A_NAME for key in group}

    def pairs(self) -> Mapping[tuple[int, int], tuple[Reason, ...]]:
        """Every two records that may be about one person."""
        found: dict[tuple[int, int], list[Reason]] = defaultdict(list)
        for group in self._marks.values():
            for pair in combinations(sorted(group), 2):
                found[pair].append(Reason.IDENTITY)
        for spelled in self._by_name.values():
            self._pair_up(spelled, found)
        return {pair: tuple(dict.fromkeys(reasons)) for pair, reasons in found.items()}

    def _pair_up(self, group: AbstractSet[int], found: dict[tuple[int, int], list[Reason]]) -> None:
        if len(group) > MOST_OF_A_NAME:
            return
        for one, other in combinations(sorted(group), 2):
            orcids = self._orcids[one], self._orcids[other]
            reason = self._by_birth(self._born.get(one), self._born.get(other))
            if reason and not all(orcids):
                found[one, other].append(reason)

    def _read_personnel(self) -> None:
        wanted = select(Personnel.researcher_id, Personnel.birth_date, Personnel.identity_mark)
        for key, born, mark in db.session.execute(wanted):
            if key in self._orcids:
                self._born |= {key: born} if born else {}
                if mark:
                    self._marks[mark].append(key)

    def _names(self) -> dict[int, tuple[Called, ...]]:
        wanted = select(
            ResearcherName.researcher_id,
            ResearcherName.full,
            ResearcherName.family,
            ResearcherName.given,
        )
        found: dict[int, list[Called]] = defaultdict(list)
        for key, full, family, given in db.session.execute(wanted):
            if key in self._orcids:
                found[key].append(Called(full, family, given))
        return {key: tuple(names) for key, names in found.items()}

    @staticmethod
    def _by_birth(one: str | None, other: str | None) -> Reason | None:
        """What a name that agrees says beside two dates of birth; None where these disagree."""
        if not one or not other:
            return Reason.NAME
        length = min(len(one), len(other))
        if one[:length] != other[:length]:
            return None
        return Reason.NAME_AND_BIRTH if length > len("2000") else Reason.NAME


def waiting() -> list[Pair]:
    """The pairs about which nobody has decided, the likeliest first."""
    found = dict(Register().pairs())
    for decided in db.session.execute(select(ApartPair.one_id, ApartPair.other_id)):
        found.pop((min(decided), max(decided)), None)
    people = _people({key for pair in found for key in pair})
    pairs = [Pair(people[one], people[other], why) for (one, other), why in found.items()]
    return sorted(pairs, key=_likeliest)


def tell_apart(one: Researcher, other: Researcher, *, by: Actor) -> ApartPair:
    """Say that two who look alike are two people; said twice it is one. Raises SamePerson."""
    first, second = sorted((one.id, other.id))
    if first == second:
        raise SamePerson(field="other", value=other.id)
    wanted = select(ApartPair).filter_by(one_id=first, other_id=second)
    if known := db.session.scalars(wanted).one_or_none():
        return known
    row = ApartPair(one_id=first, other_id=second, decided_by=by.account_id)
    db.session.add(row)
    db.session.flush()
    audit.record("researchers.told_apart", row, by=by, details={"one": first, "other": second})
    return row


def _likeliest(pair: Pair) -> tuple[int, str, int, int]:
    weight = max(WEIGHTS[reason] for reason in pair.reasons)
    return -weight, pair.one.sort_name, pair.one.id, pair.other.id


def _people(ids: AbstractSet[int]) -> dict[int, Researcher]:
    keys: Sequence[int] = sorted(ids)
    found: dict[int, Researcher] = {}
    for start in range(0, len(keys), 500):
        wanted = select(Researcher).where(Researcher.id.in_(keys[start : start + 500]))
        rows = db.session.scalars(wanted.options(selectinload(Researcher.personnel)))
        found |= {row.id: row for row in rows}
    return found
