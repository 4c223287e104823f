"""What a kind adds to an output, checked by the kind's schema and kept as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from registry.core.errors import InvalidFields
from registry.core.fields import locate
from registry.outputs.kinds import KINDS
from registry.outputs.models import Kind


def merged(kind: str, stored: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """`stored` with what is given over it, by merge-patch: None, or an empty text, takes away.

    What a source said beyond the kind's schema stays. Raises InvalidFields.
    """
    schema = KINDS[Kind(kind)].details()
    beyond = {name: value for name, value in stored.items() if name not in schema.fields}
    wanted = {name: stored[name] for name in schema.fields if name in stored} | dict(given)
    present = {name: value for name, value in wanted.items() if value not in (None, "")}
    try:
        loaded = schema.load(present)
    except ValidationError as why:
        raise _refused(why, present) from why
    return beyond | dict(schema.dump(loaded))


def _refused(why: ValidationError, given: Mapping[str, Any]) -> InvalidFields:
    errors = [
        {"field": f"details.{name}", "message": " ".join(found), "value": given.get(name)}
        for name, found in locate(why.messages_dict).items()
    ]
    return InvalidFields({"errors": errors})
