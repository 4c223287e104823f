"""What can go wrong with claims."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid, NotAllowed


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


class OwnDispute(NotAllowed):
    """Who made a claim does not decide about it."""

    sentence = N_("You made one of these claims. Another administrator has to decide.")


class ClaimsChanging(Conflict):
    """Others kept writing to the same position."""

    sentence = N_("Others are claiming this position right now. Please try again.")
