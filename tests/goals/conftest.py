"""Actors and rows that tests of goals share."""

import pytest

from registry.core.actor import Actor
from registry.core.unit_of_work import unit_of_work
from registry.policy import Role
from tests.keeping import kept
from tests.makers.goals import load_goals


@pytest.fixture
def goals(app):
    """The four goals, loaded."""
    kept(app, _goals)


def _goals():
    with unit_of_work():
        load_goals()


def as_researcher(researcher) -> Actor:
    """A researcher who acts for their own record; no account row is needed."""
    return Actor(
        label="own@sample.example",
        roles=frozenset({Role.RESEARCHER}),
        researcher_id=researcher.id,
    )
