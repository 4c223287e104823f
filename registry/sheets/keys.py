"""The hidden key of a row: which record it is, in which version, sealed so that none is made up."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

PERSON, CASE, POST, MONEY = "p", "h", "e", "m"
OF_LIST = {"recruits": CASE, "researchers": PERSON, "posts": POST, "funding": MONEY}
"""What the rows of each list are."""

_WRITTEN = re.compile(r"([phem])([0-9]{1,18})\.([0-9]{1,9}(?:\.[0-9]{1,9}){0,3})-([0-9a-f]{20})")


@dataclass(frozen=True, slots=True)
class Key:
    """A record and the versions of what its row was made of, when it was written."""

    kind: str
    id: int
    versions: tuple[int, ...]


def written(kind: str, key: int, versions: Sequence[int]) -> str:
    """The key of a record as a cell holds it."""
    said = f"{kind}{key}.{'.'.join(map(str, versions))}"
    return f"{said}-{_mark(said)}"


def read(text: str, kind: str) -> Key | None:
    """The key in a cell; None where the registry did not write it, or for another kind of row."""
    found = _WRITTEN.fullmatch(text)
    if found is None or found[1] != kind:
        return None
    if not hmac.compare_digest(_mark(text.rpartition("-")[0]), found[4]):
        return None
    return Key(kind, int(found[2]), tuple(map(int, found[3].split("."))))


def _mark(said: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"key of a row:{said}".encode(), hashlib.sha256).hexdigest()[:20]
