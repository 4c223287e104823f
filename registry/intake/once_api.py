"""How a request wants its import: the plan alone or all of it, and once however often it comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from registry.core.actor import Actor
from registry.intake.errors import BadIdempotencyKey
from registry.intake.service import Wanted

LONGEST_KEY = 100


def wanted(data: Mapping[str, Any], by: Actor) -> Wanted:
    """What the body and the headers say. Raises BadIdempotencyKey."""
    return Wanted(plan=data["plan"], unique_key=_unique_key(by))


def _unique_key(by: Actor) -> str | None:
    """The Idempotency-Key of the request, which is an account's own."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadIdempotencyKey(field="Idempotency-Key", value=key[:LONGEST_KEY])
    return f"{by.account_id}/{key}"
