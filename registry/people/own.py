"""The researcher record of who asks, for the pages that are about oneself."""

from __future__ import annotations

from registry.core.actor import Actor
from registry.core.errors import SignInNeeded
from registry.people.errors import NoOwnRecord


def record_of(by: Actor) -> int:
    """The number of one's own record. Raises SignInNeeded and NoOwnRecord."""
    if by.account_id is None:
        raise SignInNeeded
    if by.researcher_id is None:
        raise NoOwnRecord
    return by.researcher_id
