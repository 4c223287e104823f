"""People who cannot be told apart by what is printed: one spelling, or one iD, of two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import distinct, func, select

from registry.claims import queries
from registry.claims.errors import NoSuchResearcher
from registry.claims.models import Claim, ClaimIdentifier, ClaimState
from registry.claims.roster import roster
from registry.core.db import db
from registry.outputs.models import Byline
from registry.people.models import ApartPair, Researcher

ORCID = "orcid"
Pair = tuple[int, int]


@dataclass(frozen=True)
class Namesakes:
    """Two researchers whose names can be printed alike, and how."""

    one: Researcher
    other: Researcher
    spellings: tuple[str, ...]

    @property
    def people(self) -> tuple[Researcher, Researcher]:
        """Both."""
        return self.one, self.other


@dataclass(frozen=True)
class Bearer:
    """Somebody who stands for an iD, and on how many confirmed papers it is printed."""

    researcher: Researcher
    papers: int


@dataclass(frozen=True)
class SharedOrcid:
    """An ORCID iD for which more than one person stands."""

    orcid: str
    people: tuple[Bearer, ...]


def namesakes() -> list[Namesakes]:
    """Every two with a post who share a whole spelling, but for those told apart already."""
    found: dict[Pair, list[str]] = defaultdict(list)
    for spelling, group in roster().namesakes().items():
        for pair in combinations(sorted(group), 2):
            found[pair].append(spelling)
    for pair in _told_apart():
        found.pop(pair, None)
    people = _people({key for pair in found for key in pair})
    pairs = [
        Namesakes(people[one], people[other], tuple(sorted(spellings)))
        for (one, other), spellings in found.items()
    ]
    return sorted(pairs, key=lambda pair: (pair.one.sort_name, pair.one.id, pair.other.id))


def shared_orcids() -> list[SharedOrcid]:
    """Every iD that stands on confirmed papers of two people, or that two people call theirs."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for orcid, key, papers in (*_on_papers(), *_on_records(), *_answered()):
        found[orcid][key] = max(papers, found[orcid].get(key, 0))
    shared = {orcid: people for orcid, people in found.items() if len(people) > 1}
    rows = _people({key for people in shared.values() for key in people})
    return [
        SharedOrcid(orcid, tuple(Bearer(rows[key], n) for key, n in sorted(people.items())))
        for orcid, people in sorted(shared.items())
    ]


def known(researcher_id: int, *, field: str) -> Researcher:
    """The standing record of a number that somebody typed. Raises NoSuchResearcher."""
    found = queries.researcher(researcher_id)
    if found is None:
        raise NoSuchResearcher(field=field, value=researcher_id)
    return found


def papers_of(researcher_ids: Collection[int]) -> dict[int, int]:
    """How many papers are confirmed as each one's."""
    confirmed = Claim.researcher_id.in_(list(researcher_ids)), Claim.state == ClaimState.CONFIRMED
    wanted = select(Claim.researcher_id, func.count()).where(*confirmed)
    found = dict.fromkeys(researcher_ids, 0)
    for key, number in db.session.execute(wanted.group_by(Claim.researcher_id)):
        found[key] = number
    return found


def _told_apart() -> Iterable[Pair]:
    rows = db.session.execute(select(ApartPair.one_id, ApartPair.other_id))
    return [(min(row), max(row)) for row in rows]


def _on_papers() -> Sequence[tuple[str, int, int]]:
    held = (Claim.state == ClaimState.CONFIRMED) & Byline.orcid.is_not(None)
    several = (
        select(Byline.orcid)
        .join(Claim, Claim.byline_id == Byline.id)
        .where(held)
        .group_by(Byline.orcid)
        .having(func.count(distinct(Claim.researcher_id)) > 1)
    )
    owned = select(Researcher.orcid).where(Researcher.orcid.is_not(None))
    claimed = select(ClaimIdentifier.value).where(ClaimIdentifier.is_theirs.is_(True))
    wanted = (
        select(Byline.orcid, Claim.researcher_id, func.count())
        .join(Claim, Claim.byline_id == Byline.id)
        .where(held, Byline.orcid.in_(several.union(owned, claimed)))
        .group_by(Byline.orcid, Claim.researcher_id)
    )
    return [(str(o), who, number) for o, who, number in db.session.execute(wanted)]


def _on_records() -> Sequence[tuple[str, int, int]]:
    own = Researcher.orcid.is_not(None) & Researcher.merged_into_id.is_(None)
    rows = db.session.execute(select(Researcher.orcid, Researcher.id).where(own))
    return [(str(orcid), key, 0) for orcid, key in rows]


def _answered() -> Sequence[tuple[str, int, int]]:
    theirs = ClaimIdentifier.is_theirs & (ClaimIdentifier.scheme == ORCID)
    rows = db.session.execute(
        select(ClaimIdentifier.value, ClaimIdentifier.researcher_id).where(theirs)
    )
    return [(orcid, key, 0) for orcid, key in rows]


def _people(keys: Iterable[int]) -> dict[int, Researcher]:
    wanted = select(Researcher).where(Researcher.id.in_(list(keys)))
    return {person.id: person for person in db.session.scalars(wanted)}
