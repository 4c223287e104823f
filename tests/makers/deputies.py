"""Accounts that sign in for real, and deputies named by the verb that everybody uses."""

from registry.accounts import deputies, service, signin
from registry.accounts.models import Account, AccountState, Deputy
from registry.core.actor import SYSTEM, operator
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.policy import Scope


def make_account(email, *roles, researcher=None) -> Account:
    """An account that is let in."""
    account = service.create(email, email.partition("@")[0].title(), roles, by=operator())
    account.state = AccountState.ACTIVE
    account.researcher_id = researcher.id if researcher else None
    db.session.flush()
    return account


def make_deputy(account, researcher, *, ends_on=None, by=SYSTEM) -> Deputy:
    """The account may act for the researcher."""
    called = researcher.name
    return deputies.name(account, researcher.id, ends_on=ends_on, called=called, by=by)


class Caller:
    """Calls the API as an account, by a token of its own; `session()` is one in a browser."""

    def __init__(self, app, account):
        self.app, self.account = app, account
        with unit_of_work():
            scopes = [Scope.READ, Scope.WRITE]
            _, self.key = service.create_token(account, "a", scopes, by=operator())

    def __call__(self, method, address, **options):
        headers = {"Authorization": f"Bearer {self.key}", "If-Match": "*"}
        browser = self.app.test_client()
        return browser.open(f"/api/v1{address}", method=method, headers=headers, **options)

    def session(self):
        """A browser that is signed in."""
        with unit_of_work():
            key = signin.open_session(self.account)
        browser = self.app.test_client()
        with browser.session_transaction() as kept:
            kept["key"] = key
        return browser
