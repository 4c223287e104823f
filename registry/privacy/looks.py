"""Who looked at what is private of a person, when and why, told by the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, or_, select

from registry.accounts.models import Account
from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.core.errors import N_
from registry.core.listing import By, Page, Slice, paginate
from registry.people.labels import PERSONNEL
from registry.people.models import Researcher
from registry.privacy.ways import records_of

LOOKS: Mapping[str, str] = {
    "personnel.revealed": N_("A sensitive field was read"),
    "document.opened": N_("A document was opened"),
    "person.copied": N_("A copy of all that is held was made"),
    "sheet.exported": N_("A list with the person in it was taken out"),
}
"""What counts as a look -> what it is called; a verb that shows what is private stands here."""

OF_A_PERSON = ("Personnel", "Researcher")
"""Subjects whose key is the person's."""

OF_MANY = "researchers"
"""In the details of an event about many people: the keys of whom."""

WHAT = {**PERSONNEL, "funding.planned": N_("Planned"), "funding.paid": N_("Paid")}


@dataclass(frozen=True)
class Look:
    """One look: when, by whom (the name of the account), what it was, at what, and why."""

    id: int
    at: datetime
    who: str
    via: str
    verb: str
    what: str | None
    reason: str | None


def looks(researcher: Researcher, part: Slice) -> Page[Look]:
    """The looks at a person's record, newest first."""
    people = records_of(researcher.id)
    alone = and_(
        AuditEvent.subject_type.in_(OF_A_PERSON),
        AuditEvent.subject_id.in_([str(key) for key in people]),
    )
    wanted = select(AuditEvent).where(
        AuditEvent.verb.in_(LOOKS), or_(alone, *(_among_many(key) for key in people))
    )
    page = paginate(wanted, (By(AuditEvent.id, descending=True),), part)
    return page.of(_told)


def _told(events: Iterable[AuditEvent]) -> list[Look]:
    found = list(events)
    accounts = {event.account_id for event in found}
    names = select(Account.id, Account.name).where(Account.id.in_(accounts))
    called: dict[int | None, str] = {row.id: row.name for row in db.session.execute(names)}
    return [_look(event, called.get(event.account_id) or event.actor) for event in found]


def _among_many(key: int) -> ColumnElement[bool]:
    """Whether the details list this key; the same words in both databases: text of a JSON list."""
    details = cast(AuditEvent.details, String)
    listed = and_(AuditEvent.verb == "sheet.exported", details.contains(f'"{OF_MANY}"'))
    ways = (f"[{key},", f"[{key}]", f", {key},", f", {key}]")
    return and_(listed, or_(*(details.contains(way, autoescape=True) for way in ways)))


def _look(event: AuditEvent, who: str) -> Look:
    details: dict[str, Any] = event.details
    what = details.get("field") or details.get("kind") or details.get("list")
    return Look(
        id=event.id,
        at=event.at,
        who=who,
        via=event.via,
        verb=event.verb,
        what=what,
        reason=details.get("reason"),
    )
