"""Signing in at ORCID: the OAuth 2.0 code flow with PKCE (RFC 6749, 7636).

Authlib makes and checks the messages; the door carries the only request. Authlib is imported when
somebody goes to ORCID, not before.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlencode

from importers.errors import BadAnswer, Refused, SourceError, TemporarilyUnavailable
from importers.http import Answer, Door, Sent
from importers.identifiers import InvalidIdentifier, normalise_orcid
from importers.limits import Kind, Limit
from importers.service import Service, json_object

AUTHENTICATE = "/authenticate"
UPDATE = "/activities/update"
TOKEN = "/oauth/token"  # noqa: S105
REVOKE = "/oauth/revoke"
LIMITS: Mapping[Kind, Limit] = {"single": Limit(12, 1, 8)}
AWAY = {"server_error", "temporarily_unavailable"}
LONGEST_LIFE = 10**10
"""Seconds: ORCID's tokens last twenty years; more is nonsense."""


class Denied(SourceError, code="orcid_denied"):
    """The person did not allow it at ORCID."""


class StateLost(SourceError, code="orcid_state_lost"):
    """The answer does not belong to a sign-in that this browser began."""


class ScopeMissing(SourceError, code="orcid_scope_missing"):
    """ORCID allowed less than was asked for."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A way to ORCID: where to send the person, and what to hold their return against."""

    address: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """ORCID's word that the person who came back owns the iD; `life` in seconds."""

    orcid: str
    token: str = field(repr=False)
    scope: str
    life: int | None


@dataclass(frozen=True)
class SignIn(Service):
    """ORCID as the place where people prove their iD; `back` is where it sends them to."""

    base_url: str = "https://orcid.org"
    deadline: float = 15.0
    max_bytes: int = 64 * 1024
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    back: str = ""

    @cached_property
    def door(self) -> Door:
        """The door of the token endpoint."""
        return self.open_door("sign-in", LIMITS, _check, patience=self.deadline)

    def begin(self, scope: str) -> Begun:
        """A new way to ORCID that asks for a scope."""
        verifier = secrets.token_urlsafe(48)
        address = f"{self.base_url.rstrip('/')}/oauth/authorize"
        client = self._client(scope=scope, code_challenge_method="S256")
        address, state = client.create_authorization_url(address, code_verifier=verifier)
        return Begun(address, state, verifier)

    def finish(self, query: str, begun: Begun, scope: str) -> Proof:
        """The proof behind the query string with which ORCID sent the person back.

        Raises StateLost, Denied, ScopeMissing, or another SourceError: Refused where ORCID takes
        the code or our client for invalid, BadAnswer for what is no token of an iD.
        """
        said = {name: values[-1] for name, values in parse_qs(query).items()}
        if not secrets.compare_digest(said.get("state", "").encode(), begun.state.encode()):
            raise StateLost("the state is not the one that was sent")
        _raise_told(said)
        proof = _proof(self._fetch(said["code"], begun))
        if scope not in proof.scope.split():
            raise ScopeMissing(f"{scope} was not given")
        return proof

    def revoke(self, token: str) -> None:
        """Tell ORCID that we give a token up. Raises a SourceError."""
        said = {"client_id": self.client_id, "client_secret": self.client_secret, "token": token}
        self.door.send(REVOKE, _form(urlencode(said)))

    def _fetch(self, code: str, begun: Begun) -> Mapping[str, Any]:
        """The token for a code.

        The address is put together anew: Authlib takes what stands behind a # for a token.
        """
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415

        client = self._client(token_endpoint_auth_method="client_secret_post")  # noqa: S106
        answer = f"{self.back}?{urlencode({'code': code, 'state': begun.state})}"
        try:
            token: Mapping[str, Any] = client.fetch_token(
                TOKEN,
                authorization_response=answer,
                state=begun.state,
                code_verifier=begun.verifier,
            )
        except AuthlibBaseError as error:
            raise BadAnswer(f"no token: {error.error}") from None
        except ValueError:
            raise BadAnswer("no token: the answer is not one") from None
        return token

    def _client(self, **how: Any) -> Any:
        from authlib.oauth2.client import OAuth2Client  # noqa: PLC0415

        return OAuth2Client(
            _ThroughDoor(self.door),
            client_id=self.client_id,
            client_secret=self.client_secret,
            redirect_uri=self.back,
            **how,
        )


class _Response:
    """A 2xx answer as Authlib reads it."""

    def __init__(self, answer: Answer) -> None:
        self.status_code = answer.status
        self._body = answer.body

    def json(self) -> dict[str, Any]:
        return json_object(self._body)


class _ThroughDoor:
    """What Authlib takes for its session; a refusal leaves the door as a SourceError."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def post(self, path: str, *, data: Mapping[str, str], headers: Any, auth: Any) -> _Response:
        path, _headers, body = auth.prepare("POST", path, dict(headers), urlencode(data))
        return _Response(self._door.send(path, _form(body)))


def _form(body: str) -> Sent:
    return Sent("POST", body.encode(), {"Content-Type": "application/x-www-form-urlencoded"})


def _check(answer: Answer) -> None:
    """Authlib reads what was answered; where that is nothing, nothing is wrong with it yet."""


def _raise_told(said: Mapping[str, str]) -> None:
    """What ORCID says instead of sending a code."""
    match said.get("error"):
        case None if said.get("code"):
            return
        case "access_denied":
            raise Denied("the person did not allow it")
        case error if error in AWAY:
            raise TemporarilyUnavailable(f"ORCID says {error}")
        case None:
            raise BadAnswer("neither a code nor an error")
        case _:
            raise Refused("ORCID refused the request for a sign-in", status=400)


def _proof(token: Mapping[str, Any]) -> Proof:
    given, scope, life = token.get("access_token"), token.get("scope"), token.get("expires_in")
    kind = str(token.get("token_type", "")).lower()
    if not isinstance(given, str) or not given or kind != "bearer" or not isinstance(scope, str):
        raise BadAnswer("the answer is no token")
    try:
        orcid = normalise_orcid(str(token.get("orcid", "")))
    except InvalidIdentifier:
        raise BadAnswer("the token is of no ORCID iD") from None
    known = isinstance(life, int) and not isinstance(life, bool) and 0 < life < LONGEST_LIFE
    return Proof(orcid, given, scope, life if known else None)
