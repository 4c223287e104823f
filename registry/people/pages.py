"""Researchers as pages: the list, the record, its forms, posts and account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response
from flask_babel import gettext as _

from registry.accounts import queries as accounts
from registry.core.actor import Actor
from registry.core.fields import StrictSchema
from registry.core.listing import Slice
from registry.core.web import Pages, current_locale, redirect_to, show
from registry.people import (
    deputy_pages,
    duplicate_pages,
    merge,
    merge_pages,
    orcid_employment_pages,
    orcid_pages,
    orcid_service,
    personnel_pages,
    proposal_pages,
    queries,
    service,
    unit_pages,
)
from registry.people.labels import NAME_KINDS, POSITIONS, SCRIPTS
from registry.people.models import Period, Post, Researcher, display_name
from registry.people.names import FIELDS, composed
from registry.people.schemas import (
    AccountLinkSchema,
    NewPostSchema,
    NewResearcherSchema,
    PostChangesSchema,
    ResearcherChangesSchema,
    ResearchersQuerySchema,
)
from registry.policy import Permission as P

pages = Pages("people")
for part in (
    deputy_pages,
    duplicate_pages,
    merge_pages,
    orcid_pages,
    orcid_employment_pages,
    personnel_pages,
    proposal_pages,
    unit_pages,
):
    pages.blueprint.register_blueprint(part.pages.blueprint)

ONE = "/researchers/<int:researcher_id>"
POST = f"{ONE}/posts/<int:post_id>"
EMPTY_ROWS = 2
PLAIN = ("orcid", "visible", "employee_number", "work_email")


def named(labels: Mapping[Any, str]) -> Iterable[tuple[str, str]]:
    """The choices of a field: codes with their names in the reader's language."""
    return [(str(code), _(label)) for code, label in labels.items()]


def unit_choices() -> Iterable[tuple[str, str]]:
    """Units by code and name in the reader's language."""
    return [(unit.code, f"{unit.name_in(current_locale())}") for unit in queries.units()]


@pages.get("/researchers", permission=P.RESEARCHER_READ, query=ResearchersQuerySchema)
def list(query: dict[str, Any], *, by: Actor) -> Response:  # noqa: A001
    """Researchers that the reader may see."""
    page = queries.page(Slice(query["limit"], query["cursor"], with_total=True), query, by=by)
    return show(
        "people/list.html",
        page=page,
        values=query,
        units=unit_choices(),
        positions=POSITIONS,
        sees_all=bool(by.roles & queries.SEES_ALL),
    )


@pages.get(f"{ONE}/record", permission=P.RESEARCHER_READ_INTERNAL, load=queries.visible)
def record(researcher: Researcher, *, by: Actor) -> Response:
    """A researcher with the internal fields, for HR, administrators and the person."""
    merges = queries.merges(researcher)
    return show(
        "people/record.html",
        researcher=researcher,
        accounts=accounts.of_researcher(researcher.id),
        merges=merges,
        gone_names={row.id: merge.names_of_gone(row) for row in merges},
        positions=POSITIONS,
        name_kinds=NAME_KINDS,
        names_of=display_name,
        orcid_is_set_up=orcid_service.is_set_up(),
    )


def _choices(names: int) -> dict[str, Any]:
    return {
        "kinds": named(NAME_KINDS),
        "scripts": named(SCRIPTS),
        "rows": max(names + EMPTY_ROWS, 3),
    }


def blank(*, by: Actor) -> dict[str, Any]:
    """What the form for a new researcher shows."""
    return _choices(0)


@pages.form(
    "/researchers/new",
    permission=P.RESEARCHER_CREATE,
    body=NewResearcherSchema,
    template="people/form.html",
    context=blank,
)
def new(data: dict[str, Any], *, by: Actor) -> Response:
    """Enter a researcher."""
    researcher = service.create(data, by=by)
    message = _("%(name)s was entered.", name=researcher.name_in(current_locale()))
    return redirect_to("people.record", message, researcher_id=researcher.id)


