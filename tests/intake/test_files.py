"""Files: of whole records filed as a stream, of other kinds through items that are asked for."""

from __future__ import annotations

import gzip
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import expanding, messages, service, steering
from registry.intake.errors import FileTooLarge, NoSuchFile, NothingToRetry, UnusableFile
from registry.intake.models import ImportFile, ImportItem, ImportRun, RunState
from registry.intake.service import Wanted
from registry.jobs import worker
from registry.outputs.models import Output, SourceRecord
from tests.makers.intake import asking, make_message, outcomes, small_crossref

pytestmark = pytest.mark.usefixtures("app")

MESSAGES = [make_message(n) for n in range(5)]
BIBTEX = """@article{one, doi = {10.5555/sample.1}, title = {Sample one}, year = {2021}}
@article{two, doi = {10.5555/nowhere}, title = {A sample nobody registered},
  author = {Author, Sample}, year = {2022}}
@techreport{three, title = {A sample report without a DOI}, author = {Author, Sample},
  institution = {Sample Institute}, year = {2023}}
@article{three-again, title = {A sample report without a DOI}, author = {Author, Sample},
  year = {2023}}
"""


def lines(messages: list[Any]) -> bytes:
    return b"".join(json.dumps(m, ensure_ascii=False).encode() + b"\n" for m in messages)


def write(tmp_path: Path, messages: list[Any], name: str = "messages.jsonl") -> Path:
    path = tmp_path / name
    path.write_bytes(lines(messages))
    return path


def run_file(path: Path, *, by: Actor) -> ImportRun:
    with unit_of_work():
        run = service.start_file(path, by=by)
    worker.drain()
    db.session.refresh(run)
    return run


def test_a_file_is_filed_with_an_outcome_for_each_message(
    tmp_path: Path, administrator: Actor
) -> None:
    found = [*MESSAGES, {"title": ["without a DOI"]}, make_message(1, title=["Changed"]), "?"]
    run = run_file(write(tmp_path, found), by=administrator)
    assert run.state == RunState.DONE
    assert outcomes(run) == {
        **{f"10.5555/sample.{n}": "created" for n in range(5)},
        "messages.jsonl#6": "failed",
        "messages.jsonl#8": "failed",
    }
    assert run.total == 7
    again = db.session.query(Output).filter_by(doi="10.5555/sample.1").one()
    assert again.title == "Changed"


def test_a_file_read_again_changes_nothing(tmp_path: Path, administrator: Actor) -> None:
    path = write(tmp_path, MESSAGES)
    run_file(path, by=administrator)
    assert run_file(path, by=administrator).counts == {"unchanged": 5}
    assert db.session.query(Output).count() == 5


def test_whoever_takes_a_file_over_goes_on_where_it_was_left(
    tmp_path: Path, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "BATCH", 2)
    path = write(tmp_path, MESSAGES)
    with unit_of_work():
        key = service.start_file(path, by=administrator).id
    writes = messages._write
    done = []

    def die_at_the_third(*arguments: Any) -> None:
        writes(*arguments)
        done.append(1)
        if len(done) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(messages, "_write", die_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        worker.work_once("first", lease=0.01)
    time.sleep(0.05)  # until its lease is over
    assert db.session.query(ImportItem).count() == 4
    worker.work_once("second")
    run = db.session.get_one(ImportRun, key, populate_existing=True)
    assert run.counts == {"created": 5}
    assert db.session.query(ImportItem).count() == 5


def test_a_damaged_file_ends_the_run_with_what_came_before(
    tmp_path: Path, administrator: Actor
) -> None:
    path = tmp_path / "messages.json"
    path.write_bytes(json.dumps([make_message(n) for n in range(60)]).encode()[:-30])
    run = run_file(path, by=administrator)
    assert (run.state, run.reason, run.counts) == (RunState.FAILED, "file_cut", {"created": 59})


def test_a_file_that_is_not_there_is_refused_before_anything_is_written(
    tmp_path: Path, administrator: Actor
) -> None:
    with pytest.raises(NoSuchFile) as why, unit_of_work():
        service.start_file(tmp_path / "none.jsonl", by=administrator)
    assert (why.value.field, why.value.value) == ("file", "none.jsonl")
    assert db.session.query(ImportRun).count() == 0
    path = write(tmp_path, MESSAGES)
    with unit_of_work():
        run = service.start_file(path, by=administrator)
    path.unlink()
    worker.drain()
    db.session.refresh(run)
    assert (run.state, run.reason) == (RunState.FAILED, "no_file")


def upload(content: bytes, name: str, *, by: Actor, **wanted: Any) -> ImportRun:
    with unit_of_work():
        return service.start_upload(io.BytesIO(content), name, by=by, wanted=Wanted(**wanted))


def run_upload(content: bytes, name: str, *, by: Actor, **wanted: Any) -> ImportRun:
    run = upload(content, name, by=by, **wanted)
    worker.drain()
    db.session.refresh(run)
    return run


def test_a_file_of_references_is_asked_for_and_its_entries_stand_in_where_nobody_knows_them(
    app: Flask, administrator: Actor
) -> None:
    with small_crossref(MESSAGES) as api, asking(app, api.url):
        run = run_upload(BIBTEX.encode(), "own.bib", by=administrator)
    assert (run.state, run.counts) == (RunState.DONE, {"created": 3})
    items = {item.given: item for item in db.session.query(ImportItem)}
    assert set(items) == {"one", "two", "three"}
    assert (items["one"].source, items["one"].reason) == ("crossref", None)
    assert (items["two"].source, items["two"].reason) == ("bibtex", "from_file")
    assert items["three"].identifier.startswith("said:")
    titles = {output.title for output in db.session.query(Output)}
    assert "A sample nobody registered" in titles
    assert "Sample one" not in titles
    assert {record.source for record in db.session.query(SourceRecord)} == {"crossref", "bibtex"}
    assert db.session.query(ImportItem).filter(ImportItem.message.is_not(None)).count() == 0


RIS = b"TY  - JOUR\nTI  - Sample\nDO  - 10.5555/sample.%d\nER  - \n"
CSL = [
    {"id": str(n), "type": "article-journal", "title": "Sample", "DOI": f"10.5555/sample.{n}"}
    for n in range(2)
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.txt", b"see doi:10.5555/sample.0, and https://doi.org/10.5555/SAMPLE.1"),
        ("list.csv", b"Title,DOI\nSample,10.5555/sample.0\nSample,10.5555/sample.1\n"),
        ("list.ris", RIS % 0 + RIS % 1),
        ("list.json", json.dumps(CSL).encode()),
        ("list.txt.gz", gzip.compress(b"10.5555/sample.0\n10.5555/sample.1\n", mtime=0)),
    ],
)
def test_every_kind_of_file_leads_to_the_records_of_its_dois(
    app: Flask, administrator: Actor, name: str, content: bytes
) -> None:
    with small_crossref(MESSAGES) as api, asking(app, api.url):
        run = run_upload(content, name, by=administrator)
    assert outcomes(run) == {"10.5555/sample.0": "created", "10.5555/sample.1": "created"}
    assert {record.source for record in db.session.query(SourceRecord)} == {"crossref"}


