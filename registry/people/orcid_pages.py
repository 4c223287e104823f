"""The way to ORCID and back, as pages: signing in, connecting one's iD, taking it off."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Response, redirect, request, session
from flask_babel import gettext as _

from importers.errors import SourceError
from importers.orcid_sign_in import AUTHENTICATE, UPDATE, Begun, Proof
from registry.accounts import signin
from registry.accounts.pages import inside, signed_in
from registry.core import clock
from registry.core.actor import Actor
from registry.core.errors import RegistryError, TooManyAttempts
from registry.core.fields import StrictSchema
from registry.core.unit_of_work import unit_of_work
from registry.core.web import Pages, redirect_to, show
from registry.core.web.problems import sentence
from registry.core.web.shell import POLICY
from registry.people import orcid_connecting, orcid_consent, orcid_service, queries
from registry.people.labels import POSITIONS
from registry.people.models import Researcher
from registry.people.orcid_errors import (
    OrcidAway,
    OrcidDenied,
    OrcidDiffers,
    OrcidNotConnected,
    OrcidNotSetUp,
    OrcidStateLost,
    told,
)
from registry.policy import Permission as P

log = structlog.get_logger()

pages = Pages("orcid")

ONE = "/researchers/<int:researcher_id>/orcid"
WAY = "orcid_way"
PROVEN = "orcid_proven"
LASTS = 900
"""Seconds from leaving for ORCID, or from proving another iD, until one must begin again."""
BLAMELESS = (OrcidAway, OrcidDenied, OrcidStateLost, TooManyAttempts)
"""What does not count against the address it came from: it took no question to ORCID, or no fault.

A foreign page can make anybody's browser come back without having left.
"""


@pages.get("/sign-in/orcid", permission=P.SESSION_USE)
def sign_in(*, by: Actor) -> Response:
    """Go to ORCID to sign in with the iD."""
    return leave(AUTHENTICATE, step="sign_in", next=inside(request.args.get("next", "")))


@pages.get(orcid_service.BACK, permission=P.SESSION_USE)
def back(*, by: Actor) -> Response:
    """Come back from ORCID; what was begun is ended once, whatever comes of it."""
    way = session.pop(WAY, None) or {}
    address = request.remote_addr or ""
    try:
        signin.check_proofs_from(address)
        proof = _proof(way)
        return STEPS[way["step"]](proof, way, by=by)
    except (RegistryError, SourceError) as why:
        error = told(why) if isinstance(why, SourceError) else why
        log.info("orcid", why=error.code)
        if not isinstance(error, BLAMELESS):
            with unit_of_work():
                signin.note_failed_proof(address)
        return _failed(error, way)


@pages.get(ONE, permission=P.ORCID_CONNECT, load=queries.standing)
def read(researcher: Researcher, *, by: Actor) -> Response:
    """One's own iD: whether it is connected, and what can be done with it."""
    orcid_service.open_sign_in()
    response = show(
        "people/orcid.html",
        researcher=researcher,
        can_write=orcid_service.can_write(),
        consent=orcid_consent.standing(researcher),
        positions=POSITIONS,
    )
    response.headers["Content-Security-Policy"] = leading_to_orcid()
    return response


@pages.post(f"{ONE}/connect", permission=P.ORCID_CONNECT, load=queries.standing)
def connect(researcher: Researcher, *, by: Actor) -> Response:
    """Go to ORCID to prove one's iD."""
    return leave(AUTHENTICATE, step="connect", account=by.account_id, researcher=researcher.id)


def asked(researcher: Researcher, *, by: Actor) -> dict[str, Any]:
    """The iD that was proven and is not the one on the record."""
    return {"proven": _proven(researcher, by)}


