"""Suggestions: positions that may be somebody's, put to them as a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from registry.audit import service as audit
from registry.claims import confirming, matching
from registry.claims.answering import Change
from registry.claims.confirming import Grounds, confirm, grounds, may_confirm
from registry.claims.matcher import Candidate, Matcher
from registry.claims.matching import Verdict
from registry.claims.models import Claim, ClaimState
from registry.claims.places import Place, places_on
from registry.claims.proven import Proven, proven
from registry.claims.roster import outputs_for, remember, roster
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db

AT_ONCE = 1000
Pair = tuple[int, int]
"""An output and a researcher."""


class Made(NamedTuple):
    """How many questions are new or changed, and how many claims needed none."""

    asked: int
    confirmed: int


@dataclass(frozen=True)
class Proposal:
    """A position proposed to a researcher, and why; `grounds` where no question is needed."""

    place: Place
    researcher_id: int
    score: float
    evidence: list[dict[str, Any]]
    grounds: Grounds | None = None

    @property
    def pair(self) -> Pair:
        """The output and the researcher."""
        return self.place.output_id, self.researcher_id

    @property
    def rank(self) -> tuple[bool, float]:
        """By which the best of several positions is found."""
        return self.grounds is not None, self.score


def for_outputs(output_ids: Sequence[int], *, by: Actor, run: str | None = None) -> Made:
    """Ask those who may stand on these outputs, or confirm what needs no question.

    `run` names the work whose parts are told of together.
    """
    places = places_on(output_ids)
    proposals = _proposals(places, roster()) if places else {}
    return _ask(proposals, Claim.output_id.in_(list(output_ids)), by=by, run=run)


def for_researcher(researcher_id: int, *, by: Actor) -> Made:
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
    known = proven()
    found: dict[Pair, Proposal] = {}
    certain: Counter[Pair] = Counter()
    for place in places:
        for proposal in _proposed(place, people.candidates(place.position), known):
            certain[proposal.pair] += proposal.grounds is not None
            rival = found.get(proposal.pair)
            if rival is None or rival.rank < proposal.rank:
                found[proposal.pair] = proposal
    twice = {pair: replace(found[pair], grounds=None) for pair, n in certain.items() if n > 1}
    return found | twice


def _proposed(
    place: Place, candidates: Sequence[Candidate], known: Mapping[int, Proven]
) -> Iterator[Proposal]:
    certain = grounds(place.position, candidates, known)
    for candidate in candidates:
        own = certain if certain and certain.who == candidate.who else None
        if own or candidate.verdict is not Verdict.NOTHING:
            rows = matching.as_rows(candidate.evidence)
            yield Proposal(place, candidate.who, candidate.score, rows, own)


def _ask(
    proposals: dict[Pair, Proposal],
    scope: ColumnElement[bool],
    *,
    by: Actor,
    run: str | None = None,
) -> Made:
    """Bring the open questions within `scope` to the proposals; what was answered stays."""
    known = {
        (c.output_id, c.researcher_id): c for c in db.session.scalars(select(Claim).where(scope))
    }
    taken = _taken(proposals.values())
    wanted = {p.pair: p for p in proposals.values() if p.place.byline_id not in taken}
    for pair, claim in known.items():
        if claim.state == ClaimState.SUGGESTED and pair not in proposals:
            drop(claim, by=by)
    put = [row for pair, p in wanted.items() if (row := _put(known.get(pair), p, by=by))]
    confirmed = Counter(row.researcher_id for row in put if row.state == ClaimState.CONFIRMED)
    confirming.tell(confirmed, run=run)
    return Made(len(put) - confirmed.total(), confirmed.total())


def _taken(proposals: Iterable[Proposal]) -> set[int | None]:
    keys = [proposal.place.byline_id for proposal in proposals]
    held = select(Claim.byline_id).where(
        Claim.byline_id.in_(keys), Claim.state == ClaimState.CONFIRMED
    )
    return set(db.session.scalars(held))


def _put(known: Claim | None, proposal: Proposal, *, by: Actor) -> Claim | None:
    """The claim where it is new or changed, else nothing."""
    if known and not _is_open(known):
        return None
    claim = known or Claim(
        output_id=proposal.place.output_id,
        researcher_id=proposal.researcher_id,
        state=ClaimState.SUGGESTED,
    )
    certain = proposal.grounds if may_confirm(known) else None
    said = (claim.state, claim.byline_id, claim.score, claim.evidence)
    asked = (proposal.place.byline_id, proposal.score, proposal.evidence)
    if known and not certain and said == (ClaimState.SUGGESTED, *asked):
        return None
    change = Change(claim)

    def write() -> None:
        claim.byline_id, claim.score, claim.evidence = asked
        claim.printed = proposal.place.position.printed.printed
        claim.state = ClaimState.SUGGESTED
        if certain:
            confirm(change, certain)
        db.session.add(claim)

    return _told(change, by=by) if _done(write) else None


def _told(change: Change, *, by: Actor) -> Claim:
    claim, score = change.row, change.row.score
    if claim.state == ClaimState.CONFIRMED:
        change.tell(by=SYSTEM, score=score, asked=False)
    else:
        audit.record("claim.suggested", claim, by=by, details={"score": score})
    return claim


def _is_open(claim: Claim) -> bool:
    """Whether nobody has answered: a question, or an answer taken back that never was one."""
    unanswered = claim.state == ClaimState.WITHDRAWN and claim.decided_at is None
    return claim.state == ClaimState.SUGGESTED or unanswered


def drop(claim: Claim, *, by: Actor) -> None:
    """Ask no more: nothing speaks for it any longer."""
    key, details = claim.id, {"output": claim.output_id, "researcher": claim.researcher_id}
    if _done(lambda: db.session.delete(claim)):
        audit.record("claim.suggestion_dropped", ("Claim", key), by=by, details=details)


def _done(write: Callable[[], None]) -> bool:
    """Whether it could be written; its person may be answering at this moment."""
    try:
        with db.session.begin_nested():
            write()
            db.session.flush()
    except (IntegrityError, StaleDataError):
        return False
    return True
