"""What is held about people, as pages: for HR what is due and erasures; for a person their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_babel import gettext
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.errors import N_
from registry.core.fields import ListQuerySchema
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.core.web.downloads import download
from registry.people import queries as people
from registry.people.models import Researcher
from registry.people.schemas import ReasonSchema
from registry.policy import Permission as P
from registry.privacy import copying, due, looks, purposes, queries, service
from registry.privacy.due import Why
from registry.privacy.looks import LOOKS, WHAT
from registry.privacy.models import Erasure, ErasureState, Extent
from registry.privacy.schemas import ErasureDecisionSchema, ErasureQuerySchema, NewErasureSchema
from registry.talent.labels import DOCUMENTS

pages = Pages("privacy")
OF = "/researchers/<int:researcher_id>"

WHYS = {Why.NOT_HIRED: N_("was not hired"), Why.LEFT: N_("has left")}
EXTENTS = {
    Extent.PRIVATE: N_("Private fields and documents"),
    Extent.WHOLE: N_("The whole person, name and iD too"),
}
STATES = {
    ErasureState.ASKED: N_("waits for a second person"),
    ErasureState.DONE: N_("erased"),
    ErasureState.REFUSED: N_("refused"),
}
CLASSES = {
    "public": N_("Public"),
    "internal": N_("Internal"),
    "personal": N_("Personal"),
    "sensitive": N_("Sensitive"),
}


@pages.get("/privacy", permission=P.RETENTION_READ)
def overview(*, by: Actor) -> Response:
    """Whose private data is due to go."""
    return show("privacy/due.html", found=due.due(), **_words())


@pages.get("/privacy/purposes", permission=P.DOCS_READ)
def kept_for(*, by: Actor) -> Response:
    """For what personal data is kept, on which ground, how long."""
    return show("privacy/purposes.html", found=purposes.explained(gettext), **_words())


@pages.get("/privacy/erasures", permission=P.ERASURE_READ, query=ErasureQuerySchema)
def erasures(query: dict[str, Any], *, by: Actor) -> Response:
    """Erasures, newest first."""
    page = queries.erasures(Slice(query["limit"], query["cursor"]), query["state"])
    return show("privacy/erasures.html", page=page, query=query, **_words())


def _of(researcher: Researcher, *, by: Actor) -> dict[str, Any]:
    amounts = due.held([researcher.id]).get(researcher.id, Counter())
    return _words() | {
        "researcher": researcher,
        "amounts": amounts,
        "goes_on": due.goes_on(researcher.id),
        "values": {"extent": Extent.PRIVATE.value},
    }


@pages.form(
    f"{OF}/erasure",
    permission=P.ERASURE_ASK,
    load=people.standing,
    body=NewErasureSchema,
    template="privacy/ask.html",
    context=_of,
    adds=True,
)
def ask(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Response:
    """Ask for an erasure."""
    service.ask(researcher, Extent(data["extent"]), reason=data["reason"], by=by)
    return redirect_to("privacy.erasures", _("Asked. A second person of HR decides."))


def _asked(row: Erasure, *, by: Actor) -> dict[str, Any]:
    return _words() | {"row": row, "values": {"decision": "approve"}}


@pages.form(
    "/privacy/erasures/<int:erasure_id>/decision",
    permission=P.ERASURE_DECIDE,
    load=queries.erasure,
    body=ErasureDecisionSchema,
    template="privacy/decide.html",
    context=_asked,
)
def decide(row: Erasure, data: dict[str, Any], *, by: Actor) -> Response:
    """Approve or refuse."""
    service.decide(row, data["decision"], data["word"], by=by)
    done = row.state == ErasureState.DONE
    return redirect_to("privacy.erasures", _("It is erased.") if done else _("It was refused."))


def _person(researcher: Researcher, *, by: Actor) -> dict[str, Any]:
    return {"researcher": researcher}


@pages.form(
    f"{OF}/copy",
    permission=P.PERSON_COPY,
    load=people.standing,
    body=ReasonSchema,
    template="privacy/copy.html",
    context=_person,
    adds=True,
)
def copy(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Response:
    """Save all that is held about one person."""
    content = copying.copy(researcher, data["reason"], by=by, translate=gettext)
    return download(content, f"record-{researcher.id}.zip", copying.MEDIA)


@pages.get(f"{OF}/looks", permission=P.LOOKS_READ, load=queries.person, query=ListQuerySchema)
def who_looked(researcher: Researcher, query: dict[str, Any], *, by: Actor) -> Response:
    """Who looked at what is private of a person."""
    page = looks.looks(researcher, Slice(query["limit"], query["cursor"]))
    return show("privacy/looks.html", researcher=researcher, page=page, **_words())


def _words() -> dict[str, Any]:
    what = WHAT | {kind.value: label for kind, label in DOCUMENTS.items()}
    tables: Mapping[str, Mapping[Any, str]] = {
        "whys": WHYS,
        "extents": EXTENTS,
        "states": STATES,
        "classes": CLASSES,
        "verbs": LOOKS,
        "what": what,
    }
    return {
        name: {str(code): _(label) for code, label in table.items()}
        for name, table in tables.items()
    } | {"waiting": queries.waiting()}
