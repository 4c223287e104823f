"""One job a worker, however the database plans the search for it."""

import pytest
from sqlalchemy import event, select

from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import service
from registry.jobs.models import Job, JobState

JOBS = 20
PLANS = {
    "as it likes": (),
    "row by row": ("hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize"),
    "row by row, by indexes": ("hashjoin", "mergejoin", "hashagg", "material", "seqscan"),
}
"""Ways to join that PostgreSQL may not use."""


@pytest.fixture(params=PLANS)
def planned(app, request):
    """Let the database plan every transaction of the test in one way."""

    def steer(connection):
        if db.engine.dialect.name == "postgresql":
            for way in PLANS[request.param]:
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")

    event.listen(db.engine, "begin", steer)
    yield
    event.remove(db.engine, "begin", steer)


def test_a_worker_takes_one_job_at_a_time(app, planned):
    with unit_of_work():
        for number in range(JOBS):
            service.enqueue("test", {"number": number})
    taken = service.claim("one")
    running = db.session.scalars(select(Job.id).where(Job.state == JobState.RUNNING)).all()
    assert running == [taken.id]
    assert taken.payload == {"number": 0}
