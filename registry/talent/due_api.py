"""What is due of the cases, as JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from registry.core import clock
from registry.core.actor import Actor
from registry.core.web import Resource
from registry.policy import Permission as P
from registry.talent import due
from registry.talent.due import Item
from registry.talent.due_schemas import DueItemSchema, DueQuerySchema

dues = Resource("due", "/hires/due", "What is due of the cases")


@dues.get("", permission=P.HIRE_LIST, query=DueQuerySchema, returns=DueItemSchema, many=True)
def list_due(query: dict[str, Any], *, by: Actor) -> list[Item]:
    """What is overdue, and what is due within so many days, the earliest first."""
    return wanted(query, by=by)


def wanted(query: dict[str, Any], *, by: Actor) -> list[Item]:
    """The items that a query asks for."""
    found = due.items(clock.today() + timedelta(days=query["days"]), by=by)
    return [item for item in found if query["due"] in (None, item.due)]
