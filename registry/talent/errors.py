"""What can go wrong with programs and hires."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from registry.core.errors import N_, Conflict, Invalid
from registry.talent.rules import Finding


class UnknownProgram(Invalid):
    """No program has this code."""

    sentence = N_("There is no talent program with the code “%(value)s”.")


class UnknownGroup(Invalid):
    """No program is in this group."""

    sentence = N_("No program is in the group “%(value)s”.")


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


class DraftNotEmpty(Conflict):
    """A draft with documents, money or links to goals is not thrown away."""

    sentence = N_("This draft holds documents, money or links to goals. Remove them first.")


class ProgramOfHire(Conflict):
    """A case that has left the draft has a program."""

    sentence = N_("A case that is past the draft cannot be without a program.")


class VersionKnown(Conflict):
    """The program has a version from this day."""

    sentence = N_("The program has a version from %(value)s already.")


class UnreadableProgramFile(Invalid):
    """The program file cannot be read at all."""

    sentence = N_("The program file “%(value)s” cannot be read: %(why)s.")


class RulesBroken(Conflict):
    """Conditions of the program are broken; HR may let that pass for a reason.

    `broken` are the findings; the answer tells the words, day and source of each condition, never
    what it was held against.
    """

    sentence = N_(
        "Conditions of %(program)s are broken: %(count)s. Give a reason to let this pass."
    )

    def __init__(self, broken: Sequence[Finding], *, program: str) -> None:
        self.broken = tuple(broken)
        super().__init__(field="override_reason", program=program, count=len(broken))

    @property
    def english(self) -> str:
        """The sentence and the conditions, for terminals."""
        return "\n".join([super().english, *(f"- {_told_of(f, 'en')}" for f in self.broken)])

    def extension(self, locale: str) -> dict[str, Any]:
        """The conditions in the reader's language."""
        return {
            "rules": [
                {
                    "rule": finding.rule,
                    "text": finding.text_in(locale),
                    "valid_from": finding.on_date,
                    "day": finding.day,
                    "source": finding.source,
                }
                for finding in self.broken
            ]
        }


def _told_of(finding: Finding, locale: str) -> str:
    since = f", {finding.on_date}" if finding.on_date else ""
    return f"{finding.text_in(locale)} ({finding.source}{since})"


class ProgramKnown(Conflict):
    """The code belongs to a program."""

    sentence = N_("There is a program “%(value)s” already.")


class ProgramInUse(Conflict):
    """Cases stand under the program."""

    sentence = N_("The program %(value)s has cases: it cannot be removed. Set its status instead.")


class GradeInUse(Conflict):
    """Cases use a grade that would go."""

    sentence = N_("The grade “%(value)s” is used by cases: it can be renamed, not removed.")


class CallKnown(Conflict):
    """The program has a call of this year and day."""

    sentence = N_("The program has a call of %(value)s from this day already.")


class NoFileSent(Invalid):
    """A form for a file came without one."""

    sentence = N_("Choose a file.")
