"""What can go wrong with erasures and copies."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid


class AlreadyErased(Conflict):
    """The whole person was erased."""

    sentence = N_("This person was erased already.")


class AlreadyAsked(Conflict):
    """An erasure of the person waits for its decision."""

    sentence = N_("An erasure of this person was asked for already and waits for a decision.")


class AlreadyDecided(Conflict):
    """The erasure was decided."""

    sentence = N_("This erasure was decided already.")


class WordNeeded(Invalid):
    """A refusal came without a word."""

    sentence = N_("Say why it is refused.")


class StillNeeded(Conflict):
    """A person is erased as a whole whose post or case goes on."""

    sentence = N_(
        "This person has a post, or a case that goes on. End it first; the private fields alone "
        "can be erased now."
    )
