"""What types of change and those who say them are called, as message ids."""

from __future__ import annotations

from registry.core.errors import N_

FAMILIES = {
    "retraction": N_("Retracted or withdrawn"),
    "correction": N_("Corrected"),
    "expression_of_concern": N_("Expression of concern"),
    "partial_retraction": N_("Retracted in part"),
    "removal": N_("Removed by the publisher"),
    "addendum": N_("Addendum"),
    "clarification": N_("Clarified"),
    "new_version": N_("New version"),
    "new_edition": N_("New edition"),
    "other": N_("Changed in another way"),
}
"""The families of types, for filters."""

CHANGED = {
    **FAMILIES,
    "retraction": N_("Retracted"),
    "withdrawal": N_("Withdrawn"),
    "erratum": N_("Corrected"),
    "corrigendum": N_("Corrected"),
}
"""What became of the work, by type."""

NOTICES = {
    "retraction": N_("Notice of retraction"),
    "withdrawal": N_("Notice of withdrawal"),
    "partial_retraction": N_("Notice of retraction in part"),
    "removal": N_("Notice of removal"),
    "correction": N_("Notice of correction"),
    "erratum": N_("Erratum"),
    "corrigendum": N_("Corrigendum"),
    "expression_of_concern": N_("Expression of concern"),
    "addendum": N_("Addendum"),
}
"""What a notice is, by type."""

OTHER_NOTICE = N_("Notice of a change")

SAYERS = {
    "publisher": N_("the publisher"),
    "retraction-watch": N_("Retraction Watch"),
    "notice": N_("the notice"),
    "title": N_("the title"),
}
"""Who says it; other names stay as they are."""

TONES = {
    "retraction": "bad",
    "partial_retraction": "bad",
    "removal": "bad",
    "expression_of_concern": "warn",
}
"""How grave a family is; what is not here is a piece of information."""


def called(role: str, type_: str, *, what: str) -> str:
    """The name (a message id) of a type in its role; an unknown type has that of its family."""
    if role == "notice":
        return NOTICES.get(type_, OTHER_NOTICE)
    return CHANGED.get(type_) or CHANGED[what]
