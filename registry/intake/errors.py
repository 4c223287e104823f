"""What can be wrong with an import."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid


class NothingNamed(Invalid):
    """There is no identifier in what was given."""

    sentence = N_(
        "There is no DOI in “%(value)s”. A DOI looks like 10.1038/s41586-023-05784-4; "
        "write one a line."
    )


class TooMany(Invalid):
    """More identifiers than one run takes."""

    sentence = N_("%(value)s DOIs are too many for one import: at most %(most)s are allowed.")


class UnknownSource(Invalid):
    """There is no such source."""

    sentence = N_("There is no source “%(value)s”. Choose one of: %(known)s.")


class NoSuchFile(Invalid):
    """The file is not there or cannot be read."""

    sentence = N_("The file “%(value)s” cannot be read: %(why)s.")


class BadIdempotencyKey(Invalid):
    """The key is not usable."""

    sentence = N_("An Idempotency-Key has 1 to 100 printable ASCII characters.")


class KeyReused(Invalid):
    """The same Idempotency-Key came with another request."""

    sentence = N_("This Idempotency-Key was used for another import (number %(known)s) already.")


class RunEnded(Conflict):
    """The run has ended and cannot be cancelled."""

    sentence = N_("This import has ended already.")


class RunUnderWay(Conflict):
    """The run is still open."""

    sentence = N_("This import is still under way. Wait until it ends, or cancel it.")


class NothingToRetry(Conflict):
    """No item of the run could come out otherwise."""

    sentence = N_("Nothing in this import can be tried again.")