def filled(researcher: Researcher, *, by: Actor) -> dict[str, Any]:
    """What the form of a researcher shows."""
    values = {key: getattr(researcher, key) for key in PLAIN} | {
        f"names.{place}.{key}": getattr(name, key)
        for place, name in enumerate(researcher.names)
        for key in FIELDS
        if key != "full" or name.full != composed(name.script, name.family, name.given)
    }
    return _choices(len(researcher.names)) | {"values": values}


@pages.form(
    f"{ONE}/edit",
    permission=P.RESEARCHER_CHANGE,
    load=queries.standing,
    body=ResearcherChangesSchema,
    template="people/form.html",
    context=filled,
)
def edit(researcher: Researcher, changes: dict[str, Any], *, by: Actor) -> Response:
    """Change a researcher and all names."""
    service.change(researcher, changes, by=by)
    return redirect_to("people.record", _("Saved."), researcher_id=researcher.id)


@pages.form(
    f"{ONE}/remove",
    permission=P.RESEARCHER_CHANGE,
    load=queries.standing,
    body=StrictSchema,
    template="people/remove.html",
)
def remove(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Response:
    """Remove a record on which nothing rests."""
    service.remove(researcher, by=by)
    return redirect_to("people.list", _("The record was removed."))


def post_choices(researcher: Researcher, *, by: Actor) -> dict[str, Any]:
    """What the form for a new post shows."""
    return {"researcher": researcher, "units": unit_choices(), "positions": named(POSITIONS)}


@pages.form(
    f"{ONE}/posts/new",
    permission=P.RESEARCHER_CHANGE,
    load=queries.standing,
    body=NewPostSchema,
    template="people/post.html",
    context=post_choices,
    adds=True,
)
def add_post(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Response:
    """Enter a post."""
    unit, period = service.known_unit(data["unit"]), Period(data["starts_on"], data["ends_on"])
    service.add_post(researcher, unit, position=data["position"], period=period, by=by)
    return redirect_to("people.record", _("The post was entered."), researcher_id=researcher.id)


def filled_post(post: Post, *, by: Actor) -> dict[str, Any]:
    """What the form of a post shows."""
    values = {key: getattr(post, key) for key in ("position", "starts_on", "ends_on")}
    values["unit"] = post.unit.code
    return post_choices(post.researcher, by=by) | {"post": post, "values": values}


@pages.form(
    f"{POST}/edit",
    permission=P.RESEARCHER_CHANGE,
    load=queries.post,
    body=PostChangesSchema,
    template="people/post.html",
    context=filled_post,
)
def edit_post(post: Post, changes: dict[str, Any], *, by: Actor) -> Response:
    """Correct or end a post."""
    service.change_post(post, service.with_unit(changes), by=by)
    return redirect_to("people.record", _("Saved."), researcher_id=post.researcher_id)


@pages.post(f"{POST}/remove", permission=P.RESEARCHER_CHANGE, load=queries.post)
def remove_post(post: Post, *, by: Actor) -> Response:
    """Remove a post that was entered by mistake."""
    researcher_id = post.researcher_id
    service.remove_post(post, by=by)
    return redirect_to("people.record", _("The post was removed."), researcher_id=researcher_id)


@pages.form(
    f"{ONE}/account",
    permission=P.RESEARCHER_CHANGE,
    load=queries.standing,
    body=AccountLinkSchema,
    template="people/account.html",
    adds=True,
)
def link(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Response:
    """Say which account is this researcher's."""
    service.link_account(service.known_account(data["email"]), researcher, by=by)
    return redirect_to("people.record", _("The account is linked."), researcher_id=researcher.id)


@pages.post(f"{ONE}/account/unlink", permission=P.RESEARCHER_CHANGE, load=queries.standing)
def unlink(researcher: Researcher, *, by: Actor) -> Response:
    """Take the link to the account away."""
    service.unlink_accounts(researcher, by=by)
    return redirect_to("people.record", _("The link was removed."), researcher_id=researcher.id)
