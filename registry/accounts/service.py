"""What is done with accounts: create, invite, roles, reset, disable; and words to their owners."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select

from registry.accounts import mail, passwords, queries
from registry.accounts.errors import (
    AccountKnown,
    HRGrantsHR,
    LastAdministrator,
    LinkSpent,
    WeakPassword,
)
from registry.accounts.models import (
    Account,
    AccountRole,
    AccountState,
    Message,
    SignInLink,
    SignInSession,
    Token,
)
from registry.audit import service as audit
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import N_
from registry.core.unit_of_work import after_commit
from registry.jobs import service as jobs
from registry.policy import Role, Scope

LINK_LASTS = timedelta(days=7)
TOKEN_PREFIX = "rgt_"  # noqa: S105


def key_hash(key: str) -> str:
    """What is kept of a key with enough randomness of its own."""
    return hashlib.sha256(key.encode()).hexdigest()


def create(email: str, name: str, roles: Iterable[Role], *, by: Actor) -> Account:
    """A new account that cannot sign in yet. Raises AccountKnown, HRGrantsHR."""
    email = email.strip().lower()
    if queries.by_email(email):
        raise AccountKnown(field="email", value=email)
    account = Account(email=email, name=name or email.partition("@")[0])
    db.session.add(account)
    db.session.flush()
    set_roles(account, roles, by=by)
    audit.record("account.created", account, by=by)
    return account


def invite(email: str, name: str, roles: Iterable[Role], *, by: Actor) -> tuple[Account, str]:
    """A new account and the key of the link with which its owner chooses a password.

    Mailed where mail is set up.
    """
    account = create(email, name, roles, by=by)
    return account, give_link(account, by=by)


def give_link(account: Account, *, by: Actor) -> str:
    """A new one-time key, for an invitation or a reset; earlier ones end. Raises HRGrantsHR."""
    _hr_only_by_hr(account, by)
    db.session.execute(delete(SignInLink).where(SignInLink.account_id == account.id))
    key = secrets.token_urlsafe(32)
    link = SignInLink(account_id=account.id, key_hash=key_hash(key))
    link.expires_at = clock.now() + LINK_LASTS
    db.session.add(link)
    audit.record("account.link_given", account, by=by)
    db.session.flush()
    email = account.email
    after_commit(lambda: mail.send_link(email, key))
    return key


def set_password(account: Account, password: str, *, by: Actor) -> None:
    """Set a password and end every sign-in made with the old one. Raises WeakPassword."""
    if not passwords.strong_enough(password, account.email):
        raise WeakPassword(field="password")
    account.password_hash = passwords.hashed(password)
    account.state = AccountState.ACTIVE
    end_sessions(account)
    audit.record("account.password_set", account, by=by)
    db.session.flush()


def link_by_key(key: str) -> SignInLink:
    """The one-time link of a key. Raises LinkSpent."""
    link = db.session.scalars(select(SignInLink).filter_by(key_hash=key_hash(key))).one_or_none()
    if link is None or link.used_at or link.expires_at < clock.now():
        raise LinkSpent
    return link


def use_link(key: str, password: str) -> Account:
    """Spend a one-time link to set a password. Raises LinkSpent, WeakPassword."""
    link = link_by_key(key)
    account = db.session.get_one(Account, link.account_id)
    if account.state == AccountState.DISABLED:
        raise LinkSpent
    set_password(account, password, by=queries.actor_of(account))
    link.used_at = clock.now()
    db.session.flush()
    return account


def set_roles(account: Account, roles: Iterable[Role], *, by: Actor) -> None:
    """Give exactly these roles.

    HR can only be given by another HR account or the command line, and all of HR is told.
    """
    wanted = frozenset(Role(r) for r in roles)
    had = account.role_set
    if Role.HR in wanted - had:
        _grants_hr(account, by)
    if Role.ADMINISTRATOR in had - wanted:
        _keep_an_administrator(account)
    account.roles = [r for r in account.roles if r.role in wanted] + [
        AccountRole(role=role) for role in sorted(wanted - had)
    ]
    account.touch()
    audit.record("account.roles_set", account, by=by, details={"roles": sorted(wanted)})
    db.session.flush()
    if Role.HR in wanted - had:
        _tell_hr(account)


def disable(account: Account, *, by: Actor) -> None:
    """End all sign-ins and tokens; nobody gets in with this account until it is enabled."""
    if Role.ADMINISTRATOR in account.role_set:
        _keep_an_administrator(account)
    account.state = AccountState.DISABLED
    end_sessions(account)
    audit.record("account.disabled", account, by=by)
    db.session.flush()


def enable(account: Account, *, by: Actor) -> None:
    """Let a disabled account in again."""
    account.state = AccountState.ACTIVE if account.password_hash else AccountState.INVITED
    audit.record("account.enabled", account, by=by)
    db.session.flush()


def change_own(account: Account, changes: dict[str, str], *, by: Actor) -> Account:
    """Change one's own name or language."""
    for name in ("name", "locale"):
        if name in changes:
            setattr(account, name, changes[name])
    audit.record("account.changed", account, by=by, details=audit.changes(account))
    db.session.flush()
    return account


