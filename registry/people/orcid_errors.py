"""What can go wrong between a person, their ORCID record and us."""

from __future__ import annotations

from importers.errors import SourceError
from registry.core.errors import N_, Conflict, NotFound, RegistryError


class OrcidNotSetUp(NotFound):
    """No client of the institute at ORCID is configured, or Authlib is not installed."""

    sentence = N_("ORCID is not set up in this registry.")


class OrcidDenied(RegistryError):
    """The person said no at ORCID."""

    status = 403
    sentence = N_("You did not allow it at ORCID. Nothing was changed.")


class OrcidStateLost(RegistryError):
    """The answer is of another browser, was used already or is too old."""

    sentence = N_(
        "This way back from ORCID was begun in another browser, was used already or took too long."
        " Nothing was changed."
    )


class OrcidScopeMissing(RegistryError):
    """Less was allowed than was asked for."""

    status = 403
    sentence = N_("At ORCID less was allowed than was asked for. Nothing was changed.")


class OrcidRefused(RegistryError):
    """ORCID does not take the code, or does not know us."""

    status = 502
    sentence = N_("ORCID did not accept this sign-in. Nothing was changed.")


class OrcidAway(RegistryError):
    """ORCID cannot be reached, is overloaded or broken."""

    status = 503
    retry_after = 60
    sentence = N_("ORCID does not answer at present. Nothing was changed.")


class OrcidUnclear(RegistryError):
    """The answer is not what ORCID promises."""

    status = 502
    sentence = N_("ORCID gave an answer that cannot be used. Nothing was changed.")


class OrcidOfAnother(Conflict):
    """Another researcher has proven to own the iD."""

    sentence = N_(
        "The ORCID iD %(value)s is connected to another researcher already. Nothing was changed."
    )


class OrcidEnteredElsewhere(Conflict):
    """The iD stands, unproven, on another record: a slip of the pen, or one person twice."""

    sentence = N_(
        "HR entered the ORCID iD %(value)s on another record. Ask HR to correct it; nothing was"
        " changed."
    )


class OrcidDiffers(Conflict):
    """The record has another iD than the one proven."""

    sentence = N_("Your record has the ORCID iD %(kept)s, you signed in as %(value)s.")


class OrcidNotConnected(RegistryError):
    """Nobody here has proven to own the iD."""

    status = 403
    sentence = N_(
        "No account is connected with the ORCID iD %(value)s. Sign in with your password, then"
        " connect it on your page."
    )


class OrcidConsentOfAnother(Conflict):
    """Consent was given for another record at ORCID than the one that is connected."""

    sentence = N_(
        "You allowed it for the ORCID iD %(value)s, connected is %(kept)s. Nothing was changed."
    )


class OrcidNotSent(Conflict):
    """Something speaks against sending the message of a post."""

    sentence = N_("This cannot be sent to ORCID. %(why)s")


OF_SOURCE: dict[str, type[RegistryError]] = {
    "orcid_denied": OrcidDenied,
    "orcid_state_lost": OrcidStateLost,
    "orcid_scope_missing": OrcidScopeMissing,
    "bad_answer": OrcidUnclear,
    "too_large": OrcidUnclear,
    "foreign_redirect": OrcidUnclear,
    "refused": OrcidRefused,
    "blocked": OrcidRefused,
}
"""Code of what happened at ORCID -> what the person is told."""


def told(why: SourceError) -> RegistryError:
    """What the person is told of what went wrong at ORCID."""
    return OF_SOURCE.get(why.code, OrcidAway)()
