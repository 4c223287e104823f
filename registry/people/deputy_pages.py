"""Deputies as pages: one's own, those of others for administrators, and for whom one acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response
from flask_babel import gettext as _

from registry.accounts import deputies
from registry.accounts import queries as accounts
from registry.accounts.models import Deputy
from registry.accounts.schemas import NewDeputySchema
from registry.core import clock
from registry.core.actor import Actor
from registry.core.web import Pages, redirect_to
from registry.people import queries, service
from registry.people.deputy_api import deputy
from registry.people.models import Researcher
from registry.policy import Permission as P

pages = Pages("deputies", "/researchers/<int:researcher_id>/deputies")


@dataclass(frozen=True)
class Acting:
    """For whom somebody acts, and until which day."""

    researcher: Researcher
    ends_on: date | None


def acting_for(by: Actor) -> list[Acting]:
    """For whom the reader acts today; asks nothing for who acts for nobody."""
    if not by.acts_for or by.account_id is None:
        return []
    rows = {row.researcher_id: row.ends_on for row in accounts.acts_for(by.account_id)}
    people = queries.people(list(rows))
    return [Acting(people[key], day) for key, day in rows.items()]


def called(researcher_ids: Iterable[int | None]) -> dict[int, Researcher]:
    """Researchers by their numbers, for pages of packages below; None is passed over."""
    wanted = {key for key in researcher_ids if key is not None}
    return queries.people(list(wanted)) if wanted else {}


pages.blueprint.add_app_template_global(acting_for)
pages.blueprint.add_app_template_global(called, "researchers_called")


def shown(researcher: Researcher, *, by: Actor) -> dict[str, Any]:
    """What the page of deputies shows."""
    return {
        "researcher": researcher,
        "deputies": accounts.deputies_of(researcher.id),
        "is_own": researcher.id == by.researcher_id,
        "today": clock.today().isoformat(),
    }


@pages.form(
    "",
    permission=P.DEPUTY_CHANGE,
    load=queries.standing,
    body=NewDeputySchema,
    template="people/deputies.html",
    context=shown,
    adds=True,
)
def of(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Response:
    """Who acts for a researcher, and name one more."""
    account, day = service.known_account(data["email"]), data["ends_on"]
    deputies.name(account, researcher.id, ends_on=day, called=researcher.name, by=by)
    message = _("%(name)s may act from now on.", name=account.name)
    return redirect_to("people.deputies.of", message, researcher_id=researcher.id)


@pages.post("/<int:deputy_id>/revoke", permission=P.DEPUTY_CHANGE, load=deputy)
def revoke(found: Deputy, *, by: Actor) -> Response:
    """Let somebody act no more."""
    called_so = called([found.researcher_id])[found.researcher_id].name
    deputies.revoke(found, called=called_so, by=by)
    message = _("%(name)s no longer acts.", name=found.name)
    return redirect_to("people.deputies.of", message, researcher_id=found.researcher_id)
