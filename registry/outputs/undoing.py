"""Take back outputs that nobody has touched; what a person made of one is a reason to keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, delete, false, or_, select, true

from registry.audit import service as audit
from registry.core.actor import Actor
from registry.core.among import among
from registry.core.db import db
from registry.core.errors import N_
from registry.core.facts import announce
from registry.outputs import corrections, filing, rows
from registry.outputs.facts import OutputsGone
from registry.outputs.models import Byline, FieldChoice, Output
from registry.outputs.references import foreign

BATCH = 1000
OUTPUT = cast("Table", Output.__table__)

BY_A_PERSON: Mapping[str, Callable[[Table], ColumnElement[bool]]] = {
    "claim": lambda table: table.c.state != "suggested",
    "study_pair": lambda table: table.c.decided_by.is_not(None),
    "study_key": lambda table: false(),
}
"""Tables of others that also hold what the registry found by itself: which rows a person made.

In any other table each row that would go with its output is a person's.
"""

CODES = {"claim": "claimed", "goal_link": "linked", "study_pair": "joined"}
"""Tables of others -> the code why an output stays."""

REASONS = {
    "by_hand": N_("It was entered by hand."),
    "edited": N_("Somebody changed it by hand."),
    "claimed": N_("Somebody answered whether it is theirs."),
    "linked": N_("It is linked to a goal."),
    "joined": N_("Somebody decided whether it is the same study as another output."),
    "used": N_("Something else was made of it."),
}
"""Why an output stays, as message ids."""


def take_back(output_ids: Iterable[int], *, by: Actor) -> dict[int, str | None]:
    """Delete those of these outputs that nobody has touched, in this transaction.

    None for each that is gone, else the code (`REASONS`) why it stays. Suggestions go with their
    output; its source records and what the audit trail says of it stay.
    """
    db.session.flush()
    filing.wait_for_turn()
    said: dict[int, str | None] = {}
    for batch in rows.chunks(list(dict.fromkeys(output_ids)), BATCH):
        said |= _take_back(batch, by=by)
    db.session.expire_all()
    return said


def _take_back(batch: Sequence[int], *, by: Actor) -> dict[int, str | None]:
    touched = _touched(batch)
    here = select(OUTPUT.c.id, OUTPUT.c.doi).where(among(OUTPUT.c.id, set(batch) - touched.keys()))
    gone = {row.id: row.doi for row in db.session.execute(here.order_by(OUTPUT.c.id))}
    if gone:
        told_of = corrections.changed_by(list(gone))
        db.session.execute(delete(OUTPUT).where(among(OUTPUT.c.id, gone)))
        first, *_, last = [*gone, *gone]
        subject = ("Output", first if len(gone) == 1 else f"{first}-{last}")
        audit.record("outputs.taken_back", subject, by=by, details={"outputs": list(gone.items())})
        corrections.mark(told_of, by=by)
        announce(OutputsGone(list(gone)))
    return {key: touched.get(key) for key in batch}


def _touched(batch: Sequence[int]) -> dict[int, str]:
    """Why outputs stay; of several reasons the strongest."""
    found: dict[int, str] = {}
    for code, statement in _reasons(batch):
        found |= dict.fromkeys(db.session.scalars(statement), code)
    return found


def _reasons(batch: Sequence[int]) -> Iterable[tuple[str, Any]]:
    """Queries for outputs that stay, the strongest reason last."""
    facts = or_(Byline.corresponding.is_not(None), Byline.equal_contribution.is_not(None))
    yield "edited", select(FieldChoice.output_id).where(among(FieldChoice.output_id, batch))
    yield "edited", select(Byline.output_id).where(among(Byline.output_id, batch), facts)
    yield (
        "by_hand",
        select(Output.id).where(among(Output.id, batch), Output.source_sha256.is_(None)),
    )
    for column, goes_along in foreign(OUTPUT, "CASCADE", None):
        table, name = column.table, column.table.name
        others: ColumnElement[bool] = false() if goes_along else true()
        made = BY_A_PERSON[name](table) if name in BY_A_PERSON else others
        pointing = select(column).where(among(column, batch), made).distinct()
        yield CODES.get(name, "used"), pointing
