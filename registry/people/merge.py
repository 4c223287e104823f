"""Two records of one person become one, and two again where that was wrong.

Every column of every domain that holds the key of a researcher says what becomes of it:

- `move`: the row goes to the kept one;
- `keep_first` (columns of the researcher itself): the kept one's value, else the gone one's;
- `resolve:<name>`: the function of that name in RESOLVERS decides. Upper domains add theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, or_, select

from registry.audit import service as audit
from registry.core import clock, facts
from registry.core.actor import Actor
from registry.core.db import db
from registry.people import personnel
from registry.people.errors import (
    AlreadyMerged,
    AlreadyUndone,
    DifferentOrcids,
    LaterMergeStands,
    MergeWithItself,
    OrcidOfNeither,
    UnknownMerge,
    UnknownResearcher,
)
from registry.people.facts import ResearcherChanged, ResearchersMerged
from registry.people.kinds import NameKind
from registry.people.models import Researcher, ResearcherMerge, ResearcherName, sort_name
from registry.people.moves import Merging, take_back
from registry.people.references import columns_pointing_to, rows_pointing_to

Resolver = Callable[[Merging, Column[Any]], None]

RESEARCHER = Researcher.metadata.tables["researcher"]
NAME = Researcher.metadata.tables["researcher_name"]
ONE_EACH = (NameKind.LEGAL, NameKind.PINYIN)


def follow(merging: Merging, column: Column[Any]) -> None:
    """What was merged into the gone one is now part of the kept one, and so is the gone one."""
    merging.move(column)
    merging.set(column, merging.gone_id, merging.kept_id)


def keep_history(merging: Merging, column: Column[Any]) -> None:
    """A merge that was made stays told as it was."""


def take_names(merging: Merging, column: Column[Any]) -> None:
    """The kept one gets every name that it lacks; the gone one keeps the doubles.

    A second legal or pinyin name of one script becomes a published form.
    """
    wanted = select(ResearcherName).order_by(ResearcherName.id)
    known = db.session.scalars(wanted.where(column == merging.kept_id)).all()
    full = {name.full for name in known}
    settled = {(name.kind, name.script) for name in known if name.kind in ONE_EACH}
    for name in db.session.scalars(wanted.where(column == merging.gone_id)).all():
        if name.full in full:
            continue
        full.add(name.full)
        merging.move(column, where=NAME.c.id == name.id)
        if (name.kind, name.script) in settled:
            merging.set(NAME.c.kind, name.id, NameKind.PUBLISHED.value)
        elif name.kind in ONE_EACH:
            settled.add((name.kind, name.script))


def take_if_none(merging: Merging, column: Column[Any]) -> None:
    """The one row there may be: the kept one's, else the gone one's."""
    if db.session.scalar(select(column).where(column == merging.kept_id)) is None:
        merging.move(column)


RESOLVERS: dict[str, Resolver] = {
    "follow": follow,
    "keep_history": keep_history,
    "names": take_names,
    "orcid_consent": take_if_none,
    "personnel": personnel.merge,
}
"""Name of a rule -> the function that carries it out."""


def merge(
    kept: Researcher, gone: Researcher, *, reason: str, orcid: str | None = None, by: Actor
) -> ResearcherMerge:
    """Let one record become part of another; where both have an ORCID iD, `orcid` says which holds.

    Raises MergeWithItself, AlreadyMerged, DifferentOrcids, OrcidOfNeither.
    """
    _check(kept, gone, orcid)
    merging = Merging(kept.id, gone.id)
    db.session.flush()
    _choose_orcid(merging, kept, gone, orcid=orcid)
    _keep_first(merging, kept, gone)
    for column in columns_pointing_to(RESEARCHER.name):
        resolver_of(column)(merging, column)
    row = ResearcherMerge(kept_id=kept.id, gone_id=gone.id, reason=reason, moves=merging.moves)
    db.session.add(row)
    settle(kept, gone)
    details = {"gone_id": gone.id, "moves": len(merging.moves)}
    audit.record("researcher.merged", kept, by=by, details=details)
    facts.announce(ResearchersMerged(kept.id, gone.id))
    return row


def undo(row: ResearcherMerge, *, by: Actor) -> ResearcherMerge:
    """Make two records of one again, each with the rows it had; later changes stay.

    Raises AlreadyUndone, LaterMergeStands.
    """
    _check_last(row)
    kept = db.session.get_one(Researcher, row.kept_id)
    gone = db.session.get_one(Researcher, row.gone_id)
    db.session.flush()
    take_back(row.moves)
    db.session.expire_all()
    row.undone_at = clock.now()
    settle(kept, gone)
    audit.record("researcher.merge_undone", kept, by=by, details={"gone_id": gone.id})
    for researcher in (kept, gone):
        facts.announce(ResearcherChanged(researcher.id))
    return row


def resolver_of(column: Column[Any]) -> Resolver:
    """What carries out the merge rule of a column; KeyError where it states none known."""
    rule, _, name = column.info["merge"].partition(":")
    return RESOLVERS[name] if rule == "resolve" else {"move": Merging.move}[rule]


def known_researcher(key: int) -> Researcher:
    """The record of a number that somebody typed as the one to go. Raises UnknownResearcher."""
    found = db.session.get(Researcher, key)
    if found is None:
        raise UnknownResearcher(field="gone", value=key)
    return found


def known_merge(key: int) -> ResearcherMerge:
    """The merge of a number that somebody typed. Raises UnknownMerge."""
    found = db.session.get(ResearcherMerge, key)
    if found is None:
        raise UnknownMerge(field="merge", value=key)
    return found


def names_of_gone(row: ResearcherMerge) -> list[ResearcherName]:
    """What the record that became part of another was called before, wherever the names are now."""
    taken = [key for table, _column, key, *_rest in row.moves if table == NAME.name]
    own = ResearcherName.researcher_id == row.gone_id
    wanted = select(ResearcherName).where(or_(own, ResearcherName.id.in_(taken)))
    return list(db.session.scalars(wanted.order_by(ResearcherName.id)))


def preview(gone: Researcher) -> dict[str, int]:
    """How many rows of each table point to the record that would become part of another."""
    return rows_pointing_to(gone, apart_from=("researcher_merge",))


def _check(kept: Researcher, gone: Researcher, orcid: str | None) -> None:
    if kept.id == gone.id:
        raise MergeWithItself(field="gone", value=gone.id)
    for researcher in (kept, gone):
        if researcher.merged_into_id is not None:
            raise AlreadyMerged(field="gone", value=researcher.id)
    if kept.orcid and gone.orcid and orcid is None:
        raise DifferentOrcids(field="orcid", value=gone.orcid, kept=kept.orcid)
    if orcid is not None and orcid not in (kept.orcid, gone.orcid):
        raise OrcidOfNeither(field="orcid", value=orcid)


def _choose_orcid(
    merging: Merging, kept: Researcher, gone: Researcher, *, orcid: str | None
) -> None:
    """Where the gone one's iD shall hold, or is the only one, the two change theirs."""
    if gone.orcid is None or (kept.orcid is not None and orcid == kept.orcid):
        return
    columns = (RESEARCHER.c.orcid, RESEARCHER.c.orcid_authenticated)
    held, given = (
        (row.orcid, row.orcid_authenticated if row.orcid else False) for row in (kept, gone)
    )
    merging.set(columns[0], gone.id, None)
    for column, of_kept, of_gone in zip(columns, held, given, strict=True):
        merging.set(column, kept.id, of_gone)
        merging.set(column, gone.id, of_kept)


def _keep_first(merging: Merging, kept: Researcher, gone: Researcher) -> None:
    for column in RESEARCHER.columns:
        if column.info.get("merge") == "keep_first" and column.name != "orcid":
            value = getattr(gone, column.name)
            if value is not None and getattr(kept, column.name) is None:
                merging.set(column, gone.id, None)
                merging.set(column, kept.id, value)
    if gone.visible and not kept.visible:
        merging.set(RESEARCHER.c.visible, kept.id, value=True)


def _check_last(row: ResearcherMerge) -> None:
    if row.undone_at is not None:
        raise AlreadyUndone
    touches = or_(ResearcherMerge.kept_id == row.kept_id, ResearcherMerge.gone_id == row.kept_id)
    later = select(ResearcherMerge.id).where(
        touches, ResearcherMerge.id > row.id, ResearcherMerge.undone_at.is_(None)
    )
    if db.session.scalars(later.limit(1)).first():
        raise LaterMergeStands


def settle(*researchers: Researcher) -> None:
    """See rows that were written past the session; sort names and versions follow."""
    db.session.flush()
    db.session.expire_all()
    for researcher in researchers:
        researcher.sort_name = sort_name(researcher.names)
        researcher.touch()
    db.session.flush()
