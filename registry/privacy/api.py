"""What is held about people, as JSON: purposes, what is due, erasures, copies, who looked."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext

from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.core.web.downloads import download
from registry.people import queries as people
from registry.people.models import Researcher
from registry.people.schemas import ReasonSchema
from registry.policy import Permission as P
from registry.privacy import copying, due, looks, purposes, queries, service
from registry.privacy.due import Due
from registry.privacy.looks import Look
from registry.privacy.models import Erasure, Extent
from registry.privacy.purposes import Explained
from registry.privacy.schemas import (
    DueSchema,
    ErasureDecisionSchema,
    ErasureQuerySchema,
    ErasureSchema,
    LookSchema,
    NewErasureSchema,
    PurposeSchema,
)

routes = Resource("privacy", "", "What is held about people, and how it goes")
RESOURCES = (routes,)
OF = "/researchers/<int:researcher_id>"
ONE = "/privacy/erasures/<int:erasure_id>"


@routes.get("/privacy/purposes", permission=P.DOCS_READ, returns=PurposeSchema, many=True)
def list_purposes(*, by: Actor) -> Page[Explained]:
    """For what personal data is kept, on which ground, and how long."""
    return Page(purposes.explained(gettext))


@routes.get("/privacy/due", permission=P.RETENTION_READ, returns=DueSchema, many=True)
def list_due(*, by: Actor) -> Page[Due]:
    """Whose private data is due to go, the longest due first."""
    return Page(due.due())


@routes.get(
    "/privacy/erasures",
    permission=P.ERASURE_READ,
    query=ErasureQuerySchema,
    returns=ErasureSchema,
    many=True,
)
def list_erasures(query: dict[str, Any], *, by: Actor) -> Page[Erasure]:
    """Erasures, newest first."""
    return queries.erasures(Slice(query["limit"], query["cursor"], query["total"]), query["state"])


@routes.get(ONE, permission=P.ERASURE_READ, load=queries.erasure, returns=ErasureSchema)
def read_erasure(row: Erasure, *, by: Actor) -> Erasure:
    """One erasure."""
    return row


@routes.post(
    f"{OF}/erasures",
    permission=P.ERASURE_ASK,
    load=people.standing,
    body=NewErasureSchema,
    returns=ErasureSchema,
)
def ask_for_erasure(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Erasure:
    """Ask that private data, or the whole person, be erased; a second person decides."""
    return service.ask(researcher, Extent(data["extent"]), reason=data["reason"], by=by)


@routes.post(
    f"{ONE}/decision",
    permission=P.ERASURE_DECIDE,
    load=queries.erasure,
    body=ErasureDecisionSchema,
    returns=ErasureSchema,
    status=200,
)
def decide_erasure(row: Erasure, data: dict[str, Any], *, by: Actor) -> Erasure:
    """Approve, which erases at once and cannot be taken back, or refuse."""
    return service.decide(row, data["decision"], data["word"], by=by)


@routes.post(
    f"{OF}/copy",
    permission=P.PERSON_COPY,
    load=people.standing,
    body=ReasonSchema,
    files=(copying.MEDIA,),
    status=200,
)
def copy_person(researcher: Researcher, data: dict[str, Any], *, by: Actor) -> Response:
    """A copy of all that is held about one person: JSON, CSV and the papers in one zip file."""
    content = copying.copy(researcher, data["reason"], by=by, translate=gettext)
    return download(content, f"record-{researcher.id}.zip", copying.MEDIA)


@routes.get(
    f"{OF}/looks",
    permission=P.LOOKS_READ,
    load=queries.person,
    query=ListQuerySchema,
    returns=LookSchema,
    many=True,
)
def list_looks(researcher: Researcher, query: dict[str, Any], *, by: Actor) -> Page[Look]:
    """Who looked at what is private of a person, when and why, newest first."""
    return looks.looks(researcher, Slice(query["limit"], query["cursor"], query["total"]))
