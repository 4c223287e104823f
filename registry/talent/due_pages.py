"""What is due of the cases, as a page."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.web import Pages, show
from registry.policy import Permission as P
from registry.talent.due_api import wanted
from registry.talent.due_labels import DUES
from registry.talent.due_schemas import DueQuerySchema
from registry.talent.labels import DOCUMENTS

pages = Pages("due", "/hires/due")

AHEAD = (30, 90, 365)


@pages.get("", permission=P.HIRE_LIST, query=DueQuerySchema)
def read(query: dict[str, Any], *, by: Actor) -> Response:
    """What is overdue and what is ahead."""
    return show(
        "talent/due.html",
        items=wanted(query, by=by),
        query=query,
        ahead=AHEAD,
        dues=DUES,
        due_choices=[(due.value, _(label)) for due, label in DUES.items()],
        document_kinds=DOCUMENTS,
    )
