"""Signing in, one's own account, and all accounts for administrators."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import Response, redirect, request, session, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError
from marshmallow.validate import Email

from registry.accounts import mail, queries, service, signin
from registry.accounts.errors import WeakPassword, WrongSignIn
from registry.accounts.models import Account, Message, SignInLink, Token
from registry.accounts.schemas import (
    AccountsQuerySchema,
    InvitationsSchema,
    NewTokenSchema,
    OwnChangesSchema,
    PasswordSchema,
    SignInSchema,
)
from registry.core import settings
from registry.core.actor import Actor
from registry.core.errors import Invalid
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.core.web.problems import sentence
from registry.core.web.requests import LANGUAGE_COOKIE
from registry.policy import Permission as P
from registry.policy import Role, Scope

pages = Pages("accounts")


def other_ways(*, by: Actor) -> dict[str, Any]:
    """Where one can sign in beside the form: at ORCID, where that is set up."""
    there = settings.config().orcid_is_set_up
    wanted = request.args.get("next") or None
    return {"orcid_url": url_for("people.orcid.sign_in", next=wanted) if there else None}


@pages.form(
    "/sign-in",
    permission=P.SESSION_USE,
    body=SignInSchema,
    template="accounts/sign_in.html",
    context=other_ways,
)
def sign_in(data: dict[str, Any], *, by: Actor) -> Response:
    """Sign in and go where one wanted to go."""
    found = signin.sign_in(data["email"], data["password"], request.remote_addr or "")
    if found is None:
        again = other_ways(by=by) | {"values": {"email": data["email"]}, "errors": {}}
        return show("accounts/sign_in.html", 422, problem=sentence(WrongSignIn()), **again)
    return signed_in(*found, inside(request.args.get("next", "")))


@pages.post("/sign-out", permission=P.SESSION_USE)
def sign_out(*, by: Actor) -> Response:
    """End this session."""
    if "key" in session:
        signin.sign_out(session["key"])
    session.clear()
    return redirect_to("catalogue.home", _("You are signed out."))


def open_link(key: str, *, by: Actor) -> SignInLink:
    """The one-time link of an address."""
    return service.link_by_key(key)


@pages.form(
    "/welcome/<key>",
    permission=P.SESSION_USE,
    load=open_link,
    body=PasswordSchema,
    template="accounts/welcome.html",
)
def welcome(link: SignInLink, data: dict[str, Any], *, by: Actor) -> Response:
    """Choose a password with a one-time link; it signs in at once."""
    try:
        account = service.use_link((request.view_args or {})["key"], data["password"])
    except WeakPassword as why:
        raise Invalid(field="password", value="…") from why
    return signed_in(account, signin.open_session(account), "")


@pages.form(
    "/account",
    permission=P.OWN_ACCOUNT_CHANGE,
    body=OwnChangesSchema,
    template="accounts/own.html",
    context=lambda by: {
        "account": queries.own(by=by),
        "orcid_is_set_up": settings.config().orcid_is_set_up,
    },
)
def own(changes: dict[str, Any], *, by: Actor) -> Response:
    """One's own name and language."""
    account = queries.own(by=by)
    service.change_own(account, changes, by=by)
    response = redirect_to("accounts.own", _("Saved."))
    response.set_cookie(
        LANGUAGE_COOKIE, changes["locale"], 31_536_000, samesite="Lax", httponly=True
    )
    return response


@pages.form(
    "/account/password",
    permission=P.OWN_ACCOUNT_CHANGE,
    body=PasswordSchema,
    template="accounts/password.html",
)
def own_password(data: dict[str, Any], *, by: Actor) -> Response:
    """A new password for oneself; other sign-ins end."""
    account = queries.own(by=by)
    try:
        service.set_password(account, data["password"], by=by)
    except WeakPassword as why:
        raise Invalid(field="password", value="…") from why
    return signed_in(account, signin.open_session(account), "/account")


@pages.form(
    "/account/tokens",
    permission=P.TOKEN_CHANGE,
    body=NewTokenSchema,
    template="accounts/tokens.html",
    context=lambda by: {"tokens": queries.tokens(by=by), "scopes": list(Scope)},
)
def own_tokens(data: dict[str, Any], *, by: Actor) -> Response:
    """One's own tokens; a new one's key is shown this once."""
    account = queries.own(by=by)
    _token, key = service.create_token(
        account, data["name"], data["scopes"], days=data["days"], by=by
    )
    context: dict[str, Any] = {"tokens": queries.tokens(by=by), "scopes": list(Scope)}
    context |= {"values": {}, "errors": {}, "problem": None}
    return show("accounts/tokens.html", key=key, **context)


