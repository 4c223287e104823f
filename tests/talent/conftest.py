"""Calling the API and the pages as somebody, without a sign-in."""

import pytest

from registry.accounts import service as accounts
from registry.accounts.queries import actor_of
from registry.core.actor import operator
from registry.core.unit_of_work import unit_of_work
from registry.core.web.requests import set_actor_loader
from registry.policy import Role
from tests.makers.forms import filled


@pytest.fixture
def signed_in(app):
    """An actor with an account and these roles."""

    def signed_in(*roles, researcher=None):
        with unit_of_work():
            email = f"{'-'.join(roles) or 'nobody'}@sample.example"
            account = accounts.create(email, "", [Role(r) for r in roles], by=operator())
            account.researcher_id = researcher.id if researcher else None
        return actor_of(account)

    return signed_in


@pytest.fixture
def call(app):
    """Ask as an actor: `call(actor, method, address, json=…, data=…)`."""
    loader = app.extensions["actor_loader"]

    def call(actor, method, address, **options):
        set_actor_loader(app, lambda: actor)
        headers = {"Authorization": "Bearer test"} | options.pop("headers", {})
        browser = app.test_client()
        if "data" in options and method == "POST":
            options["data"] = filled(browser, address, options["data"], headers=headers)
        return browser.open(address, method=method, headers=headers, **options)

    yield call
    set_actor_loader(app, loader)
