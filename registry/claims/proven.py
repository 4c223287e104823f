"""Identifiers of which it is known whose they are: answered, or signed in with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from registry.claims.models import ClaimIdentifier
from registry.core.db import db
from registry.people.models import Researcher


@dataclass(frozen=True)
class Proven:
    """Of one researcher: what is theirs, with the key of their answer, and what is not theirs.

    An ORCID iD that they signed in with is theirs without an answer (None).
    """

    theirs: dict[str, int | None] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)


NOTHING = Proven()


def proven(researchers: Any = None) -> Mapping[int, Proven]:
    """What is known of these researchers (keys, or a statement of them), or of all. Two queries."""
    found: dict[int, Proven] = defaultdict(Proven)
    owned = select(Researcher.id, Researcher.orcid).where(
        Researcher.orcid_authenticated.is_(True), Researcher.orcid.is_not(None)
    )
    said = select(
        *(ClaimIdentifier.researcher_id, ClaimIdentifier.value),
        *(ClaimIdentifier.id, ClaimIdentifier.is_theirs),
    ).where(ClaimIdentifier.is_theirs.is_not(None))
    if researchers is not None:
        owned = owned.where(Researcher.id.in_(researchers))
        said = said.where(ClaimIdentifier.researcher_id.in_(researchers))
    for who, orcid in db.session.execute(owned):
        found[who].theirs[orcid or ""] = None
    for who, value, key, is_theirs in db.session.execute(said):
        if is_theirs:
            found[who].theirs[value] = key
        else:
            found[who].refused.add(value)
            found[who].theirs.pop(value, None)
    return found
