"""Researchers with their names, posts and accounts, as JSON."""

from __future__ import annotations

from typing import Any

from registry.accounts.models import Account
from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.people import queries, service
from registry.people.deputy_api import deputy_routes
from registry.people.duplicate_api import alike
from registry.people.merge_api import merges
from registry.people.models import Period, Post, Researcher, ResearcherName
from registry.people.orcid_api import orcids
from registry.people.personnel_api import personnel
from registry.people.proposal_api import proposed
from registry.people.schemas import (
    AccountLinkSchema,
    LinkedAccountSchema,
    NameSchema,
    NewNameSchema,
    NewPostSchema,
    NewResearcherSchema,
    PostChangesSchema,
    PostSchema,
    RecordSchema,
    ResearcherChangesSchema,
    ResearcherSchema,
    ResearchersQuerySchema,
)
from registry.people.unit_api import units
from registry.policy import Permission as P

researchers = Resource("researchers", "/researchers", "People, their names and posts")
RESOURCES = (researchers, alike, deputy_routes, merges, orcids, personnel, proposed, units)

ONE = "/<int:researcher_id>"
NAME = f"{ONE}/names/<int:name_id>"
POST = f"{ONE}/posts/<int:post_id>"


@researchers.get(
    "",
    permission=P.RESEARCHER_READ,
    query=ResearchersQuerySchema,
    returns=ResearcherSchema,
    many=True,
)
def list_researchers(query: dict[str, Any], *, by: Actor) -> Page[Researcher]:
    """Researchers that the reader may see, by name or number."""
    part = Slice(query["limit"], query["cursor"], query["total"])
    return queries.page(part, query, by=by)


@researchers.post(
    "", permission=P.RESEARCHER_CREATE, body=NewResearcherSchema, returns=RecordSchema
)
def create_researcher(data: dict[str, Any], *, by: Actor) -> Researcher:
    """Enter a researcher with one name at least."""
    return service.create(data, by=by)


@researchers.get(ONE, permission=P.RESEARCHER_READ, load=queries.visible, returns=ResearcherSchema)
def read_researcher(researcher: Researcher, *, by: Actor) -> Researcher:
    """One researcher; the number of a record that was merged leads to the one that was kept."""
    return researcher


@researchers.patch(
    ONE,
    permission=P.RESEARCHER_CHANGE,
    load=queries.standing,
    body=ResearcherChangesSchema,
    returns=RecordSchema,
)
def change_researcher(researcher: Researcher, changes: dict[str, Any], *, by: Actor) -> Researcher:
    """Change a researcher; `names` replaces all names."""
    return service.change(researcher, changes, by=by)


@researchers.delete(ONE, permission=P.RESEARCHER_CHANGE, load=queries.standing)
def remove_researcher(researcher: Researcher, *, by: Actor) -> None:
    """Remove a record on which nothing rests."""
    service.remove(researcher, by=by)


@researchers.get(
    f"{ONE}/record",
    permission=P.RESEARCHER_READ_INTERNAL,
    load=queries.visible,
    returns=RecordSchema,
)
def read_record(researcher: Researcher, *, by: Actor) -> Researcher:
    """One researcher with the internal fields."""
    return researcher


@researchers.get(
    f"{ONE}/names",
    permission=P.RESEARCHER_READ,
    load=queries.visible,
    returns=NameSchema,
    many=True,
)
def list_names(researcher: Researcher, *, by: Actor) -> list[ResearcherName]:
    """The names of a researcher; former ones for the person and those who read the record."""
    sees_all = by.may(P.RESEARCHER_READ_INTERNAL, researcher)
    return researcher.names if sees_all else researcher.public_names


@researchers.post(
    f"{ONE}/names",
    permission=P.RESEARCHER_CHANGE,
    load=queries.standing,
    body=NewNameSchema,
    returns=NameSchema,
)
def add_name(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> ResearcherName:
    """Enter one more name."""
    return service.add_name(researcher, data, by=by)


@researchers.patch(
    NAME,
    permission=P.RESEARCHER_CHANGE,
    load=queries.name,
    body=NewNameSchema,
    returns=NameSchema,
)
def change_name(name: ResearcherName, changes: dict[str, Any], *, by: Actor) -> ResearcherName:
    """Correct a name."""
    return service.change_name(name, changes, by=by)


@researchers.delete(NAME, permission=P.RESEARCHER_CHANGE, load=queries.name)
def remove_name(name: ResearcherName, *, by: Actor) -> None:
    """Take a name away; the last one stays."""
    service.remove_name(name, by=by)


@researchers.get(
    f"{ONE}/posts",
    permission=P.RESEARCHER_READ_INTERNAL,
    load=queries.visible,
    returns=PostSchema,
    many=True,
)
def list_posts(researcher: Researcher, *, by: Actor) -> list[Post]:
    """The posts of a researcher with their dates."""
    return researcher.posts


@researchers.post(
    f"{ONE}/posts",
    permission=P.RESEARCHER_CHANGE,
    load=queries.standing,
    body=NewPostSchema,
    returns=PostSchema,
)
def add_post(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Post:
    """Enter a post."""
    unit, period = service.known_unit(data["unit"]), Period(data["starts_on"], data["ends_on"])
    return service.add_post(researcher, unit, position=data["position"], period=period, by=by)


@researchers.get(POST, permission=P.RESEARCHER_READ_INTERNAL, load=queries.post, returns=PostSchema)
def read_post(post: Post, *, by: Actor) -> Post:
    """One post with its dates."""
    return post


@researchers.patch(
    POST,
    permission=P.RESEARCHER_CHANGE,
    load=queries.post,
    body=PostChangesSchema,
    returns=PostSchema,
)
def change_post(post: Post, changes: dict[str, Any], *, by: Actor) -> Post:
    """Correct or end a post."""
    return service.change_post(post, service.with_unit(changes), by=by)


@researchers.delete(POST, permission=P.RESEARCHER_CHANGE, load=queries.post)
def remove_post(post: Post, *, by: Actor) -> None:
    """Remove a post that was entered by mistake."""
    service.remove_post(post, by=by)


@researchers.put(
    f"{ONE}/account",
    permission=P.RESEARCHER_CHANGE,
    load=queries.standing,
    body=AccountLinkSchema,
    returns=LinkedAccountSchema,
)
def link_account(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Account:
    """Say which account is this researcher's."""
    return service.link_account(service.known_account(data["email"]), researcher, by=by)


@researchers.delete(f"{ONE}/account", permission=P.RESEARCHER_CHANGE, load=queries.standing)
def unlink_account(researcher: Researcher, *, by: Actor) -> None:
    """Take the link to the account away."""
    service.unlink_accounts(researcher, by=by)
