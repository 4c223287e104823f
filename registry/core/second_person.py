"""A second person checks: who made something, or gains by it, does not decide about it."""

from __future__ import annotations

from registry.core.actor import Actor
from registry.core.errors import N_, NotAllowed


class SecondPersonNeeded(NotAllowed):
    """The checker made what is checked, or gains by it."""

    sentence = N_("You made this, or it is about you. A second person has to check it.")


def is_second_person(
    by: Actor, maker_account_id: int | None, gainer_researcher_id: int | None
) -> bool:
    """Whether `by` is neither who made it nor who gains by it, nor a deputy of who gains.

    None stands for a maker or a gainer that is no person: what the system made anybody may check.
    """
    made = maker_account_id is not None and by.account_id == maker_account_id
    gaining = {by.researcher_id, *by.acts_for} - {None}
    return not made and gainer_researcher_id not in gaining


def check_second_person(
    by: Actor, maker_account_id: int | None, gainer_researcher_id: int | None
) -> None:
    """Raise SecondPersonNeeded unless `by` is a second person."""
    if not is_second_person(by, maker_account_id, gainer_researcher_id):
        raise SecondPersonNeeded
