"""Finding claims: whose they are, who is confirmed where, and what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union_all

from registry.accounts.models import Account, Deputy
from registry.claims.models import Claim, ClaimIdentifier, ClaimState, kept_answer
from registry.core.actor import Actor
from registry.core.among import among
from registry.core.clock import UTCDateTime
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.outputs.models import Byline, Output
from registry.people.models import Researcher
from registry.policy import Permission

HOLDING = (ClaimState.CONFIRMED, ClaimState.DISPUTED)
"""The states in which somebody says that a position is theirs."""


LARGEST_KEY = 2**31


@dataclass(frozen=True)
class Claimant:
    """Whose claims are asked for or made; the policy sees it as theirs."""

    owner_ids: frozenset[int]
    """The researcher, and for whom they are a deputy."""


class Confirmed(NamedTuple):
    """A researcher who stands on an output; without a position where a refresh took it away."""

    researcher_id: int
    byline_id: int | None
    position: int | None


def myself(*, by: Actor) -> Claimant:
    """Who asks, as a claimant."""
    return Claimant(_own(by))


def visible_to(by: Actor) -> Select[Claim]:
    """The claims that an actor may see: their own and those of whom they are a deputy.

    All for administrators and auditors.
    """
    if by.may(Permission.CLAIM_READ):
        return select(Claim)
    return select(Claim).where(Claim.researcher_id.in_(_own(by)))


def visible(claim_id: int, *, by: Actor) -> Claim | None:
    """A claim that the actor may see."""
    if not 0 < claim_id < LARGEST_KEY:
        return None
    return db.session.scalars(visible_to(by).where(Claim.id == claim_id)).one_or_none()


def visible_among(claim_ids: Iterable[int], *, by: Actor) -> dict[int, Claim]:
    """Those of these claims that the actor may see, by key."""
    wanted = visible_to(by).where(among(Claim.id, claim_ids))
    return {claim.id: claim for claim in db.session.scalars(wanted)}


def page(part: Slice, filters: Mapping[str, Any], *, by: Actor) -> Page[Claim]:
    """Claims by `researcher`, `output`, `state`, `unsure` and `checked`, newest first."""
    columns = {"researcher": Claim.researcher_id, "output": Claim.output_id, "state": Claim.state}
    wanted = visible_to(by)
    for name, column in columns.items():
        if filters.get(name) is not None:
            wanted = wanted.where(column == filters[name])
    moments = {"unsure": Claim.unsure_at, "checked": Claim.checked_at}
    for name, moment in moments.items():
        if filters.get(name) is not None:
            wanted = wanted.where(moment.is_not(None) if filters[name] else moment.is_(None))
    return paginate(wanted, (By(Claim.id, descending=True),), part)


def for_researcher(researcher_id: int, *states: ClaimState) -> Select[Claim]:
    """The claims of a researcher, in these states or in any."""
    wanted = select(Claim).where(Claim.researcher_id == researcher_id)
    return wanted.where(Claim.state.in_(states)) if states else wanted


def on_outputs(researcher_id: int, output_ids: Iterable[int]) -> Select[Claim]:
    """The claims of a researcher on these outputs."""
    return for_researcher(researcher_id).where(among(Claim.output_id, output_ids))


def inbox(
    part: Slice, researcher_id: int, *, unsure: bool = False, since: datetime | None = None
) -> Page[Claim]:
    """What a researcher is asked, the most certain first, what was put off last; or that alone.

    `since` is when they began to leaf through it: what changed after that comes at the end, in the
    order of its changes, so that nothing moves to where they have been. What one answer settles
    for many papers is asked apart, by `identifiers.questions`.
    """
    wanted = for_researcher(researcher_id, ClaimState.SUGGESTED)
    put_off = case((Claim.unsure_at.is_(None), 0), else_=1)
    certainty = func.coalesce(Claim.score, 0.0)
    if unsure:
        wanted = wanted.where(Claim.unsure_at.is_not(None))
    order = (By(put_off), By(certainty, descending=True), By(Claim.id))
    return paginate(wanted, (By(_changed_after(since)), *order) if since else order, part)


def _changed_after(moment: datetime) -> ColumnElement[datetime]:
    """When a claim changed after the moment; the moment itself where it did not."""
    at = literal(moment, UTCDateTime)
    return case((Claim.updated_at > at, Claim.updated_at), else_=at)


def answered(part: Slice, researcher_id: int, state: ClaimState) -> Page[Claim]:
    """The researcher's claims in a state, the newest works first."""
    wanted = for_researcher(researcher_id, state).join(Output, Output.id == Claim.output_id)
    order = (By(Output.year, descending=True), By(Claim.id, descending=True))
    return paginate(wanted, order, part)


