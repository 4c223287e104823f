"""One question an identifier: is this ORCID iD, is this e-mail address yours?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from importers.identifiers import InvalidIdentifier, normalise_orcid
from registry.audit import service as audit
from registry.claims import many, matching, suggesting, undoing
from registry.claims.answering import acting
from registry.claims.errors import NotAnAddress, NotAnOrcid
from registry.claims.evidence import NAME_CODES, Evidence
from registry.claims.facts import IdentifierAnswered
from registry.claims.matching import Verdict
from registry.claims.models import Claim, ClaimIdentifier, ClaimState
from registry.claims.places import EMAIL
from registry.claims.printed import ORCID, Carried, Identifier, beside_questions, papers_with
from registry.claims.proven import NOTHING, proven
from registry.claims.roster import evidence_on
from registry.core import clock, facts
from registry.core.actor import Actor
from registry.core.among import among
from registry.core.db import db
from registry.people.models import Researcher

LONGEST = 254
OUTCOME = {
    ClaimState.CONFIRMED: "confirmed",
    ClaimState.SUGGESTED: "open",
    ClaimState.DISPUTED: "open",
    ClaimState.REJECTED: "rejected",
    ClaimState.WITHDRAWN: "rejected",
}


@dataclass(frozen=True)
class IdentifierQuestion:
    """An identifier printed where open suggestions stand, and what an answer would settle.

    `scheme` is "orcid" or "email"; `papers` are as many as `claims`, the open suggestions that
    carry it; `spellings` are the names printed beside it; `unsure_at` when it was put off.
    """

    scheme: str
    value: str
    papers: int
    spellings: tuple[str, ...]
    claims: tuple[int, ...]
    unsure_at: datetime | None = None


@dataclass(frozen=True)
class IdentifierAnswer:
    """What was answered about an identifier, and the papers that carry it by what became of them.

    `open` are to be answered or disputed, `rejected` not theirs or withdrawn.
    """

    row: ClaimIdentifier
    confirmed: int = 0
    open: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class Answered:
    """An answer, the claims that it settled (confirmed or disputed), and how many it dropped."""

    row: ClaimIdentifier
    claims: list[Claim]
    dropped: int = 0


def questions(researcher_id: int) -> list[IdentifierQuestion]:
    """What one answer would settle, the most papers first, what was put off last. Five queries.

    Not asked is what was answered, and the iD that the researcher signed in with.
    """
    put_off = _put_off(researcher_id)
    known = proven([researcher_id]).get(researcher_id, NOTHING)
    found: dict[Identifier, list[Carried]] = defaultdict(list)
    for carried in beside_questions(researcher_id):
        if carried.value not in known.theirs and carried.value not in known.refused:
            found[carried.scheme, carried.value].append(carried)
    asked = [_question(one, beside, put_off.get(one)) for one, beside in found.items()]
    return sorted(asked, key=lambda q: (bool(q.unsure_at), -q.papers, q.scheme != ORCID, q.value))


def answers(researcher_id: int) -> list[IdentifierAnswer]:
    """What a researcher answered and what each identifier brought. Four queries.

    First what was put off, then the newest.
    """
    wanted = select(ClaimIdentifier).where(ClaimIdentifier.researcher_id == researcher_id)
    order = (ClaimIdentifier.is_theirs.is_not(None), ClaimIdentifier.id.desc())
    rows = db.session.scalars(wanted.order_by(*order)).all()
    papers = papers_with(researcher_id, [row.value for row in rows]) if rows else {}
    claimed = select(Claim.output_id, Claim.state).where(Claim.researcher_id == researcher_id)
    states = {claim.output_id: claim.state for claim in db.session.execute(claimed)}
    found = []
    for row in rows:
        outputs = papers.get((row.scheme, row.value), set())
        brought = Counter(OUTCOME[ClaimState(states[key])] for key in outputs)
        found.append(IdentifierAnswer(row, **brought))
    return found


def answer(
    researcher: Researcher, scheme: str, value: str, *, is_theirs: bool | None, by: Actor
) -> Answered:
    """Whether an identifier is this researcher's: one answer for every paper that carries it.

    None puts the question off: it settles nothing, is asked last, and stays to be answered.

    Where it is theirs, each open suggestion beside it whose name agrees is confirmed (disputed
    where another holds the position), and so are papers that come later. Where it is not, the
    suggestions that rest on it are dropped; the papers may still be theirs, for a publisher may
    have printed a co-author's iD. An answer given before is taken back first. Raises NotAnOrcid
    and NotAnAddress.
    """
    wanted = normal(scheme, value)
    row = _answered(researcher.id, scheme, wanted, is_theirs=is_theirs, by=by)
    rows = [] if is_theirs is None else _carrying(researcher.id, (scheme, wanted))
    said = evidence_on([claim.output_id for claim in rows], researcher.id) if rows else {}
    claims, dropped = [], 0
    if is_theirs:
        agreeing = [claim for claim in rows if _name_agrees(said.get(claim.byline_id or 0, ()))]
        if agreeing:
            claims = many.accept_all(agreeing, by=by, identifier=row.id, said=said)
    elif is_theirs is False:
        dropped = _weigh_again(rows, said, by=by)
    details = _said(row, by) | {"claims": [claim.id for claim in claims], "dropped": dropped}
    verb = "identifier.not_sure" if is_theirs is None else "identifier.answered"
    audit.record(verb, row, by=by, details=details)
    facts.announce(IdentifierAnswered(researcher.id))
    db.session.flush()
    return Answered(row, claims, dropped)


def take_back(row: ClaimIdentifier, *, by: Actor) -> None:
    """Undo an answer: what it confirmed, untouched since, is open again; the rest is asked anew."""
    restored = _restored(row, by=by)
    details = _said(row, by) | {"claims": restored}
    audit.record("identifier.taken_back", row, by=by, details=details)
    facts.announce(IdentifierAnswered(row.researcher_id))
    db.session.delete(row)
    db.session.flush()


def normal(scheme: str, value: str) -> str:
    """The identifier in its one written form. Raises NotAnOrcid and NotAnAddress."""
    if scheme == ORCID:
        try:
            return normalise_orcid(value)
        except InvalidIdentifier:
            raise NotAnOrcid(field="value", value=value) from None
    address = value.strip().lower()
    if len(address) > LONGEST or not EMAIL.fullmatch(address):
        raise NotAnAddress(field="value", value=value)
    return address


def _put_off(researcher_id: int) -> dict[Identifier, datetime]:
    """About which identifiers the researcher was not sure, and since when."""
    row = ClaimIdentifier
    wanted = select(row.scheme, row.value, row.decided_at)
    unsure = wanted.where(row.researcher_id == researcher_id, row.is_theirs.is_(None))
    return {(scheme, value): at for scheme, value, at in db.session.execute(unsure)}


def _question(
    identifier: Identifier, beside: Sequence[Carried], unsure_at: datetime | None
) -> IdentifierQuestion:
    claims = tuple(sorted({carried.claim_id for carried in beside}))
    spellings = tuple(sorted({carried.printed for carried in beside}))
    return IdentifierQuestion(*identifier, len(claims), spellings, claims, unsure_at)


def _answered(
    researcher_id: int, scheme: str, value: str, *, is_theirs: bool | None, by: Actor
) -> ClaimIdentifier:
    """The row of the answer; where another one was given before, its claims are open again."""
    row = _row(researcher_id, scheme, value)
    if row.id and row.is_theirs != is_theirs:
        _restored(row, by=by)
    row.is_theirs, row.decided_by, row.decided_at = is_theirs, by.account_id, clock.now()
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:  # the same answer came at the same moment
        return _answered(researcher_id, scheme, value, is_theirs=is_theirs, by=by)
    return row


def _row(researcher_id: int, scheme: str, value: str) -> ClaimIdentifier:
    same = {"researcher_id": researcher_id, "scheme": scheme, "value": value}
    wanted = select(ClaimIdentifier).filter_by(**same).with_for_update()
    known = db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    return known or ClaimIdentifier(**same)


def _carrying(researcher_id: int, identifier: Identifier) -> list[Claim]:
    """The open suggestions at whose positions the identifier is printed; nobody else answers."""
    beside = beside_questions(researcher_id)
    keys = {c.claim_id for c in beside if (c.scheme, c.value) == identifier}
    is_open = Claim.state == ClaimState.SUGGESTED
    wanted = select(Claim).where(among(Claim.id, keys), is_open).order_by(Claim.id)
    locked = wanted.with_for_update(of=Claim).execution_options(populate_existing=True)
    return list(db.session.scalars(locked)) if keys else []


def _name_agrees(evidence: Sequence[Evidence]) -> bool:
    return any(e.code in NAME_CODES for e in evidence)


def _weigh_again(
    claims: Sequence[Claim], said: Mapping[int, Sequence[Evidence]], *, by: Actor
) -> int:
    """Drop the suggestions for which nothing else suffices; how many."""
    dropped = 0
    for claim in claims:
        evidence = said.get(claim.byline_id or 0, ())
        if matching.verdict(evidence) is Verdict.NOTHING:
            suggesting.drop(claim, by=by)
            dropped += 1
        else:
            many.explain(claim, said)
    db.session.flush()
    return dropped


def _restored(row: ClaimIdentifier, *, by: Actor) -> list[int]:
    """Open again what the answer confirmed and nobody touched or checked since."""
    wanted = select(Claim).where(
        Claim.researcher_id == row.researcher_id,
        Claim.before.is_not(None),
        Claim.checked_at.is_(None),
        Claim.state.in_((ClaimState.CONFIRMED, ClaimState.DISPUTED)),
    )
    locked = wanted.with_for_update(of=Claim).execution_options(populate_existing=True)
    claims = [
        claim
        for claim in db.session.scalars(locked.order_by(Claim.id))
        if (claim.last_answer or {}).get("identifier") == row.id
    ]
    return [claim.id for claim in undoing.restore(claims, by=by)]


def _said(row: ClaimIdentifier, by: Actor) -> dict[str, object]:
    """What the audit trail says; the identifier itself stays in its row."""
    said = {"researcher": row.researcher_id, "scheme": row.scheme, "theirs": row.is_theirs}
    return said | acting(row.researcher_id, by)
