"""What would be said of a post at ORCID, whether it may be said, and what stands there already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from registry.core import settings
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import N_
from registry.people import orcid_consent, orcid_service, queries
from registry.people.models import OrcidEmployment, Post
from registry.people.orcid_employment import (
    NO_EMPLOYMENT,
    Employer,
    digest,
    employer_of,
    message,
)

REASONS = {
    "not_set_up": N_("Writing to ORCID is not set up in this registry."),
    "sample": N_("This is sample data."),
    "no_ror": N_("The institute has no ROR ID in the settings; ORCID asks for one."),
    "no_place": N_("The institute has no city or country in the settings; ORCID asks for both."),
    "no_employment": N_("A student or visiting scholar is not employed in the sense of ORCID."),
    "not_connected": N_("The person has not connected an ORCID iD."),
    "no_consent": N_("The person has not allowed the registry to write to their ORCID record."),
    "as_here": N_("It stands at ORCID as it is here."),
}
"""Why a message is not sent: code -> what is told."""

STANDS = {
    "no": N_("Not at ORCID"),
    "as_here": N_("At ORCID, as it is here"),
    "changed": N_("At ORCID, changed here since"),
}


@dataclass(frozen=True)
class Prepared:
    """The message of a post; `reasons` are codes of REASONS, none where it may be sent."""

    post: Post
    employer: Employer
    reasons: tuple[str, ...]
    sent: OrcidEmployment | None

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose employment it is."""
        return self.post.owner_ids

    @property
    def xml(self) -> bytes:
        """The message as it would be sent."""
        return message(self.post, self.employer, put_code=self.put_code)

    @property
    def text(self) -> str:
        """The message for reading."""
        return self.xml.decode()

    @property
    def may_be_sent(self) -> bool:
        """Whether nothing speaks against sending it now."""
        return not self.reasons

    @property
    def put_code(self) -> int | None:
        """ORCID's number of the entry."""
        return self.sent.put_code if self.sent else None

    @property
    def sent_at(self) -> datetime | None:
        """When it was sent last."""
        return self.sent.sent_at if self.sent else None

    @property
    def stands(self) -> str:
        """Code of STANDS."""
        if self.sent is None:
            return "no"
        return "as_here" if "as_here" in self.reasons else "changed"


def prepared(researcher_id: int, post_id: int, *, by: Actor) -> Prepared | None:
    """The message of a post that the actor may see."""
    post = queries.post(researcher_id, post_id, by=by)
    return of_post(post) if post else None


def of_post(post: Post) -> Prepared:
    """The message of a post."""
    employer = employer_of(settings.config())
    sent = db.session.scalars(select(OrcidEmployment).filter_by(post_id=post.id)).one_or_none()
    as_here = sent is not None and sent.digest == digest(post, employer)
    against = {
        "not_set_up": not orcid_service.can_write(),
        "sample": post.researcher.sample,
        "no_ror": employer.ror is None,
        "no_place": not (employer.city and employer.country),
        "no_employment": post.position in NO_EMPLOYMENT,
        "not_connected": not post.researcher.orcid_authenticated,
        "no_consent": orcid_consent.standing(post.researcher) is None,
        "as_here": as_here,
    }
    return Prepared(post, employer, tuple(code for code, holds in against.items() if holds), sent)
