"""Suggestions: positions that may be somebody's, put to them as a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from registry.audit import service as audit
from registry.claims import matching
from registry.claims.matcher import Matcher
from registry.claims.matching import Verdict
from registry.claims.models import Claim, ClaimState
from registry.claims.places import Place, places_on
from registry.claims.roster import outputs_for, remember, roster
from registry.core.actor import Actor
from registry.core.db import db

AT_ONCE = 1000
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
    proposals = _proposals(places, roster()) if places else {}
    return _ask(proposals, Claim.output_id.in_(list(output_ids)), by=by)


def for_researcher(researcher_id: int, *, by: Actor) -> int:
    """Ask a researcher about every output that the names and the iD now in force speak for.

    The others are there as rivals: a position that fits another better is not asked about.
    """
    wanted = outputs_for(roster(researcher_id))
    proposals: dict[Pair, Proposal] = {}
    people = roster() if wanted else None
    for start in range(0, len(wanted), AT_ONCE):
        if people:
            proposals |= _proposals(places_on(wanted[start : start + AT_ONCE]), people)
    own = {pair: proposal for pair, proposal in proposals.items() if pair[1] == researcher_id}
    return _ask(own, Claim.researcher_id == researcher_id, by=by)


def _proposals(places: Sequence[Place], people: Matcher) -> dict[Pair, Proposal]:
    """The best position for each output and person; the first of equals."""
    remember(people, places)
    found: dict[Pair, Proposal] = {}
    for place in places:
        for candidate in people.candidates(place.position):
            if candidate.verdict is Verdict.NOTHING:
                continue
            rows = matching.as_rows(candidate.evidence)
            proposal = Proposal(place, candidate.who, candidate.score, rows)
            known = found.get(proposal.pair)
            if known is None or known.score < proposal.score:
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
    claim.printed = proposal.place.position.printed.printed
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
