"""Files of messages: read as a stream, filed like all else, taken up where a worker left off."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import files, message_files, service
from registry.intake.errors import NoSuchFile
from registry.intake.message_files import BadFile
from registry.intake.models import ImportItem, ImportRun, RunState
from registry.jobs import service as jobs
from registry.jobs import worker
from registry.outputs.models import Output
from tests.makers.intake import make_message, outcomes

MESSAGES = [make_message(n) for n in range(5)]


def lines(messages: list[Any]) -> bytes:
    return b"".join(json.dumps(m, ensure_ascii=False).encode() + b"\n" for m in messages)


def envelope(message: dict[str, Any]) -> dict[str, Any]:
    return {"status": "ok", "message-type": "work", "message": message}


FORMS = {
    "lines": lines(MESSAGES),
    "lines without end": lines(MESSAGES).rstrip(),
    "lines with mark and blanks": b"\xef\xbb\xbf" + lines(MESSAGES).replace(b"\n", b"\r\n\r\n"),
    "gzip": gzip.compress(lines(MESSAGES)),
    "list": json.dumps(MESSAGES).encode(),
    "list over lines": json.dumps(MESSAGES, indent=2).encode(),
    "public data file": json.dumps({"items": MESSAGES}).encode(),
    "answer of the API": json.dumps(
        {"status": "ok", "message": {"total-results": 5, "items": MESSAGES}}, indent=1
    ).encode(),
    "envelopes": lines([envelope(m) for m in MESSAGES]),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_messages(tmp_path: Path, form: str) -> None:
    path = tmp_path / "messages"
    path.write_bytes(FORMS[form])
    assert [part.message for part in message_files.read(path)] == MESSAGES


def test_one_message_over_lines_is_read(tmp_path: Path) -> None:
    path = tmp_path / "message.json"
    path.write_text(json.dumps(make_message(1), indent=2))
    assert [part.message for part in message_files.read(path)] == [make_message(1)]


def test_a_line_that_is_not_json_is_one_bad_part(tmp_path: Path) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_bytes(lines(MESSAGES[:1]) + b'{"DOI": \xff\n[1, 2]\n' + lines(MESSAGES[1:2]))
    assert [part.message for part in message_files.read(path)] == [
        MESSAGES[0],
        None,
        None,
        MESSAGES[1],
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_not_json"),
        (b"PK\x03\x04", "file_not_json"),
        (b"doi,title\n10.5555/a,b\n", "file_not_json"),
        (gzip.compress(lines(MESSAGES))[:-20], "file_cut"),
        (json.dumps(MESSAGES).encode()[:-30], "file_cut"),
        (b"[" * 200_000, "file_cut"),
        (b'[{"DOI": "\xff"}]', "file_cut"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "messages"
    path.write_bytes(content)
    with pytest.raises(BadFile) as why:
        list(message_files.read(path))
    assert why.value.code == code


def test_a_part_beyond_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_files, "LARGEST", 1000)
    for content in (b'{"a": "' + b"x" * 2000 + b'"}', b'[{"a": "' + b"x" * 3_000_000):
        path = tmp_path / "messages"
        path.write_bytes(content)
        with pytest.raises(BadFile) as why:
            list(message_files.read(path))
        assert why.value.code == "file_too_large_part"


@pytest.mark.parametrize("listed", [False, True])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, listed: bool) -> None:
    message = make_message(1) | {"abstract": "x" * 20_000}
    path = tmp_path / "messages.gz"
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.write("[" if listed else "")
        for n in range(2000):
            file.write(("," if listed and n else "") + json.dumps(message) + "\n")
        file.write("]" if listed else "")
    tracemalloc.start()
    assert sum(1 for _ in message_files.read(path)) == 2000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * 2**20


def write(tmp_path: Path, messages: list[Any], name: str = "messages.jsonl") -> Path:
    path = tmp_path / name
    path.write_bytes(lines(messages))
    return path


def run_file(path: Path, *, by: Actor) -> ImportRun:
    with unit_of_work():
        run = service.start_file("crossref", path, by=by)
    worker.drain()
    db.session.refresh(run)
    return run


@pytest.mark.usefixtures("app")
def test_a_file_is_filed_with_an_outcome_for_each_message(
    tmp_path: Path, administrator: Actor
) -> None:
    messages = [*MESSAGES, {"title": ["without a DOI"]}, make_message(1, title=["Changed"]), "?"]
    run = run_file(write(tmp_path, messages), by=administrator)
    assert run.state == RunState.DONE
    assert outcomes(run) == {
        **{f"10.5555/sample.{n}": "created" for n in range(5)},
        "10.5555/sample.1": "updated",
        "messages.jsonl#6": "failed",
        "messages.jsonl#8": "failed",
    }
    assert run.total == 7
    changed = db.session.query(Output).filter_by(doi="10.5555/sample.1").one()
    assert changed.title == "Changed"


@pytest.mark.usefixtures("app")
def test_a_file_read_again_changes_nothing(tmp_path: Path, administrator: Actor) -> None:
    path = write(tmp_path, MESSAGES)
    run_file(path, by=administrator)
    assert run_file(path, by=administrator).counts == {"unchanged": 5}
    assert db.session.query(Output).count() == 5


@pytest.mark.usefixtures("app")
def test_whoever_takes_a_file_over_goes_on_where_it_was_left(
    tmp_path: Path, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BATCH", 2)
    path = write(tmp_path, MESSAGES)
    with unit_of_work():
        key = service.start_file("crossref", path, by=administrator).id
    writes = files._write
    done = []

    def die_at_the_third(*arguments: Any) -> None:
        writes(*arguments)
        done.append(1)
        if len(done) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(files, "_write", die_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        worker.work_once("first", lease=0.01)
    assert db.session.query(ImportItem).count() == 4
    worker.work_once("second")
    run = db.session.get_one(ImportRun, key, populate_existing=True)
    assert run.counts == {"created": 5}
    assert db.session.query(ImportItem).count() == 5


@pytest.mark.usefixtures("app")
def test_a_damaged_file_ends_the_run_with_what_came_before(
    tmp_path: Path, administrator: Actor
) -> None:
    path = tmp_path / "messages.json"
    path.write_bytes(json.dumps(MESSAGES).encode()[:-30])
    run = run_file(path, by=administrator)
    assert (run.state, run.reason, run.counts) == (RunState.FAILED, "file_cut", {"created": 4})


@pytest.mark.usefixtures("app")
def test_a_file_that_is_not_there_is_refused_before_anything_is_written(
    tmp_path: Path, administrator: Actor
) -> None:
    with pytest.raises(NoSuchFile) as why, unit_of_work():
        service.start_file("crossref", tmp_path / "none.jsonl", by=administrator)
    assert (why.value.field, why.value.value) == ("file", "none.jsonl")
    assert db.session.query(ImportRun).count() == 0
    path = write(tmp_path, MESSAGES)
    with unit_of_work():
        run = service.start_file("crossref", path, by=administrator)
    path.unlink()
    assert jobs.TASKS
    worker.drain()
    db.session.refresh(run)
    assert (run.state, run.reason) == (RunState.FAILED, "no_file")
