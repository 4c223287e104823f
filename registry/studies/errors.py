"""What can go wrong with pairs of outputs."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid


class AlreadyDecided(Conflict):
    """Somebody answered before, or the pair does not stand where the answer needs it."""

    sentence = N_("This pair is %(value)s already. Look at it again before you answer.")


class JoinedElsewhere(Conflict):
    """One of the two counts under another output already."""

    sentence = N_("Output %(value)s is joined with another one. Part those two first.")


class OneStudyAlready(Conflict):
    """The two are one study through others, and the one that shall count does not."""

    sentence = N_("These two are one study already, through output %(value)s.")


class NotOfThisPair(Invalid):
    """The output that shall count is neither of the two."""

    sentence = N_("Output %(value)s is not one of this pair.")


class NotJoined(Conflict):
    """The output counts by itself."""

    sentence = N_("Output %(value)s is not joined with another one.")


class BadPairs(Invalid):
    """A file of known pairs has a line that cannot be read; nothing was loaded."""

    sentence = N_("Line %(line)s: “%(value)s” is not a DOI. Nothing was loaded.")


class PairsNotText(Invalid):
    """A file of known pairs is no text that can be read."""

    sentence = N_("The file is no text in UTF-8 with tabs.")


class NoPairs(Invalid):
    """A file of known pairs does not have the columns needed."""

    sentence = N_(
        "The file needs the columns “doi” and “related_doi”, parted by tabs; it has: %(value)s."
    )
