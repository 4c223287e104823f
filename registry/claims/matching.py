"""What speaks for and against a byline position being a person. Pure: no database, no Flask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.claims.names import Called, Printed, Strength, compare
from registry.core.errors import N_


@dataclass(frozen=True)
class Person:
    """What is known of a researcher that a paper can show."""

    names: tuple[Called, ...]
    orcid: str | None = None


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for (weight > 0) or against.

    `sentence` is a message id that `places` fill.
    """

    code: str
    weight: float
    sentence: str
    places: dict[str, str] = field(default_factory=dict)


EVIDENCE: dict[str, tuple[float, str]] = {
    "orcid_authenticated": (
        0.9,
        N_("The paper carries this ORCID iD; its owner signed in at the publisher."),
    ),
    "orcid": (0.7, N_("The publisher printed this ORCID iD beside the name.")),
    "orcid_other_name": (
        -1.0,
        N_(
            "The paper carries this ORCID iD beside “%(printed)s”, which is no name of this person."
        ),
    ),
    "other_orcid": (-0.6, N_("The paper carries another ORCID iD beside this name.")),
    "name_full": (0.3, N_("“%(printed)s” is the full name “%(called)s”.")),
    "name_partial": (
        0.2,
        N_("“%(printed)s” agrees with “%(called)s”, in another order or with a part left out."),
    ),
    "name_initials": (
        0.05,
        N_("“%(printed)s” has the initials of “%(called)s”, which many people share."),
    ),
    "affiliation_ours": (0.3, N_("The paper names a unit of ours at this position.")),
}
"""Code -> weight and sentence (domain.md 3.4); the weights add up to the score."""

ENOUGH = 0.5
"""The score from which somebody is asked: iD and agreeing name, or full name and our unit."""

NAME_CODES = {
    Strength.FULL: "name_full",
    Strength.PARTIAL: "name_partial",
    Strength.INITIALS: "name_initials",
}


def weigh(printed: Printed, person: Person) -> tuple[Evidence, ...]:
    """What speaks for and against; nothing where neither name nor iD agrees."""
    match = compare(printed, person.names)
    same_id = bool(printed.orcid) and printed.orcid == person.orcid
    if match is None:
        return (_evidence("orcid_other_name", printed=printed.printed),) if same_id else ()
    found = [_evidence(NAME_CODES[match.strength], printed=printed.printed, called=match.called)]
    if same_id:
        found.insert(
            0, _evidence("orcid_authenticated" if printed.orcid_authenticated else "orcid")
        )
    elif printed.orcid and person.orcid:
        found.append(_evidence("other_orcid"))
    if printed.ours:
        found.append(_evidence("affiliation_ours"))
    return tuple(found)


def score(evidence: Iterable[Evidence]) -> float:
    """The sum of the weights, kept between 0 and 1."""
    return round(min(1.0, max(0.0, sum(e.weight for e in evidence))), 3)


def is_enough(evidence: Sequence[Evidence]) -> bool:
    """Whether a person should be asked."""
    return score(evidence) >= ENOUGH


def as_rows(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """The evidence as a claim keeps it."""
    return [
        {"code": e.code, "weight": e.weight, "sentence": e.sentence, "places": dict(e.places)}
        for e in evidence
    ]


def _evidence(code: str, **places: str) -> Evidence:
    weight, sentence = EVIDENCE[code]
    return Evidence(code, weight, sentence, places)
