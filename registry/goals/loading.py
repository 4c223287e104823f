"""Bring the goals in line with the file of goals, again and again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import select

from registry.audit import service as audit
from registry.core.actor import Actor
from registry.core.db import db
from registry.goals import goal_file
from registry.goals.models import Goal, GoalLink, GoalSet, SubAim


def load_goals(path: Path = goal_file.SHIPPED, *, by: Actor) -> Counter[str]:
    """Create and change goals and sub-aims as the file says; the second time nothing happens.

    Goals that the file does not name stay. Sub-aims that it does not name leave, unless a link uses
    them. Returns how many were created, changed, unchanged, removed and kept. Raises
    UnreadableGoalFile, InvalidFields; then nothing is written.
    """
    data, tally = goal_file.read(path), Counter[str]()
    goal_set = _put(GoalSet, data["set"], tally, by=by)
    for entry in data["goals"]:
        said = {name: _text(value) for name, value in entry.items() if name != "sub_aims"}
        goal = _put(Goal, said | {"goal_set_id": goal_set.id}, tally, by=by)
        before = tally.copy()
        for part in entry["sub_aims"]:
            _put(SubAim, part | {"goal_id": goal.id}, tally, by=by)
        _drop_others(goal, {part["code"] for part in entry["sub_aims"]}, tally, by=by)
        if _moved(tally - before):
            goal.touch()
            db.session.flush()
    return tally


def _put(model: type[Any], said: dict[str, Any], tally: Counter[str], *, by: Actor) -> Any:
    row = db.session.scalars(select(model).filter_by(code=said["code"])).one_or_none()
    name = _subject(model)
    if row is None:
        row = model(**said)
        db.session.add(row)
        audit.record(f"{name}.created", row, by=by, details={"code": said["code"]})
        tally["created"] += 1
        return row
    for column, value in said.items():
        if getattr(row, column) != value:
            setattr(row, column, value)
    if details := audit.changes(row):
        audit.record(f"{name}.changed", row, by=by, details=details)
    tally["changed" if details else "unchanged"] += 1
    db.session.flush()
    return row


def _drop_others(goal: Goal, codes: set[str], tally: Counter[str], *, by: Actor) -> None:
    db.session.refresh(goal, ["sub_aims"])
    for part in [p for p in goal.sub_aims if p.code not in codes]:
        if db.session.scalar(select(GoalLink.id).filter_by(sub_aim_id=part.id).limit(1)):
            tally["kept"] += 1
            continue
        audit.record("sub_aim.removed", part, by=by, details={"code": part.code})
        goal.sub_aims.remove(part)
        tally["removed"] += 1
    db.session.flush()


def _moved(tally: Counter[str]) -> bool:
    return any(tally[word] for word in ("created", "changed", "removed"))


def _subject(model: type[Any]) -> str:
    return {GoalSet: "goal_set", Goal: "goal", SubAim: "sub_aim"}[model]


def _text(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, list) else value
