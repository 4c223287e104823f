"""Papers of people and cases: kept sealed, opened for a reason that is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry.audit import service as audit
from registry.core import files
from registry.core.actor import Actor
from registry.core.db import db
from registry.people import queries as people
from registry.people.models import Researcher
from registry.talent import queries
from registry.talent.models import Document, Hire


@dataclass(frozen=True)
class Papers:
    """The papers of a person, or of one case of theirs; the policy sees them as the person's."""

    researcher: Researcher
    hire: Hire | None = None

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose they are."""
        return frozenset({self.researcher.id})


def of_person(researcher_id: int, *, by: Actor) -> Papers | None:
    """The papers of a person that the actor may see."""
    found = people.standing(researcher_id, by=by)
    return Papers(found) if found else None


def of_hire(hire_id: int, *, by: Actor) -> Papers | None:
    """The papers of a case that the actor may see."""
    found = queries.visible(hire_id, by=by)
    return Papers(found.researcher, found) if found else None


def document(document_id: int, *, by: Actor) -> Document | None:
    """One paper: for HR, and for the person it is about."""
    wanted = select(Document).where(Document.id == document_id)
    if not by.is_hr:
        wanted = wanted.where(Document.researcher_id == (by.researcher_id or 0))
    return db.session.scalars(wanted).one_or_none()


def listed(papers: Papers) -> list[Document]:
    """The papers, newest first, without their bytes; of a case also the person's own."""
    wanted = select(Document).where(Document.researcher_id == papers.researcher.id)
    if papers.hire is not None:
        wanted = wanted.where((Document.hire_id == papers.hire.id) | Document.hire_id.is_(None))
    return list(db.session.scalars(wanted.order_by(Document.id.desc())))


def add(papers: Papers, data: Mapping[str, Any], content: bytes, *, by: Actor) -> Document:
    """Keep a paper.

    Raises FileEmpty, FileTooLarge, FileOfNoKind, FileActs.
    """
    row = Document(
        researcher_id=papers.researcher.id,
        hire_id=papers.hire.id if papers.hire else None,
        kind=data["kind"],
        file=files.store(content),
        expires_on=data.get("expires_on"),
        account_id=by.account_id,
    )
    db.session.add(row)
    db.session.flush()
    details = {"kind": row.kind, "hire": row.hire_id, "document": row.id}
    audit.record("document.added", _subject(row), by=by, details=details)
    return row


def change(row: Document, changes: Mapping[str, Any], *, by: Actor) -> Document:
    """Correct of what kind a paper is, or until when it is valid."""
    for name in ("kind", "expires_on"):
        if name in changes:
            setattr(row, name, changes[name])
    details = {"document": row.id, "fields": sorted(changes)}
    audit.record("document.changed", _subject(row), by=by, details=details)
    db.session.flush()
    return row


def opened(row: Document, reason: str, *, by: Actor) -> bytes:
    """The bytes of a paper; that it was opened, by whom and why, is audited with it.

    Raises FileDamaged.
    """
    details = {"document": row.id, "kind": row.kind, "reason": reason}
    audit.record("document.opened", _subject(row), by=by, details=details)
    return files.opened(row.file)


def remove(row: Document, *, by: Actor) -> None:
    """Let a paper and its bytes go."""
    details = {"document": row.id, "kind": row.kind}
    audit.record("document.removed", _subject(row), by=by, details=details)
    file = row.file
    db.session.delete(row)
    db.session.flush()
    files.remove(file)


def name_of(row: Document) -> str:
    """What the file is called when it is handed out: nothing about what it says."""
    return f"document-{row.id}.{files.ENDINGS.get(row.file.kind, 'bin')}"


def _subject(row: Document) -> tuple[str, int]:
    return "Personnel", row.researcher_id
