"""Records that may be of one person, as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from registry.core.actor import Actor
from registry.core.fields import StrictSchema, key
from registry.core.web import Resource
from registry.people import duplicates, merge
from registry.people.duplicates import Pair, Reason
from registry.people.models import ApartPair
from registry.policy import Permission as P

alike = Resource("duplicates", "/researchers/duplicates", "Records that may be of one person")


class DuplicatePairSchema(StrictSchema):
    """Two records, and what speaks for one person."""

    one = fields.Integer(required=True)
    other = fields.Integer(required=True)
    reasons = fields.List(
        fields.String(metadata={"enum": [reason.name.lower() for reason in Reason]}), required=True
    )


class TwoSchema(StrictSchema):
    """Two records of whom somebody says that they are two people."""

    one = key(required=True)
    other = key(required=True)


class ToldApartSchema(StrictSchema):
    """Two people who are not asked about again."""

    one_id = fields.Integer(required=True)
    other_id = fields.Integer(required=True)


@alike.get("", permission=P.DUPLICATE_READ, returns=DuplicatePairSchema, many=True)
def list_pairs(*, by: Actor) -> list[dict[str, Any]]:
    """The pairs about which nobody has decided, the likeliest first."""
    return [_plain(pair) for pair in duplicates.waiting()]


@alike.post("/apart", permission=P.DUPLICATE_SETTLE, body=TwoSchema, returns=ToldApartSchema)
def tell_two_apart(data: dict[str, Any], *, by: Actor) -> ApartPair:
    """Say that two who look alike are two people."""
    one, other = (merge.known_researcher(data[name]) for name in ("one", "other"))
    return duplicates.tell_apart(one, other, by=by)


def _plain(pair: Pair) -> dict[str, Any]:
    return {
        "one": pair.one.id,
        "other": pair.other.id,
        "reasons": [reason.name.lower() for reason in pair.reasons],
    }
