"""A file read ahead by another process gives what it gives when it is read here."""

from __future__ import annotations

import gzip
import io
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import BinaryIO

import orjson
import pytest

from importers.entries import BadFile
from registry.intake import parsing
from registry.intake.parsing import Asked, Part, ReaderDied
from registry.outputs.received import opened
from tests.makers.intake import make_message

MOMENT = datetime(2026, 11, 25, 4, 5, 6, tzinfo=UTC)
LINES = [
    *(orjson.dumps(make_message(n)) for n in range(1200)),
    *(b"{broken", b"[1]", b'{"DOI": "nonsense"}', orjson.dumps(make_message(1200))),
]
CUT = gzip.compress(b"\n".join(LINES), mtime=0)[:-4000]


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is large, whatever the machine."""
    monkeypatch.setattr(parsing, "LARGE", 0)
    monkeypatch.setattr(parsing.os, "cpu_count", lambda: 2)


def read(file: BinaryIO, start: int = 0) -> tuple[list[Part], str]:
    found: list[Part] = []
    with ThreadPoolExecutor(1) as pool:

        def begin(function, *arguments) -> Future[bytes]:
            return pool.submit(function, *arguments)

        with parsing.parts(file, Asked("a.jsonl", "crossref", start, MOMENT), begin) as parts:
            try:
                found.extend(parts)
            except BadFile as why:
                return found, why.code
    return found, ""


@pytest.mark.usefixtures("ahead")
@pytest.mark.parametrize("content", [b"\n".join(LINES), CUT, b"", b"no JSON"], ids=range(4))
@pytest.mark.parametrize("start", [0, 700])
def test_it_gives_the_same_with_what_is_wrong(content, start, tmp_path, monkeypatch) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    with (tmp_path / "a.jsonl").open("rb") as file:
        by_process = read(file, start)
    assert by_process == read(io.BytesIO(content), start)
    monkeypatch.setattr(parsing, "LARGE", 10**9)
    assert by_process == read(io.BytesIO(content), start)
    assert len(by_process[0]) == {len(CUT): len(by_process[0]), 0: 0, 7: 0}.get(
        len(content), len(LINES) - start
    )


@pytest.mark.usefixtures("ahead")
def test_what_it_presses_and_hashes_is_what_we_would() -> None:
    found, _ = read(io.BytesIO(b"\n".join(LINES)))
    received = found[0].received
    assert received is not None
    body = opened(received.pressed)
    assert orjson.loads(body) == orjson.loads(LINES[0])
    assert (received.sha256, received.pressed) == (parsing.fingerprint(body), parsing.press(body))
    assert [part.reason for part in found if not part.received] == [
        *("not_json", "not_json", "parse_error")
    ]


@pytest.mark.usefixtures("ahead")
def test_a_reader_that_dies_is_no_end_of_the_file(monkeypatch) -> None:
    monkeypatch.setattr(parsing, "PROCESS", "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(ReaderDied):
        read(io.BytesIO(b"\n".join(LINES)))
