"""The deputies of a researcher, as JSON."""

from __future__ import annotations

from typing import Any

from registry.accounts import deputies
from registry.accounts import queries as accounts
from registry.accounts.models import Deputy
from registry.accounts.schemas import DeputySchema, NewDeputySchema
from registry.core.actor import Actor
from registry.core.web import Resource
from registry.people import queries, service
from registry.people.models import Researcher
from registry.policy import Permission as P

deputy_routes = Resource(
    "deputies", "/researchers/<int:researcher_id>/deputies", "Who acts for a researcher"
)


def deputy(researcher_id: int, deputy_id: int, *, by: Actor) -> Deputy | None:
    """One deputy of a researcher that the actor may see."""
    found = queries.standing(researcher_id, by=by)
    return deputies.of_researcher(found.id, deputy_id) if found else None


@deputy_routes.get(
    "", permission=P.DEPUTY_READ, load=queries.standing, returns=DeputySchema, many=True
)
def list_deputies(researcher: Researcher, *, by: Actor) -> list[Deputy]:
    """Who may act for a researcher today."""
    return accounts.deputies_of(researcher.id)


@deputy_routes.post(
    "",
    permission=P.DEPUTY_CHANGE,
    load=queries.standing,
    body=NewDeputySchema,
    returns=DeputySchema,
)
def name_deputy(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Deputy:
    """Let an account act for a researcher; named once more, it gets the new last day."""
    account, day = service.known_account(data["email"]), data["ends_on"]
    return deputies.name(account, researcher.id, ends_on=day, called=researcher.name, by=by)


@deputy_routes.delete("/<int:deputy_id>", permission=P.DEPUTY_CHANGE, load=deputy)
def revoke_deputy(found: Deputy, *, by: Actor) -> None:
    """Let an account act for a researcher no more."""
    called = queries.people([found.researcher_id])[found.researcher_id].name
    deputies.revoke(found, called=called, by=by)
