"""What is done with goals and links: load, change; link an item, change a link, remove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from registry.audit import service as audit
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import NotAllowed
from registry.goals import merging as _merging  # noqa: F401  (gives merges their rule)
from registry.goals import queries
from registry.goals.errors import AlreadyLinked, PrimaryTaken, StatementNeeded, StrangeAuthor
from registry.goals.items import Item, ItemKind, LinkTarget
from registry.goals.loading import load_goals
from registry.goals.models import Evidence, Goal, GoalLink, LinkState, SubAim
from registry.outputs.models import Output
from registry.policy import Permission
from registry.talent.models import Hire

__all__ = ["change", "change_goal", "link", "load_goals", "remove"]


def change_goal(goal: Goal, changes: Mapping[str, Any], *, by: Actor) -> Goal:
    """Change titles, statements, keywords (lists) or how official the Chinese wording is."""
    for name, value in changes.items():
        setattr(goal, name, "; ".join(value) if isinstance(value, list) else value)
    if details := audit.changes(goal):
        audit.record("goal.changed", goal, by=by, details=details)
    db.session.flush()
    return goal


def link(item: Item, code: str, data: Mapping[str, Any], *, by: Actor) -> GoalLink:
    """Link an item to the goal or sub-aim of a code.

    `data`: statement (not blank), primary (True), replace_primary (False: the present primary link
    becomes secondary), author_id (a researcher who is own by default), evidence (a list of {kind,
    locator, url, note, confidential}). Raises UnknownGoal, StatementNeeded, StrangeAuthor,
    PrimaryTaken, AlreadyLinked, NotAllowed.
    """
    _lock(item)
    target = queries.target(item)
    by.check(Permission.GOAL_LINK_CHANGE, target)
    made = GoalLink(**{f"{target.kind}_id": item.id}, is_primary=data.get("primary", True))
    made.statement = _statement(data)
    made.author_id = _author(target, data, by)
    _aim_at(made, _free_aim(made, code, item))
    if made.is_primary:
        _make_room(item, replace=data.get("replace_primary", False), by=by)
    db.session.add(made)
    _prove(made, data.get("evidence", ()))
    _decided(made, item, by)
    audit.record("goal_link.created", made, by=by, details=_said(made))
    return made


def change(link: GoalLink, changes: Mapping[str, Any], *, by: Actor) -> GoalLink:
    """Change goal, primary, statement or evidence (the whole list) of a link, as in `link`.

    Raises what `link` raises; an author whose claim no longer stands may not.
    """
    item = link.item
    _lock(item)
    by.check(Permission.GOAL_LINK_CHANGE, queries.target(item))
    aim = _free_aim(link, changes["goal"], item) if "goal" in changes else link.aim
    statement = _statement(changes) if "statement" in changes else link.statement
    if changes.get("primary") and not link.is_primary:
        _make_room(item, replace=changes.get("replace_primary", False), by=by)
    _aim_at(link, aim)
    link.statement, link.is_primary = statement, changes.get("primary", link.is_primary)
    details = _changed(link)
    if "evidence" in changes:
        _prove(link, changes["evidence"])
        details |= {"evidence": "changed"}
    _decided(link, item, by)
    audit.record("goal_link.changed", link, by=by, details=details)
    return link


def remove(link: GoalLink, *, by: Actor) -> None:
    """Remove a link with its evidence."""
    item = link.item
    _lock(item)
    audit.record("goal_link.removed", link, by=by, details=_said(link))
    _touch(item)
    db.session.delete(link)
    db.session.flush()


def _lock(item: Item) -> None:
    """Let one at a time change the links of an item."""
    db.session.refresh(item, ["version"], with_for_update=True)


def _statement(data: Mapping[str, Any]) -> str:
    statement = str(data.get("statement") or "").strip()
    if not statement:
        raise StatementNeeded(field="statement", value=data.get("statement"))
    return statement


def _author(target: LinkTarget, data: Mapping[str, Any], by: Actor) -> int | None:
    """Whose contribution the statement tells: who is named, else the actor as an author."""
    known = _concerned(target)
    wanted: int | None = data.get("author_id")
    if wanted is None:
        return by.researcher_id if by.researcher_id in known else None
    if wanted not in known:
        raise StrangeAuthor(field="author_id", value=wanted)
    for_others = by.may(Permission.GOAL_LINK_CHANGE, replace(target, owner_ids=frozenset()))
    if wanted != by.researcher_id and not for_others:
        raise NotAllowed(field="author_id", value=wanted)
    return wanted


def _concerned(target: LinkTarget) -> frozenset[int]:
    if target.kind == ItemKind.RESEARCHER and target.item:
        return frozenset({target.item.id})
    if isinstance(target.item, Hire):
        return frozenset({target.item.researcher_id})
    return target.owner_ids


def _free_aim(link: GoalLink, code: str, item: Item) -> Goal | SubAim:
    """The goal or sub-aim of a code, to which the same author has not linked the item yet."""
    aim = queries.aim(code)
    others = [other for other in queries.of_item(item) if other is not link]
    if any(other.aim is aim and other.author_id == link.author_id for other in others):
        raise AlreadyLinked(field="goal", value=code)
    return aim


def _aim_at(link: GoalLink, aim: Goal | SubAim) -> None:
    link.sub_aim = aim if isinstance(aim, SubAim) else None
    link.sub_aim_id = link.sub_aim.id if link.sub_aim else None
    link.goal_id = aim.goal_id if isinstance(aim, SubAim) else aim.id
    link.goal = db.session.get_one(Goal, link.goal_id)


def _make_room(item: Item, *, replace: bool, by: Actor) -> None:
    """Turn the present primary link of an item into a secondary one, if that is asked for."""
    present = queries.primary_of(item)
    if present is None:
        return
    if not replace:
        raise PrimaryTaken(field="primary", value=present.aim.code)
    present.is_primary = False
    audit.record("goal_link.changed", present, by=by, details=audit.changes(present))
    db.session.flush()


def _prove(link: GoalLink, proofs: Sequence[Mapping[str, Any]]) -> None:
    """Set the evidence in the order given; the old rows leave before new ones take their places."""
    if link.evidence:
        link.evidence = []
        db.session.flush()
    link.evidence = [Evidence(position=place, **p) for place, p in enumerate(proofs, start=1)]


def _decided(link: GoalLink, item: Item, by: Actor) -> None:
    link.state = LinkState.CONFIRMED
    link.decided_by, link.decided_at = by.account_id, clock.now()
    _touch(item)
    db.session.flush()


def _touch(item: Item) -> None:
    """An output shows its links, so its version counts them."""
    if isinstance(item, Output):
        item.touch()


def _said(link: GoalLink) -> dict[str, Any]:
    item = f"{link.kind}:{link.item_id}"
    return {"item": item, "goal": link.aim.code, "primary": link.is_primary}


def _changed(link: GoalLink) -> dict[str, Any]:
    """What an edit changes; the statement may name a person under a restricted program."""
    found = audit.changes(link)
    return found | ({"statement": "changed"} if "statement" in found else {})
