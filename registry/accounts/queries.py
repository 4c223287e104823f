"""Finding accounts and what belongs to them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from registry.accounts.models import Account, AccountRole, AccountState, Deputy, Message, Token
from registry.core import clock
from registry.core.actor import ALL_SCOPES, Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.policy import Permission, Role, Scope


def by_email(email: str) -> Account | None:
    """The account of an address, in any case."""
    return db.session.scalars(select(Account).filter_by(email=email.strip().lower())).one_or_none()


def visible(account_id: int, *, by: Actor) -> Account | None:
    """An account for those who may see accounts."""
    return db.session.get(Account, account_id) if by.may(Permission.ACCOUNT_READ) else None


def own(*, by: Actor) -> Account:
    """The account that acts; somebody must be signed in."""
    return db.session.get_one(Account, by.account_id)


def page(part: Slice, *, by: Actor) -> Page[Account]:
    """All accounts by address."""
    return paginate(select(Account), (By(Account.email), By(Account.id)), part)


def with_role(role: Role) -> list[Account]:
    """The active accounts that have a role."""
    has = select(AccountRole.account_id).filter_by(role=role)
    active = select(Account).where(Account.id.in_(has), Account.state == AccountState.ACTIVE)
    return list(db.session.scalars(active.order_by(Account.id)))


def of_researcher(researcher_id: int) -> list[Account]:
    """The accounts of a researcher."""
    return list(db.session.scalars(select(Account).filter_by(researcher_id=researcher_id)))


def any_administrator() -> bool:
    """Whether an administrator has ever been able to sign in."""
    has = select(AccountRole.account_id).filter_by(role=Role.ADMINISTRATOR)
    ready = select(func.count()).where(Account.id.in_(has), Account.password_hash.is_not(None))
    return bool(db.session.scalar(ready))


def tokens(*, by: Actor) -> list[Token]:
    """The actor's own tokens, newest first."""
    own_ones = select(Token).filter_by(account_id=by.account_id).order_by(Token.id.desc())
    return list(db.session.scalars(own_ones))


def own_token(token_id: int, *, by: Actor) -> Token | None:
    """One of the actor's own tokens."""
    token = db.session.get(Token, token_id)
    return token if token and token.account_id == by.account_id else None


def unread(*, by: Actor) -> list[Message]:
    """Messages that the actor has not put away, newest first."""
    if by.account_id is None:
        return []
    waiting = select(Message).filter_by(account_id=by.account_id, read_at=None)
    return list(db.session.scalars(waiting.order_by(Message.id.desc()).limit(50)))


def own_message(message_id: int, *, by: Actor) -> Message | None:
    """One of the actor's own messages."""
    message = db.session.get(Message, message_id)
    return message if message and message.account_id == by.account_id else None


def deputies_of(researcher_id: int | None = None) -> list[Deputy]:
    """Who is named a deputy of a researcher (or of anybody) today, in the order of naming.

    Disabled accounts are among them, so that they can be revoked. One query.
    """
    wanted = select(Deputy).where(standing()).options(joinedload(Deputy.account))
    if researcher_id is not None:
        wanted = wanted.where(Deputy.researcher_id == researcher_id)
    return list(db.session.scalars(wanted.order_by(Deputy.id)))


def acts_for(account_id: int) -> list[Deputy]:
    """For whom an account acts today, in the order of naming; a disabled one for nobody."""
    own = select(Deputy).join(Deputy.account).where(Deputy.account_id == account_id, standing())
    another = Account.researcher_id.is_distinct_from(Deputy.researcher_id)
    open_ones = own.where(Account.state != AccountState.DISABLED, another)
    return list(db.session.scalars(open_ones.order_by(Deputy.id)))


def standing() -> ColumnElement[bool]:
    """Whether a deputy is neither revoked nor over."""
    goes_on = or_(Deputy.ends_on.is_(None), Deputy.ends_on >= clock.today())
    return and_(Deputy.revoked_at.is_(None), goes_on)


def actor_of(account: Account, *, scopes: frozenset[Scope] = ALL_SCOPES, via: str = "web") -> Actor:
    """The account as the policy sees it."""
    return Actor(
        account_id=account.id,
        label=account.email,
        roles=account.role_set,
        researcher_id=account.researcher_id,
        acts_for=account.acts_for,
        scopes=scopes,
        via=via,
        locale=account.locale or "en",
    )
