"""Suggestions: positions that may be somebody's, put to them as a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from registry.audit import service as audit
from registry.claims import matching
from registry.claims.models import Claim, ClaimState
from registry.claims.roster import Place, Roster, places_for, places_on, roster
from registry.core.actor import Actor
from registry.core.db import db

Pair = tuple[int, int]
"""An output and a researcher."""


@dataclass(frozen=True)
class Proposal:
    """A position proposed to a researcher, and why."""

    place: Place
    researcher_id: int
    score: float
    evidence: list[dict[str, Any]]

    @property
    def pair(self) -> Pair:
        """The output and the researcher."""
        return self.place.output_id, self.researcher_id


def for_outputs(output_ids: Sequence[int], *, by: Actor) -> int:
    """Ask those who may stand on these outputs; how many questions are new or changed."""
    places = places_on(output_ids)
    people = roster() if places else Roster({})
    return _ask(_proposals(places, people), Claim.output_id.in_(list(output_ids)), by=by)


def for_researcher(researcher_id: int, *, by: Actor) -> int:
    """Ask a researcher about every output that the names and the iD now in force speak for."""
    people = roster(researcher_id)
    places = [place for person in people.people.values() for place in places_for(person)]
    return _ask(_proposals(places, people), Claim.researcher_id == researcher_id, by=by)


def _proposals(places: Iterable[Place], people: Roster) -> dict[Pair, Proposal]:
    """The best position for each output and person; the first of equals."""
    found: dict[Pair, Proposal] = {}
    for place in places:
        for researcher_id in people.who_may_be(place.printed):
            evidence = matching.weigh(place.printed, people.people[researcher_id])
            if not matching.is_enough(evidence):
                continue
            score = matching.score(evidence)
            proposal = Proposal(place, researcher_id, score, matching.as_rows(evidence))
            known = found.get(proposal.pair)
            if known is None or known.score < score:
                found[proposal.pair] = proposal
    return found


def _ask(proposals: dict[Pair, Proposal], scope: ColumnElement[bool], *, by: Actor) -> int:
    """Bring the open questions within `scope` to the proposals; what was answered stays."""
    known = {
        (c.output_id, c.researcher_id): c for c in db.session.scalars(select(Claim).where(scope))
    }
    taken = _taken(proposals.values())
    wanted = {p.pair: p for p in proposals.values() if p.place.byline_id not in taken}
    for pair, claim in known.items():
        if claim.state == ClaimState.SUGGESTED and pair not in proposals:
            _drop(claim, by=by)
    return sum(_put(known.get(pair), proposal, by=by) for pair, proposal in wanted.items())


def _taken(proposals: Iterable[Proposal]) -> set[int | None]:
    keys = [proposal.place.byline_id for proposal in proposals]
    held = select(Claim.byline_id).where(
        Claim.byline_id.in_(keys), Claim.state == ClaimState.CONFIRMED
    )
    return set(db.session.scalars(held))


def _put(known: Claim | None, proposal: Proposal, *, by: Actor) -> bool:
    claim = known or Claim(
        output_id=proposal.place.output_id,
        researcher_id=proposal.researcher_id,
        state=ClaimState.SUGGESTED,
    )
    asked = (proposal.place.byline_id, proposal.score, proposal.evidence)
    if claim.state != ClaimState.SUGGESTED:
        return False
    if known and (claim.byline_id, claim.score, claim.evidence) == asked:
        return False
    claim.byline_id, claim.score, claim.evidence = asked
    claim.printed = proposal.place.printed.printed
    if not _stored(claim):
        return False
    audit.record("claim.suggested", claim, by=by, details={"score": proposal.score})
    return True


def _stored(claim: Claim) -> bool:
    """Whether the question could be written; its person may be answering at this moment."""
    try:
        with db.session.begin_nested():
            db.session.add(claim)
            db.session.flush()
    except IntegrityError:
        return False
    return True


def _drop(claim: Claim, *, by: Actor) -> None:
    details = {"output": claim.output_id, "researcher": claim.researcher_id}
    audit.record("claim.suggestion_dropped", claim, by=by, details=details)
    db.session.delete(claim)
