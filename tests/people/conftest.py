import pytest

from registry.accounts import service as accounts
from registry.accounts.queries import actor_of
from registry.core.actor import operator
from registry.core.unit_of_work import unit_of_work
from registry.core.web.requests import set_actor_loader
from registry.policy import Role


def signed_in(role):
    with unit_of_work():
        account = accounts.create(f"{role}@sample.example", "", [role], by=operator())
        return actor_of(account)


@pytest.fixture
def hr(app):
    """Somebody of HR who is signed in."""
    return signed_in(Role.HR)


@pytest.fixture
def administrator(app):
    """An administrator who is signed in."""
    return signed_in(Role.ADMINISTRATOR)


@pytest.fixture
def api(app):
    """Call the API as an actor: `api(actor, method, address, json=…)`."""
    loader = app.extensions["actor_loader"]

    def call(actor, method, address, **options):
        set_actor_loader(app, lambda: actor)
        headers = {"Authorization": "Bearer test"} | options.pop("headers", {})
        browser = app.test_client()
        return browser.open(f"/api/v1{address}", method=method, headers=headers, **options)

    yield call
    set_actor_loader(app, loader)
