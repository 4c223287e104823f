"""Pages about oneself, for an account that is nobody's yet."""

import pytest

from registry.core.actor import VISITOR, Actor
from registry.policy import Role

PAGES = ("/claims", "/claims/mine", "/claims/identifiers", "/hires/mine", "/my-list")


@pytest.fixture
def acting(app):
    kept = app.extensions["actor_loader"]

    def become(actor):
        app.extensions["actor_loader"] = lambda: actor

    yield become
    app.extensions["actor_loader"] = kept


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.HR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", PAGES)
def test_an_account_without_a_record_is_told_what_is_missing_and_whom_to_ask(
    app, acting, path, role
):
    acting(Actor(account_id=1, label="Sample", roles=frozenset({role})))
    client = app.test_client()
    page = client.get(f"{path}?lang=en")
    assert (page.status_code, "Ask HR to link your account." in page.text) == (404, True)
    page = client.get(f"{path}?lang=zh")
    assert "请人事部门关联您的账号。" in page.text
    assert "Ask HR" not in page.text


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_is_asked_to_sign_in_first(app, acting, path):
    acting(VISITOR)
    assert app.test_client().get(path).status_code in {302, 303, 401}
