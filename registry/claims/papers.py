"""One paper as its claim page needs it: whose claim it is, and which positions may be theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.claims import matching, queries
from registry.claims.evidence import NAME_CODES, Evidence
from registry.claims.models import Claim
from registry.claims.roster import evidence_on
from registry.core.actor import Actor
from registry.core.db import db
from registry.outputs.models import Byline, Output
from registry.people.models import Post, Researcher

MOST_CANDIDATES = 4


@dataclass(frozen=True)
class Paper:
    """An output and the researcher whose answer is asked, if it is known whose."""

    output: Output
    researcher: Researcher | None

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose answer it is."""
        return frozenset({self.researcher.id} if self.researcher else ())

    @property
    def claim(self) -> Claim | None:
        """What the researcher answered, or is asked."""
        return queries.of_pair(self.output.id, self.researcher.id) if self.researcher else None


@dataclass(frozen=True)
class Candidate:
    """A position that may be the researcher, and why."""

    byline: Byline
    score: float
    evidence: list[dict[str, Any]]

    @property
    def is_enough(self) -> bool:
        """Whether it is proposed."""
        return self.score >= matching.ENOUGH


def paper(output_id: int, researcher_id: int | None = None, *, by: Actor) -> Paper | None:
    """The paper for the researcher named, else for who asks."""
    wanted = researcher_id or by.researcher_id
    found = queries.output(output_id)
    researcher = queries.researcher(wanted) if wanted else None
    if found is None or (researcher_id and researcher is None):
        return None
    return Paper(found, researcher)


def candidates(found: Paper) -> list[Candidate]:
    """The positions whose name agrees with the researcher's, the best first, a few at most."""
    if found.researcher is None:
        return []
    evidence = evidence_on([found.output.id], found.researcher.id)
    agreeing = [key for key, said in evidence.items() if _agrees(said)]
    best = sorted(agreeing, key=lambda k: -matching.score(evidence[k]))[:MOST_CANDIDATES]
    rows = _bylines(best)
    return [
        Candidate(rows[k], matching.score(evidence[k]), matching.as_rows(evidence[k])) for k in best
    ]


def _agrees(evidence: Iterable[Evidence]) -> bool:
    return any(e.code in NAME_CODES for e in evidence)


def people_with_a_post() -> list[Researcher]:
    """Everybody for whom an administrator can answer, by name."""
    held = Researcher.id.in_(select(Post.researcher_id))
    wanted = select(Researcher).where(held, Researcher.merged_into_id.is_(None))
    return list(db.session.scalars(wanted.order_by(Researcher.sort_name, Researcher.id)))


def _bylines(keys: list[int]) -> dict[int, Byline]:
    wanted = select(Byline).where(Byline.id.in_(keys)).options(selectinload(Byline.affiliations))
    return {byline.id: byline for byline in db.session.scalars(wanted)}
