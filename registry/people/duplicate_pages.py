"""Records that may be of one person, as a page: merge them, or say that they are two."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.web import Pages, redirect_to, show
from registry.people import duplicates, merge
from registry.people.duplicate_api import TwoSchema
from registry.policy import Permission as P

pages = Pages("duplicates", "/researchers/duplicates")


@pages.get("", permission=P.DUPLICATE_READ)
def waiting(*, by: Actor) -> Response:
    """The pairs about which nobody has decided."""
    return show("people/duplicates.html", pairs=duplicates.waiting())


@pages.post("/apart", permission=P.DUPLICATE_SETTLE, body=TwoSchema)
def tell_two_apart(data: dict[str, Any], *, by: Actor) -> Response:
    """Say that two who look alike are two people."""
    one, other = (merge.known_researcher(data[name]) for name in ("one", "other"))
    duplicates.tell_apart(one, other, by=by)
    return redirect_to("people.duplicates.waiting", _("They are two people; nobody asks again."))
