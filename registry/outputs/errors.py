"""What can be wrong with an output."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid


class DoiTaken(Conflict):
    """Another output has this DOI already."""

    sentence = N_("The DOI %(value)s belongs to output %(known)s already: “%(title)s”.")


class FixedDoi(Invalid):
    """The DOI is what joins an output to its source."""

    sentence = N_("The DOI of an output from a source cannot be changed.")


class BylineFromSource(Invalid):
    """The byline of an output from a source stays as printed there."""

    sentence = N_("The byline comes from a source and stays as it is printed there.")


class OrderIncomplete(Invalid):
    """An order of affiliations names each of them once."""

    sentence = N_("Name each of the %(count)s affiliations once; this order is %(value)s.")


class NothingSaid(Conflict):
    """Only what was entered by hand and not checked yet can be checked."""

    sentence = N_("Nothing that was entered for position %(value)s is waiting to be checked.")


class OutputInUse(Conflict):
    """Claims or goal links point at the output."""

    sentence = N_("This output cannot be deleted: %(count)s claims or goal links point at it.")


class NotOfThisKind(Invalid):
    """The field does not belong to outputs of this kind."""

    sentence = N_("“%(field)s” does not belong to an output of this kind.")


class RefusedWork(Conflict):
    """The work is on the list of those that never come in."""

    sentence = N_("%(value)s stays out, because it is on the refusal list: %(reason)s")


class RefusedAlready(Conflict):
    """The identifier is on the list already."""

    sentence = N_("%(value)s is on the refusal list already: %(reason)s")


class NothingToRefuse(Conflict):
    """Nothing tells the work from others."""

    sentence = N_("This output has no identifier by which it could be kept out.")


class NoChoice(Invalid):
    """The field follows its source already."""

    sentence = N_("Nobody set “%(field)s” by hand.")


class NoSource(Invalid):
    """There is no source to follow."""

    sentence = N_("No source says anything of this output.")


class UnreadableMessage(Conflict):
    """A kept message that no parser reads now."""

    sentence = N_("The message of %(value)s cannot be read any more.")
