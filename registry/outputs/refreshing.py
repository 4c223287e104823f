"""Write what newer messages change of known outputs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, update

from registry.core import clock
from registry.core.among import among
from registry.core.db import db
from registry.outputs import choices
from registry.outputs.affiliated import Units
from registry.outputs.changing import PARTS, Change
from registry.outputs.inserting import OUTPUT, add, owned, relate
from registry.outputs.rebylining import rebyline
from registry.outputs.received import Filed, Outcome


def refresh(changes: Mapping[int, Change], units: Units) -> dict[str, Filed]:
    """Write these changes; what became of each work, by its key."""
    _write(changes)
    rebyline({key: change.byline for key, change in changes.items()}, units)
    for name in PARTS:
        _replace(name, changes)
    choices.keep_notes([change.choice for change in changes.values()])
    dois = {c.work.record.doi: key for key, c in changes.items() if c.work.record.doi}
    relate(dois, list(changes))
    return {change.work.record.key: _filed(key, change) for key, change in changes.items()}


def note_checked(output_ids: Collection[int], moment: datetime) -> None:
    """Note that the source of these outputs was asked at this moment and had nothing new.

    One statement; nothing that can be read of an output changes, so neither does its version.
    """
    if output_ids:
        statement = update(OUTPUT).where(among(OUTPUT.c.id, output_ids))
        db.session.execute(
            statement.values(checked_at=moment, updated_at=OUTPUT.c.updated_at),
            execution_options={"synchronize_session": False},
        )


def _filed(key: int, change: Change) -> Filed:
    changed = tuple(change.differences)
    outcome = Outcome.UPDATED if changed else Outcome.UNCHANGED
    return Filed(change.work.record.key, key, outcome, changed, change.byline.taken_away)


def _write(changes: Mapping[int, Change]) -> None:
    updates = [
        change.fields | {"key": key, "more": int(change.shows)} for key, change in changes.items()
    ]
    columns: dict[str, Any] = {name: bindparam(name) for name in updates[0]}
    of_all = {name: columns[name] for name in columns if name not in {"key", "more"}}
    statement = (
        update(OUTPUT)
        .where(OUTPUT.c.id == columns["key"])
        .values(of_all)
        .values(version=OUTPUT.c.version + columns["more"], updated_at=clock.now())
    )
    db.session.execute(statement, updates)


def _replace(name: str, changes: Mapping[int, Change]) -> None:
    """Let each output have the rows it gets; nothing is touched where they are as they were."""
    table, _ = PARTS[name]
    changed = [key for key, change in changes.items() if name in change.parts]
    if changed:
        db.session.execute(delete(table).where(among(table.c.output_id, changed)))
        add(table, [owned(row, key) for key in changed for row in changes[key].parts[name][1]])
