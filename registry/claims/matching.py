"""What speaks for and against a byline position being a person. Pure: no database, no Flask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from math import exp
from typing import Any

from registry.claims.evidence import (
    CONTRADICTIONS,
    NAME_CODES,
    ONLY_INITIALS,
    WEAK,
    Evidence,
)
from registry.claims.knowledge import ALONE, Setting, place_words, title_words
from registry.claims.subjects import Person, Position
from registry.claims.weights import WEIGHTS
from registry.naming.keys import author_keys
from registry.naming.names import Match, Printed, Strength, compare
from registry.naming.pinyin import is_surname
from registry.naming.spelling import folded, hanzi, key_of, words
from registry.naming.surnames import share

ENOUGH = 0.5
"""The score from which somebody is asked."""

SAME_PLACE, SIMILAR_PLACE = 0.8, 0.45
NEAR, FAR = 2, 5
ESTABLISHED = 3
"""Confirmed papers from which on what is missing speaks against."""
COMMON, RARE = 1e-4, 4e-6
ONE_SYLLABLE, TWO_SYLLABLES = 1 / 200, 1 / 8000
SHARED_WIDELY = 3


class Verdict(Enum):
    """What follows from evidence."""

    NOTHING = "nothing"
    ASK = "ask"
    CONFIRM = "confirm"


def weigh(
    position: Position,
    person: Person,
    *,
    setting: Setting = ALONE,
    match: Match | None = None,
) -> tuple[Evidence, ...]:
    """What speaks for and against; nothing where neither name nor iD agrees.

    `match` where the names have been compared already.
    """
    match = match or compare(position.printed, person.names)
    if match is None:
        if position.orcid and position.orcid == person.orcid:
            return (Evidence("orcid_other_name", {"printed": position.printed.printed}),)
        return ()
    return tuple(_all(position, person, setting=setting, match=match))


def odds(evidence: Iterable[Evidence]) -> float:
    """The logarithm of the odds that the position is the person."""
    return WEIGHTS["bias"] + sum(WEIGHTS[e.code] for e in evidence)


def score(evidence: Sequence[Evidence]) -> float:
    """How likely it is that the position is the person, between 0 and 1; 0 without evidence."""
    return round(1 / (1 + exp(-odds(evidence))), 3) if evidence else 0.0


def verdict(evidence: Sequence[Evidence]) -> Verdict:
    """Whether the position is confirmed without asking, asked about, or neither.

    Confirmed is only an iD whose owner signed in at the publisher, beside a name that agrees and
    with nothing against it. Initials need more than our affiliation, and a rejection is final.
    """
    codes = {e.code for e in evidence}
    if "rejected" in codes or "orcid_other_name" in codes or score(evidence) < ENOUGH:
        return Verdict.NOTHING
    if "orcid_authenticated" in codes and not codes & CONTRADICTIONS:
        return Verdict.CONFIRM
    telling = {e.code for e in evidence if e.weight > 0} - WEAK - ONLY_INITIALS
    if codes & ONLY_INITIALS and not telling:
        return Verdict.NOTHING
    return Verdict.ASK


def is_enough(evidence: Sequence[Evidence]) -> bool:
    """Whether a person should be asked."""
    return verdict(evidence) is not Verdict.NOTHING


def as_rows(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """The evidence as a claim keeps it, the weightiest first; what counts nothing is left out."""
    telling = [e for e in evidence if e.weight or e.code in NAME_CODES]
    return [e.row() for e in sorted(telling, key=lambda e: -abs(e.weight))]


def _all(
    position: Position, person: Person, *, setting: Setting, match: Match
) -> Iterator[Evidence]:
    if position.work.key in person.rejected:
        yield Evidence("rejected")
    yield from _identifiers(position, person)
    yield from _name(position, person, match)
    yield from _affiliation(position, person, setting)
    yield from _coauthors(position, person, setting)
    yield from _field(position, person, setting)
    yield from _years(position, person)


def _identifiers(position: Position, person: Person) -> Iterator[Evidence]:
    orcid = position.orcid
    if orcid and (orcid == person.orcid or orcid in person.identifiers):
        yield Evidence("orcid_authenticated" if position.orcid_authenticated else "orcid")
    elif orcid and person.orcid:
        yield Evidence("other_orcid")
    if position.emails:
        if position.emails & person.identifiers:
            yield Evidence("email")
        if position.emails & person.refused:
            yield Evidence("identifier_refused")
    if orcid in person.refused:
        yield Evidence("identifier_refused")


def _name(position: Position, person: Person, match: Match) -> Iterator[Evidence]:
    printed = position.printed.printed
    places = {"printed": printed, "called": match.called}
    yield Evidence(NAME_CODES[match.strength - 1], places)
    if Strength.INITIALS < match.strength < Strength.CHARACTERS:
        held = expected_share(position.printed)
        if held >= COMMON:
            yield Evidence("name_common")
        elif held <= RARE:
            yield Evidence("name_rare")
    if printed in person.known.spellings:
        yield Evidence("spelling_known")


@lru_cache(maxsize=100_000)
def expected_share(printed: Printed) -> float:
    """The share of people who have this name, by surname and number of syllables.

    Names that no Chinese surname begins or ends are taken to be neither common nor rare.
    """
    family, given = _parts(printed)
    if not (is_surname(family) and given):
        return (COMMON + RARE) / 2
    one = len(given) <= 4 or len(words(printed.given or "x")) == 0  # noqa: PLR2004
    return share(family) / 1000 * (ONE_SYLLABLE if one else TWO_SYLLABLES)


def _parts(printed: Printed) -> tuple[str, str]:
    if printed.family and printed.given:
        return key_of(printed.family), key_of(printed.given)
    found = [part.key for part in words(printed.printed)]
    if len(found) < 2 or hanzi(printed.printed):  # noqa: PLR2004
        return "", ""
    first, last = share(found[0]), share(found[-1])
    return (found[0], "".join(found[1:])) if first > last else (found[-1], "".join(found[:-1]))


def _affiliation(position: Position, person: Person, setting: Setting) -> Iterator[Evidence]:
    here = person.has_post_in(position.work.year)
    if position.units:
        yield Evidence(_unit(position, person, setting) if here else "affiliation_ours_other_time")
    elif position.affiliations:
        yield from _elsewhere(position, person, setting, here=here and bool(person.tenures))


def _unit(position: Position, person: Person, setting: Setting) -> str:
    """Whether it is the unit of a post, another one, or one that says nothing of the kind."""
    own = {t.unit for t in person.tenures if t.covers(position.work.year or t.since)}
    if setting.units is None:
        return "unit_of_post" if own & position.units else "affiliation_ours"
    telling = position.units & setting.units
    if own & telling:
        return "unit_of_post"
    return "unit_other" if telling and own <= setting.units else "affiliation_ours"


def _elsewhere(
    position: Position, person: Person, setting: Setting, *, here: bool
) -> Iterator[Evidence]:
    likeness, place = max(
        (
            (setting.likeness(place_words(text), known), text)
            for text in position.affiliations
            for known in person.known.places
        ),
        default=(0.0, ""),
    )
    if likeness >= SAME_PLACE:
        yield Evidence("affiliation_known", {"place": place})
    elif likeness >= SIMILAR_PLACE:
        yield Evidence("affiliation_similar", {"place": place})
    elif here:
        yield Evidence("affiliation_elsewhere")
    elif person.known.places:
        yield Evidence("affiliation_new")


def _coauthors(position: Position, person: Person, setting: Setting) -> Iterator[Evidence]:
    known, work = person.known, position.work
    whole, one = work.author_keys
    own, initial = author_keys(position.printed)
    shared = len((whole & known.coauthors) - setting.common_authors - {own})
    if shared > 1:
        yield Evidence("coauthors_known", {"count": str(shared)})
    elif not known.colleagues.isdisjoint(work.confirmed):
        yield Evidence("coauthor_confirmed")
    elif shared:
        yield Evidence("coauthor_known")
    elif (one & known.coauthors_initials) - setting.common_authors - {initial}:
        yield Evidence("coauthors_initials")
    elif len(one) > 1 and known.works >= ESTABLISHED and known.coauthors_initials:
        yield Evidence("coauthors_none")
    if (whole & known.refused_with) - {own}:
        yield Evidence("coauthors_refused")


def _field(position: Position, person: Person, setting: Setting) -> Iterator[Evidence]:
    work, known = position.work, person.known
    grants = work.grants & known.grants
    if grants:
        yield Evidence("grant", {"grant": min(grants)})
    if work.venue and known.venues and folded(work.venue) in known.venues:
        yield Evidence("venue_known")
    if not work.title or not known.words:
        return
    shared = (title_words(work.title) & known.words) - setting.common_words
    if shared:
        places = {"words": ", ".join(sorted(shared)[:3])}
        yield Evidence("field_same" if len(shared) > 1 else "field_near", places)
    elif known.works >= ESTABLISHED:
        yield Evidence("field_other")


def _years(position: Position, person: Person) -> Iterator[Evidence]:
    year = position.work.year
    if year is None:
        return
    if person.earliest is not None and year < person.earliest:
        yield Evidence("year_before")
    if person.known.years:
        gap = min(abs(year - known) for known in person.known.years)
        if gap > FAR:
            yield Evidence("year_far")
        elif gap <= NEAR:
            yield Evidence("year_near")
