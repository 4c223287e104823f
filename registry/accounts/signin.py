"""Signing in: throttled, in the same time for unknown names; and who a request comes from."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from registry.accounts import passwords, queries
from registry.accounts.errors import AccountClosed
from registry.accounts.models import Account, AccountState, SignInAttempt, SignInSession, Token
from registry.accounts.service import TOKEN_PREFIX, key_hash
from registry.audit import service as audit
from registry.core import clock, settings
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import TooManyAttempts
from registry.policy import Scope

WINDOW = timedelta(minutes=15)
MOST_PER_NAME = 6
MOST_PER_ADDRESS = 60


def sign_in(email: str, password: str, address: str) -> tuple[Account, str] | None:
    """The account and the key of its new session.

    None where they do not belong together (which is noted).

    Raises TooManyAttempts.
    """
    traces = {
        _trace("name", email.strip().lower()): MOST_PER_NAME,
        _trace("from", address): MOST_PER_ADDRESS,
    }
    for trace, most in traces.items():
        _throttle(trace, most)
    account = queries.by_email(email)
    right = passwords.matches(account.password_hash if account else None, password)
    if not account or not right or account.state != AccountState.ACTIVE:
        db.session.add_all(SignInAttempt(key_hash=trace) for trace in traces)
        db.session.flush()
        return None
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.key_hash.in_(list(traces)[:1])))
    return account, open_session(account)


def sign_in_proven(researcher_id: int) -> tuple[Account, str] | None:
    """The account of a researcher who was proven to be at the door, and the key of a new session.

    None where the researcher has no account. Raises AccountClosed.
    """
    for account in queries.of_researcher(researcher_id):
        if account.state != AccountState.ACTIVE:
            raise AccountClosed
        return account, open_session(account)
    return None


def check_proofs_from(address: str) -> None:
    """Raises TooManyAttempts where too many proofs from this address have failed."""
    _throttle(_trace("proof", address), MOST_PER_ADDRESS)


def note_failed_proof(address: str) -> None:
    """Count a proof that failed against the address it came from."""
    db.session.add(SignInAttempt(key_hash=_trace("proof", address)))
    db.session.flush()


def open_session(account: Account) -> str:
    """The key of a new session of this account."""
    key, now = secrets.token_urlsafe(32), clock.now()
    db.session.execute(delete(SignInSession).where(SignInSession.expires_at < now))
    lasts = timedelta(hours=settings.config().session_hours)
    session = SignInSession(account_id=account.id, key_hash=key_hash(key), seen_at=now)
    session.expires_at = now + lasts
    db.session.add(session)
    audit.record("account.signed_in", account, by=queries.actor_of(account))
    db.session.flush()
    return key


def by_session(key: str) -> Actor | None:
    """Who a session key belongs to."""
    rows = db.session.execute(
        select(Account, SignInSession.expires_at)
        .join(SignInSession, SignInSession.account_id == Account.id)
        .where(SignInSession.key_hash == key_hash(key), Account.state == AccountState.ACTIVE)
        .options(joinedload(Account.named))
    )
    found = rows.unique().one_or_none()
    if found is None or found.expires_at < clock.now():
        return None
    return queries.actor_of(found.Account)


def by_token(key: str) -> Actor | None:
    """Who a token belongs to, within its scopes."""
    if not key.startswith(TOKEN_PREFIX):
        return None
    rows = db.session.execute(
        select(Account, Token)
        .join(Token, Token.account_id == Account.id)
        .where(
            Token.key_hash == key_hash(key),
            Token.revoked_at.is_(None),
            Account.state == AccountState.ACTIVE,
        )
        .options(joinedload(Account.named))
    )
    found = rows.unique().one_or_none()
    if found is None or found.Token.expires_at < clock.now():
        return None
    scopes = frozenset(Scope(s) for s in found.Token.scopes)
    return queries.actor_of(found.Account, scopes=scopes, via="token")


def sign_out(key: str) -> None:
    """End one session."""
    db.session.execute(delete(SignInSession).where(SignInSession.key_hash == key_hash(key)))


def _trace(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}/{text}".encode()).hexdigest()


def _throttle(trace: str, most: int) -> None:
    since = clock.now() - WINDOW
    recent = select(func.count()).where(
        SignInAttempt.key_hash == trace, SignInAttempt.created_at > since
    )
    if (db.session.scalar(recent) or 0) >= most:
        raise TooManyAttempts(seconds=int(WINDOW.total_seconds()))
