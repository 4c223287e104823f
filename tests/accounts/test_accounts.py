"""Accounts: who gets in, how, and what is told to whom."""

import re

import pytest

from registry.accounts import queries, service, signin
from registry.accounts.errors import (
    AccountKnown,
    HRGrantsHR,
    LastAdministrator,
    LinkSpent,
    WeakPassword,
)
from registry.accounts.models import Account, SignInSession
from registry.core.actor import Actor, operator
from registry.core.db import db
from registry.core.errors import TooManyAttempts
from registry.core.unit_of_work import unit_of_work
from registry.policy import Role, Scope

PASSWORD = "correct horse battery"


def make_account(
    email="lin@sample.example", roles=(Role.RESEARCHER,), password=PASSWORD
) -> Account:
    with unit_of_work():
        account = service.create(email, "Lin", roles, by=operator())
        if password:
            service.set_password(account, password, by=operator())
    return account


def test_an_address_is_one_account_in_any_case(app):
    make_account("Lin@Sample.example")
    with pytest.raises(AccountKnown), unit_of_work():
        service.create("lin@sample.EXAMPLE", "", [], by=operator())


def test_a_password_opens_a_session_that_leads_back_to_the_account(app):
    account = make_account()
    with unit_of_work():
        found, key = signin.sign_in("LIN@sample.example", PASSWORD, "127.0.0.1")
    assert found.id == account.id
    actor = signin.by_session(key)
    assert actor.account_id == account.id
    assert actor.roles == {Role.RESEARCHER}


def test_a_wrong_password_and_an_unknown_name_are_refused_alike(app):
    make_account()
    with unit_of_work():
        assert signin.sign_in("lin@sample.example", "wrong password", "127.0.0.1") is None
        assert signin.sign_in("nobody@sample.example", PASSWORD, "127.0.0.1") is None


def test_guessing_is_throttled_even_for_the_right_password(app):
    make_account()
    for _ in range(signin.MOST_PER_NAME):
        with unit_of_work():
            signin.sign_in("lin@sample.example", "a guess", "127.0.0.1")
    with pytest.raises(TooManyAttempts), unit_of_work():
        signin.sign_in("lin@sample.example", PASSWORD, "127.0.0.1")


def test_a_one_time_link_works_once(app):
    with unit_of_work():
        account, key = service.invite("wu@sample.example", "Wu", [Role.RESEARCHER], by=operator())
    with unit_of_work():
        assert service.use_link(key, PASSWORD).id == account.id
    with pytest.raises(LinkSpent), unit_of_work():
        service.use_link(key, PASSWORD)


def test_a_new_link_ends_the_earlier_one(app):
    account = make_account()
    with unit_of_work():
        first = service.give_link(account, by=operator())
        service.give_link(account, by=operator())
    with pytest.raises(LinkSpent):
        service.link_by_key(first)


def test_a_new_password_ends_every_session(app):
    account = make_account()
    with unit_of_work():
        key = signin.open_session(account)
        service.set_password(account, "another long password", by=operator())
    assert signin.by_session(key) is None


@pytest.mark.parametrize("password", ["short", "lin@sample.example"])
def test_weak_passwords_are_refused(app, password):
    account = make_account()
    with pytest.raises(WeakPassword), unit_of_work():
        service.set_password(account, password, by=operator())


def test_a_disabled_account_gets_in_neither_by_session_nor_by_token(app):
    account = make_account()
    with unit_of_work():
        key = signin.open_session(account)
        _, token = service.create_token(account, "x", [Scope.READ], by=operator())
        service.disable(account, by=operator())
    assert signin.by_session(key) is None
    assert signin.by_token(token) is None
    with unit_of_work():
        assert signin.sign_in(account.email, PASSWORD, "127.0.0.1") is None


def test_a_token_has_its_scopes_and_ends_when_revoked(app):
    account = make_account()
    with unit_of_work():
        token, key = service.create_token(account, "x", [Scope.READ], by=operator())
    assert signin.by_token(key).scopes == {Scope.READ}
    with unit_of_work():
        service.revoke_token(token, by=operator())
    assert signin.by_token(key) is None


def test_an_administrator_cannot_give_hr_but_hr_can_and_hr_is_told(app):
    administrator = queries.actor_of(make_account("admin@sample.example", [Role.ADMINISTRATOR]))
    hr = make_account("hr@sample.example", [Role.HR])
    account = make_account()
    with pytest.raises(HRGrantsHR), unit_of_work():
        service.set_roles(account, [Role.RESEARCHER, Role.HR], by=administrator)
    with unit_of_work():
        service.set_roles(account, [Role.RESEARCHER, Role.HR], by=queries.actor_of(hr))
    assert [m.places for m in queries.unread(by=queries.actor_of(hr))] == [{"email": account.email}]


def test_an_administrator_cannot_reset_the_password_of_hr(app):
    administrator = queries.actor_of(make_account("admin@sample.example", [Role.ADMINISTRATOR]))
    hr = make_account("hr@sample.example", [Role.HR])
    with pytest.raises(HRGrantsHR), unit_of_work():
        service.give_link(hr, by=administrator)


def test_the_last_administrator_keeps_the_role(app):
    account = make_account("admin@sample.example", [Role.ADMINISTRATOR])
    with pytest.raises(LastAdministrator), unit_of_work():
        service.set_roles(account, [], by=operator())


def test_a_message_with_a_key_is_said_once(app):
    account = make_account()
    with unit_of_work():
        assert service.tell(account.id, "Look.", "/", unique_key="a")
        assert service.tell(account.id, "Look.", "/", unique_key="a") is None


def test_keys_are_stored_as_hashes_only(app):
    account = make_account()
    with unit_of_work():
        key = signin.open_session(account)
    stored = db.session.query(SignInSession).one()
    assert key != stored.key_hash
    assert re.fullmatch("[0-9a-f]{64}", stored.key_hash)


def test_an_account_has_no_more_rights_than_its_roles():
    from registry.policy import Permission

    researcher = Actor(account_id=1, roles=frozenset({Role.RESEARCHER}), researcher_id=7)
    assert not researcher.may(Permission.ACCOUNT_READ)
    assert not researcher.may(Permission.PERSONNEL_REVEAL)
