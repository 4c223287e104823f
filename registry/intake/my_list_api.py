"""*My list* as an API."""

from __future__ import annotations

from typing import Any

from registry.claims import queries as claims
from registry.claims import service
from registry.claims.queries import Claimant
from registry.core.actor import Actor
from registry.core.web import Resource
from registry.intake import my_list
from registry.intake.my_list import Comparison
from registry.intake.my_list_schemas import CheckListSchema, ListComparisonSchema
from registry.policy import Permission as P

check_list = Resource("check_list", "/claims", "One's own list held against the registry")


@check_list.post(
    "/check-list",
    permission=P.MY_LIST_COMPARE,
    load=claims.myself,
    body=CheckListSchema,
    returns=ListComparisonSchema,
    status=200,
)
def compare(claimant: Claimant, data: dict[str, Any], *, by: Actor) -> Comparison:
    """What a list has that the registry lacks, and the other way round; nothing is written."""
    researcher = service.claimant(data.get("researcher"), by=by)
    return my_list.compare(data["text"], researcher)
