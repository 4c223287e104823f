"""Finding erasures, and the people whom they and copies concern."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.people.models import Researcher
from registry.policy import Permission as P
from registry.privacy.models import Erasure, ErasureState


def person(researcher_id: int, *, by: Actor) -> Researcher | None:
    """Whose record it is, for those who may know what is held of it or who looked."""
    found = db.session.get(Researcher, researcher_id)
    if found is None or found.merged_into_id is not None:
        return None
    return found if by.may(P.LOOKS_READ, found) else None


def erasure(erasure_id: int, *, by: Actor) -> Erasure | None:
    """One erasure, for HR."""
    return db.session.get(Erasure, erasure_id) if by.may(P.ERASURE_READ) else None


def erasures(part: Slice, state: str | None = None) -> Page[Erasure]:
    """Erasures, newest first."""
    wanted: Select[Erasure] = select(Erasure).options(joinedload(Erasure.researcher))
    if state:
        wanted = wanted.where(Erasure.state == state)
    return paginate(wanted, (By(Erasure.id, descending=True),), part)


def waiting() -> int:
    """How many erasures wait for a decision."""
    found = select(Erasure.id).where(Erasure.state == ErasureState.ASKED)
    return len(db.session.scalars(found).all())
