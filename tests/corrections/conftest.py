"""Shared by the tests of corrections: statements counted, accounts and their readers."""

import pytest
from sqlalchemy import event

from registry.accounts.models import Account, AccountRole
from registry.accounts.queries import actor_of
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.policy import Role


@pytest.fixture
def asked(app):
    """How many statements some work sends."""

    def count(work) -> int:
        statements = []

        def note(*said):
            statements.append(said[2])

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            work()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    return count


@pytest.fixture
def make_account(app):
    """An active account with these roles, perhaps of a researcher."""

    def make(name, *roles, researcher=None, **more):
        with unit_of_work():
            account = Account(email=f"{name}@sample.example", name=name, state="active", **more)
            account.researcher_id = researcher.id if researcher else None
            account.roles = [AccountRole(role=role) for role in roles]
            db.session.add(account)
        return account

    return make


@pytest.fixture
def boss(make_account):
    """An administrator."""
    return make_account("boss", Role.ADMINISTRATOR)


@pytest.fixture
def browse(app, client):
    """Ask as an account: `browse(account, "/corrections")`; None is a visitor."""
    before = app.extensions["actor_loader"]

    def ask(account, address, method="GET", **more):
        by = actor_of(account) if account else None
        app.extensions["actor_loader"] = lambda: by
        return client.open(address, method=method, headers=BEARER, **more)

    yield ask
    app.extensions["actor_loader"] = before


BEARER = {"Authorization": "Bearer test"}
