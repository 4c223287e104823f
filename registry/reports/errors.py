"""What can be wrong with a question about a year."""

from __future__ import annotations

from registry.core.errors import N_, Invalid, NotAllowed, NotFound


class NoSuchYear(NotFound):
    """The year is out of range."""

    sentence = N_("There is no report for the year %(value)s: years go from 1900 to 2200.")


class NoSuchFigure(NotFound):
    """No figure has this name."""

    sentence = N_("There is no figure “%(value)s”. Figures are: %(known)s.")


class NotCountedBy(Invalid):
    """The figure has no such breakdown."""

    sentence = N_("%(field)s: this figure is not counted by it; it is counted by %(known)s.")


class OpenToHrOnly(NotAllowed):
    """The rows would name people together with a restricted program."""

    sentence = N_("The rows of this program are open to HR only.")
