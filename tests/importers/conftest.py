"""A Crossref on loopback: the faulty one of ../shared, and a little one that is always here."""

from __future__ import annotations

import gzip
import importlib
import json
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from importers.crossref import CrossrefSource
from importers.limits import MemoryLimitStore

MAILTO = "registry@example.org"


def work(doi: str, **fields: Any) -> dict[str, Any]:
    """A small work message of our own."""
    author = {"given": "Ada", "family": "Example", "sequence": "first", "affiliation": []}
    return {
        "DOI": doi,
        "title": [f"On {doi}"],
        "type": "journal-article",
        "author": [author],
    } | fields


def envelope(kind: str, message: Any) -> bytes:
    document = {
        "status": "ok",
        "message-type": kind,
        "message-version": "1.0.0",
        "message": message,
    }
    return json.dumps(document).encode()


class Loopback:
    """Answers each address, as it was sent, with what the test put there; else 404 as Crossref."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, dict[str, str], bytes]]] = {}
        self.asked: list[str] = []
        self.agents: list[str] = []

    def put(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        """Another answer for this path; the last one stays for good."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.setdefault(path, []).append((status, named, body))

    def put_work(self, doi: str, path: str | None = None, **fields: Any) -> None:
        self.put(path or f"/works/{quote(doi, safe='')}", envelope("work", work(doi, **fields)))

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        answers = self.answers.get(path)
        if not answers:
            return 404, {"Content-Type": "text/plain;charset=utf-8"}, b"Resource not found."
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    book = Loopback()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        log_message = staticmethod(lambda *_: None)

        def do_GET(self) -> None:
            book.asked.append(self.path)
            book.agents.append(self.headers.get("User-Agent", ""))
            status, headers, body = book.answer(self.path)
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("x-rate-limit-limit", "1000")
            self.send_header("x-rate-limit-interval", "1s")
            self.send_header("x-concurrency-limit", "8")
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    book.url = f"http://127.0.0.1:{server.server_port}"
    yield book
    server.shutdown()
    server.server_close()


@pytest.fixture
def source() -> Iterator[Callable[..., CrossrefSource]]:
    """Makes sources whose retries are quick, and closes their connections."""
    made: list[CrossrefSource] = []

    def make(url: str, **options: Any) -> CrossrefSource:
        settings = {"mailto": MAILTO, "limit_store": MemoryLimitStore(), "backoff": 0.01}
        made.append(CrossrefSource(url, **settings | options))
        return made[-1]

    yield make
    for one in made:
        one.door.session.close()


@pytest.fixture(scope="session")
def works(shared: Path) -> list[dict[str, Any]]:
    """All real works."""
    with gzip.open(shared / "data/crossref/works.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def fake_crossref(shared: Path) -> Any:
    """The module of the faulty Crossref."""
    sys.path.insert(0, str(shared / "tools"))
    return importlib.import_module("fake_crossref")


@pytest.fixture(scope="session")
def crossref_server(fake_crossref: Any, works: list[dict[str, Any]]) -> Iterator[Any]:
    """The faulty Crossref with all real works and one merged DOI."""
    aliases = {"10.5555/merged": works[0]["DOI"]}
    with fake_crossref.FakeCrossref(works, aliases=aliases) as server:
        yield server


@pytest.fixture
def crossref_api(crossref_server: Any) -> Iterator[Any]:
    """The same, without faults and counters of an earlier test."""
    crossref_server.reset()
    yield crossref_server
    crossref_server.reset()
