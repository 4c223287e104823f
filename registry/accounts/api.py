"""Accounts, tokens and the session, as JSON."""

from __future__ import annotations

from typing import Any

from flask import Response, request, session
from flask_wtf.csrf import generate_csrf

from registry.accounts import mail, queries, service, signin
from registry.accounts.errors import WrongSignIn
from registry.accounts.models import Account, AccountState, Token
from registry.accounts.schemas import (
    AccountChangesSchema,
    AccountSchema,
    AccountsQuerySchema,
    InvitationSchema,
    InvitedSchema,
    NewTokenKeySchema,
    NewTokenSchema,
    OwnAccountSchema,
    SignInSchema,
    TokenSchema,
)
from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource, problems
from registry.policy import Permission as P
from registry.policy import Role

accounts = Resource("accounts", "/accounts", "Accounts and their roles")
tokens = Resource("tokens", "/tokens", "Keys for the API")
sessions = Resource("session", "/session", "Who is signed in")
RESOURCES = (accounts, tokens, sessions)


def current_actor() -> Actor | None:
    """Who a request comes from: a bearer token, else the session of the browser."""
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    if kind == "Bearer":
        return signin.by_token(key.strip())
    return signin.by_session(session["key"]) if "key" in session else None


@accounts.get(
    "", permission=P.ACCOUNT_READ, query=AccountsQuerySchema, returns=AccountSchema, many=True
)
def list_accounts(query: dict[str, Any], *, by: Actor) -> Page[Account]:
    """All accounts by address."""
    return queries.page(Slice(query["limit"], query["cursor"], query["total"]), by=by)


@accounts.post("", permission=P.ACCOUNT_CHANGE, body=InvitationSchema, returns=InvitedSchema)
def invite_account(data: dict[str, Any], *, by: Actor) -> dict[str, Any]:
    """Invite somebody; the answer holds the one-time link."""
    account, key = service.invite(data["email"], data["name"], data["roles"], by=by)
    return {"account": account, "link": mail.link_address(key)}


@accounts.get(
    "/<int:account_id>", permission=P.ACCOUNT_READ, load=queries.visible, returns=AccountSchema
)
def read_account(account: Account, *, by: Actor) -> Account:
    """One account."""
    return account


@accounts.patch(
    "/<int:account_id>",
    permission=P.ACCOUNT_CHANGE,
    load=queries.visible,
    body=AccountChangesSchema,
    returns=AccountSchema,
)
def change_account(account: Account, changes: dict[str, Any], *, by: Actor) -> Account:
    """Set roles, disable or enable."""
    if "roles" in changes:
        service.set_roles(account, changes["roles"], by=by)
    if "state" in changes:
        verb = service.disable if changes["state"] == AccountState.DISABLED else service.enable
        verb(account, by=by)
    return account


@accounts.post(
    "/<int:account_id>/reset",
    permission=P.ACCOUNT_CHANGE,
    load=queries.visible,
    returns=InvitedSchema,
)
def reset_account(account: Account, *, by: Actor) -> dict[str, Any]:
    """Give a one-time link for a new password."""
    return {"account": account, "link": mail.link_address(service.give_link(account, by=by))}


@accounts.post(
    "/<int:account_id>/grant-hr",
    permission=P.ACCOUNT_GRANT_HR,
    load=queries.visible,
    returns=AccountSchema,
    status=200,
)
def grant_hr(account: Account, *, by: Actor) -> Account:
    """Give the role HR, as HR."""
    service.set_roles(account, {*account.role_set, Role.HR}, by=by)
    return account


@tokens.get("", permission=P.TOKEN_READ, returns=TokenSchema, many=True)
def list_tokens(*, by: Actor) -> list[Token]:
    """One's own tokens."""
    return queries.tokens(by=by)


@tokens.post("", permission=P.TOKEN_CHANGE, body=NewTokenSchema, returns=NewTokenKeySchema)
def create_token(data: dict[str, Any], *, by: Actor) -> dict[str, Any]:
    """Make a token; the answer holds its key, this once."""
    account = queries.own(by=by)
    token, key = service.create_token(
        account, data["name"], data["scopes"], days=data["days"], by=by
    )
    return {"token": token, "key": key}


@tokens.delete("/<int:token_id>", permission=P.TOKEN_CHANGE, load=queries.own_token)
def revoke_token(token: Token, *, by: Actor) -> None:
    """End a token."""
    service.revoke_token(token, by=by)


def who(by: Actor) -> dict[str, Any]:
    """The actor as the API shows it."""
    return {
        "account_id": by.account_id,
        "label": by.label,
        "roles": sorted(by.roles),
        "researcher_id": by.researcher_id,
        "acts_for": sorted(by.acts_for),
        "csrf_token": generate_csrf(),
    }


@sessions.get("", permission=P.SESSION_USE, returns=OwnAccountSchema)
def read_session(*, by: Actor) -> dict[str, Any]:
    """Who is signed in.

    And the token that unsafe requests of this browser must send as X-CSRFToken.
    """
    return who(by)


@sessions.post(
    "", permission=P.SESSION_USE, body=SignInSchema, returns=OwnAccountSchema, status=200
)
def open_session(data: dict[str, Any], *, by: Actor) -> dict[str, Any] | Response:
    """Sign in."""
    found = signin.sign_in(data["email"], data["password"], request.remote_addr or "")
    if found is None:
        return problems.render(WrongSignIn())
    account, key = found
    session.clear()
    session["key"] = key
    return who(queries.actor_of(account))


@sessions.delete("", permission=P.SESSION_USE)
def close_session(*, by: Actor) -> None:
    """Sign out."""
    if "key" in session:
        signin.sign_out(session["key"])
    session.clear()
