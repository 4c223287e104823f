"""*My list*: one's CV held against the registry, as a page."""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.core.actor import Actor
from registry.core.web import Pages, current_locale, show
from registry.intake import my_list
from registry.intake.my_list import Whose
from registry.intake.my_list_schemas import ListFormSchema, read_difference
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


def _compared(whose: Whose, data: dict[str, Any], *, by: Actor) -> Response:
    found = my_list.compare(data["text"], whose.researcher)
    return show(
        "intake/my_list_compared.html", found=found, text=data["text"], **_whose(whose, by=by)
    )
