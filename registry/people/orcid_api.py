"""ORCID iDs and the messages of posts for ORCID, as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from registry.core.actor import Actor
from registry.core.web import Resource
from registry.people import (
    orcid_connecting,
    orcid_consent,
    orcid_preparing,
    orcid_sending,
    queries,
)
from registry.people.models import OrcidConsent, Researcher
from registry.people.orcid_preparing import Prepared
from registry.people.schemas import OrcidEmploymentSchema, OrcidStateSchema
from registry.policy import Permission as P

orcids = Resource("orcid", "/researchers/<int:researcher_id>", "ORCID iDs and what is said there")

MESSAGE = "/posts/<int:post_id>/orcid-employment"


@dataclass(frozen=True)
class OrcidState:
    """What is known of a person's iD."""

    researcher: Researcher
    consent: OrcidConsent | None

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose iD it is."""
        return self.researcher.owner_ids

    @property
    def orcid(self) -> str | None:
        """The iD."""
        return self.researcher.orcid

    @property
    def orcid_authenticated(self) -> bool:
        """Whether its owner confirmed it."""
        return self.researcher.orcid_authenticated

    @property
    def writing_since(self) -> datetime | None:
        """Since when employments may be written there."""
        return self.consent.updated_at if self.consent else None


def state(researcher_id: int, *, by: Actor) -> OrcidState | None:
    """The iD of a researcher that the actor may see."""
    found = queries.standing(researcher_id, by=by)
    return OrcidState(found, orcid_consent.standing(found)) if found else None


@orcids.get("/orcid", permission=P.ORCID_EMPLOYMENT_READ, load=state, returns=OrcidStateSchema)
def read_orcid(found: OrcidState, *, by: Actor) -> OrcidState:
    """The iD, whether its owner confirmed it, and whether employments may be written there."""
    return found


@orcids.delete("/orcid", permission=P.ORCID_CONNECT, load=queries.standing)
def disconnect_orcid(researcher: Researcher, *, by: Actor) -> None:
    """Take one's own iD off the record."""
    orcid_connecting.disconnect(researcher, by=by)


@orcids.delete("/orcid/consent", permission=P.ORCID_CONNECT, load=queries.standing)
def withdraw_orcid_consent(researcher: Researcher, *, by: Actor) -> None:
    """Take back that employments may be written to one's ORCID record."""
    orcid_consent.withdraw(researcher, by=by)


@orcids.get(
    MESSAGE,
    permission=P.ORCID_EMPLOYMENT_READ,
    load=orcid_preparing.prepared,
    returns=OrcidEmploymentSchema,
)
def read_orcid_employment(prepared: Prepared, *, by: Actor) -> Prepared:
    """The message of a post for ORCID, and what speaks against sending it."""
    return prepared


@orcids.post(
    f"{MESSAGE}/send",
    permission=P.ORCID_EMPLOYMENT_SEND,
    load=orcid_preparing.prepared,
    returns=OrcidEmploymentSchema,
    status=202,
)
def send_orcid_employment(prepared: Prepared, *, by: Actor) -> Prepared:
    """Have the message of a post sent."""
    orcid_sending.send(prepared, by=by)
    return prepared
