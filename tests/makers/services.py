"""DataCite, ORCID and a DOI resolver on loopback, which answer with what the real ones said."""

from __future__ import annotations

import gzip
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"
CSL = "application/vnd.citationstyles.csl+json"
MISSING = {
    "errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]
}
UNKNOWN_ID = {
    "response-code": 404,
    "developer-message": "404 Not Found: The resource was not found.",
    "user-message": "The resource was not found.",
    "error-code": 9016,
}
CLOSED = {"response-code": 409, "user-message": "The ORCID record is deactivated."}


@cache
def datacite_records() -> list[dict[str, Any]]:
    """The real records; the test is skipped where they are missing."""
    return _lines("datacite/arxiv-preprints.jsonl.gz")


@cache
def orcid_rows() -> list[dict[str, Any]]:
    """The real answers of ORCID, errors among them; the test is skipped where they are missing."""
    return _lines("orcid/records.jsonl.gz")


def _lines(name: str) -> list[dict[str, Any]]:
    if not (DATA / name).exists():
        pytest.skip("the folder ../shared with real records is not here")
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def orcid_answers() -> dict[str, tuple[int, Any]]:
    """Path -> status and body of the real answers; those of older versions under 3.0 too."""
    answers: dict[str, tuple[int, Any]] = {}
    for row in orcid_rows():
        if row["kind"] == "http":
            answers[urlsplit(row["uri"]).path] = (row["status"], row["body"])
        elif row["kind"] == "works":
            answers.setdefault(f"/v3.0/{row['orcid']}/works", (200, row["body"]))
        else:
            answers.setdefault(f"/v3.0/{row['orcid']}/person", (200, row["body"]["person"]))
    return answers


def make_datacite(doi: str, **changes: Any) -> dict[str, Any]:
    """A DataCite record of a work that nobody wrote."""
    attributes = {
        "doi": doi,
        "creators": [{"name": "Author, Sample", "givenName": "Sample", "familyName": "Author"}],
        "titles": [{"title": f"Sample data {doi}"}],
        "publisher": "Sample Archive",
        "publicationYear": 2023,
        "types": {"resourceTypeGeneral": "Dataset"},
        "state": "findable",
    }
    return {"id": doi, "type": "dois", "attributes": attributes | changes}


def make_csl(doi: str, **changes: Any) -> dict[str, Any]:
    """A CSL item of a work that nobody wrote, as content negotiation gives it."""
    item = {
        "type": "article-journal",
        "DOI": doi,
        "title": f"Sample article {doi}",
        "author": [{"family": "Author", "given": "Sample"}],
        "issued": {"date-parts": [[2022, 5]]},
        "container-title": "Sample Review",
    }
    return item | changes


@dataclass
class Services:
    """What the services know, and how they are today.

    `away` names services that answer 503, `script` the statuses of the next requests in turn;
    `landing` maps DOIs whose agency has only a page for readers to that page.
    """

    datacite: dict[str, dict[str, Any]] = field(default_factory=dict)
    orcid: dict[str, tuple[int, Any]] = field(default_factory=dict)
    csl: dict[str, Any] = field(default_factory=dict)
    landing: dict[str, str] = field(default_factory=dict)
    away: set[str] = field(default_factory=set)
    script: list[int] = field(default_factory=list)
    latency: float = 0.0
    hurry: bool = True  # say that far more requests are allowed, so that tests need not wait
    asked: list[str] = field(default_factory=list)
    seen: list[Mapping[str, str]] = field(default_factory=list)
    url: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """The settings of the registry that lead here."""
        return {
            "datacite_url": f"{self.url}/datacite",
            "orcid_url": f"{self.url}/orcid",
            "resolver_url": f"{self.url}/resolver",
        }

    def put(self, *records: dict[str, Any]) -> None:
        """DataCite knows these records."""
        self.datacite |= {record["attributes"]["doi"].lower(): record for record in records}

    def at(self, service: str) -> list[str]:
        """The requests that reached one of datacite, orcid and resolver."""
        return [path for path in self.asked if path.startswith(f"/{service}/")]


@contextmanager
def services(**known: Any) -> Iterator[Services]:
    """The three services on one port of loopback."""
    book = Services(**known)
    handler = type("Handler", (_Handler,), {"book": book})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    book.url = "http://{}:{}".format(*server.server_address[:2])
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield book
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    book: Services

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        book = self.book
        book.asked.append(self.path)
        book.seen.append(self.headers)
        time.sleep(book.latency)
        service, _, path = urlsplit(self.path).path.removeprefix("/").partition("/")
        status = book.script.pop(0) if book.script else 503 if service in book.away else 200
        if status != 200:
            return self._send(status, "<html>no</html>", "text/html")
        return getattr(self, f"_{service}")(f"/{path}")

    def _datacite(self, path: str) -> None:
        known = self.book.datacite
        if path == "/dois":
            query = parse_qs(urlsplit(self.path).query)
            inside = re.fullmatch(r"doi:\((.*)\)", query["query"][0])
            phrases = re.findall(r'"((?:[^"\\]|\\.)*)"', inside[1] if inside else "")
            wanted = [re.sub(r"\\(.)", r"\1", phrase) for phrase in phrases]
            found = [known[doi] for doi in reversed(wanted) if doi in known]
            found = found[: int(query["page[size]"][0])]
            return self._json({"data": found, "meta": {"total": len(found)}})
        record = known.get(unquote(path.removeprefix("/dois/")))
        return self._json({"data": record}) if record else self._json(MISSING, 404)

    def _orcid(self, path: str) -> None:
        status, body = self.book.orcid.get(path, (404, UNKNOWN_ID))
        self._json(body, status)

    def _resolver(self, path: str) -> None:
        doi = unquote(path.removeprefix("/service").removeprefix("/"))
        if path.startswith("/service/"):
            return self._json(self.book.csl[doi], kind=CSL)
        if doi in self.book.csl and self.headers["Accept"] == CSL:
            return self._send(302, "", "text/html", Location=f"/resolver/service{path}")
        if doi in self.book.landing:
            return self._send(302, "", "text/html", Location=self.book.landing[doi])
        return self._send(404, "<html>DOI not found</html>", "text/html")

    def _json(self, document: Any, status: int = 200, kind: str = "application/json") -> None:
        self._send(status, json.dumps(document), kind)

    def _send(self, status: int, text: str, kind: str, **headers: str) -> None:
        data = text.encode()
        headers |= {"Content-Type": kind, "Content-Length": str(len(data))}
        if self.book.hurry:
            headers |= {
                "x-rate-limit-limit": "1000",
                "x-rate-limit-interval": "1s",
                "x-concurrency-limit": "8",
            }
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
