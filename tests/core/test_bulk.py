"""Rows that come by the thousand are stored as the ORM would store them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.exc import IntegrityError

from registry.core import bulk
from registry.core.db import db
from registry.core.unit_of_work import WriteOutsideUnitOfWork, unit_of_work
from registry.jobs.models import Job, JobState

pytestmark = pytest.mark.usefixtures("app")

JOB = cast("Table", Job.__table__)
PAYLOAD = {"text": "线\n\t\\N “quoted”", "nothing": None, "numbers": [1, 2.5]}
MOMENT = datetime(2026, 11, 25, 3, 4, 5, 678901, tzinfo=UTC)


def test_what_goes_in_comes_out_with_the_defaults_of_the_table() -> None:
    with unit_of_work():
        rows = [
            {"kind": "sample", "payload": PAYLOAD, "run_at": MOMENT, "message": None},
            {"kind": "sample", "payload": {}, "run_at": None, "message": "\\.\n"},
        ]
        bulk.insert(JOB, rows, {"state": JobState.DONE, "created_at": MOMENT})
    one, other = db.session.scalars(select(Job).order_by(Job.id))
    assert (one.payload, one.run_at, one.message) == (PAYLOAD, MOMENT, None)
    assert (other.payload, other.run_at, other.message) == ({}, None, "\\.\n")
    assert (one.state, one.created_at, one.attempts, one.cancel_asked) == ("done", MOMENT, 0, False)
    assert one.updated_at.tzinfo is not None


def test_a_row_that_breaks_a_rule_leaves_none() -> None:
    row = {"kind": "sample", "payload": {}, "unique_key": "one"}
    with pytest.raises(IntegrityError), unit_of_work():
        bulk.insert(JOB, [row, row])
    assert db.session.scalar(select(func.count(Job.id))) == 0


def test_nothing_is_written_outside_a_unit_of_work() -> None:
    with pytest.raises(WriteOutsideUnitOfWork):
        bulk.insert(JOB, [{"kind": "sample", "payload": {}}])
