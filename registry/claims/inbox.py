"""Whose inbox is shown, and what its questions about identifiers show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from registry.claims import queries
from registry.claims.identifiers import IdentifierQuestion
from registry.claims.models import Claim
from registry.claims.queries import Claimant
from registry.core.actor import Actor
from registry.core.among import among
from registry.core.db import db
from registry.core.errors import NotFound
from registry.outputs.models import Output
from registry.people.models import Researcher
from registry.people.own import record_of
from registry.policy import Permission

TITLES = 3


@dataclass(frozen=True)
class Inbox:
    """Whose claims are shown: one's own, or those of somebody for whom one acts.

    `others` are all whom the reader can choose between, themselves first; empty without a choice.
    """

    researcher: Researcher
    is_own: bool = True
    others: list[Researcher] = field(default_factory=list)

    @property
    def key(self) -> int:
        """The researcher's number."""
        return self.researcher.id

    @property
    def address(self) -> dict[str, int]:
        """What addresses and forms carry on, so that they are about the same researcher."""
        return {} if self.is_own else {"for": self.key}


def reader(*, by: Actor) -> Claimant:
    """Who looks at an inbox, their own or another's. Raises SignInNeeded and NoOwnRecord."""
    if not by.acts_for:
        record_of(by)
    return queries.myself(by=by)


def whose(researcher_id: int | None, *, by: Actor) -> Inbox:
    """The inbox of the researcher asked for, else one's own, else of the first one acts for.

    Raises NotFound where there is no such researcher, NotAllowed where `by` may not answer.
    """
    others = _choice(by)
    first = others[0].id if others else 0
    wanted = researcher_id or by.researcher_id or first
    found = queries.researcher(wanted)
    if found is None:
        raise NotFound
    by.check(Permission.CLAIM_MAKE, found)
    return Inbox(found, wanted == by.researcher_id, others if by.acts_for else [])


def titles(questions: Iterable[IdentifierQuestion]) -> dict[int, Output]:
    """The first works of each question, by the key of their claim. One query."""
    keys = [key for question in questions for key in question.claims[:TITLES]]
    if not keys:
        return {}
    wanted = select(Claim.id, Output).join(Output, Output.id == Claim.output_id)
    return {key: work for key, work in db.session.execute(wanted.where(among(Claim.id, keys)))}  # noqa: C416


def examples(question: IdentifierQuestion, works: dict[int, Output]) -> Sequence[Output]:
    """The works that a question names."""
    return [works[key] for key in question.claims[:TITLES] if key in works]


def _choice(by: Actor) -> list[Researcher]:
    keys = by.acts_for | ({by.researcher_id} if by.researcher_id else set())
    if not by.acts_for:
        return []
    wanted = select(Researcher).where(Researcher.id.in_(keys), Researcher.merged_into_id.is_(None))
    rows = db.session.scalars(wanted.order_by(Researcher.sort_name, Researcher.id))
    return sorted(rows, key=lambda person: person.id != by.researcher_id)
