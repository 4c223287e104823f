"""Connecting an ORCID iD that its owner has proven, and taking it off again."""

from __future__ import annotations

from sqlalchemy import select

from importers.orcid_sign_in import Proof
from registry.audit import service as audit
from registry.core import facts
from registry.core.actor import Actor
from registry.core.db import db
from registry.people import orcid_consent
from registry.people.facts import ResearcherChanged
from registry.people.models import Researcher
from registry.people.orcid_errors import (
    OrcidConsentOfAnother,
    OrcidDiffers,
    OrcidEnteredElsewhere,
    OrcidNotConnected,
    OrcidOfAnother,
)


def connect(researcher: Researcher, orcid: str, *, replace: bool = False, by: Actor) -> Researcher:
    """Put an iD on the record as proven by its owner; `replace` lets another one go.

    Raises OrcidOfAnother, OrcidEnteredElsewhere; OrcidDiffers where the record has another iD.
    """
    _make_free(researcher, orcid)
    before = researcher.orcid
    if before not in (None, orcid) and not replace:
        raise OrcidDiffers(field="orcid", value=orcid, kept=before)
    if before == orcid and researcher.orcid_authenticated:
        return researcher
    if before != orcid:
        orcid_consent.end(researcher, by=by)
    researcher.orcid, researcher.orcid_authenticated = orcid, True
    details = {"orcid": orcid} | ({"before": before} if before not in (None, orcid) else {})
    audit.record("researcher.orcid_connected", researcher, by=by, details=details)
    db.session.flush()
    facts.announce(ResearcherChanged(researcher.id))
    return researcher


def disconnect(researcher: Researcher, *, by: Actor) -> Researcher:
    """Take the iD off the record; nobody signs in with it any more."""
    if researcher.orcid is None:
        return researcher
    audit.record(
        "researcher.orcid_disconnected", researcher, by=by, details={"orcid": researcher.orcid}
    )
    orcid_consent.end(researcher, by=by)
    researcher.orcid, researcher.orcid_authenticated = None, False
    db.session.flush()
    facts.announce(ResearcherChanged(researcher.id))
    return researcher


def allow_writing(researcher: Researcher, proof: Proof, *, by: Actor) -> Researcher:
    """Keep the consent of a person who has just given it at ORCID, and with it the proven iD.

    Raises as `connect` does, but OrcidConsentOfAnother where the record has another iD.
    """
    if researcher.orcid not in (None, proof.orcid):
        raise OrcidConsentOfAnother(value=proof.orcid, kept=researcher.orcid)
    connect(researcher, proof.orcid, by=by)
    orcid_consent.give(researcher, proof, by=by)
    return researcher


def owner(orcid: str) -> Researcher:
    """The researcher who has proven to own an iD. Raises OrcidNotConnected."""
    proven = select(Researcher).filter_by(
        orcid=orcid, orcid_authenticated=True, merged_into_id=None
    )
    found = db.session.scalars(proven).one_or_none()
    if found is None:
        raise OrcidNotConnected(value=orcid)
    return found


def _make_free(researcher: Researcher, orcid: str) -> None:
    """See that no other record has the iD; one that became part of this record gives it up."""
    with db.session.no_autoflush:
        other = db.session.scalars(select(Researcher).filter_by(orcid=orcid)).one_or_none()
    if other is None or other.id == researcher.id:
        return
    if other.merged_into_id != researcher.id:
        raise (OrcidOfAnother if other.orcid_authenticated else OrcidEnteredElsewhere)(
            field="orcid", value=orcid
        )
    other.orcid, other.orcid_authenticated = None, False
    db.session.flush()
