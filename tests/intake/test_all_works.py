"""Every real work that is at hand comes in, with every author, title and date accounted for."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import func, select

from registry.core.actor import Actor
from registry.core.db import db
from registry.outputs.models import Byline, Output, SourceRecord
from tests.makers.intake import asking, fake_crossref_module, run_import

ON_POSTGRESQL = 1000
DATES = (
    *("issued", "published", "published-online", "published-print", "published-other", "posted"),
    *("accepted", "approved", "created", "deposited", "indexed"),
    *("content-created", "content-updated"),
)


@pytest.mark.timeout(300)
def test_every_work_comes_in_whole(app: Flask, administrator: Actor, shared: Path) -> None:
    fake = fake_crossref_module()
    messages = _messages(shared / "data" / "crossref" / "works.jsonl.gz")
    if db.engine.dialect.name == "postgresql":
        messages = dict(list(messages.items())[:ON_POSTGRESQL])
    with fake.FakeCrossref(list(messages.values())) as api, asking(app, api.url):
        run = run_import(list(messages), by=administrator)
    assert run.counts == {"created": len(messages)}
    assert _stored(Byline, "author") == {
        d: n for d, m in messages.items() if (n := _people(m, "author"))
    }
    assert _stored(Byline, "editor") == {
        d: n for d, m in messages.items() if (n := _people(m, "editor"))
    }
    rows = {
        row.doi: row for row in db.session.execute(select(Output.doi, Output.title, Output.dates))
    }
    assert {d for d, row in rows.items() if not row.title} == {
        d for d, m in messages.items() if not any(t.strip() for t in m.get("title") or [])
    }
    wrong = {d: row.dates for d, row in rows.items() if set(row.dates) != _dates(messages[d])}
    assert wrong == {}
    assert db.session.scalar(select(func.count(SourceRecord.id))) == len(messages)


def _messages(path: Path) -> dict[str, dict[str, Any]]:
    with gzip.open(path) as file:
        return {m["DOI"].lower(): m for m in map(orjson.loads, file)}


def _people(message: dict[str, Any], role: str) -> int:
    return len(message.get(role) or [])


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
