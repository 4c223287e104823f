"""What matching needs of the database: our people, and the positions that may be theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from string import ascii_letters
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from registry.claims.curation import names_a_unit_of_ours
from registry.claims.matching import Person
from registry.claims.names import Called, Printed, called_keys, printed_keys
from registry.claims.spelling import folded, tokens
from registry.core.db import db
from registry.outputs.models import Byline, Output
from registry.people.models import Post, Researcher, ResearcherName

AUTHOR = "author"


@dataclass(frozen=True)
class Place:
    """A byline position and what is printed there."""

    byline_id: int
    output_id: int
    printed: Printed


@dataclass
class Roster:
    """People with a post, found by ORCID iD and by the keys of their names."""

    people: dict[int, Person]
    by_orcid: dict[str, int] = field(default_factory=dict)
    by_key: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for researcher_id, person in self.people.items():
            if person.orcid:
                self.by_orcid[person.orcid] = researcher_id
            for key in called_keys(person.names):
                self.by_key[key].add(researcher_id)

    def who_may_be(self, printed: Printed) -> set[int]:
        """The people whose iD is printed or, beside a unit of ours, whose full name."""
        found = {self.by_orcid[printed.orcid]} if printed.orcid in self.by_orcid else set()
        if printed.ours:
            found |= {who for key in printed_keys(printed) for who in self.by_key.get(key, ())}
        return found


def roster(researcher_id: int | None = None) -> Roster:
    """Everybody with a post, or one of them; records merged into another are nobody."""
    wanted = (
        select(Researcher.id, Researcher.orcid, ResearcherName)
        .join(ResearcherName, ResearcherName.researcher_id == Researcher.id)
        .where(Researcher.id.in_(select(Post.researcher_id)), Researcher.merged_into_id.is_(None))
        .order_by(Researcher.id, ResearcherName.id)
    )
    if researcher_id:
        wanted = wanted.where(Researcher.id == researcher_id)
    names: dict[int, list[Called]] = defaultdict(list)
    orcids: dict[int, str | None] = {}
    for key, orcid, name in db.session.execute(wanted):
        names[key].append(Called(name.full, name.family, name.given))
        orcids[key] = orcid
    return Roster({key: Person(tuple(called), orcids[key]) for key, called in names.items()})


def person_of(researcher: Researcher) -> Person:
    """A researcher in hand, as matching knows people."""
    names = tuple(Called(name.full, name.family, name.given) for name in researcher.names)
    return Person(names, researcher.orcid)


def place_of(byline: Byline) -> Place | None:
    """An author's position in hand, as matching knows it; None for other roles and for groups."""
    return next(iter(_places(Byline.id == byline.id)), None)


def places_on(output_ids: Iterable[int]) -> list[Place]:
    """The authors of these outputs that carry an iD of a researcher or a unit of ours."""
    known = Byline.orcid.in_(select(Researcher.orcid).where(Researcher.orcid.is_not(None)))
    return _places(Byline.output_id.in_(list(output_ids)), or_(known, _ours()))


def all_places(output_id: int) -> list[Place]:
    """All authors of an output."""
    return _places(Byline.output_id == output_id)


def places_for(person: Person) -> list[Place]:
    """The positions that carry the iD, or a unit of ours and a fitting first letter."""
    found = _places(Byline.orcid == person.orcid) if person.orcid else []
    return found + _places(_may_begin(person), _ours())


def _may_begin(person: Person) -> ColumnElement[bool]:
    """Whether what is printed begins like a word of the person; other alphabets pass."""
    begun = {
        letter
        for name in person.names
        for word in tokens(f"{name.full} {name.family or ''} {name.given or ''}")
        for letter in (folded(word)[:1], folded(word)[:1].upper())
    }
    first = func.substr(func.coalesce(Byline.family, Byline.printed), 1, 1)
    return first.not_in(set(ascii_letters) - begun)


def _ours() -> ColumnElement[bool]:
    return names_a_unit_of_ours(Byline, Output.year)


def _places(*conditions: ColumnElement[bool]) -> list[Place]:
    wanted = (
        select(
            *(Byline.id, Byline.output_id, Byline.printed, Byline.family, Byline.given),
            *(Byline.orcid, Byline.orcid_authenticated, _ours().label("ours")),
        )
        .join(Output, Output.id == Byline.output_id)
        .where(Byline.role == AUTHOR, Byline.is_group.is_(False), *conditions)
        .order_by(Byline.output_id, Byline.position)
    )
    return [_place(row) for row in db.session.execute(wanted)]


def _place(row: Any) -> Place:
    printed = Printed(
        row.printed,
        row.family,
        row.given,
        orcid=row.orcid,
        orcid_authenticated=bool(row.orcid_authenticated),
        ours=bool(row.ours),
    )
    return Place(row.id, row.output_id, printed)
