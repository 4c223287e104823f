"""Every real work that is at hand comes in, with every author, title and date accounted for."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import func, select

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import service
from registry.intake.models import ImportRun
from registry.jobs import worker
from registry.outputs.models import Byline, Output, SourceRecord
from tests.makers.intake import asking, fake_crossref_module, run_import

PLAIN = re.compile("10[.][0-9]+/[a-z0-9._/-]+")
DATES = (
    *("issued", "published", "published-online", "published-print", "published-other", "posted"),
    *("accepted", "approved", "created", "deposited", "indexed"),
    *("content-created", "content-updated"),
)


@pytest.mark.timeout(300)
def test_every_work_comes_in_whole_and_a_second_time_nothing_changes(
    app: Flask, administrator: Actor, shared: Path
) -> None:
    path = shared / "data" / "crossref" / "works.jsonl.gz"
    messages = _messages(path)
    assert _import_file(path, administrator) == {"created": len(messages)}
    _all_is_there(messages)
    assert _import_file(path, administrator) == {"unchanged": len(messages)}
    assert db.session.scalar(select(func.count(SourceRecord.id))) == len(messages)
    assert db.session.scalar(select(func.count(Output.id))) == len(messages)


def test_every_odd_doi_finds_its_work(app: Flask, administrator: Actor, shared: Path) -> None:
    fake = fake_crossref_module()
    messages = _messages(shared / "data" / "crossref" / "works.jsonl.gz")
    odd = {doi: message for doi, message in messages.items() if not PLAIN.fullmatch(doi)}
    assert len(odd) == 516
    with fake.FakeCrossref(list(odd.values())) as api, asking(app, api.url):
        run = run_import(list(odd), by=administrator)
    assert run.counts == {"created": len(odd)}
    _all_is_there(odd)


def _import_file(path: Path, by: Actor) -> dict[str, int]:
    with unit_of_work():
        key = service.start_file(path, by=by).id
    worker.drain()
    return dict(db.session.get_one(ImportRun, key, populate_existing=True).counts)


def _all_is_there(messages: dict[str, dict[str, Any]]) -> None:
    """Every author, editor, title and date of these messages, and nothing else."""
    for role in ("author", "editor"):
        given = {doi: len(m[role]) for doi, m in messages.items() if m.get(role)}
        assert _stored(Byline, role) == given
    found = db.session.execute(select(Output.doi, Output.title, Output.dates))
    rows = {row.doi: row for row in found}
    assert {doi for doi, row in rows.items() if not row.title} == {
        d for d, m in messages.items() if not any(t.strip() for t in m.get("title") or [])
    }
    wrong = {d: row.dates for d, row in rows.items() if set(row.dates) != _dates(messages[d])}
    assert wrong == {}
    assert len(rows) == len(messages)


def _messages(path: Path) -> dict[str, dict[str, Any]]:
    with gzip.open(path) as file:
        return {m["DOI"].lower(): m for m in map(orjson.loads, file)}


def _stored(byline: type[Byline], role: str) -> dict[str, int]:
    statement = (
        select(Output.doi, func.count())
        .join(byline, byline.output_id == Output.id)
        .where(byline.role == role)
        .group_by(Output.doi)
    )
    return {str(doi): number for doi, number in db.session.execute(statement)}


def _dates(message: dict[str, Any]) -> set[str]:
    """The names of the dates that say at least a year."""
    given = ((name, message.get(name) or {}) for name in DATES)
    return {
        name.replace("-", "_") for name, date in given if any((date.get("date-parts") or [[]])[0])
    }