def counts(researcher_id: int) -> dict[str, int]:
    """How many claims of a researcher stand in each state.

    `unsure` are those among `suggested` that were put off, `identifiers` the questions about
    identifiers that were.
    """
    numbers = select(Claim.state, func.count(), func.count(Claim.unsure_at)).where(
        Claim.researcher_id == researcher_id
    )
    found = dict.fromkeys([*map(str, ClaimState), "unsure"], 0)
    for state, number, unsure in db.session.execute(numbers.group_by(Claim.state)):
        found[state] = number
        found["unsure"] += unsure
    unsure_of = ClaimIdentifier.researcher_id == researcher_id, ClaimIdentifier.is_theirs.is_(None)
    put_off = select(func.count()).select_from(ClaimIdentifier).where(*unsure_of)
    return found | {"identifiers": db.session.scalar(put_off) or 0}


def undoable(claim_ids: Iterable[int], *, by: Actor) -> frozenset[int]:
    """Those of these claims whose last answer the actor may take back. Two queries.

    It is who gave it, their deputy or who they are a deputy of, or an administrator.
    """
    wanted = select(
        *(Claim.id, Claim.researcher_id, Claim.state),
        *(Claim.before, Claim.decided_at, Claim.unsure_at),
    ).where(among(Claim.id, claim_ids))
    kept = ((row.id, row.researcher_id, kept_answer(row)) for row in db.session.execute(wanted))
    givers = {key: (said["by"], whose) for key, whose, said in kept if said}
    if by.may(Permission.CLAIM_SETTLE):
        return frozenset(givers)
    sides = _sides({whose for _, whose in givers.values()} & _own(by))
    return frozenset(
        key
        for key, (giver, whose) in givers.items()
        if (giver, whose) in sides or (giver is not None and giver == by.account_id)
    )


def _sides(researcher_ids: Iterable[int]) -> set[tuple[int | None, int]]:
    """Who answers for these researchers: their accounts, their deputies, the registry (None)."""
    keys = list(researcher_ids)
    found: set[tuple[int | None, int]] = {(None, key) for key in keys}
    accounts = select(Account.id, Account.researcher_id).where(Account.researcher_id.in_(keys))
    deputies = select(Deputy.account_id, Deputy.researcher_id)
    both: Any = union_all(accounts, deputies.where(Deputy.researcher_id.in_(keys)))
    return found | {(account, whose) for account, whose in db.session.execute(both)}


def of_pair(output_id: int, researcher_id: int) -> Claim | None:
    """The one claim of a researcher on an output."""
    wanted = for_researcher(researcher_id).where(Claim.output_id == output_id)
    return db.session.scalars(wanted).one_or_none()


def identifier(identifier_id: int, *, by: Actor) -> ClaimIdentifier | None:
    """An answer about an identifier, for who may read the claims of its researcher."""
    if not 0 < identifier_id < LARGEST_KEY:
        return None
    found = db.session.get(ClaimIdentifier, identifier_id)
    return found if found and by.may(Permission.CLAIM_READ, found) else None


def confirmed_outputs(researcher_id: int) -> Select[int]:
    """The keys of the outputs that are confirmed as a researcher's."""
    is_theirs = Claim.researcher_id == researcher_id
    return select(Claim.output_id).where(is_theirs, Claim.state == ClaimState.CONFIRMED)


def confirmed_researchers(output_ids: Iterable[int]) -> dict[int, list[Confirmed]]:
    """Who is confirmed on these outputs, by position; each has a list. One query."""
    found: dict[int, list[Confirmed]] = {output_id: [] for output_id in output_ids}
    wanted = (
        select(Claim.output_id, Claim.researcher_id, Claim.byline_id, Byline.position)
        .outerjoin(Byline, Byline.id == Claim.byline_id)
        .where(Claim.output_id.in_(list(found)), Claim.state == ClaimState.CONFIRMED)
        .order_by(Claim.output_id, Byline.position, Claim.id)
    )
    for output_id, researcher_id, byline_id, position in db.session.execute(wanted):
        found[output_id].append(Confirmed(researcher_id, byline_id, position))
    return found


def holders(byline_ids: Iterable[int]) -> dict[int, Claim]:
    """The confirmed claim of each of these positions that has one."""
    wanted = select(Claim).where(Claim.byline_id.in_(list(byline_ids)), _is(ClaimState.CONFIRMED))
    return {claim.byline_id: claim for claim in db.session.scalars(wanted) if claim.byline_id}


def on_positions(byline_ids: Iterable[int]) -> dict[int, list[Claim]]:
    """The confirmed and disputed claims of each of these positions, the confirmed first."""
    found: dict[int, list[Claim]] = {byline_id: [] for byline_id in byline_ids}
    wanted = select(Claim).where(Claim.byline_id.in_(list(found)), Claim.state.in_(HOLDING))
    for claim in db.session.scalars(wanted.order_by(Claim.state, Claim.decided_at, Claim.id)):
        found[claim.byline_id or 0].append(claim)
    return found


def output(output_id: int) -> Output | None:
    """The output of a key."""
    return db.session.get(Output, output_id)


def researcher(researcher_id: int) -> Researcher | None:
    """The researcher of a key, unless the record was merged into another."""
    found = db.session.get(Researcher, researcher_id)
    return found if found and found.merged_into_id is None else None


def _is(state: ClaimState) -> ColumnElement[bool]:
    return Claim.state == state


def _own(by: Actor) -> frozenset[int]:
    return by.acts_for | ({by.researcher_id} if by.researcher_id else frozenset())
