"""People and papers of the tests about answers."""

import pytest

from registry.core.unit_of_work import unit_of_work
from tests.claims.people import ID
from tests.makers.people import make_post, make_researcher, make_unit


@pytest.fixture
def unit(app):
    with unit_of_work():
        return make_unit()


@pytest.fixture
def ann(unit):
    """A researcher with a post and an iD."""
    with unit_of_work():
        researcher = make_researcher("Sample", "Anna", orcid=ID)
        make_post(researcher, unit)
    return researcher


@pytest.fixture
def acting(app):
    """Let the requests of a test come from an actor."""
    kept = app.extensions["actor_loader"]

    def become(actor):
        app.extensions["actor_loader"] = lambda: actor

    yield become
    app.extensions["actor_loader"] = kept
