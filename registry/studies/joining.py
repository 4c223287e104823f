"""Which output of a study counts: the end of the chain of its joined pairs, and no other.

`Output.version_of_record_id` always names that end, so that no output is named by one that is
joined itself.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from registry.core.db import db
from registry.outputs.models import Output
from registry.studies.errors import JoinedElsewhere, OneStudyAlready
from registry.studies.models import PairState, StudyPair

LOCK = 0x73747564
"""The advisory lock of whoever joins on PostgreSQL, as a writer on SQLite holds its only one."""


def lock() -> None:
    """Let nobody else join or part until this transaction ends."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def link(pair: StudyPair) -> None:
    """Let the lesser one of the pair, and what it stood for, count under the other.

    Raises JoinedElsewhere and OneStudyAlready.
    """
    lesser, other = _fresh(pair.lesser_id), _fresh(pair.other_id)
    if lesser.version_of_record_id is not None:
        raise JoinedElsewhere(field="output", value=lesser.id)
    root = other.version_of_record_id or other.id
    if root == lesser.id:
        raise OneStudyAlready(field="output", value=root)
    _point([lesser, *_standing_for(lesser.id)], root)


def unlink(pair: StudyPair) -> None:
    """Let every output of what was one study count under the end of its own chain.

    The pair is joined no longer. An output whose own pair is gone, because an output between was
    deleted, stays where it is unless it is the pair's.
    """
    lesser = _fresh(pair.lesser_id)
    root = lesser.version_of_record_id or lesser.id
    members = {o.id: o for o in (_fresh(root), *_standing_for(root))}
    ends = ends_of(members)
    for member in members.values():
        if member.id in ends:
            _point([member], ends[member.id])
        elif member.id == lesser.id:
            _point([member], None)


def ends_of(ids: Collection[int]) -> dict[int, int]:
    """For each of these outputs that a joined pair names as the lesser: the end of its chain."""
    wanted = select(StudyPair).where(
        StudyPair.state == PairState.JOINED, StudyPair.lesser_id.in_(ids)
    )
    towards = {pair.lesser_id: pair.other_id for pair in db.session.scalars(wanted)}
    ends = {}
    for start in sorted(towards):
        seen, end = {start}, towards[start]
        while end in towards and end not in seen:
            seen.add(end)
            end = towards[end]
        ends[start] = end
    return ends


def mend() -> int:
    """Point outputs that a joined pair names but that point nowhere; how many.

    The database takes the mark away with the output that counted.
    """
    lost = (
        select(Output)
        .join(StudyPair, StudyPair.lesser_id == Output.id)
        .where(StudyPair.state == PairState.JOINED, Output.version_of_record_id.is_(None))
    )
    found = db.session.scalars(lost.order_by(Output.id)).unique().all()
    for output in found:
        component = _chain(output.id)
        _point([output], ends_of(component)[output.id])
    return len(found)


def _chain(start: int) -> list[int]:
    """The output and those that joined pairs lead to from it."""
    chain = [start]
    while True:
        following = select(StudyPair).where(
            StudyPair.state == PairState.JOINED, StudyPair.lesser_id == chain[-1]
        )
        pair = db.session.scalars(following.limit(1)).first()
        if pair is None or pair.other_id in chain:
            return chain
        chain.append(pair.other_id)


def _fresh(output_id: int) -> Output:
    locked = select(Output).where(Output.id == output_id).with_for_update()
    return db.session.scalars(locked.execution_options(populate_existing=True)).one()


def _standing_for(output_id: int) -> list[Output]:
    named = select(Output).where(Output.version_of_record_id == output_id)
    return list(db.session.scalars(named.order_by(Output.id)))


def _point(outputs: Collection[Output], root: int | None) -> None:
    for output in outputs:
        output.version_of_record_id = root
    db.session.flush()
