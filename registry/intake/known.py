"""Which identifiers a run has already: looked up one by one in its unique index.

Joined, or as a list, a planner that does not know yet how many items the run has reads all of them
again for each batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import orjson
from sqlalchemy import ARRAY, Table, Text, bindparam, func, select
from sqlalchemy import cast as as_type

from registry.core.db import db
from registry.intake.models import ImportItem

ITEM = cast("Table", ImportItem.__table__)


def keys(run_id: int, identifiers: Sequence[str]) -> list[int]:
    """The keys of the run's items among these identifiers."""
    wanted = _listed(identifiers)
    item = (
        select(ITEM.c.id)
        .where(ITEM.c.run_id == run_id, ITEM.c.identifier == wanted.c.value)
        .scalar_subquery()
    )
    found = db.session.scalars(select(item).select_from(wanted))
    return [key for key in found if key is not None]


def _listed(values: Sequence[str]) -> Any:
    """The values as a table of one column, `value`."""
    if db.session.connection().dialect.name == "postgresql":
        array = as_type(bindparam(None, list(values)), ARRAY(Text))
        return func.unnest(array).table_valued("value").render_derived()
    return func.json_each(orjson.dumps(list(values)).decode()).table_valued("value")
