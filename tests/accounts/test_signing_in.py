"""Signing in over HTTP: cookies, forgery, redirects, the API."""

import re

import pytest

from registry.accounts.pages import inside
from registry.policy import Role
from tests.accounts.test_accounts import PASSWORD, make_account


def token_in(page: bytes) -> str:
    return re.search(rb'name="csrf_token" value="([^"]+)"', page).group(1).decode()


def sign_in(client, email="lin@sample.example", password=PASSWORD, address="/sign-in"):
    form = {"email": email, "password": password, "csrf_token": token_in(client.get(address).data)}
    return client.post(address, data=form)


def test_signing_in_leads_to_where_one_wanted_to_go(client):
    make_account()
    answer = sign_in(client, address="/sign-in?next=/account")
    assert answer.status_code == 303
    assert answer.location == "/account"
    assert b"lin@sample.example" in client.get("/account").data


def test_the_session_is_renewed_at_sign_in(client):
    make_account()
    client.get("/sign-in")
    before = client.get_cookie("session").value
    sign_in(client)
    assert client.get_cookie("session").value != before


def test_a_wrong_password_is_told_without_saying_which_part_is_wrong(client):
    make_account()
    answer = sign_in(client, password="something else")
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    assert "something else" not in answer.text


def test_a_form_without_its_token_is_refused(client):
    make_account()
    answer = client.post("/sign-in", data={"email": "lin@sample.example", "password": PASSWORD})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "\t//evil.example",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(address):
    assert inside(address) == "/"


def test_signing_out_ends_the_session_on_the_server(client):
    make_account()
    sign_in(client)
    key = client.get_cookie("session").value
    client.post("/sign-out", data={"csrf_token": token_in(client.get("/account").data)})
    client.set_cookie("session", key)
    assert client.get("/account").status_code == 401


def test_a_token_works_in_the_api_and_only_within_its_scope(client):
    make_account(roles=[Role.ADMINISTRATOR])
    sign_in(client)
    csrf = client.get("/api/v1/session").json["csrf_token"]
    made = client.post(
        "/api/v1/tokens", json={"name": "x", "scopes": ["read"]}, headers={"X-CSRFToken": csrf}
    )
    assert made.status_code == 201
    key = {"Authorization": f"Bearer {made.json['key']}"}
    other = client.application.test_client()
    assert other.get("/api/v1/accounts", headers=key).status_code == 200
    refused = other.post("/api/v1/accounts", json={"email": "a@sample.example"}, headers=key)
    assert refused.status_code == 403
    assert refused.mimetype == "application/problem+json"


def test_an_unsafe_call_with_a_cookie_needs_the_forgery_token(client):
    make_account(roles=[Role.ADMINISTRATOR])
    sign_in(client)
    assert client.post("/api/v1/tokens", json={"name": "x"}).status_code == 400


def test_unknown_fields_are_named_and_secrets_are_not_repeated(client):
    make_account()
    headers = {"X-CSRFToken": client.get("/api/v1/session").json["csrf_token"]}
    answer = client.post(
        "/api/v1/session", json={"email": "", "password": 5, "role": "hr"}, headers=headers
    )
    assert answer.status_code == 422
    errors = {e["field"]: e for e in answer.json["errors"]}
    assert not any("value" in errors[name] for name in ("password", "role"))
    assert set(errors) == {"email", "password", "role"}


@pytest.mark.parametrize("body", [b"{", b'{"email": "\xff"}', b"[1]", b"null", b"nonsense"])
def test_a_body_that_cannot_be_read_is_a_clear_4xx(client, body):
    headers = {"X-CSRFToken": client.get("/api/v1/session").json["csrf_token"]}
    answer = client.post(
        "/api/v1/session", data=body, content_type="application/json", headers=headers
    )
    assert answer.status_code in {400, 422}
    assert answer.json["title"]


def test_errors_are_in_the_readers_language(client):
    answer = client.get("/api/v1/accounts", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 401
    assert re.search("[一-鿿]", answer.json["title"])


def test_every_answer_that_looked_at_the_session_is_not_stored(client):
    make_account()
    sign_in(client)
    answer = client.get("/account")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]
