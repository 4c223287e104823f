"""The order of affiliations that somebody entered, carried over when affiliations are rewritten."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, select

from registry.core import clock
from registry.core.among import among
from registry.core.db import db
from registry.outputs.models import BylineAffiliation, BylineFact

FACT = cast("Table", BylineFact.__table__)
HOUSE = BylineAffiliation.__table__
PRINTED = (HOUSE.c.name, HOUSE.c.department, HOUSE.c.place, HOUSE.c.ror)
GONE = 0
"""Stands in an order for an affiliation that is printed no more: the order needs another look."""

Printed = tuple[Any, ...]
Orders = Mapping[int, Sequence[Printed | None]]


def entered(byline_ids: Collection[int]) -> Orders:
    """The orders entered for these byline rows, each as what is printed, by row."""
    wanted = select(FACT.c.byline_id, FACT.c.affiliation_order).where(
        among(FACT.c.byline_id, byline_ids), FACT.c.affiliation_order.is_not(None)
    )
    found = {key: order for key, order in db.session.execute(wanted) if order is not None}
    printed = {number: text for row in _houses(found).values() for number, text in row}
    return {key: [printed.get(number) for number in order] for key, order in found.items()}


def carry_over(orders: Orders) -> None:
    """Let the orders name the rows that now print the same.

    Where one is gone or new, the order has to be looked at and checked again.
    """
    if not orders:
        return
    now = _houses(orders)
    kept = {key: _found(order, now.get(key, [])) for key, order in orders.items()}
    whole = {key: GONE not in found and len(found) == len(now[key]) for key, found in kept.items()}
    statement = (
        FACT.update()
        .where(FACT.c.byline_id == bindparam("key"))
        .values(affiliation_order=bindparam("order"), version=FACT.c.version + 1)
        .values(updated_at=clock.now())
    )
    rows = [{"key": key, "order": found} for key, found in kept.items()]
    db.session.execute(statement, rows)
    if unsure := [key for key, is_whole in whole.items() if not is_whole]:
        unchecked = FACT.update().where(among(FACT.c.byline_id, unsure))
        db.session.execute(unchecked.values(checked_by=None, checked_at=None))


def _houses(byline_ids: Collection[int]) -> dict[int, list[tuple[int, Printed]]]:
    """The affiliations printed for each of these byline rows, in their order: key and text."""
    found: dict[int, list[tuple[int, Printed]]] = {key: [] for key in byline_ids}
    if found:
        wanted = select(HOUSE.c.byline_id, HOUSE.c.id, *PRINTED).order_by(HOUSE.c.position)
        for key, number, *text in db.session.execute(
            wanted.where(among(HOUSE.c.byline_id, byline_ids))
        ):
            found[key].append((number, tuple(text)))
    return found


def _found(order: Sequence[Printed | None], houses: list[tuple[int, Printed]]) -> list[int]:
    """The keys of the rows that print this; each row once."""
    left = list(houses)
    keys: list[int] = []
    for text in order:
        match = next((house for house in left if house[1] == text), None)
        keys.append(match[0] if match else GONE)
        if match:
            left.remove(match)
    return keys
