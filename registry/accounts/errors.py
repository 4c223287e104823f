"""What can go wrong with accounts."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid, NotAllowed, RegistryError


class WrongSignIn(RegistryError):
    """Name and password do not belong together; which of them is wrong is not told."""

    status = 401
    sentence = N_("This e-mail address and password do not belong together.")


class AccountClosed(RegistryError):
    """The account of somebody who proved who they are lets nobody in."""

    status = 403
    sentence = N_("This account is not open. Ask an administrator to open it.")


class LinkSpent(RegistryError):
    """A one-time link was used, is too old, or was never given out."""

    status = 404
    sentence = N_("This link was used already or is too old. Ask for a new one.")


class AccountKnown(Conflict):
    """The address has an account."""

    sentence = N_("There is an account for %(value)s already.")


class WeakPassword(RegistryError):
    """The password is too short or is the address."""

    status = 422
    sentence = N_("A password needs at least 10 characters and may not be the e-mail address.")


class HRGrantsHR(NotAllowed):
    """Only HR, or the command line, opens the way to an account that has the role HR."""

    sentence = N_(
        "Only another HR account or the command line can do this to an account with the role HR."
    )


class LastAdministrator(Conflict):
    """The last active administrator would lose the role."""

    sentence = N_("This is the last administrator: give the role to somebody else first.")


class OwnDeputy(Invalid):
    """Nobody is the deputy of themselves."""

    sentence = N_("%(value)s is the account of this researcher, who needs no deputy to be that.")


class DeputyDisabled(Invalid):
    """An account that lets nobody in can act for nobody."""

    sentence = N_("The account %(value)s is disabled and cannot act for anybody.")


class DeputyOver(Invalid):
    """The last day lies in the past."""

    sentence = N_("The last day %(value)s has gone by. Choose today or later.")


class NoDeputy(Invalid):
    """The account does not act for the researcher."""

    sentence = N_("%(value)s is no deputy of this researcher.")
