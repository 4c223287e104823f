"""Goals and links as JSON."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import request
from marshmallow import ValidationError

from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.goals import queries, service, work_list
from registry.goals.errors import UnknownItem
from registry.goals.items import ItemKind, LinkTarget, NamedItem
from registry.goals.models import Evidence, Goal, GoalLink
from registry.goals.queries import Counts, LinkFilter
from registry.goals.schemas import (
    GoalCountsSchema,
    GoalEvidenceSchema,
    GoalItemSchema,
    GoalLinkPatchSchema,
    GoalLinkSchema,
    GoalPatchSchema,
    GoalSchema,
    LinksQuerySchema,
    ListedGoalLinkSchema,
    MissingQuerySchema,
    NamedGoalItemSchema,
    NewGoalLinkSchema,
)
from registry.policy import Permission as P

goals = Resource("goals", "/goals", "The goals of the institute and what serves them")
links = Resource("goal_links", "/goal-links", "Links of outputs, hires, people and units to goals")
RESOURCES = (goals, links)


@goals.get("", permission=P.GOAL_READ, returns=GoalSchema, many=True)
def list_goals(*, by: Actor) -> list[Goal]:
    """All goals with their sub-aims."""
    return queries.goals()


@goals.get("/counts", permission=P.GOAL_READ, returns=GoalCountsSchema, many=True)
def list_counts(*, by: Actor) -> Collection[Counts]:
    """How many items each goal and sub-aim has, by kind."""
    return list(queries.counts(by=by).values())


@goals.get("/<code>", permission=P.GOAL_READ, load=queries.by_code, returns=GoalSchema)
def read_goal(goal: Goal, *, by: Actor) -> Goal:
    """One goal."""
    return goal


@goals.patch(
    "/<code>",
    permission=P.GOAL_CHANGE,
    load=queries.by_code,
    body=GoalPatchSchema,
    returns=GoalSchema,
)
def change_goal(goal: Goal, changes: dict[str, Any], *, by: Actor) -> Goal:
    """Change the wording of a goal."""
    return service.change_goal(goal, changes, by=by)


@goals.get(
    "/<code>/links",
    permission=P.GOAL_LINK_READ,
    load=queries.by_code,
    query=LinksQuerySchema,
    returns=ListedGoalLinkSchema,
    many=True,
)
def list_links(goal: Goal, query: dict[str, Any], *, by: Actor) -> Page[GoalLink]:
    """What serves a goal, newest link first."""
    only = LinkFilter(kind=query["kind"], year=query["year"], sub_aim=query["sub_aim"])
    part = Slice(query["limit"], query["cursor"], query["total"])
    return queries.links(goal, part, only=only, by=by)


@links.get(
    "/missing",
    permission=P.WORK_LIST_READ,
    query=MissingQuerySchema,
    returns=NamedGoalItemSchema,
    many=True,
)
def list_missing(query: dict[str, Any], *, by: Actor) -> Page[NamedItem]:
    """Items with no goal: the actor's own outputs, for others those of all and hires on board."""
    part = Slice(query["limit"], query["cursor"], query["total"])
    return work_list.missing(part, kind=query["kind"], by=by)


def item_named(*, by: Actor) -> LinkTarget:
    """The item that the body names, for the policy.

    Where it names none, whoever may link anything goes on, to be told by the schema or the view.
    """
    body = request.get_json(silent=True)
    try:
        item = GoalItemSchema().load(body["item"] if isinstance(body, dict) else {})
    except (KeyError, ValidationError):
        item = None
    found = queries.target_of(item["kind"], item["id"], by=by) if item else None
    own = frozenset() if by.researcher_id is None else frozenset({by.researcher_id})
    return found or LinkTarget(ItemKind.RESEARCHER, None, own)


@links.post(
    "",
    permission=P.GOAL_LINK_CHANGE,
    load=item_named,
    body=NewGoalLinkSchema,
    returns=GoalLinkSchema,
)
def create_link(target: LinkTarget, data: dict[str, Any], *, by: Actor) -> GoalLink:
    """Link an item to a goal or sub-aim."""
    if target.item is None:
        raise UnknownItem(field="item.id", value=data["item"]["id"])
    return service.link(target.item, data["goal"], data, by=by)


@links.get(
    "/<int:link_id>", permission=P.GOAL_LINK_READ, load=queries.visible, returns=GoalLinkSchema
)
def read_link(link: GoalLink, *, by: Actor) -> GoalLink:
    """One link."""
    return link


@links.get(
    "/<int:link_id>/evidence",
    permission=P.GOAL_LINK_CHANGE,
    load=queries.visible,
    returns=GoalEvidenceSchema,
    many=True,
)
def list_evidence(link: GoalLink, *, by: Actor) -> list[Evidence]:
    """All evidence of a link, the confidential too, for those who may change it."""
    return link.evidence


@links.patch(
    "/<int:link_id>",
    permission=P.GOAL_LINK_CHANGE,
    load=queries.visible,
    body=GoalLinkPatchSchema,
    returns=GoalLinkSchema,
)
def change_link(link: GoalLink, changes: dict[str, Any], *, by: Actor) -> GoalLink:
    """Change a link."""
    return service.change(link, changes, by=by)


@links.delete("/<int:link_id>", permission=P.GOAL_LINK_CHANGE, load=queries.visible)
def remove_link(link: GoalLink, *, by: Actor) -> None:
    """Remove a link with its evidence."""
    service.remove(link, by=by)
