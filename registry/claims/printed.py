"""The ORCID iDs and e-mail addresses printed on the papers that a researcher has claims on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from registry.claims.models import Claim, ClaimState
from registry.claims.places import EMAIL
from registry.core.among import among
from registry.core.db import db
from registry.outputs.models import Byline, BylineAffiliation

ORCID, EMAILS = "orcid", "email"
SCHEMES = (ORCID, EMAILS)
Identifier = tuple[str, str]
"""A scheme and a value."""


@dataclass(frozen=True)
class Carried:
    """An identifier that stands beside a name at the position of an open suggestion."""

    claim_id: int
    scheme: str
    value: str
    printed: str


def beside_questions(researcher_id: int) -> list[Carried]:
    """What stands at the positions about which a researcher is asked. Two queries."""
    found = []
    open_ = (
        select(Claim.id, Byline.printed, Byline.orcid)
        .join(Byline, Byline.id == Claim.byline_id)
        .where(Claim.researcher_id == researcher_id, Claim.state == ClaimState.SUGGESTED)
    )
    for key, printed, orcid in db.session.execute(open_.where(Byline.orcid.is_not(None))):
        found.append(Carried(key, ORCID, orcid or "", printed))
    name, department = BylineAffiliation.name, BylineAffiliation.department
    texts = open_.with_only_columns(Claim.id, Byline.printed, name, department)
    for key, printed, *said in _with_addresses(texts):
        found += [Carried(key, EMAILS, value, printed) for value in _addresses(said)]
    return found


def papers_with(researcher_id: int, values: Iterable[str]) -> dict[Identifier, set[int]]:
    """The outputs of a researcher's claims, rejected ones too, that carry these. Two queries."""
    wanted, found = set(values), defaultdict(set)
    own = select(Claim.output_id).where(Claim.researcher_id == researcher_id)
    orcids = select(Byline.output_id, Byline.orcid).where(
        among(Byline.orcid, wanted), Byline.output_id.in_(own)
    )
    for output_id, orcid in db.session.execute(orcids):
        found[ORCID, orcid or ""].add(output_id)
    texts = select(Byline.output_id, BylineAffiliation.name, BylineAffiliation.department)
    for output_id, *said in _with_addresses(texts.where(Byline.output_id.in_(own))):
        for value in _addresses(said) & wanted:
            found[EMAILS, value].add(output_id)
    return found


def _with_addresses(wanted: Any) -> Iterable[Any]:
    """The rows whose affiliations hold an e-mail address."""
    name, department = BylineAffiliation.name, BylineAffiliation.department
    beside = wanted.where(BylineAffiliation.byline_id == Byline.id)
    return db.session.execute(beside.where(or_(name.contains("@"), department.contains("@"))))


def _addresses(texts: Iterable[str | None]) -> set[str]:
    return {value.lower() for text in texts if text for value in EMAIL.findall(text)}
