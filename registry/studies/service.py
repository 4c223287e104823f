"""What is done with pairs: joined, never the same, parted again. Each answer is remembered."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from registry.audit import service as audit
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import NotFound
from registry.outputs.models import Output
from registry.studies import joining
from registry.studies.errors import AlreadyDecided, NotJoined, NotOfThisPair
from registry.studies.models import PairState, StudyPair


def join(pair: StudyPair, *, counting: int | None = None, by: Actor) -> StudyPair:
    """The two are one study; `counting` is the one that counts, else the one proposed.

    Raises AlreadyDecided, NotOfThisPair, JoinedElsewhere, OneStudyAlready.
    """
    fresh = _fresh(pair, (PairState.SUGGESTED, PairState.PARTED))
    if counting is not None:
        _let_count(fresh, counting)
    joining.link(fresh)
    return _decided(fresh, PairState.JOINED, by=by)


def reject(pair: StudyPair, *, by: Actor) -> StudyPair:
    """The two are not one study; nothing but a person asks again. Raises AlreadyDecided."""
    fresh = _fresh(pair, (PairState.SUGGESTED, PairState.PARTED))
    return _decided(fresh, PairState.REJECTED, by=by)


def undo(pair: StudyPair, *, by: Actor) -> StudyPair:
    """Take an answer back: what was joined is parted, and counts twice again.

    What was rejected is a question again. Raises AlreadyDecided.
    """
    fresh = _fresh(pair, (PairState.JOINED, PairState.REJECTED))
    if fresh.state == PairState.REJECTED:
        return _decided(fresh, PairState.SUGGESTED, by=by)
    fresh.state = PairState.PARTED
    db.session.flush()
    joining.unlink(fresh)
    return _decided(fresh, PairState.PARTED, by=by)


def part(output: Output, *, by: Actor) -> None:
    """Let an output that is joined with another count by itself. Raises NotJoined."""
    joining.lock()
    db.session.refresh(output)
    if output.version_of_record_id is None:
        raise NotJoined(field="output", value=output.id)
    for pair in db.session.scalars(_joined_as_lesser(output)).all():
        undo(pair, by=by)
    if output.version_of_record_id is not None:
        audit.record("output.parted", output, by=by, details={})
        output.version_of_record_id = None
    db.session.flush()


def decide(pair: StudyPair, decision: str, *, counting: int | None, by: Actor) -> StudyPair:
    """One of the answers `join`, `reject` and `undo`."""
    if decision == "join":
        return join(pair, counting=counting, by=by)
    return {"reject": reject, "undo": undo}[decision](pair, by=by)


def _joined_as_lesser(output: Output) -> Select[StudyPair]:
    return select(StudyPair).where(
        StudyPair.lesser_id == output.id, StudyPair.state == PairState.JOINED
    )


def _fresh(pair: StudyPair, states: Collection[PairState]) -> StudyPair:
    """The pair as it stands now, nobody else deciding. Raises AlreadyDecided and NotFound."""
    joining.lock()
    wanted = select(StudyPair).where(StudyPair.id == pair.id).with_for_update(of=StudyPair)
    fresh = db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if fresh is None:
        raise NotFound
    if fresh.state not in states:
        raise AlreadyDecided(field="decision", value=fresh.state)
    return fresh


def _let_count(pair: StudyPair, counting: int) -> None:
    if counting not in (pair.low_id, pair.high_id):
        raise NotOfThisPair(field="counting", value=counting)
    pair.lesser_id = pair.high_id if counting == pair.low_id else pair.low_id


def _decided(pair: StudyPair, state: PairState, *, by: Actor) -> StudyPair:
    pair.state, pair.decided_by, pair.decided_at = state, by.account_id, clock.now()
    if state is PairState.SUGGESTED:
        pair.decided_by = pair.decided_at = None
    pair.touch()
    details = {"outputs": [pair.low_id, pair.high_id], "lesser": pair.lesser_id}
    audit.record(f"study.{state}", pair, by=by, details=details)
    db.session.flush()
    return pair
