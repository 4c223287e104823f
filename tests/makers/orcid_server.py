"""An ORCID on loopback that speaks the protocol: people sign in, members write employments.

It checks what the real one checks (client, exact way back, PKCE, codes that work once, scopes, the
XML schema) and fails on demand.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from flask import Flask
from lxml import etree

MODEL = Path(__file__).parents[3] / "shared" / "data" / "orcid" / "model-3.0"
CARBERRY = "0000-0002-1825-0097"
"""The made-up person of ORCID's own examples."""
SECOND = "0000-0000-0000-5558"
"""An iD that ORCID gives to nobody."""
EMPLOYMENT = "{http://www.orcid.org/ns/employment}employment"
VALUE = "{http://www.orcid.org/ns/common}external-id-value"
SCOPES = {"/authenticate", "/activities/update"}
UNKNOWN = {"response-code": 404, "error-code": 9016, "developer-message": "404 Not Found"}


class _InFolder(etree.Resolver):
    """The schema files import each other from folders that are one folder here."""

    def resolve(self, address, public, context):
        return self.resolve_filename(str(MODEL / Path(address).name), context)


@cache
def employment_schema() -> etree.XMLSchema:
    """ORCID's own schema of an employment, version 3.0."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_InFolder())
    return etree.XMLSchema(etree.parse(str(MODEL / "employment-3.0.xsd"), parser))


@dataclass
class OrcidServer:
    """What it knows and how it is today.

    `signed_in` is who sits at its pages; `faults` are answers of the token endpoint and `broken`
    statuses of the member API, one a request.
    """

    client_id: str = "APP-SAMPLE0000000001"
    client_secret: str = "a secret of the sample client"
    way_back: str = ""
    signed_in: str = CARBERRY
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, tuple[str, str]] = field(default_factory=dict)
    employments: dict[str, dict[int, bytes]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    lose_answers: int = 0
    names_twins: bool = True
    on_write: Callable[[], None] = lambda: None
    asked: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a registry that lead here."""
        return {
            "orcid_client_id": self.client_id,
            "orcid_client_secret": self.client_secret,
            "orcid_sign_in_url": self.url,
            "orcid_member_url": f"{self.url}/member",
        }

    def decide(self, address: str, *, allow: bool = True) -> str:
        """Be the person: open the page, press a button; where the browser is sent then."""
        page = requests.get(address, timeout=5)
        assert page.status_code == 200, page.text
        wanted = address.replace("/oauth/authorize", "/oauth/decide") + f"&allow={int(allow)}"
        sent = requests.get(wanted, timeout=5, allow_redirects=False)
        return sent.headers["Location"]


@contextmanager
def connected_to(app: Flask, orcid: OrcidServer, **more: Any) -> Iterator[OrcidServer]:
    """Let the app of a test know this ORCID."""
    before = app.extensions["registry_config"]
    now = replace(before, **orcid.settings | more)
    orcid.way_back = f"{now.base_url}/orcid/return"
    app.extensions["registry_config"] = now
    try:
        yield orcid
    finally:
        app.extensions["registry_config"] = before


