"""*My list*: one's CV held against the registry, as a page."""

from __future__ import annotations

from typing import Any

from flask import Response, flash
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.web import Pages, current_locale, redirect_to, show
from registry.intake import bringing, my_list
from registry.intake.my_list import Whose
from registry.intake.my_list_schemas import BringInFormSchema, ListFormSchema, read_difference
from registry.intake.service import Wanted
from registry.policy import Permission as P

pages = Pages("my_list")
pages.blueprint.add_app_template_filter(read_difference, "list_difference")


def _whose(whose: Whose, *, by: Actor) -> dict[str, Any]:
    is_own = whose.researcher.id == by.researcher_id
    name = None if is_own else whose.researcher.name_in(current_locale())
    return {"whose": whose.researcher, "name": name}


@pages.form(
    "/my-list",
    permission=P.MY_LIST_COMPARE,
    load=my_list.own,
    body=ListFormSchema,
    template="intake/my_list.html",
    context=_whose,
)
def own(whose: Whose, data: dict[str, Any], *, by: Actor) -> Response:
    """Paste one's list."""
    return _compared(whose, data, by=by)


@pages.form(
    "/researchers/<int:researcher_id>/my-list",
    permission=P.MY_LIST_COMPARE,
    load=my_list.of,
    body=ListFormSchema,
    template="intake/my_list.html",
    context=_whose,
)
def for_another(whose: Whose, data: dict[str, Any], *, by: Actor) -> Response:
    """Paste the list of a researcher for whom one acts."""
    return _compared(whose, data, by=by)


@pages.post("/my-list/import", permission=P.IMPORT_RUN, load=my_list.own, body=BringInFormSchema)
def bring_in_own(whose: Whose, data: dict[str, Any], *, by: Actor) -> Response:
    """Plan to bring in what is ticked in one's list."""
    return _begun(whose, data, by=by)


@pages.post(
    "/researchers/<int:researcher_id>/my-list/import",
    permission=P.IMPORT_RUN,
    load=my_list.of,
    body=BringInFormSchema,
)
def bring_in_for_another(whose: Whose, data: dict[str, Any], *, by: Actor) -> Response:
    """Plan to bring in what is ticked in the list of another."""
    by.check(P.MY_LIST_COMPARE, whose)
    return _begun(whose, data, by=by)


def _begun(whose: Whose, data: dict[str, Any], *, by: Actor) -> Response:
    if not data["places"]:
        flash(_("Nothing was selected."), "warning")
        return _compared(whose, data, by=by)
    run = bringing.bring_in(
        data["text"], whose.researcher, by=by, places=data["places"], wanted=Wanted(plan=True)
    )
    return redirect_to("intake.run", run_id=run.id)


def _compared(whose: Whose, data: dict[str, Any], *, by: Actor) -> Response:
    found = my_list.compare(data["text"], whose.researcher)
    return show(
        "intake/my_list_compared.html", found=found, text=data["text"], **_whose(whose, by=by)
    )
