"""File what came in and write what became of each item, in one transaction with the progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import structlog

from registry.core import clock
from registry.core.actor import Actor
from registry.core.errors import Unavailable
from registry.core.unit_of_work import unit_of_work
from registry.intake.answers import Answer
from registry.intake.models import Outcome
from registry.jobs.service import Cancelled, LeaseLost
from registry.outputs import filing

log = structlog.get_logger()

Write = Callable[[Sequence[Answer]], None]
"""Writes some answers, in their order, inside the unit of work that is open."""

STOPPED = (LeaseLost, Cancelled, Unavailable)


def keep(answers: Sequence[Answer], write: Write) -> None:
    """Write all in one transaction; where that fails, one by one: a bad record costs only itself.

    Raises LeaseLost, Cancelled, Unavailable: then the last transaction has written nothing.
    """
    try:
        with unit_of_work():
            write(answers)
    except STOPPED:
        raise
    except Exception:
        log.exception("a batch could not be stored", identifiers=len(answers))
        for answer in answers:
            _keep_one(answer, write)


def _keep_one(answer: Answer, write: Write) -> None:
    try:
        with unit_of_work():
            write([answer])
    except STOPPED:
        raise
    except Exception as why:
        log.exception("a record could not be stored", identifier=answer.identifier)
        with unit_of_work():
            write([answer.not_stored(why)])


def file(answers: Sequence[Answer], *, by: Actor) -> list[dict[str, Any]]:
    """File the works among the answers; the columns of each item, in the order given.

    Two items that lead to one work (a DOI and its alias) file it once.
    """
    works = {a.received.record.key: a.received for a in answers if a.received}
    filed = {one.key: one for one in filing.file_works(list(works.values()), by=by)}
    moment = clock.now()
    told: set[str] = set()
    rows = []
    for answer in answers:
        outcome, output_id = answer.outcome, None
        if answer.received:
            one = filed[answer.received.record.key]
            outcome = Outcome.UNCHANGED if one.key in told else Outcome(one.outcome.value)
            output_id = one.output_id
            told.add(one.key)
        rows.append(
            {
                "outcome": outcome,
                "output_id": output_id,
                "agency": answer.agency,
                "reason": answer.reason,
                "detail": answer.detail,
                "updated_at": moment,
            }
        )
    return rows
