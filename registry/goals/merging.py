"""What becomes of goal links when two records of one person become one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, select

from registry.core.db import db
from registry.goals.models import GoalLink
from registry.people.merge import RESOLVERS
from registry.people.moves import Merging

LINKS = GoalLink.metadata.tables["goal_link"]


def take_links(merging: Merging, column: Column[Any]) -> None:
    """The kept one gets the links; where both have a primary goal, the kept one's stays it."""
    primary = select(LINKS.c.id).where(LINKS.c.is_primary)
    if db.session.scalar(primary.where(column == merging.kept_id)):
        for key in db.session.scalars(primary.where(column == merging.gone_id)).all():
            merging.set(LINKS.c.is_primary, key, value=False)
    merging.move(column)


RESOLVERS["goal_links"] = take_links