@pages.post(
    "/account/tokens/<int:token_id>/revoke", permission=P.TOKEN_CHANGE, load=queries.own_token
)
def revoke_token(token: Token, *, by: Actor) -> Response:
    """End a token."""
    service.revoke_token(token, by=by)
    return redirect_to("accounts.own_tokens", _("The token no longer works."))


@pages.post(
    "/messages/<int:message_id>/read", permission=P.MESSAGE_CHANGE, load=queries.own_message
)
def read_message(message: Message, *, by: Actor) -> Response:
    """Put a message away."""
    service.put_away(message, by=by)
    return redirect_to("catalogue.home")


@pages.get("/accounts", permission=P.ACCOUNT_READ, query=AccountsQuerySchema)
def accounts(query: dict[str, Any], *, by: Actor) -> Response:
    """All accounts."""
    page = queries.page(Slice(query["limit"], query["cursor"]), by=by)
    return show("accounts/list.html", page=page, roles=list(Role))


@pages.form(
    "/accounts/invite",
    permission=P.ACCOUNT_CHANGE,
    body=InvitationsSchema,
    template="accounts/invite.html",
    context=lambda by: {"roles": [r for r in Role if r != Role.HR]},
)
def invite(data: dict[str, Any], *, by: Actor) -> Response:
    """Invite one or many; each gets a one-time link."""
    people = [parseaddr(line) for line in data["addresses"].splitlines() if line.strip()]
    for _name, email in people:
        _check_address(email)
    invited = [service.invite(email, name, data["roles"], by=by) for name, email in people]
    links = [(account.email, mail.link_address(key)) for account, key in invited]
    return show("accounts/invited.html", links=links, mailed=mail.is_set_up())


@pages.post("/accounts/<int:account_id>/roles", permission=P.ACCOUNT_CHANGE, load=queries.visible)
def set_roles(account: Account, *, by: Actor) -> Response:
    """Set the roles ticked; the role HR stays as it is."""
    ticked = {Role(r) for r in request.form.getlist("roles") if r in set(Role)} - {Role.HR}
    service.set_roles(account, ticked | (account.role_set & {Role.HR}), by=by)
    return redirect_to("accounts.accounts", _("Saved."))


@pages.post(
    "/accounts/<int:account_id>/grant-hr", permission=P.ACCOUNT_GRANT_HR, load=queries.visible
)
def grant_hr(account: Account, *, by: Actor) -> Response:
    """Give the role HR, as HR."""
    service.set_roles(account, {*account.role_set, Role.HR}, by=by)
    return redirect_to("accounts.accounts", _("The role HR was given, and HR was told."))


@pages.post("/accounts/<int:account_id>/reset", permission=P.ACCOUNT_CHANGE, load=queries.visible)
def reset(account: Account, *, by: Actor) -> Response:
    """Give a one-time link for a new password."""
    key = service.give_link(account, by=by)
    links = [(account.email, mail.link_address(key))]
    return show("accounts/invited.html", links=links, mailed=mail.is_set_up())


@pages.post("/accounts/<int:account_id>/disable", permission=P.ACCOUNT_CHANGE, load=queries.visible)
def disable(account: Account, *, by: Actor) -> Response:
    """Let an account in no more."""
    service.disable(account, by=by)
    return redirect_to("accounts.accounts", _("The account is disabled."))


@pages.post("/accounts/<int:account_id>/enable", permission=P.ACCOUNT_CHANGE, load=queries.visible)
def enable(account: Account, *, by: Actor) -> Response:
    """Let an account in again."""
    service.enable(account, by=by)
    return redirect_to("accounts.accounts", _("The account is enabled."))


def inside(address: str) -> str:
    """The address if it leads to a page of ours, else the first page."""
    parts = urlsplit(address.replace("\\", "/"))
    local = (
        not parts.scheme and not parts.netloc and address.startswith("/") and address.isprintable()
    )
    return address if local and not address.startswith("//") else "/"


def signed_in(account: Account, key: str, address: str) -> Response:
    """Let this browser be the account's from now on, with a session of its own, and go on."""
    session.clear()
    session["key"] = key
    response: Response = redirect(inside(address), 303)  # type: ignore[assignment]
    if account.locale:
        response.set_cookie(
            LANGUAGE_COOKIE, account.locale, 31_536_000, samesite="Lax", httponly=True
        )
    return response


def _check_address(email: str) -> None:
    try:
        Email()(email)
    except ValidationError:
        raise Invalid(field="addresses", value=email) from None