@contextmanager
def orcid_server(**how: Any) -> Iterator[OrcidServer]:
    """An ORCID that is being served."""
    orcid = OrcidServer(**how)
    handler = type("Handler", (_Handler,), {"orcid": orcid})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    orcid.url = "http://{}:{}".format(*server.server_address[:2])
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield orcid
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    orcid: OrcidServer

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        target = urlsplit(self.path)
        self.orcid.asked.append(f"GET {target.path}")
        query = dict(parse_qsl(target.query))
        if target.path == "/oauth/authorize":
            return self._page(query)
        if target.path == "/oauth/decide":
            return self._decide(query)
        if target.path.startswith("/member/"):
            return self._member("GET", target.path)
        return self._send(404, b"no such page", "text/plain")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.orcid.asked.append(f"POST {self.path}")
        if self.path == "/oauth/token":
            return self._token(dict(parse_qsl(body.decode())))
        if self.path == "/oauth/revoke":
            return self._revoke(dict(parse_qsl(body.decode())))
        return self._member("POST", self.path, body)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.orcid.asked.append(f"PUT {self.path}")
        self._member("PUT", self.path, body)

    def do_DELETE(self) -> None:
        self.orcid.asked.append(f"DELETE {self.path}")
        self._member("DELETE", self.path)

    # --- signing in ----------------------------------------------------------------------------

    def _page(self, query: dict[str, str]) -> None:
        if wrong := self._wrong(query):
            return self._send(400, f"<h1>Error</h1><p>{escape(wrong)}</p>".encode(), "text/html")
        buttons = "".join(
            f'<p><a href="/oauth/decide?{escape(urlencode(query | {"allow": allow}))}">{name}</a>'
            for allow, name in (("1", "Authorize access"), ("0", "Deny access"))
        )
        text = f"<h1>Sample ORCID</h1><p>{self.orcid.signed_in}: {query['scope']}</p>{buttons}"
        return self._send(200, text.encode(), "text/html")

    def _wrong(self, query: dict[str, str]) -> str:
        wanted = {
            "client_id": self.orcid.client_id,
            "redirect_uri": self.orcid.way_back,
            "response_type": "code",
            "code_challenge_method": "S256",
        }
        wrong = [name for name, value in wanted.items() if query.get(name) != value]
        missing = [name for name in ("state", "code_challenge") if not query.get(name)]
        scopes = set(query.get("scope", "").split())
        return " ".join(wrong + missing + (["scope"] if not scopes or scopes - SCOPES else []))

    def _decide(self, query: dict[str, str]) -> None:
        if wrong := self._wrong(query):
            return self._send(400, wrong.encode(), "text/plain")
        said = {"error": "access_denied", "error_description": "User denied access"}
        if query["allow"] == "1":
            code = secrets.token_urlsafe(6)
            self.orcid.codes[code] = query | {"orcid": self.orcid.signed_in}
            said = {"code": code}
        address = f"{query['redirect_uri']}?{urlencode(said | {'state': query['state']})}"
        return self._send(302, b"", "text/html", Location=address)

    def _token(self, form: dict[str, str]) -> None:
        if self.orcid.faults:
            return self._fail(self.orcid.faults.pop(0), form)
        known = self.orcid.codes.pop(form.get("code", ""), None)
        if not self._is_client(form):
            return self._json(401, {"error": "invalid_client"})
        challenge = base64.urlsafe_b64encode(
            hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        ).rstrip(b"=")
        good = (
            known is not None
            and form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == known["redirect_uri"]
            and challenge.decode() == known["code_challenge"]
        )
        if not good:
            return self._json(400, {"error": "invalid_grant", "error_description": "Invalid code"})
        return self._json(200, self._granted(known["orcid"], known["scope"]))

    def _granted(self, orcid: str, scope: str) -> dict[str, Any]:
        token = secrets.token_hex(16)
        self.orcid.tokens[token] = (orcid, scope)
        return {
            "access_token": token,
            "token_type": "bearer",
            "refresh_token": secrets.token_hex(16),
            "expires_in": 631138518,
            "scope": scope,
            "name": "Sample Person",
            "orcid": orcid,
        }

    def _fail(self, fault: str, form: dict[str, str]) -> None:
        known = self.orcid.codes.pop(form.get("code", ""), {})
        granted = self._granted(known.get("orcid", CARBERRY), known.get("scope", ""))
        changed = {
            "wrong check digit": {"orcid": "0000-0002-1825-0098"},
            "no iD": {"orcid": None},
            "no token": {"access_token": ""},
            "less": {"scope": "/read-public"},
            "other kind": {"token_type": "mac"},
            "error in 200": {"error": "server_error"},
        }
        if fault in changed:
            return self._json(200, granted | changed[fault])
        if fault == "slow":
            time.sleep(2)
            return self._json(200, granted)
        if fault == "cut":
            return self._send(200, json.dumps(granted).encode()[:40], "application/json")
        if fault == "page":
            return self._send(200, b"<html>Maintenance</html>", "text/html")
        if fault == "list":
            return self._json(200, [granted])
        if fault == "elsewhere":
            return self._send(302, b"", "text/html", Location="http://127.0.0.1:9/oauth/token")
        return self._json(int(fault), {"error": "server_error"})

    def _revoke(self, form: dict[str, str]) -> None:
        if not self._is_client(form):
            return self._json(401, {"error": "invalid_client"})
        self.orcid.tokens.pop(form.get("token", ""), None)
        self.orcid.revoked.append(form.get("token", ""))
        return self._send(200, b"", "text/plain")

    def _is_client(self, form: dict[str, str]) -> bool:
        given = (form.get("client_id"), form.get("client_secret"))
        return given == (self.orcid.client_id, self.orcid.client_secret)

    # --- employments ---------------------------------------------------------------------------

    def _member(self, method: str, path: str, body: bytes = b"") -> None:
        if self.orcid.broken:
            return self._json(self.orcid.broken.pop(0), {"developer-message": "broken"})
        _, _, version, orcid, *rest = path.split("/")
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.orcid.tokens:
            return self._json(401, {"error": "invalid_token"})
        owner, scope = self.orcid.tokens[token]
        if version != "v3.0" or owner != orcid or "/activities/update" not in scope.split():
            return self._json(403, {"error-code": 9038})
        kept = self.orcid.employments.setdefault(orcid, {})
        if rest == ["employments"] and method == "GET":
            return self._json(200, {"affiliation-group": _groups(kept)})
        put_code = int(rest[1]) if len(rest) == 2 else None
        if rest[0] != "employment" or (put_code is None) != (method == "POST"):
            return self._json(405, {})
        if put_code is not None and put_code not in kept:
            return self._json(404, UNKNOWN)
        if method == "DELETE":
            del kept[put_code]
            return self._send(204, b"", "text/plain")
        if why := self._bad_message(body, put_code):
            return self._json(400, {"error-code": 9001, "developer-message": why})
        return self._keep(kept, put_code, body)

    def _bad_message(self, body: bytes, put_code: int | None) -> str:
        if self.headers.get("Content-Type") != "application/vnd.orcid+xml":
            return "Content-Type"
        document = etree.fromstring(body, etree.XMLParser(no_network=True, resolve_entities=False))
        if not employment_schema().validate(document):
            return str(employment_schema().error_log)
        said = document.get("put-code")
        same = document.tag == EMPLOYMENT and said == (str(put_code) if put_code else None)
        return "" if same else "put-code"

    def _keep(self, kept: dict[int, bytes], put_code: int | None, body: bytes) -> None:
        twin = next((code for code, xml in kept.items() if _value(xml) == _value(body)), None)
        if put_code is None and twin is not None:
            told = "409 Conflict: You have already added this activity."
            if self.orcid.names_twins:
                told += f" Please see element with put-code {twin}."
            return self._json(409, {"error-code": 9021, "developer-message": told})
        self.orcid.on_write()
        new = put_code or 1 + max(kept, default=70000)
        kept[new] = body
        if self.orcid.lose_answers:
            self.orcid.lose_answers -= 1
            self.close_connection = True
            return None
        if put_code:
            return self._send(200, body, "application/vnd.orcid+xml")
        place = f"{self.orcid.url}/member{self.path}/{new}"
        return self._send(201, b"", "application/vnd.orcid+xml", Location=place)

    def _json(self, status: int, document: Any) -> None:
        self._send(status, json.dumps(document).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _value(xml: bytes) -> str | None:
    return etree.fromstring(xml).findtext(f".//{VALUE}")


def _groups(kept: dict[int, bytes]) -> list[dict[str, Any]]:
    return [
        {
            "summaries": [
                {
                    "employment-summary": {
                        "put-code": code,
                        "external-ids": {"external-id": [{"external-id-value": _value(xml)}]},
                    }
                }
            ]
        }
        for code, xml in kept.items()
    ]
