"""A Crossref of our own on loopback with works of the test prefix, and ways to run an import."""

from __future__ import annotations

import importlib
import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from flask import Flask

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import service
from registry.intake.models import ImportItem, ImportRun
from registry.jobs import worker
from tests.makers.services import services

TOOLS = Path(__file__).parents[3] / "shared" / "tools"


def make_message(number: int, **changes: Any) -> dict[str, Any]:
    """A Crossref message of a work that nobody wrote."""
    message = {
        "DOI": f"10.5555/sample.{number}",
        "type": "journal-article",
        "title": [f"Sample work {number} on the entanglement of ions"],
        "container-title": ["Journal of Samples"],
        "author": [
            {"given": "Sample", "family": f"Author{number}", "sequence": "first"},
            {"name": "Sample Collaboration", "sequence": "additional"},
        ],
        "issued": {"date-parts": [[2020 + number % 5, 1 + number % 12]]},
        "publisher": "Sample Press",
    }
    return message | changes


@dataclass
class SmallCrossref:
    """Works by DOI; `status` answers every request so, `script` the next ones in turn."""

    works: dict[str, dict[str, Any]]
    agencies: dict[str, str] = field(default_factory=dict)
    status: int = 200
    latency: float = 0.0
    script: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def small_crossref(messages: Any = (), **options: Any) -> Iterator[SmallCrossref]:
    """A server that answers like the Crossref API for these messages."""
    api = SmallCrossref({m["DOI"].lower(): m for m in messages}, **options)
    handler = type("Handler", (_Handler,), {"api": api})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    api.url = "http://{}:{}".format(*server.server_address[:2])
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api: SmallCrossref

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        target = urlsplit(self.path)
        self.api.asked.append(self.path)
        time.sleep(self.api.latency)
        status = self.api.script.pop(0) if self.api.script else self.api.status
        if status != 200:
            return self._send(status, "<html>no</html>", "text/html")
        path, query = unquote(target.path), dict(parse_qsl(target.query))
        if path == "/works":
            wanted = [part.removeprefix("doi:") for part in query["filter"].split(",")]
            items = [self.api.works[doi] for doi in wanted if doi in self.api.works]
            return self._message("work-list", {"items": items, "total-results": len(items)})
        doi, agency = re.subn(r"/agency$", "", path.removeprefix("/works/"))
        if agency and doi in self.api.agencies:
            label = self.api.agencies[doi]
            about = {"id": label.lower(), "label": label}
            return self._message("work-agency", {"DOI": doi, "agency": about})
        if not agency and doi in self.api.works:
            return self._message("work", self.api.works[doi])
        return self._send(404, "Resource not found.", "text/plain")

    def _message(self, kind: str, message: Any) -> None:
        body = {"status": "ok", "message-type": kind, "message-version": "1.0.0"}
        self._send(200, json.dumps(body | {"message": message}), "application/json")

    def _send(self, status: int, text: str, kind: str) -> None:
        data = text.encode()
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(data)),
            "x-rate-limit-limit": "1000",
            "x-rate-limit-interval": "1s",
            "x-concurrency-limit": "10",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def fake_crossref_module() -> Any:
    """The large fake with the real records; the test is skipped where it is missing."""
    if not TOOLS.is_dir():
        pytest.skip("the folder ../shared with the Crossref on loopback is not here")
    if str(TOOLS) not in sys.path:
        sys.path.insert(0, str(TOOLS))
    return importlib.import_module("fake_crossref")


@contextmanager
def asking(app: Flask, url: str = "http://127.0.0.1:9", **settings: Any) -> Iterator[None]:
    """Let the app ask this Crossref, and DataCite, ORCID and a resolver that know nothing."""
    before = app.extensions["registry_config"]
    with services() as others:
        told = {"crossref_mailto": "sample@sample.example"} | others.settings | settings
        app.extensions["registry_config"] = replace(before, crossref_url=url, **told)
        try:
            yield
        finally:
            app.extensions["registry_config"] = before


def start(identifiers: Any, *, by: Actor, **options: Any) -> ImportRun:
    """A run that has not been worked on."""
    with unit_of_work():
        return service.start(identifiers, by=by, **options)


def run_import(identifiers: Any, *, by: Actor) -> ImportRun:
    """A run, worked on until nothing is due."""
    run = start(identifiers, by=by)
    worker.drain()
    db.session.refresh(run)
    return run


def outcomes(run: ImportRun) -> dict[str, str | None]:
    """Identifier -> outcome."""
    db.session.expire_all()
    items = db.session.query(ImportItem).filter_by(run_id=run.id)
    return {item.identifier: item.outcome for item in items}
