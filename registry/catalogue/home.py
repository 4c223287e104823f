"""What the first page tells each role: numbers that are links to what they count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from registry.catalogue import queries
from registry.claims import identifiers
from registry.claims import queries as claims
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import Slice
from registry.corrections import queries as corrections
from registry.goals import queries as goals
from registry.goals import work_list
from registry.outputs.models import Output
from registry.people import queries as people
from registry.people.models import Researcher
from registry.policy import Permission, Role
from registry.talent import due
from registry.talent import queries as talent
from registry.talent.due_labels import DUES
from registry.talent.labels import DOCUMENTS
from registry.talent.stages import STEPS

NEWEST = 5
ASKED = 3
DUE_SHOWN, DUE_WITHIN = 8, 90


@dataclass(frozen=True)
class Total:
    """How much the registry holds."""

    outputs: int
    researchers: int
    goals: int


def for_everybody(*, by: Actor) -> dict[str, Any]:
    """Totals, the goals with their counts, and the newest outputs."""
    seen = people.visible_to(by).with_only_columns(Researcher.id).subquery()
    totals = Total(
        db.session.scalar(select(func.count()).select_from(Output)) or 0,
        db.session.scalar(select(func.count()).select_from(seen)) or 0,
        len(goals.goals()),
    )
    newest = queries.page(Slice(NEWEST), {}, by=by)
    return {
        "totals": totals,
        "goals": goals.goals(),
        "counts": goals.counts(by=by),
        "newest": newest.items,
        "this_year": clock.today().year,
    }


def for_role(*, by: Actor) -> dict[str, Any]:
    """What waits for this actor."""
    found: dict[str, Any] = {}
    if by.may(Permission.CORRECTION_OWN_LIST) and (to_know := corrections.unseen(by=by)):
        found["to_know"] = to_know
        found["to_know_count"] = corrections.unseen_count(by=by)
    if Role.RESEARCHER in by.roles and by.researcher_id:
        found["asked"] = claims.inbox(Slice(ASKED), by.researcher_id).items
        found["answers"] = claims.counts(by.researcher_id)
        questions = identifiers.questions(by.researcher_id)
        found["question"] = next((q for q in questions if q.unsure_at is None), None)
    if by.may(Permission.WORK_LIST_READ):
        found["without_goal"] = sum(work_list.missing_counts(by=by).values())
    if by.may(Permission.HIRE_LIST):
        found["stages"], found["steps"] = talent.stage_counts({}, by=by), STEPS
    if by.may(Permission.HIRE_CHANGE):
        until = clock.today() + timedelta(days=DUE_WITHIN)
        found["due"] = due.items(until, by=by)[:DUE_SHOWN]
        found["dues"], found["document_kinds"] = DUES, DOCUMENTS
    return found
