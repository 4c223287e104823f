"""Papers of people and cases, as pages."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from marshmallow import fields

from registry.core import settings
from registry.core.actor import Actor
from registry.core.fields import Choice, StrictSchema
from registry.core.files import MOST
from registry.core.web import Pages, redirect_to, show
from registry.core.web.downloads import download
from registry.people.schemas import ReasonSchema
from registry.policy import Permission as P
from registry.talent import documents
from registry.talent.documents import Papers
from registry.talent.errors import NoFileSent
from registry.talent.kinds import DocumentKind
from registry.talent.labels import DOCUMENTS
from registry.talent.models import Document

pages = Pages("documents")


class DocumentFormSchema(StrictSchema):
    """What the form says beside the file."""

    kind = Choice(DocumentKind, required=True)
    expires_on = fields.Date(load_default=None, allow_none=True)


def _form(found: Papers, *, by: Actor) -> dict[str, Any]:
    kinds = [(kind.value, _(label)) for kind, label in DOCUMENTS.items()]
    asked = request.args.get("kind", "")
    return {
        "papers": found,
        "kinds": kinds,
        "most": min(MOST // 2**20, settings.config().max_body_mb),
        "values": {"kind": asked if asked in dict(kinds) else ""},
    }


@pages.get(
    "/researchers/<int:researcher_id>/documents",
    permission=P.DOCUMENT_READ,
    load=documents.of_person,
)
def of_person(found: Papers, *, by: Actor) -> Response:
    """The papers of a person."""
    rows = documents.listed(found)
    return show("talent/documents.html", papers=found, documents=rows, kinds=DOCUMENTS)


@pages.form(
    "/researchers/<int:researcher_id>/documents/new",
    permission=P.DOCUMENT_CHANGE,
    load=documents.of_person,
    body=DocumentFormSchema,
    template="talent/document_new.html",
    context=_form,
)
def new_of_person(found: Papers, data: dict[str, Any], *, by: Actor) -> Response:
    """Keep a paper of a person."""
    documents.add(found, data, _sent(), by=by)
    return redirect_to(
        "talent.documents.of_person", _("The document is kept."), researcher_id=found.researcher.id
    )


@pages.form(
    "/hires/<int:hire_id>/documents/new",
    permission=P.DOCUMENT_CHANGE,
    load=documents.of_hire,
    body=DocumentFormSchema,
    template="talent/document_new.html",
    context=_form,
)
def new_of_hire(found: Papers, data: dict[str, Any], *, by: Actor) -> Response:
    """Keep a paper of a case."""
    row = documents.add(found, data, _sent(), by=by)
    return redirect_to("talent.hire", _("The document is kept."), hire_id=row.hire_id)


def _asked(row: Document, *, by: Actor) -> dict[str, Any]:
    return {"row": row, "label": _(DOCUMENTS[DocumentKind(row.kind)])}


@pages.form(
    "/documents/<int:document_id>/open",
    permission=P.DOCUMENT_OPEN,
    load=documents.document,
    body=ReasonSchema,
    template="talent/document_open.html",
    context=_asked,
)
def open_(row: Document, data: dict[str, Any], *, by: Actor) -> Response:
    """Hand out a paper, for a reason that is written down."""
    content = documents.opened(row, data["reason"], by=by)
    return download(content, documents.name_of(row), row.file.kind)


@pages.form(
    "/documents/<int:document_id>/remove",
    permission=P.DOCUMENT_CHANGE,
    load=documents.document,
    body=StrictSchema,
    template="talent/document_remove.html",
    context=_asked,
)
def remove(row: Document, data: dict[str, Any], *, by: Actor) -> Response:
    """Let a paper and its bytes go."""
    hire_id, researcher_id = row.hire_id, row.researcher_id
    documents.remove(row, by=by)
    message = _("The document was removed.")
    if hire_id:
        return redirect_to("talent.hire", message, hire_id=hire_id)
    return redirect_to("talent.documents.of_person", message, researcher_id=researcher_id)


def _sent() -> bytes:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise NoFileSent(field="file")
    return file.stream.read()
