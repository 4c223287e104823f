"""What can go wrong with spreadsheets that are handed in, and with their rows."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid


class NotPlanned(Conflict):
    """Only a plan can be applied or put away."""

    sentence = N_("There is no plan that waits here.")


class NotApplied(Conflict):
    """Only what was applied can be undone."""

    sentence = N_("Nothing of this spreadsheet was applied.")


class NotUnderWay(Conflict):
    """Only work that goes on can be ended."""

    sentence = N_("This work has ended already.")


class NotWhole(Conflict):
    """All or nothing was chosen, and some rows cannot be taken."""

    sentence = N_(
        "All or nothing was chosen, and %(refused)s rows are refused, %(ask)s wait for an answer. "
        "Correct them, or choose row by row."
    )


class NothingToApply(Conflict):
    """No row would do anything."""

    sentence = N_("No row of this plan would change anything.")


class NoQuestion(Conflict):
    """The row does not ask who it is about."""

    sentence = N_("This row does not ask who it is about.")


class NoSuchAnswer(Invalid):
    """The answer is none of those offered."""

    sentence = N_("“%(value)s” is none of the people offered.")


class NoFile(Invalid):
    """A form for a file came without one."""

    sentence = N_("Choose a file.")


class ReasonNeeded(Invalid):
    """Sensitive columns are given out for a reason."""

    sentence = N_("Say why the sensitive columns are needed.")


SENTENCES = {
    "key_unknown": N_("This key is not one that the registry wrote. Leave it empty for a new row."),
    "key_gone": N_("The record of this row is not there any more."),
    "stale": N_(
        "Somebody changed this record after the sheet was exported. Export it again, then repeat "
        "your change."
    ),
    "changed_meanwhile": N_(
        "Somebody changed this record after the plan was made. It was left as it is."
    ),
    "changed_since": N_("Somebody changed this record after the import. It was left as it is."),
    "still_needed": N_("Other records rest on this one by now. It was left as it is."),
    "unknown_code": N_("“%(value)s” is neither a code nor a name that is known here."),
    "two_of_them": N_("“%(value)s” may be several: %(known)s. Write the code."),
    "no_program": N_("A grade belongs to a program. Fill in the program too."),
    "step_stands": N_(
        "The date and words of a stage that was reached stand. Change the stage, or move the case "
        "on its page."
    ),
    "twice": N_("The same person and case stand in row %(row)s."),
    "disagrees": N_("Row %(row)s says something else of this person."),
    "person_unknown": N_("No person has this key, number or iD."),
    "persons_differ": N_("The key, the number and the iD belong to different people."),
    "case_unknown": N_("No case has this key."),
    "rules_broken": N_(
        "Conditions of the program are broken: %(rules)s. Enter this case on its page, with a "
        "reason to let it pass."
    ),
    "row_failed": N_("Row %(row)s, which this one rests on, was not taken."),
    "said": "%(text)s",
}
"""What can be wrong with a row beside what reading it finds, as message ids by code."""
