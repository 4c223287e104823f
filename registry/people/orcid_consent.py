"""That a person lets us write to their ORCID record: given at ORCID, withdrawn here or there."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import delete, select

from importers.errors import SourceError
from importers.orcid_sign_in import Proof
from registry.audit import service as audit
from registry.core import clock, settings
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.encryption import Place, Unreadable
from registry.core.unit_of_work import after_commit
from registry.people import orcid_service
from registry.people.models import OrcidConsent, OrcidEmployment, Post, Researcher
from registry.people.orcid_errors import OrcidNotSetUp

log = structlog.get_logger()


def give(researcher: Researcher, proof: Proof, *, by: Actor) -> OrcidConsent:
    """Keep the token that the person gave us, encrypted; it takes the place of an earlier one."""
    row = _row(researcher) or OrcidConsent(researcher_id=researcher.id)
    row.orcid, row.scope, row.withdrawn_at = proof.orcid, proof.scope, None
    row.expires_at = clock.now() + timedelta(seconds=proof.life) if proof.life else None
    db.session.add(row)
    db.session.flush()
    row.token = settings.keyring().seal(proof.token, _place(row))
    details = {"orcid": proof.orcid, "scope": proof.scope}
    audit.record("orcid_consent.given", ("OrcidConsent", researcher.id), by=by, details=details)
    db.session.flush()
    return row


def standing(researcher: Researcher) -> OrcidConsent | None:
    """The consent in force: neither withdrawn nor run out, and of the iD that is connected."""
    row = _row(researcher)
    if row is None or row.token is None or row.withdrawn_at is not None:
        return None
    if row.expires_at is not None and row.expires_at <= clock.now():
        return None
    return row if researcher.orcid_authenticated and row.orcid == researcher.orcid else None


def token_of(consent: OrcidConsent) -> str | None:
    """The token; None where the keys in force do not open it."""
    try:
        return settings.keyring().open(consent.token or b"", _place(consent))
    except Unreadable:
        return None


def withdraw(researcher: Researcher, *, by: Actor) -> None:
    """Delete the token here and give it up at ORCID; what stands there stays, and is no more ours.

    Nothing happens where none is kept.
    """
    row = _row(researcher)
    if row is None or row.token is None:
        return
    token = token_of(row)
    row.token, row.withdrawn_at = None, clock.now()
    details = {"orcid": row.orcid}
    audit.record("orcid_consent.withdrawn", ("OrcidConsent", researcher.id), by=by, details=details)
    db.session.flush()
    if token:
        after_commit(lambda: _give_up(token))


def end(researcher: Researcher, *, by: Actor) -> None:
    """The record no longer has the iD: withdraw, and forget which entries are ours there."""
    withdraw(researcher, by=by)
    posts = select(Post.id).where(Post.researcher_id == researcher.id)
    db.session.execute(delete(OrcidEmployment).where(OrcidEmployment.post_id.in_(posts)))


def _row(researcher: Researcher) -> OrcidConsent | None:
    kept = select(OrcidConsent).filter_by(researcher_id=researcher.id)
    return db.session.scalars(kept).one_or_none()


def _place(row: OrcidConsent) -> Place:
    return Place("orcid_consent", "token", row.id)


def _give_up(token: str) -> None:
    """ORCID's own list of whom the person trusts is put right; if it is away, the person can."""
    try:
        orcid_service.open_sign_in().revoke(token)
    except (SourceError, OrcidNotSetUp) as why:
        log.info("token not given up at ORCID", why=type(why).__name__)
