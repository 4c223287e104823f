"""Who of a roster a byline position may be: found by keys of names, weighed, best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from registry.claims.evidence import Evidence
from registry.claims.knowledge import Setting
from registry.claims.matching import (
    SHARED_WIDELY,
    Verdict,
    odds,
    score,
    verdict,
    weigh,
)
from registry.claims.subjects import Known, Person, Position
from registry.naming.keys import (
    MARK,
    called_keys,
    first_initial,
    known_by_initials,
    printed_keys,
    whole_name_initials,
)
from registry.naming.names import Match, Printed, Strength, compare

CLEARLY = 1.0
"""By how much a rival must be ahead to fit better."""

NOBODY: tuple[tuple[int, ...], bool] = ((), True)
Found = tuple[tuple[int, Match], ...]


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a position may be, and why."""

    who: int
    evidence: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        """How likely it is, between 0 and 1."""
        return score(self.evidence)

    @property
    def odds(self) -> float:
        """The logarithm of the odds, by which candidates are ranked."""
        return odds(self.evidence)

    @property
    def verdict(self) -> Verdict:
        """What follows."""
        return verdict(self.evidence)


class Matcher:
    """A roster with its index; remembers for every printed name whose it can be."""

    def __init__(self, people: Mapping[int, Person], *, thorough: bool = False) -> None:
        """Weigh all who agree where `thorough`, even those with nothing but initials in common."""
        self.thorough = thorough
        self.people = dict(people)
        self.setting = Setting.of(people.values())
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_initials: dict[str, list[int]] = defaultdict(list)
        self._by_identifier: dict[str, list[int]] = defaultdict(list)
        self._known: dict[Printed, Found] = {}
        self._near: dict[Printed, tuple[tuple[int, ...], bool]] = {}
        for who, person in people.items():
            self._enter(who, person)

    def _enter(self, who: int, person: Person) -> None:
        for key in called_keys(person.names):
            self._by_key[key].append(who)
        for key in known_by_initials(person.names):
            self._by_initials[key].append(who)
        for identifier in {person.orcid, *person.identifiers} - {None}:
            self._by_identifier[identifier or ""].append(who)

    def teach(self, known: Mapping[int, Known]) -> None:
        """What is known of some of the people from now on."""
        for who, learned in known.items():
            self.people[who] = replace(self.people[who], known=learned)
        self.setting = Setting.of(self.people.values())

    def may_be(self, position: Position) -> set[int]:
        """Whoever has the name or an identifier that is printed."""
        return {who for who, _ in self.who(position.printed)} | set(self._identified(position))

    def who(self, printed: Printed) -> Found:
        """Whose name can be printed so."""
        found = self._known.get(printed)
        if found is None:
            alike, _ = self._alike(printed)
            found = self._known[printed] = tuple(self._agreeing(printed, alike))
        return found

    def _agreeing(self, printed: Printed, alike: Iterable[int]) -> Iterator[tuple[int, Match]]:
        for who in alike:
            match = compare(printed, self.people[who].names)
            if match:
                yield who, match

    def _alike(self, printed: Printed) -> tuple[tuple[int, ...], bool]:
        """Who shares a key with what is printed, and whether nothing but initials is."""
        found = self._near.get(printed)
        if found is None:
            keys = printed_keys(printed)
            near: set[int] = set()
            for key in keys:
                near.update(self._by_key.get(key, ()))
            if self._by_initials:
                also = [*whole_name_initials(printed), *map(first_initial, keys)]
                near |= {who for key in also for who in self._by_initials.get(key, ())}
            found = (tuple(sorted(near)), all(MARK in key for key in keys)) if near else NOBODY
            self._near[printed] = found
        return found

    def namesakes(self) -> dict[str, frozenset[int]]:
        """Each name of somebody that is a whole name of others as well, and whose it is."""
        found: dict[str, frozenset[int]] = {}
        for who, person in self.people.items():
            for name in person.names:
                alike = self.who(Printed(name.full))
                same = {other for other, match in alike if match.strength >= Strength.FULL} | {who}
                if len(same) > 1:
                    found[name.full] = found.get(name.full, frozenset()) | same
        return found

    def candidates(self, position: Position) -> list[Candidate]:
        """Whom the position may be, the best first, the others that fit taken into account."""
        near, by_initials = self._alike(position.printed)
        if not (near or position.orcid or position.emails):
            return []
        if by_initials and not self.thorough:
            near = tuple(who for who in near if self._deserves(position, who))
        identified = set(self._identified(position)).difference(near)
        if not (near or identified):
            return []
        named = self.who(position.printed)
        found = {who: match for who, match in named if who in near}
        found |= dict(self._agreeing(position.printed, identified))
        return self._ranked(
            {w: self._weighed(position, w, match=m, named=named) for w, m in found.items()}
        )

    def _identified(self, position: Position) -> Iterable[int]:
        for identifier in (position.orcid, *position.emails):
            if identifier:
                yield from self._by_identifier.get(identifier, ())

    def _deserves(self, position: Position, who: int) -> bool:
        """Whether somebody of these initials has anything else in common with the paper at all."""
        person, work = self.people[who], position.work
        known = person.known
        return (
            not person.tenures
            or any(tenure.unit in position.units for tenure in person.tenures)
            or not known.coauthors_initials.isdisjoint(work.author_keys[1])
            or not known.colleagues.isdisjoint(work.confirmed)
            or not known.grants.isdisjoint(work.grants)
        )

    def _weighed(
        self, position: Position, who: int, *, match: Match, named: Found
    ) -> tuple[Evidence, ...]:
        evidence = weigh(position, self.people[who], setting=self.setting, match=match)
        others = sum(1 for other, m in named if m.strength >= match.strength) - 1
        if others >= SHARED_WIDELY:
            return (*evidence, Evidence("name_shared_widely", {"count": str(others)}))
        return (*evidence, Evidence("name_shared")) if others > 0 else evidence

    def _ranked(self, weighed: Mapping[int, tuple[Evidence, ...]]) -> list[Candidate]:
        codes = rivals({who: odds(said) for who, said in weighed.items()})
        found = [
            Candidate(who, (*said, *(Evidence(c) for c in codes[who])))
            for who, said in weighed.items()
        ]
        return sorted(found, key=lambda candidate: (-candidate.odds, candidate.who))


def rivals(sums: Mapping[int, float]) -> dict[int, tuple[str, ...]]:
    """By candidate, whether another one fits better, or about as well; from what each reaches."""
    found: dict[int, tuple[str, ...]] = {}
    for who, reached in sums.items():
        best = max((s for other, s in sums.items() if other != who), default=None)
        if best is None or best < reached - CLEARLY:
            found[who] = ()
        else:
            found[who] = ("rival_better" if best > reached + CLEARLY else "rival_close",)
    return found
