"""Papers of people and cases, as JSON; their bytes as an attachment, for a reason."""

from __future__ import annotations

from typing import Any

from flask import Response

from registry.core.actor import Actor
from registry.core.web import Resource
from registry.core.web.downloads import download
from registry.people.schemas import ReasonSchema
from registry.policy import Permission as P
from registry.talent import documents
from registry.talent.document_schemas import (
    DocumentChangesSchema,
    DocumentSchema,
    NewDocumentSchema,
)
from registry.talent.documents import Papers
from registry.talent.models import Document

papers = Resource("documents", "", "Papers of people and cases")
OF_PERSON = "/researchers/<int:researcher_id>/documents"
OF_HIRE = "/hires/<int:hire_id>/documents"
ONE = "/documents/<int:document_id>"


@papers.get(
    OF_PERSON,
    permission=P.DOCUMENT_READ,
    load=documents.of_person,
    returns=DocumentSchema,
    many=True,
)
def list_documents_of_person(found: Papers, *, by: Actor) -> list[Document]:
    """The papers of a person, newest first."""
    return documents.listed(found)


@papers.get(
    OF_HIRE, permission=P.DOCUMENT_READ, load=documents.of_hire, returns=DocumentSchema, many=True
)
def list_documents_of_hire(found: Papers, *, by: Actor) -> list[Document]:
    """The papers of a case, and of its person at large."""
    return documents.listed(found)


@papers.post(
    OF_PERSON,
    permission=P.DOCUMENT_CHANGE,
    load=documents.of_person,
    body=NewDocumentSchema,
    returns=DocumentSchema,
)
def add_document_of_person(found: Papers, data: dict[str, Any], *, by: Actor) -> Document:
    """Keep a paper of a person."""
    return documents.add(found, data, data["file"].stream.read(), by=by)


@papers.post(
    OF_HIRE,
    permission=P.DOCUMENT_CHANGE,
    load=documents.of_hire,
    body=NewDocumentSchema,
    returns=DocumentSchema,
)
def add_document_of_hire(found: Papers, data: dict[str, Any], *, by: Actor) -> Document:
    """Keep a paper of a case."""
    return documents.add(found, data, data["file"].stream.read(), by=by)


@papers.get(ONE, permission=P.DOCUMENT_READ, load=documents.document, returns=DocumentSchema)
def read_document(row: Document, *, by: Actor) -> Document:
    """One paper, without its bytes."""
    return row


@papers.patch(
    ONE,
    permission=P.DOCUMENT_CHANGE,
    load=documents.document,
    body=DocumentChangesSchema,
    returns=DocumentSchema,
)
def change_document(row: Document, changes: dict[str, Any], *, by: Actor) -> Document:
    """Correct of what kind a paper is, or until when it is valid."""
    return documents.change(row, changes, by=by)


@papers.delete(ONE, permission=P.DOCUMENT_CHANGE, load=documents.document)
def remove_document(row: Document, *, by: Actor) -> None:
    """Let a paper and its bytes go."""
    documents.remove(row, by=by)


@papers.post(
    f"{ONE}/open",
    permission=P.DOCUMENT_OPEN,
    load=documents.document,
    body=ReasonSchema,
    files=("application/octet-stream",),
)
def open_document(row: Document, data: dict[str, Any], *, by: Actor) -> Response:
    """The bytes of a paper, as an attachment, for a reason that is written down."""
    content = documents.opened(row, data["reason"], by=by)
    return download(content, documents.name_of(row), row.file.kind)
