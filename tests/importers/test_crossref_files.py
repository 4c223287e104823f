"""Files of Crossref messages: every form the same messages, in constant memory, faults named."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import time
import tracemalloc

import pytest

from importers import files, json_files
from importers.entries import BadFile
from tests.importers.conftest import work

MESSAGES = [work(f"10.5555/{n}", abstract="量子 <b>bits</b>") for n in range(5)]


def lines(messages):
    return b"".join(json.dumps(m, ensure_ascii=False).encode() + b"\n" for m in messages)


def envelope(message):
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


def read(content, form="crossref"):
    return list(files.read(io.BytesIO(content), "messages", form))


def why_not(content, form="crossref"):
    with pytest.raises(BadFile) as why:
        read(content, form)
    return why.value.code


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_known_by_its_content_and_gives_the_same_messages(form):
    found = read(FORMS[form], form=None)
    assert [entry.message for entry in found] == MESSAGES
    assert [entry.place for entry in found] == [1, 2, 3, 4, 5]
    assert {entry.source for entry in found} == {"crossref"}


def test_one_message_over_lines_is_read():
    content = json.dumps(MESSAGES[1], indent=2).encode()
    assert [entry.message for entry in read(content, form=None)] == [MESSAGES[1]]


def test_a_line_that_is_not_json_is_one_entry_that_says_so():
    content = lines(MESSAGES[:1]) + b'{"DOI": \xff\n[1, 2]\n' + lines(MESSAGES[1:2])
    found = read(content)
    assert [entry.message for entry in found] == [MESSAGES[0], None, None, MESSAGES[1]]
    assert [entry.reason for entry in found] == [None, "not_json", "not_json", None]


def test_a_bad_first_line_does_not_cost_the_others():
    assert [e.reason for e in read(b'{"DOI": \xff\n' + lines(MESSAGES))][:2] == ["not_json", None]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_not_json"),
        (b"PK\x03\x04", "file_not_json"),
        (b"doi,title\n10.5555/a,b\n", "file_not_json"),
        (gzip.compress(lines(MESSAGES), mtime=0)[:-20], "file_cut"),
        (json.dumps(MESSAGES).encode()[:-30], "file_cut"),
        (json.dumps(MESSAGES[0], indent=1).encode()[:-30], "file_not_json"),
        (b"[" * 200_000, "file_cut"),
        (b'[{"DOI": "\xff"}]', "file_cut"),
        (b"{}\n" * 10_001, "file_of_nothing"),
        (lines(MESSAGES) + b"\n" * 200_000, "file_too_large"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, code):
    assert why_not(content) == code


def test_a_part_beyond_measure_is_refused(monkeypatch):
    monkeypatch.setattr(json_files, "LARGEST", 1000)
    for content in (b'{"a": "' + b"x" * 2000 + b'"}', b'[{"a": "' + b"x" * 3_000_000):
        assert why_not(content) == "file_too_large_part"


@pytest.mark.parametrize(
    "before", [b'[{"DOI": "10.5555/1", "a": [', b'{"DOI": "10.5555/1", "a": [']
)
def test_a_part_that_would_become_very_many_objects_is_refused(before):
    assert why_not(before + b"[]," * 3_000_000 + b"[]]}") == "file_too_large_part"


@pytest.mark.parametrize("value", ['"\\ud800"', "1" * 40, "[" * 300 + "]" * 300])
def test_what_could_not_be_kept_is_put_right_or_no_record(value):
    (entry,) = read(f'[{{"DOI": "10.5555/1", "a": {value}}}]'.encode())
    assert (entry.message is None) == (entry.reason == "not_json")
    assert json_files.orjson.dumps(entry.message)


@pytest.mark.parametrize("listed", [False, True])
def test_memory_does_not_grow_with_the_file(tmp_path, listed):
    path = tmp_path / "messages.gz"
    abstract = "".join(hashlib.sha512(bytes([n])).hexdigest() for n in range(150))
    message = work("10.5555/1", abstract=abstract)
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.write("[" if listed else "")
        for n in range(2000):
            file.write(("," if listed and n else "") + json.dumps(message) + "\n")
        file.write("]" if listed else "")
    tracemalloc.start()
    assert sum(1 for _ in files.read(path, path.name)) == 2000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * 2**20


def test_thousands_of_messages_are_read_in_a_second():
    content = lines([work(f"10.5555/{n}", abstract="x" * 2000) for n in range(20_000)])
    started = time.monotonic()
    assert sum(1 for _ in files.read(io.BytesIO(content), "a.jsonl")) == 20_000
    assert time.monotonic() - started < 4
