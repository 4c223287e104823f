"""One record that was two people becomes two, and one again where that was wrong.

Names, posts and the ORCID iD that are chosen go to a new record; what upper domains hold (claims)
goes with it through `also`. To undo a split the two are merged, so that nothing is lost that came
since.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, select

from registry.audit import service as audit
from registry.core import clock, facts
from registry.core.actor import Actor
from registry.core.db import db
from registry.people import queries
from registry.people.errors import AlreadyMerged, AlreadyUndone, NameForEach
from registry.people.facts import ResearcherChanged
from registry.people.merge import NAME, RESEARCHER, merge, settle
from registry.people.models import Post, Researcher, ResearcherName, ResearcherSplit
from registry.people.moves import Merging
from registry.people.references import columns_pointing_to

COPIED = ("kind", "script", "family", "given", "full", "valid_from", "valid_until")
Further = Callable[[Merging], None]


@dataclass(frozen=True)
class Parts:
    """What the new record gets: keys of names and posts; names `shared` stand in both."""

    names: Collection[int] = field(default_factory=frozenset)
    shared: Collection[int] = field(default_factory=frozenset)
    posts: Collection[int] = field(default_factory=frozenset)
    orcid: bool = False


def split(
    researcher: Researcher, parts: Parts, *, reason: str, by: Actor, also: Further | None = None
) -> ResearcherSplit:
    """Give a person of their own what was entered for another. Raises NameForEach, AlreadyMerged.

    What hangs on a post that goes (a hire) goes with it.
    """
    if researcher.merged_into_id is not None:
        raise AlreadyMerged(field="researcher", value=researcher.id)
    new = _new(researcher, parts)
    splitting = Merging(new.id, researcher.id)
    splitting.move(NAME.c.researcher_id, where=NAME.c.id.in_(parts.names))
    _move_posts(splitting, parts.posts)
    if parts.orcid and researcher.orcid:
        _move_orcid(splitting, researcher)
    if also:
        also(splitting)
    row = ResearcherSplit(kept_id=researcher.id, new_id=new.id, reason=reason)
    row.moves = splitting.moves
    db.session.add(row)
    settle(researcher, new)
    details = {"new_id": new.id, "moves": len(row.moves)}
    audit.record("researcher.split", researcher, by=by, details=details)
    for person in (researcher, new):
        facts.announce(ResearcherChanged(person.id))
    return row


def undo(row: ResearcherSplit, *, reason: str, by: Actor) -> ResearcherSplit:
    """Make one record of the two again, with all that came to the new one since.

    Raises AlreadyUndone, and AlreadyMerged where the new one is part of another by now.
    """
    if row.undone_at is not None:
        raise AlreadyUndone
    kept = db.session.get_one(Researcher, row.kept_id)
    new = db.session.get_one(Researcher, row.new_id)
    merge(kept, new, reason=reason, by=by)
    row.undone_at = clock.now()
    audit.record("researcher.split_undone", kept, by=by, details={"new_id": new.id})
    return row


def splits(researcher: Researcher) -> list[ResearcherSplit]:
    """The splits of a record, newest first."""
    wanted = select(ResearcherSplit).where(ResearcherSplit.kept_id == researcher.id)
    return list(db.session.scalars(wanted.order_by(ResearcherSplit.id.desc())))


def split_of(researcher_id: int, split_id: int, *, by: Actor) -> ResearcherSplit | None:
    """One split of a researcher that the actor may see."""
    found = db.session.get(ResearcherSplit, split_id)
    seen = queries.standing(researcher_id, by=by)
    return found if found and seen and found.kept_id == researcher_id else None


def _new(researcher: Researcher, parts: Parts) -> Researcher:
    shared = [name for name in researcher.names if name.id in parts.shared]
    going = [name for name in researcher.names if name.id in parts.names]
    if not (shared or going) or len(going) == len(researcher.names):
        raise NameForEach(field="names")
    names = [ResearcherName(**{c: getattr(name, c) for c in COPIED}) for name in shared]
    new = Researcher(names=names, visible=researcher.visible, sample=researcher.sample)
    db.session.add(new)
    db.session.flush()
    return new


def _move_posts(splitting: Merging, posts: Collection[int]) -> None:
    """The posts, and every row that belongs to one of them and to the person."""
    table = Post.metadata.tables["post"]
    splitting.move(table.c.researcher_id, where=table.c.id.in_(posts))
    for column in columns_pointing_to("post"):
        for person in _to_researcher(column):
            splitting.move(person, where=column.in_(posts))


def _to_researcher(column: Column[Any]) -> list[Column[Any]]:
    people = columns_pointing_to(RESEARCHER.name)
    return [other for other in people if other.table is column.table]


def _move_orcid(splitting: Merging, researcher: Researcher) -> None:
    orcid, proven = RESEARCHER.c.orcid, RESEARCHER.c.orcid_authenticated
    held, was_proven = researcher.orcid, researcher.orcid_authenticated
    splitting.set(orcid, splitting.gone_id, None)
    splitting.set(proven, splitting.gone_id, value=False)
    splitting.set(orcid, splitting.kept_id, held)
    splitting.set(proven, splitting.kept_id, was_proven)
