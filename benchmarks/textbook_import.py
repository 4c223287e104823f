"""The textbook way of the import: look for the DOI, build the objects, commit, message by message.

Parsing and the values of the columns are ours in both: what is compared is how they get in.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from pathlib import Path
from typing import Any, TypeVar

import orjson
from flask import Flask
from sqlalchemy import select

from benchmarks.databases import Database
from benchmarks.textbook_models import (
    Byline,
    BylineAffiliation,
    Output,
    OutputFunder,
    OutputIdentifier,
    OutputRelation,
    SourceRecord,
    db,
)
from importers.crossref_messages import parse
from importers.records import WorkRecord
from registry.core import clock
from registry.outputs import rows

T = TypeVar("T")


def measure(database: Database, file: Path) -> tuple[float, float]:
    """CPU seconds and seconds of bringing the file in."""
    database.renew_scratch()
    app = Flask("textbook")
    app.config["SQLALCHEMY_DATABASE_URI"] = database.scratch_url
    db.init_app(app)
    with app.app_context():
        begun = time.monotonic()
        spent = database.clock.spent(lambda: load(file))
        seconds = time.monotonic() - begun
        db.session.remove()
        db.engine.dispose()
    return spent, seconds


def load(file: Path) -> None:
    with file.open("rb") as lines:
        for line in lines:
            record = parse(orjson.loads(line))
            if db.session.scalar(select(Output).filter_by(doi=record.doi)) is None:
                db.session.add(_output(record, line))
                db.session.commit()


def _output(record: WorkRecord, line: bytes) -> Output:
    now, places = clock.now(), rows.byline_rows(record)
    fields = rows.output_fields(record, now) | {"doi": record.doi}
    names = [place["printed"] for place in places]
    digest = hashlib.sha256(orjson.dumps(orjson.loads(line), option=orjson.OPT_SORT_KEYS))
    output = _row(
        Output, fields, kind=rows.kind_of(record), search_text=rows.searched(fields, names)
    )
    output.source_sha256 = digest.hexdigest()
    output.places = [_place(place) for place in places]
    output.identifiers = [_row(OutputIdentifier, row) for row in rows.identifier_rows(record)]
    output.funders = [_row(OutputFunder, row) for row in rows.funder_rows(record)]
    output.relations = [_row(OutputRelation, row) for row in rows.relation_rows(record)]
    kept = {"source": "crossref", "identifier": record.doi, "sha256": output.source_sha256}
    body = gzip.compress(line, 1)
    output.sources = [_row(SourceRecord, kept, body=body, request="file", received_at=now)]
    return output


def _place(row: dict[str, Any]) -> Byline:
    affiliations = [_row(BylineAffiliation, house) for house in row.pop("affiliations")]
    return _row(Byline, row, affiliations=affiliations)


def _row(model: type[T], fields: dict[str, Any], **others: Any) -> T:
    return model(**_cut(model, fields), **others)


def _cut(model: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """Texts as long as their columns allow."""
    rows.fitted(model.__table__, [fields])
    return fields
