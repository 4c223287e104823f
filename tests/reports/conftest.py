"""A year and its readers, shared by the tests of reports."""

import pytest

from registry.core.actor import Actor
from registry.core.unit_of_work import unit_of_work
from registry.policy import Role
from tests.keeping import kept
from tests.makers.reports import make_institute


@pytest.fixture
def institute(app):
    """The small institute, in the database."""
    return kept(app, _institute)


def _institute():
    with unit_of_work():
        return make_institute()


def actor(role, **more) -> Actor:
    """Somebody of one role, signed in."""
    return Actor(account_id=1, label=f"{role}@sample.example", roles=frozenset({role}), **more)


@pytest.fixture
def readers() -> dict[str, Actor]:
    """One actor a role that reads reports."""
    return {str(role): actor(role) for role in (Role.HR, Role.ADMINISTRATOR, Role.AUDITOR)}


@pytest.fixture
def browse(app, client):
    """Ask as somebody: `browse(actor, "/reports/2025")`."""
    before = app.extensions["actor_loader"]

    def ask(by, address, method="GET", **more):
        app.extensions["actor_loader"] = lambda: by
        return client.open(address, method=method, **more)

    yield ask
    app.extensions["actor_loader"] = before
