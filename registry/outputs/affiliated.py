"""Which of our units an affiliation as printed is: by ROR ID, or by its exact name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from registry.core.db import db
from registry.core.search_text import tokens
from registry.people.models import Unit, UnitName

_PARTS = re.compile("[,;，；]")


class Units:
    """Our units by ROR ID and by folded name, read once a batch."""

    def __init__(self) -> None:
        names = db.session.execute(
            select(UnitName.name, UnitName.unit_id, Unit.ror).join(
                Unit, Unit.id == UnitName.unit_id
            )
        ).all()
        rors = db.session.execute(select(Unit.ror, Unit.id).where(Unit.ror.is_not(None))).all()
        self._by_ror = {str(ror): key for ror, key in rors}
        self._by_name = {_folded(name): key for name, key, _ in names if _folded(name)}
        self._organisations = {_folded(name): key for name, key, ror in names if ror}
        self._seen: dict[str, int | None] = {}

    def of(self, affiliation: Mapping[str, Any]) -> int | None:
        """The unit of ours that a row of affiliations is, None where it is none.

        A unit without a ROR ID is found by the whole text alone: a "Department of Physics" is
        everywhere.
        """
        if affiliation["ror"] in self._by_ror:
            return self._by_ror[affiliation["ror"]]
        for text in (affiliation["name"], affiliation["department"]):
            if text and (unit := self._named(text)):
                return unit
        return None

    def _named(self, text: str) -> int | None:
        if text not in self._seen:
            self._seen[text] = self._by_name.get(_folded(text)) or next(
                (key for p in _PARTS.split(text) if (key := self._organisations.get(_folded(p)))),
                None,
            )
        return self._seen[text]


def _folded(text: str) -> str:
    return " ".join(tokens(text))
