"""What requests of these tests come from and ask."""

from __future__ import annotations

import pytest

from registry.accounts.models import Account
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.policy import Scope
from tests.makers.intake import asking, make_message, small_crossref


@pytest.fixture
def acting(app):
    """Let the requests of a test come from an actor of this role, each role an account."""
    kept = app.extensions["actor_loader"]

    def become(role, *, researcher_id=None, scopes=frozenset(Scope)):
        email = f"{role}@sample.example"
        with unit_of_work():
            account = db.session.query(Account).filter_by(email=email).one_or_none()
            if account is None:
                account = Account(email=email, name=role, state="active")
                db.session.add(account)
        actor = Actor(
            account_id=account.id,
            label=email,
            roles=frozenset({role}),
            researcher_id=researcher_id,
            scopes=scopes,
        )
        app.extensions["actor_loader"] = lambda: actor
        return actor

    yield become
    app.extensions["actor_loader"] = kept


@pytest.fixture
def api(app):
    with small_crossref([make_message(n) for n in range(5)]) as server, asking(app, server.url):
        yield server
