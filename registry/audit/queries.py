"""Reading the audit trail."""

from __future__ import annotations

from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.actor import Actor
from registry.core.listing import By, Page, Slice, paginate


def page(
    part: Slice, *, by: Actor, verb: str | None = None, subject: str | None = None
) -> Page[AuditEvent]:
    """Events, newest first; `subject` is `Type` or `Type/id`."""
    statement = select(AuditEvent)
    if verb:
        statement = statement.where(AuditEvent.verb == verb)
    if subject:
        kind, _, key = subject.partition("/")
        statement = statement.where(AuditEvent.subject_type == kind)
        statement = statement.where(AuditEvent.subject_id == key) if key else statement
    return paginate(statement, (By(AuditEvent.id, descending=True),), part)
