"""What no source says of a name on a byline: entered by one person, checked by another.

None is *unknown*, not *no*. The order of affiliations is kept by their keys, so that it outlives a
refresh that prints them in another order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from registry.audit import service as audit
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.second_person import check_second_person
from registry.outputs.errors import NothingSaid, OrderIncomplete
from registry.outputs.models import Byline, BylineFact, Output

VALUES = ("corresponding", "equal_contribution")
ORDER = "affiliation_order"


def of(byline: Byline) -> BylineFact | None:
    """Who entered and who checked what is said of this name."""
    return db.session.scalars(select(BylineFact).filter_by(byline_id=byline.id)).one_or_none()


def enter(
    byline: Byline,
    said: Mapping[str, Any],
    *,
    by: Actor,
    extra: Mapping[str, Any] | None = None,
) -> Byline:
    """Say `corresponding`, `equal_contribution` (yes, no, None for unknown) or `affiliation_order`.

    The order names every affiliation once, by its place in the source. What differs from before has
    to be checked anew. `extra` is told to the audit trail. Raises OrderIncomplete.
    """
    fact = of(byline) or BylineFact(byline_id=byline.id)
    ordered = _keys(byline, said[ORDER]) if ORDER in said else fact.affiliation_order
    for name in VALUES:
        if name in said:
            setattr(byline, name, said[name])
    changed = audit.changes(byline)
    if ordered != fact.affiliation_order:
        changed[ORDER] = "changed"
        fact.affiliation_order = ordered
    if changed:
        _sign(fact, by)
        _record("byline.facts_set", byline, changed | dict(extra or {}), by=by)
    db.session.flush()
    return byline


def check(byline: Byline, *, gainer: int | None, by: Actor) -> BylineFact:
    """A second person agrees with all that is said of this name.

    `gainer` is the researcher who is confirmed there. Raises NothingSaid, and SecondPersonNeeded
    for who entered it or gains by it.
    """
    fact = of(byline)
    if fact is None or fact.checked_at or not says_something(byline, fact):
        raise NothingSaid(field="position", value=byline.position)
    check_second_person(by, fact.entered_by, gainer)
    fact.checked_by, fact.checked_at = by.account_id, clock.now()
    _record("byline.facts_checked", byline, {}, by=by)
    db.session.flush()
    return fact


def says_something(byline: Byline, fact: BylineFact) -> bool:
    """Whether anything is known by hand of this name."""
    said = (byline.corresponding, byline.equal_contribution, fact.affiliation_order)
    return any(value is not None for value in said)


def _keys(byline: Byline, order: Sequence[int] | None) -> list[int] | None:
    if not order:
        return None
    keys = {house.position: house.id for house in byline.affiliations}
    if sorted(order) != sorted(keys):
        raise OrderIncomplete(field=ORDER, value=", ".join(map(str, order)), count=len(keys))
    return [keys[position] for position in order]


def _sign(fact: BylineFact, by: Actor) -> None:
    fact.entered_by, fact.entered_at = by.account_id, clock.now()
    fact.checked_by = fact.checked_at = None
    db.session.add(fact)


def _record(verb: str, byline: Byline, said: Mapping[str, Any], *, by: Actor) -> None:
    output = db.session.get_one(Output, byline.output_id)
    output.touch()
    told = {"output_id": output.id, "position": byline.position, **said}
    audit.record(verb, byline, by=by, details=told)
