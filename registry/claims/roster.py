"""Our people as matching knows them, and the papers on which one of them may stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from string import ascii_letters
from typing import Any

from sqlalchemy import ColumnElement, func, select

from registry.claims.errors import NoSuchResearcher
from registry.claims.evidence import Evidence
from registry.claims.knowledge import learn
from registry.claims.matcher import Matcher
from registry.claims.matching import weigh
from registry.claims.models import Claim, ClaimState
from registry.claims.places import AUTHOR, Place, batches, places_on
from registry.claims.proven import NOTHING, proven
from registry.claims.subjects import Known, Person, Tenure
from registry.core.db import db
from registry.naming.names import Called, Printed
from registry.naming.spelling import folded, tokens
from registry.outputs.models import Byline
from registry.people.models import Post, Researcher, ResearcherName

MOST_REMEMBERED = 60
"""Confirmed papers of a person that are learned from, the newest."""


def roster(researcher_id: int | None = None, *, with_post: bool = True) -> Matcher:
    """Everybody with a post, or one of them; records merged into another are nobody."""
    chosen: list[ColumnElement[bool]] = [Researcher.merged_into_id.is_(None)]
    if with_post:
        chosen.append(Researcher.id.in_(select(Post.researcher_id)))
    if researcher_id:
        chosen.append(Researcher.id == researcher_id)
    return Matcher(_people(chosen))


def person_of(researcher_id: int) -> Person:
    """One of them, post or not. Raises NoSuchResearcher."""
    found = roster(researcher_id, with_post=False).people.get(researcher_id)
    if found is None:
        raise NoSuchResearcher(field="researcher", value=researcher_id)
    return found


def _people(chosen: Sequence[ColumnElement[bool]]) -> dict[int, Person]:
    wanted = select(Researcher.id, Researcher.orcid, Researcher.work_email).where(*chosen)
    rows = db.session.execute(wanted.order_by(Researcher.id)).all()
    among = select(Researcher.id).where(*chosen)
    names, tenures, rejected = _names(among), _tenures(among), _rejected(among)
    known = proven(among)
    people = {}
    for key, orcid, email in rows:
        said = known.get(key, NOTHING)
        people[key] = Person(
            names=tuple(names[key]),
            orcid=None if orcid in said.refused else orcid,
            identifiers=frozenset({*said.theirs, (email or "").lower()}) - {*said.refused, ""},
            refused=frozenset(said.refused),
            tenures=tuple(tenures[key]),
            rejected=frozenset(rejected[key]),
        )
    return people


def _names(among: Any) -> dict[int, list[Called]]:
    found: dict[int, list[Called]] = defaultdict(list)
    wanted = select(
        *(ResearcherName.researcher_id, ResearcherName.full),
        *(ResearcherName.family, ResearcherName.given),
    )
    chosen = wanted.where(ResearcherName.researcher_id.in_(among)).order_by(ResearcherName.id)
    for key, full, family, given in db.session.execute(chosen):
        found[key].append(Called(full, family, given))
    return found


def _tenures(among: Any) -> dict[int, list[Tenure]]:
    found: dict[int, list[Tenure]] = defaultdict(list)
    wanted = select(Post.researcher_id, Post.unit_id, Post.starts_on, Post.ends_on)
    for key, unit, since, until in db.session.execute(wanted.where(Post.researcher_id.in_(among))):
        found[key].append(Tenure(unit, since.year, until.year if until else None))
    return found


def _rejected(among: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    wanted = select(Claim.researcher_id, Claim.output_id).where(
        Claim.researcher_id.in_(among), Claim.state == ClaimState.REJECTED
    )
    for key, output_id in db.session.execute(wanted):
        found[key].append(output_id)
    return found


def remember(matcher: Matcher, places: Iterable[Place]) -> None:
    """Let the matcher know the papers that those confirmed and refused whom these places may be."""
    asked = {who for place in places for who in matcher.may_be(place.position)}
    matcher.teach(known_of(asked))


def known_of(researcher_ids: Iterable[int]) -> dict[int, Known]:
    """What the newest answers of these researchers say about them."""
    answers = [row for keys in batches(researcher_ids) for row in _answers(keys)]
    own: dict[tuple[int, str], list[tuple[int, int | None]]] = defaultdict(list)
    for who, state, output_id, byline_id in answers:
        if len(own[who, state]) < MOST_REMEMBERED:
            own[who, state].append((output_id, byline_id))
    outputs = {output_id for rows in own.values() for output_id, _ in rows}
    places = {p.byline_id: p for p in (places_on(outputs) if outputs else ())}
    first = {p.output_id: p for p in reversed(places.values())}
    return {
        who: _learned(
            who,
            [places[key] for _, key in own[who, ClaimState.CONFIRMED] if key in places],
            [first[key] for key, _ in own[who, ClaimState.REJECTED] if key in first],
        )
        for who in {row.researcher_id for row in answers}
    }


def _learned(who: int, confirmed: Sequence[Place], refused: Sequence[Place]) -> Known:
    return learn(who, (p.position for p in confirmed), (p.position for p in refused))


def _answers(researcher_ids: Sequence[int]) -> Iterator[Any]:
    answered = (ClaimState.CONFIRMED, ClaimState.REJECTED)
    wanted = select(Claim.researcher_id, Claim.state, Claim.output_id, Claim.byline_id).where(
        Claim.researcher_id.in_(researcher_ids), Claim.state.in_(answered)
    )
    yield from db.session.execute(wanted.order_by(Claim.id.desc()))


def outputs_for(matcher: Matcher) -> list[int]:
    """The outputs on which somebody of this roster may stand, by iD or by name."""
    ids = [person.orcid for person in matcher.people.values() if person.orcid]
    found = set(db.session.scalars(select(Byline.output_id).where(Byline.orcid.in_(ids))))
    wanted = select(Byline.output_id, Byline.printed, Byline.family, Byline.given).where(
        Byline.role == AUTHOR, Byline.is_group.is_(False), _may_begin(matcher.people.values())
    )
    for output_id, printed, family, given in db.session.execute(wanted):
        if output_id not in found and matcher.who(Printed(printed, family, given)):
            found.add(output_id)
    return sorted(found)


def _may_begin(people: Iterable[Person]) -> ColumnElement[bool]:
    """Whether what is printed begins like a word of somebody's names; other alphabets pass."""
    begun = {
        letter
        for person in people
        for name in person.names
        for word in tokens(f"{name.full} {name.family or ''} {name.given or ''}")
        for letter in (folded(word)[:1], folded(word)[:1].upper())
    }
    first = func.substr(func.coalesce(Byline.family, Byline.printed), 1, 1)
    return first.not_in(set(ascii_letters) - begun)


def evidence_on(output_ids: Iterable[int], researcher_id: int) -> dict[int, tuple[Evidence, ...]]:
    """What speaks for and against each position of outputs being the researcher, by its key."""
    matcher = roster(researcher_id, with_post=False)
    places = places_on(output_ids)
    remember(matcher, places)
    person = matcher.people.get(researcher_id)
    if person is None:
        return {}
    kept = replace(person, rejected=frozenset())
    return {place.byline_id: weigh(place.position, kept) for place in places}


def evidence_at(byline: Byline, researcher_id: int) -> tuple[Evidence, ...]:
    """What speaks for and against one position being the researcher."""
    return evidence_on([byline.output_id], researcher_id).get(byline.id, ())
