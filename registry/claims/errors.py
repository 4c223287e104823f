"""What can go wrong with claims."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid, NotAllowed
from registry.core.second_person import SecondPersonNeeded


class PositionMissing(Invalid):
    """A claim names a position that the byline does not have."""

    sentence = N_("There is no position %(value)s on this paper; it has %(count)s names.")


class PositionOfGroup(Invalid):
    """A group is printed at the position, and a group is no person."""

    sentence = N_("Position %(value)s is a group, “%(printed)s”; one person cannot claim it.")


class UnknownOutput(Invalid):
    """A claim names an output that is not there."""

    sentence = N_("There is no output with the number %(value)s.")


class WhoseClaim(Invalid):
    """A claim needs a researcher, and the account has none."""

    sentence = N_("Say whose claim it is: this account has no researcher record.")


class NoSuchResearcher(Invalid):
    """A claim names a researcher who is not there."""

    sentence = N_("There is no researcher with the number %(value)s.")


class PositionGone(Conflict):
    """The name that was claimed is not on the byline any more."""

    sentence = N_("The name claimed is no longer on this paper. Open the paper and choose again.")


class NothingToWithdraw(Conflict):
    """Only a claim that was made can be taken back."""

    sentence = N_("Only a confirmed or disputed claim can be withdrawn; this one is %(value)s.")


class NothingToSettle(Conflict):
    """Nobody disputes the position."""

    sentence = N_("Nobody disputes this position.")


class OwnDispute(SecondPersonNeeded):
    """Who made a claim does not decide about it."""

    sentence = N_("You made one of these claims. Another administrator has to decide.")


class ClaimsChanging(Conflict):
    """Others kept writing to the same position."""

    sentence = N_("Others are claiming this position right now. Please try again.")


class UnknownClaim(Invalid):
    """One of several claims is not there, or not for this actor."""

    sentence = N_("There is no claim with the number %(value)s.")


class TooManyClaims(Invalid):
    """One answer is for a limited number of claims."""

    sentence = N_("At most %(most)s claims can be answered at once; these are %(value)s.")


class NotAsked(Conflict):
    """Only an open question can be put off."""

    sentence = N_("Claim %(value)s is not an open question any more.")


class NothingToUndo(Conflict):
    """No answer is kept that could be taken back."""

    sentence = N_("Claim %(value)s has no answer that can be undone.")


class NotYourAnswer(NotAllowed):
    """Somebody else gave the answer."""

    sentence = N_("The answer to claim %(value)s was given by somebody else.")


class NothingToCheck(Conflict):
    """Only a confirmed claim that nobody has checked can be checked."""

    sentence = N_("Claim %(value)s is not waiting to be checked.")


class NotAnOrcid(Invalid):
    """The value is no ORCID iD."""

    sentence = N_("“%(value)s” is not an ORCID iD: its 16 characters or its check digit are wrong.")


class NotAnAddress(Invalid):
    """The value is no e-mail address."""

    sentence = N_("“%(value)s” is not an e-mail address.")
