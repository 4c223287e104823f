"""Questions about identifiers that a reader put off; remembered for this session alone."""

from __future__ import annotations

import hashlib

from flask import session

KEPT = "later"
MOST = 40


def put_off(researcher_id: int, scheme: str, value: str) -> None:
    """Ask this last until the session ends."""
    kept = [key for key in session.get(KEPT, []) if key != _key(researcher_id, scheme, value)]
    session[KEPT] = [*kept, _key(researcher_id, scheme, value)][-MOST:]


def is_put_off(researcher_id: int, scheme: str, value: str) -> bool:
    """Whether the reader put it off."""
    return _key(researcher_id, scheme, value) in session.get(KEPT, [])


def _key(researcher_id: int, scheme: str, value: str) -> str:
    """Short, and not to be read out of the cookie."""
    return hashlib.sha256(f"{researcher_id} {scheme} {value}".encode()).hexdigest()[:12]
