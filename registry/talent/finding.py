"""Hires by what is due of them: joins what `due` says to the filters of lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from registry.core import clock, settings
from registry.core.actor import Actor
from registry.talent import due
from registry.talent.due import Due, Item

OVERDUE, SOON = "overdue", "soon"
DUES = (OVERDUE, SOON, *Due)
"""What one may ask for: what is over, what is over or within the days of reminders, or a kind."""

YEAR = 365


def narrowed(filters: Mapping[str, Any], *, by: Actor) -> dict[str, Any]:
    """The filters, with `due` as the keys of the hires of which that is due.

    A kind is looked for a year ahead.
    """
    asked = filters.get("due")
    if not asked:
        return dict(filters)
    days = settings.config().remind_days if asked == SOON else YEAR
    found = due.items(clock.today() + timedelta(days=days), by=by)
    return {**filters, "ids": sorted({item.hire.id for item in found if _is(item, asked)})}


def _is(item: Item, asked: str) -> bool:
    if asked == OVERDUE:
        return item.overdue
    return asked in (SOON, item.due)
