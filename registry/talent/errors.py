"""What can go wrong with programs and hires."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid


class UnknownProgram(Invalid):
    """No program has this code."""

    sentence = N_("There is no talent program with the code “%(value)s”.")


class UnknownGrade(Invalid):
    """The program has no such grade."""

    sentence = N_("The program %(program)s has no grade “%(value)s”. Its grades: %(known)s.")


class PersonNeeded(Invalid):
    """A hire is about somebody: one known, or one new, not both."""

    sentence = N_("Say who it is: the number of a known person, or the name of a new one.")


class PossibleDuplicate(Conflict):
    """Somebody of the same name or ORCID iD is known; a person decides whether it is the same."""

    sentence = N_(
        "“%(value)s” may be known already: %(known)s. "
        "Choose that person, or say that this is somebody else."
    )


class FieldNeeded(Invalid):
    """A stage needs a field that is empty."""

    sentence = N_("The stage “%(stage)s” needs %(what)s.")


class IllegalStage(Conflict):
    """The stage cannot follow; the legal ones are named."""

    sentence = N_("“%(wanted)s” cannot follow “%(current)s”. What can follow: %(legal)s.")


class NoEntryStage(Invalid):
    """A case cannot begin there."""

    sentence = N_("A case cannot begin with “%(wanted)s”. It can begin with: %(legal)s.")


class InTheFuture(Invalid):
    """A stage is said to be reached on a day that has not come."""

    sentence = N_("%(value)s has not come yet. A stage is entered once it is reached.")


class NoSecondDate(Invalid):
    """The stage keeps one date alone."""

    sentence = N_("The stage “%(stage)s” keeps no second date; leave out %(value)s.")


class NotADraft(Conflict):
    """Only drafts may be thrown away; the rest is history."""

    sentence = N_("Only a draft can be thrown away. Move this case to an end stage instead.")


class ProgramOfHire(Conflict):
    """A case that has left the draft has a program."""

    sentence = N_("A case that is past the draft cannot be without a program.")


class VersionKnown(Conflict):
    """The program has a version from this day."""

    sentence = N_("The program has a version from %(value)s already.")


class UnreadableProgramFile(Invalid):
    """The program file cannot be read at all."""

    sentence = N_("The program file “%(value)s” cannot be read: %(why)s.")
