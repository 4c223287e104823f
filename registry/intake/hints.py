"""Which agency held the DOIs of a prefix, kept for all processes in the database."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from registry.core import clock
from registry.core.db import db
from registry.intake.models import PrefixAgency

HINT = cast("Table", PrefixAgency.__table__)
LONGEST_PREFIX = 50


class DatabaseHints:
    """Hints in `prefix_agency`, read once and then remembered: make a new one for each run.

    What is learnt is written at once on a connection of its own. Never call `learn` inside a unit
    of work: on SQLite that one holds the only lock.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] | None = None

    def agency_of(self, prefix: str) -> str | None:
        """See importers.agencies.Hints."""
        return self._all().get(prefix)

    def learn(self, prefix: str, agency: str) -> None:
        """See importers.agencies.Hints."""
        if len(prefix) > LONGEST_PREFIX or self._all().get(prefix) == agency:
            return
        self._all()[prefix] = agency
        said: dict[str, Any] = {"agency": agency[:100], "seen_at": clock.now()}
        if not _changed(prefix, said):
            try:
                with db.engine.begin() as connection:
                    connection.execute(insert(HINT).values(prefix=prefix, **said))
            except IntegrityError:  # another process learnt it at the same moment
                _changed(prefix, said)

    def _all(self) -> dict[str, str]:
        if self._known is None:
            with db.engine.connect() as connection:
                rows = connection.execute(select(HINT.c.prefix, HINT.c.agency))
                self._known = {row.prefix: row.agency for row in rows}
        return self._known


def _changed(prefix: str, said: dict[str, Any]) -> bool:
    with db.engine.begin() as connection:
        statement = update(HINT).where(HINT.c.prefix == prefix).values(**said)
        return connection.execute(statement.returning(HINT.c.prefix)).first() is not None
