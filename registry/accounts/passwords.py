"""Passwords: argon2id, the same time for known and unknown names."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 10, 1000

hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    return hasher.hash(password)


def strong_enough(password: str, email: str) -> bool:
    """Long enough and not the address itself."""
    return LEAST <= len(password) <= MOST and password.lower() != email.lower()


def matches(known_hash: str | None, password: str) -> bool:
    """Whether the password is right.

    Without a hash a spare one is tried, so that the answer takes as long.
    """
    try:
        hasher.verify(known_hash or spare(), password)
    except (VerificationError, InvalidHashError):
        return False
    return known_hash is not None


@cache
def spare() -> str:
    """A hash that belongs to nobody."""
    return hasher.hash("nobody's password")