def test_the_bytes_of_a_file_are_kept_until_the_run_is_over(
    app: Flask, administrator: Actor
) -> None:
    content = lines(MESSAGES)
    run = upload(content, "C:\\samples\\messages.jsonl", by=administrator)
    kept = db.session.query(ImportFile).one()
    assert gzip.decompress(kept.body) == content
    worker.drain()
    db.session.refresh(run)
    assert (run.state, run.counts) == (RunState.DONE, {"created": 5})
    assert db.session.query(ImportFile).count() == 0
    assert (run.options["file"], len(run.options["sha256"])) == ("messages.jsonl", 64)
    with pytest.raises(NothingToRetry), unit_of_work():
        steering.retry(run, by=administrator)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.exe", b"MZ\x00\x01", "file_no_doi"),
        ("a.pdf", b"%PDF-1.7\n", "file_no_doi"),
        ("a.jsonl.gz", gzip.compress(b"x" * 5000, mtime=0)[:20], None),
        ("a.txt", b"", None),
        ("a.xlsx", b"PK\x03\x04broken", None),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_name_and_the_reason(
    administrator: Actor, name: str, content: bytes, why: str | None
) -> None:
    with pytest.raises(UnusableFile) as refused:
        upload(content, name, by=administrator)
    assert (refused.value.field, refused.value.value) == ("file", name)
    assert why in {None, refused.value.why}
    assert refused.value.english
    assert db.session.query(ImportRun).count() == 0


def test_a_file_larger_than_a_body_may_be_is_refused(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking(app, max_body_mb=1), pytest.raises(FileTooLarge):
        upload(b"10.5555/sample.1\n" * 100_000, "list.txt", by=administrator)
    assert db.session.query(ImportRun).count() == 0


def test_items_are_found_once_where_a_worker_dies_while_it_reads_a_file(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expanding, "BATCH", 2)
    content = "\n".join(f"10.5555/sample.{n}" for n in range(5)).encode()
    add, added = expanding._add, []

    def die_at_the_third(*arguments: Any) -> None:
        add(*arguments)
        added.append(1)
        if len(added) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(expanding, "_add", die_at_the_third)
    with small_crossref(MESSAGES) as api, asking(app, api.url):
        run = upload(content, "list.txt", by=administrator)
        with pytest.raises(KeyboardInterrupt):
            worker.work_once("first", lease=0.01)
        time.sleep(0.05)  # until its lease is over
        assert db.session.query(ImportItem).count() == 4
        worker.drain()
    db.session.refresh(run)
    assert (run.total, run.counts) == (5, {"created": 5})


def test_a_damaged_file_of_references_brings_in_nothing(app: Flask, administrator: Actor) -> None:
    csl = json.dumps([{"id": str(n), "title": f"Sample {n}"} for n in range(2000)]).encode()
    with small_crossref() as api, asking(app, api.url):
        run = run_upload(csl[:-40], "list.json", by=administrator)
    assert (run.state, run.reason) == (RunState.FAILED, "file_cut")
    assert db.session.query(Output).count() == 0
    assert db.session.query(ImportFile).count() == 0