@pages.form(
    f"{ONE}/replace",
    permission=P.ORCID_CONNECT,
    load=queries.standing,
    body=StrictSchema,
    template="people/orcid_replace.html",
    context=asked,
)
def replace(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Response:
    """Let the proven iD take the place of the one on the record."""
    orcid_connecting.connect(researcher, _proven(researcher, by), replace=True, by=by)
    session.pop(PROVEN, None)
    return connected(researcher)


@pages.form(
    f"{ONE}/disconnect",
    permission=P.ORCID_CONNECT,
    load=queries.standing,
    body=StrictSchema,
    template="people/orcid_disconnect.html",
)
def disconnect(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Response:
    """Take one's iD off the record."""
    orcid_connecting.disconnect(researcher, by=by)
    return redirect_to("people.record", _("The iD was taken off."), researcher_id=researcher.id)


@pages.post(f"{ONE}/consent", permission=P.ORCID_CONNECT, load=queries.standing)
def consent(researcher: Researcher, *, by: Actor) -> Response:
    """Go to ORCID to let the registry write one's employment there."""
    if not orcid_service.can_write():
        raise OrcidNotSetUp
    return leave(UPDATE, step="consent", account=by.account_id, researcher=researcher.id)


@pages.post(f"{ONE}/withdraw", permission=P.ORCID_CONNECT, load=queries.standing)
def withdraw(researcher: Researcher, *, by: Actor) -> Response:
    """Take the consent back."""
    orcid_consent.withdraw(researcher, by=by)
    message = _("The registry no longer writes to your ORCID record.")
    return redirect_to("people.orcid.read", message, researcher_id=researcher.id)


def leave(scope: str, **way: Any) -> Response:
    """Send the person to ORCID; what they left for is kept in their session."""
    begun = orcid_service.open_sign_in().begin(scope)
    kept = {"state": begun.state, "verifier": begun.verifier, "scope": scope, "at": _now()}
    session[WAY] = kept | way
    response: Response = redirect(begun.address, 303)  # type: ignore[assignment]
    return response


def leading_to_orcid() -> str:
    """The content policy of a page whose forms lead to ORCID."""
    return POLICY.replace("form-action 'self'", f"form-action 'self' {orcid_service.origin()}")


def returning(way: dict[str, Any], *, by: Actor) -> Researcher:
    """The record that the person left for, if they are still who they were.

    Raises OrcidStateLost, NotAllowed.
    """
    researcher = queries.standing(way["researcher"], by=by)
    if researcher is None or by.account_id != way["account"]:
        raise OrcidStateLost
    by.check(P.ORCID_CONNECT, researcher)
    return researcher


def connected(researcher: Researcher) -> Response:
    """Say that the iD is connected."""
    message = _("Your ORCID iD is connected.")
    return redirect_to("people.orcid.read", message, researcher_id=researcher.id)


def _end_sign_in(proof: Proof, way: dict[str, Any], *, by: Actor) -> Response:
    owner = orcid_connecting.owner(proof.orcid)
    with unit_of_work():
        found = signin.sign_in_proven(owner.id)
    if found is None:
        raise OrcidNotConnected(value=proof.orcid)
    return signed_in(*found, way["next"])


def _end_connecting(proof: Proof, way: dict[str, Any], *, by: Actor) -> Response:
    researcher = returning(way, by=by)
    try:
        with unit_of_work():
            orcid_connecting.connect(researcher, proof.orcid, by=by)
    except OrcidDiffers:
        session[PROVEN] = {"orcid": proof.orcid, "researcher": way["researcher"], "at": _now()}
        return redirect_to("people.orcid.replace", researcher_id=way["researcher"])
    return connected(researcher)


def _end_consent(proof: Proof, way: dict[str, Any], *, by: Actor) -> Response:
    researcher = returning(way, by=by)
    with unit_of_work():
        orcid_connecting.allow_writing(researcher, proof, by=by)
    message = _("The registry may write your employment to your ORCID record.")
    return redirect_to("people.orcid.read", message, researcher_id=way["researcher"])


STEPS = {"sign_in": _end_sign_in, "connect": _end_connecting, "consent": _end_consent}
"""What the person left for -> what is done when they come back."""


def _proof(way: dict[str, Any]) -> Proof:
    if not way or _now() - way["at"] > LASTS:
        raise OrcidStateLost
    begun = Begun("", way["state"], way["verifier"])
    query = request.query_string.decode("ascii", "replace")
    return orcid_service.open_sign_in().finish(query, begun, way["scope"])


def _proven(researcher: Researcher, by: Actor) -> str:
    """The iD that this person has just proven. Raises OrcidStateLost."""
    kept = session.get(PROVEN) or {}
    if kept.get("researcher") != researcher.id or _now() - kept["at"] > LASTS:
        raise OrcidStateLost
    return str(kept["orcid"])


def _failed(error: RegistryError, way: dict[str, Any]) -> Response:
    response = show(
        "people/orcid_failed.html",
        error.status,
        sentence=sentence(error),
        researcher_id=way.get("researcher"),
    )
    if error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _now() -> int:
    return int(clock.now().timestamp())
