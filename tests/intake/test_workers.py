"""Several workers share the work: every work once, every run to its end."""

from __future__ import annotations

import io
import json

from flask import Flask

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import service, steering
from registry.intake.models import ImportRun, RunState
from registry.intake.service import Wanted
from registry.outputs.models import Output, SourceRecord
from tests.makers.intake import asking, make_message, small_crossref, start
from tests.makers.trials import ended, until, working


def test_two_workers_do_each_part_of_several_imports_once(app: Flask, administrator: Actor) -> None:
    works = [make_message(n) for n in range(90)]
    dois = [work["DOI"] for work in works]
    content = b"".join(json.dumps(work).encode() + b"\n" for work in works[40:])
    with small_crossref(works, latency=0.02) as api, asking(app, api.url):
        keys = [start(dois[:60], by=administrator).id, start(dois[30:], by=administrator).id]
        with unit_of_work():
            plan = Wanted(plan=True)
            file = io.BytesIO(content)
            keys.append(service.start_upload(file, "own.jsonl", by=administrator, wanted=plan).id)
        with working(app, 2):
            until(lambda: ended(keys), seconds=60)
            planned = db.session.get_one(ImportRun, keys[2], populate_existing=True)
            assert planned.state == RunState.PLANNED
            with unit_of_work():
                steering.apply(planned, by=administrator)
            until(lambda: ended(keys), seconds=60)
    assert db.session.query(Output).count() == 90
    assert db.session.query(SourceRecord).count() == 90
    created = 0
    for run in db.session.query(ImportRun):
        assert sum(run.counts.values()) == run.total
        created += run.counts.get("created", 0)
    assert created == 90