def end_sessions(account: Account) -> None:
    """Sign the account out everywhere."""
    db.session.execute(delete(SignInSession).where(SignInSession.account_id == account.id))


def create_token(
    account: Account, name: str, scopes: Iterable[Scope], *, days: int = 365, by: Actor
) -> tuple[Token, str]:
    """A token and its key, which is shown this once."""
    key = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token(account_id=account.id, name=name, scopes=sorted(Scope(s) for s in scopes))
    token.key_hash, token.expires_at = key_hash(key), clock.now() + timedelta(days=days)
    db.session.add(token)
    audit.record("token.created", token, by=by, details={"scopes": token.scopes})
    db.session.flush()
    return token, key


def revoke_token(token: Token, *, by: Actor) -> None:
    """End a token."""
    token.revoked_at = token.revoked_at or clock.now()
    audit.record("token.revoked", token, by=by)
    db.session.flush()


def tell(account_id: int, sentence: str, address: str, **more: str) -> Message | None:
    """Say a sentence (a message id) to an account, shown on its pages and mailed.

    `unique_key` says it once, the rest fills its places.
    """
    unique_key = more.pop("unique_key", None)
    if unique_key and db.session.scalar(select(Message.id).filter_by(unique_key=unique_key)):
        return None
    message = Message(account_id=account_id, sentence=sentence, address=address)
    message.places, message.unique_key = more, unique_key
    db.session.add(message)
    db.session.flush()
    if mail.is_set_up():
        jobs.enqueue("accounts.mail_message", {"message_id": message.id})
    return message


def put_away(message: Message, *, by: Actor) -> None:
    """Do not show a message again."""
    message.read_at = clock.now()
    db.session.flush()


def _grants_hr(account: Account, by: Actor) -> None:
    trusted = by.via in {"cli", "system"} or (by.is_hr and by.account_id != account.id)
    if not trusted:
        raise HRGrantsHR(field="roles", value=Role.HR.value)


def _hr_only_by_hr(account: Account, by: Actor) -> None:
    if Role.HR in account.role_set and by.via not in {"cli", "system"} and not by.is_hr:
        raise HRGrantsHR


def _keep_an_administrator(account: Account) -> None:
    others = [a for a in queries.with_role(Role.ADMINISTRATOR) if a.id != account.id]
    if not others and account.state == AccountState.ACTIVE:
        raise LastAdministrator(field="roles", value=account.email)


def _tell_hr(account: Account) -> None:
    for colleague in queries.with_role(Role.HR):
        if colleague.id != account.id:
            tell(
                colleague.id,
                N_("%(email)s was given the role HR."),
                "/accounts",
                email=account.email,
                unique_key=f"hr-granted/{account.id}/{account.version}/{colleague.id}",
            )
