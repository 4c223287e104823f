"""Goals, what serves them, the form that links an item, and the work list, as pages."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.fields import StrictSchema
from registry.core.listing import Slice
from registry.core.web import Pages, current_locale, redirect_to, show
from registry.goals import queries, service, work_list
from registry.goals.items import Item, ItemKind, LinkTarget, named
from registry.goals.labels import EVIDENCE_KINDS, ITEM_KINDS
from registry.goals.models import Goal, GoalLink, SubAim
from registry.goals.queries import LinkFilter
from registry.goals.schemas import (
    MOST_EVIDENCE,
    GoalFormSchema,
    LinkFormSchema,
    LinksQuerySchema,
    MissingQuerySchema,
    NewLinkFormSchema,
)
from registry.people import queries as people
from registry.policy import Permission as P

pages = Pages("goals")


@pages.get("/goals", permission=P.GOAL_READ)
def list(*, by: Actor) -> Response:  # noqa: A001
    """The goals, each with how much serves it."""
    missing = work_list.missing_counts(by=by) if by.may(P.WORK_LIST_READ) else {}
    return show(
        "goals/list.html", goals=queries.goals(), counts=queries.counts(by=by), missing=missing
    )


@pages.get("/goals/missing", permission=P.WORK_LIST_READ, query=MissingQuerySchema)
def missing(query: dict[str, Any], *, by: Actor) -> Response:
    """Items with no goal."""
    page = work_list.missing(Slice(query["limit"], query["cursor"]), kind=query["kind"], by=by)
    return show(
        "goals/missing.html",
        page=page,
        values=query,
        counts=work_list.missing_counts(by=by),
        kinds=ITEM_KINDS,
        may_link=lambda item: _may_link(item.kind, by),
    )


@pages.get("/goals/<code>", permission=P.GOAL_READ, load=queries.by_code, query=LinksQuerySchema)
def detail(goal: Goal, query: dict[str, Any], *, by: Actor) -> Response:
    """One goal with its sub-aims and all that serves it."""
    only = LinkFilter(kind=query["kind"], year=query["year"], sub_aim=query["sub_aim"])
    part = Slice(query["limit"], query["cursor"], with_total=True)
    page = queries.links(goal, part, only=only, by=by)
    return show(
        "goals/detail.html",
        goal=goal,
        page=page,
        values=query,
        counts=queries.counts(by=by),
        years=[(year, year) for year in queries.years(goal)],
        kinds=ITEM_KINDS,
        kinds_named=[(kind, _(label)) for kind, label in ITEM_KINDS.items()],
        parts_named=[_titled(part) for part in goal.sub_aims],
        evidence_kinds=EVIDENCE_KINDS,
    )


def wording(goal: Goal, *, by: Actor) -> dict[str, Any]:
    """What the form that changes a goal shows."""
    names = GoalFormSchema().fields
    return {"goal": goal, "values": {name: getattr(goal, name) for name in names}}


@pages.form(
    "/goals/<code>/edit",
    permission=P.GOAL_CHANGE,
    load=queries.by_code,
    body=GoalFormSchema,
    template="goals/edit.html",
    context=wording,
)
def edit(goal: Goal, changes: dict[str, Any], *, by: Actor) -> Response:
    """Change the wording of a goal."""
    service.change_goal(goal, changes, by=by)
    return redirect_to("goals.detail", _("Saved."), code=goal.code)


def output(item_id: int, *, by: Actor) -> LinkTarget | None:
    """The output of an address, as the policy sees it."""
    return queries.target_of(ItemKind.OUTPUT, item_id, by=by)


def hire(item_id: int, *, by: Actor) -> LinkTarget | None:
    """The hire of an address, as the policy sees it."""
    return queries.target_of(ItemKind.HIRE, item_id, by=by)


def researcher(item_id: int, *, by: Actor) -> LinkTarget | None:
    """The researcher of an address, as the policy sees it."""
    return queries.target_of(ItemKind.RESEARCHER, item_id, by=by)


def unit(code: str, *, by: Actor) -> LinkTarget | None:
    """The unit of an address, as the policy sees it."""
    found = people.unit(code, by=by)
    return queries.target(found) if found else None


def new_link(target: LinkTarget, *, by: Actor) -> dict[str, Any]:
    """What the form for a new link shows."""
    given = _form(target.known)
    mine = by.researcher_id in target.owner_ids
    authors = {} if mine else people.people([*target.owner_ids])
    names = [(key, person.name_in(current_locale())) for key, person in authors.items()]
    first = "0" if given["present"] else "1"
    return given | {"link": None, "authors": names, "values": {"primary": first}}


NEW_LINK: dict[str, Any] = {
    "permission": P.GOAL_LINK_CHANGE,
    "body": NewLinkFormSchema,
    "template": "goals/link.html",
    "context": new_link,
}


@pages.form("/outputs/<int:item_id>/goal", load=output, **NEW_LINK)
def link_output(target: LinkTarget, data: dict[str, Any], *, by: Actor) -> Response:
    """Link an output to a goal."""
    return _linked(target, data, by)


@pages.form("/hires/<int:item_id>/goal", load=hire, **NEW_LINK)
def link_hire(target: LinkTarget, data: dict[str, Any], *, by: Actor) -> Response:
    """Link a hire to a goal."""
    return _linked(target, data, by)


@pages.form("/researchers/<int:item_id>/goal", load=researcher, **NEW_LINK)
def link_researcher(target: LinkTarget, data: dict[str, Any], *, by: Actor) -> Response:
    """Link a researcher to a goal."""
    return _linked(target, data, by)


@pages.form("/units/<code>/goal", load=unit, **NEW_LINK)
def link_unit(target: LinkTarget, data: dict[str, Any], *, by: Actor) -> Response:
    """Link a unit to a goal."""
    return _linked(target, data, by)


def present_link(link: GoalLink, *, by: Actor) -> dict[str, Any]:
    """What the form that changes a link shows."""
    values = {
        "goal": link.aim.code,
        "primary": "1" if link.is_primary else "0",
        "statement": link.statement,
    }
    for place, proof in enumerate(link.evidence):
        for name in ("kind", "locator", "url", "note", "confidential"):
            values[f"evidence.{place}.{name}"] = getattr(proof, name)
    return _form(link.item) | {"link": link, "authors": [], "values": values}


@pages.form(
    "/goal-links/<int:link_id>/edit",
    permission=P.GOAL_LINK_CHANGE,
    load=queries.visible,
    body=LinkFormSchema,
    template="goals/link.html",
    context=present_link,
)
def edit_link(link: GoalLink, changes: dict[str, Any], *, by: Actor) -> Response:
    """Change a link."""
    service.change(link, changes, by=by)
    return redirect_to(**_form_of(link), message=_("Saved."))


def question(link: GoalLink, *, by: Actor) -> dict[str, Any]:
    """What the page asks before a link is removed."""
    return {"link": link, "item": named(link.item), "back": url_for(**_form_of(link))}


@pages.form(
    "/goal-links/<int:link_id>/remove",
    permission=P.GOAL_LINK_CHANGE,
    load=queries.visible,
    body=StrictSchema,
    template="goals/remove.html",
    context=question,
)
def remove_link(link: GoalLink, nothing: dict[str, Any], *, by: Actor) -> Response:
    """Remove a link, after a question."""
    back = _form_of(link)
    service.remove(link, by=by)
    return redirect_to(**back, message=_("The link is removed."))


def _linked(target: LinkTarget, data: dict[str, Any], by: Actor) -> Response:
    link = service.link(target.known, data["goal"], data, by=by)
    return redirect_to(**_form_of(link), message=_("Linked to %(goal)s.", goal=link.aim.code))


def _form_of(link: GoalLink) -> dict[str, Any]:
    """Where all links of the item stand."""
    if link.unit:
        return {"endpoint": "goals.link_unit", "code": link.unit.code}
    return {"endpoint": f"goals.link_{link.kind}", "item_id": link.item_id}


def _form(item: Item) -> dict[str, Any]:
    return {
        "item": named(item),
        "links": queries.of_item(item),
        "present": queries.primary_of(item),
        "goals": queries.goals(),
        "rows": range(MOST_EVIDENCE),
        "evidence_kinds": EVIDENCE_KINDS,
        "proof_kinds": [(kind, _(label)) for kind, label in EVIDENCE_KINDS.items()],
        "kinds": ITEM_KINDS,
    }


def _titled(part: SubAim) -> tuple[str, str]:
    return part.code, f"{part.code} {part.title_in(current_locale())}"


def _may_link(kind: str, by: Actor) -> bool:
    """Whether the actor may link items of this kind that stand in their work list."""
    own = kind == ItemKind.OUTPUT and by.researcher_id is not None
    owners = frozenset({by.researcher_id}) if own and by.researcher_id else frozenset()
    return by.may(P.GOAL_LINK_CHANGE, LinkTarget(kind, None, owners))
