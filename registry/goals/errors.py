"""What can go wrong with goals and the links of items to them."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid


class UnreadableGoalFile(Invalid):
    """The file with the goals is not there or is not TOML in UTF-8."""

    sentence = N_("The goal file %(value)s cannot be read: %(why)s")


class UnknownGoal(Invalid):
    """No goal and no sub-aim has this code."""

    sentence = N_("There is no goal or sub-aim “%(value)s”.")


class UnknownItem(Invalid):
    """There is no such output, hire, researcher or unit, or not for this actor."""

    sentence = N_("There is no such item: %(value)s.")


class StatementNeeded(Invalid):
    """A link says nothing of the contribution."""

    sentence = N_("Say in a sentence what the contribution to the goal is.")


class StrangeAuthor(Invalid):
    """The author named has no confirmed claim on the output, or is not the person concerned."""

    sentence = N_("Researcher %(value)s is not confirmed as an author of this item.")


class PrimaryTaken(Conflict):
    """The item has a primary goal, and nobody asked to replace it."""

    sentence = N_(
        "%(value)s is the primary goal of this item already. Make this link secondary, or say that"
        " it replaces the present one."
    )


class AlreadyLinked(Conflict):
    """The same author has linked the item to this goal or sub-aim."""

    sentence = N_("This item is linked to %(value)s already. Change that link instead.")
