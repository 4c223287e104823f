"""Accounts and what proves them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from registry.core import clock
from registry.core.clock import UTCDateTime
from registry.core.db import Model, Recorded, Versioned, internal, sensitive
from registry.policy import Role


class AccountState(StrEnum):
    """Whether an account can sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class Account(Versioned, Model):
    """One who can sign in. The address is the name at sign-in, stored in lower case."""

    email: Mapped[str] = internal(String(254), unique=True)
    name: Mapped[str] = internal(String(200))
    state: Mapped[str] = internal(String(10), default=AccountState.INVITED)
    password_hash: Mapped[str | None] = sensitive(String(200))
    locale: Mapped[str | None] = internal(String(5))
    researcher_id: Mapped[int | None] = internal(
        ForeignKey("researcher.id"), merge="move", index=True
    )
    roles: Mapped[list[AccountRole]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="AccountRole.role"
    )
    named: Mapped[list[Deputy]] = relationship(
        primaryjoin="and_(Account.id == Deputy.account_id, Deputy.revoked_at.is_(None))",
        viewonly=True,
    )

    @property
    def role_set(self) -> frozenset[Role]:
        """The roles as the policy knows them."""
        return frozenset(Role(row.role) for row in self.roles)

    @property
    def role_set_sorted(self) -> list[str]:
        """The roles by name."""
        return sorted(row.role for row in self.roles)

    @property
    def acts_for(self) -> frozenset[int]:
        """The researchers whose deputy it is today; one who is let in no more acts for nobody."""
        if self.state == AccountState.DISABLED:
            return frozenset()
        today = clock.today()
        standing = (d.researcher_id for d in self.named if d.ends_on is None or d.ends_on >= today)
        return frozenset(standing) - {self.researcher_id}

    @property
    def owner_account_id(self) -> int:
        """Itself: an account is its own."""
        return self.id


class AccountRole(Model):
    """A role that an account has."""

    account_id: Mapped[int] = internal(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = internal(String(20), primary_key=True)


class SignInSession(Recorded, Model):
    """A browser that is signed in; only the hash of its key is kept."""

    account_id: Mapped[int] = internal(ForeignKey("account.id"), index=True)
    key_hash: Mapped[str] = sensitive(String(64), unique=True)
    seen_at: Mapped[datetime] = internal(UTCDateTime)
    expires_at: Mapped[datetime] = internal(UTCDateTime)


class SignInLink(Recorded, Model):
    """A one-time link that lets its holder set a password: an invitation or a reset."""

    account_id: Mapped[int] = internal(ForeignKey("account.id"), index=True)
    key_hash: Mapped[str] = sensitive(String(64), unique=True)
    expires_at: Mapped[datetime] = internal(UTCDateTime)
    used_at: Mapped[datetime | None] = internal(UTCDateTime)


class SignInAttempt(Recorded, Model):
    """A failed sign-in, by the hash of the name tried and of the address it came from."""

    __table_args__ = (Index("ix_sign_in_attempt_key", "key_hash", "created_at"),)

    key_hash: Mapped[str] = internal(String(64))


class Token(Recorded, Model):
    """A key for the API; only its hash is kept."""

    account_id: Mapped[int] = internal(ForeignKey("account.id"), index=True)
    name: Mapped[str] = internal(String(100))
    key_hash: Mapped[str] = sensitive(String(64), unique=True)
    scopes: Mapped[list[str]] = internal(JSON)
    expires_at: Mapped[datetime] = internal(UTCDateTime)
    used_at: Mapped[datetime | None] = internal(UTCDateTime)
    revoked_at: Mapped[datetime | None] = internal(UTCDateTime)

    @property
    def owner_account_id(self) -> int:
        """Whose it is."""
        return self.account_id


class Message(Recorded, Model):
    """A word to an account, shown on its pages and mailed once.

    `unique_key` keeps it from being said twice.

    `sentence` is a message id of the catalogue, `places` fills it.
    """

    account_id: Mapped[int] = internal(ForeignKey("account.id"), index=True)
    sentence: Mapped[str] = internal(String(300))
    places: Mapped[dict[str, str]] = internal(JSON, default=dict)
    address: Mapped[str] = internal(String(300))
    unique_key: Mapped[str | None] = internal(String(200), unique=True)
    read_at: Mapped[datetime | None] = internal(UTCDateTime)

    @property
    def owner_account_id(self) -> int:
        """Whose it is."""
        return self.account_id


class Deputy(Recorded, Model):
    """An account that may act for a researcher in all that concerns their claims.

    `ends_on` is the last day.
    """

    account_id: Mapped[int] = internal(ForeignKey("account.id"), index=True)
    researcher_id: Mapped[int] = internal(ForeignKey("researcher.id"), merge="move", index=True)
    named_by: Mapped[int | None] = internal(ForeignKey("account.id"))
    ends_on: Mapped[date | None] = internal(Date)
    revoked_at: Mapped[datetime | None] = internal(UTCDateTime)
    account: Mapped[Account] = relationship(foreign_keys=[account_id])

    @property
    def owner_ids(self) -> frozenset[int]:
        """For whom they act."""
        return frozenset({self.researcher_id})

    @property
    def email(self) -> str:
        """The address of the account."""
        return self.account.email

    @property
    def name(self) -> str:
        """The name of the account."""
        return self.account.name

    @property
    def state(self) -> str:
        """Whether the account is let in."""
        return self.account.state
