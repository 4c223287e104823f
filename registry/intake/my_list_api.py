"""*My list* as an API."""

from __future__ import annotations

from typing import Any

from registry.claims import queries as claims
from registry.claims import service
from registry.claims.queries import Claimant
from registry.core.actor import Actor
from registry.core.web import Resource
from registry.intake import bringing, my_list, once_api, queries
from registry.intake.my_list import Comparison
from registry.intake.my_list_schemas import (
    BringInSchema,
    CheckListSchema,
    ListComparisonSchema,
)
from registry.intake.queries import RunView
from registry.intake.schemas import ImportSchema
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


@check_list.post(
    "/check-list/imports",
    permission=P.IMPORT_RUN,
    load=claims.myself,
    body=BringInSchema,
    returns=ImportSchema,
    status=202,
)
def bring_in(claimant: Claimant, data: dict[str, Any], *, by: Actor) -> RunView:
    """Import what a list has that the registry lacks: all of it, or the entries at `places`."""
    researcher = service.claimant(data.get("researcher"), by=by)
    wanted = once_api.wanted(data, by)
    run = bringing.bring_in(
        data["text"], researcher, by=by, places=data.get("places"), wanted=wanted
    )
    return queries.view(run)
