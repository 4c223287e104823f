"""What only HR may see of a person: change, show masked, reveal one field with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, select

from importers.records import PartialDate
from registry.audit import service as audit
from registry.core import settings
from registry.core.actor import Actor
from registry.core.db import Privacy, db
from registry.core.encryption import Place, Unreadable, masked
from registry.people import queries
from registry.people.errors import NothingStored, SealBroken
from registry.people.models import Personnel
from registry.people.moves import Merging

TABLE = Personnel.metadata.tables["personnel"]
PERSONAL = tuple(c.name for c in TABLE.columns if c.info["privacy"] == Privacy.PERSONAL)
SEALED = tuple(
    c.name
    for c in TABLE.columns
    if c.info["privacy"] == Privacy.SENSITIVE and isinstance(c.type, LargeBinary)
)

MARKS = {"identity_number": "identity_mark"}
"""Sealed fields by which a person is found again, and where their keyed hash stands."""


@dataclass(frozen=True)
class SealedField:
    """One encrypted field of one person."""

    personnel: Personnel
    name: str

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose field it is."""
        return self.personnel.owner_ids


@dataclass(frozen=True)
class Shown:
    """Personnel fields for reading: personal ones as they are, sealed ones masked."""

    researcher_id: int
    version: int | None
    fields: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        try:
            return self.fields[name]
        except KeyError:
            raise AttributeError(name) from None


def sealed_field(researcher_id: int, field: str, *, by: Actor) -> SealedField | None:
    """The sealed field of an address, where there is one of this name."""
    row = queries.personnel(researcher_id, by=by) if field in SEALED else None
    return SealedField(row, field) if row else None


def change(personnel: Personnel, changes: Mapping[str, Any], *, by: Actor) -> Personnel:
    """Change by merge-patch; None empties a field. The audit trail gets names, never values."""
    db.session.add(personnel)
    db.session.flush()
    for name, value in changes.items():
        if name in SEALED:
            setattr(personnel, name, _sealed(personnel.id, name, value))
            if name in MARKS:
                setattr(personnel, MARKS[name], mark_of(value))
        else:
            setattr(personnel, name, _plain(value))
    personnel.touch()
    subject = ("Personnel", personnel.researcher_id)
    audit.record("personnel.changed", subject, by=by, details=audit.changes(personnel))
    db.session.flush()
    return personnel


def mark_of(text: str | None) -> str | None:
    """The keyed hash of a number as it is compared: without blanks, in capitals."""
    plain = "".join((text or "").split()).upper()
    return settings.keyring().mark(plain) if plain else None


def marks_of(text: str) -> list[str]:
    """What `mark_of` gives under every key, for looking up."""
    plain = "".join(text.split()).upper()
    return settings.keyring().marks(plain) if plain else []


def shown(personnel: Personnel) -> Shown:
    """All fields, the sealed ones masked to their last four characters."""
    plain = {name: getattr(personnel, name) for name in PERSONAL}
    hidden = {name: _masked(personnel, name) for name in SEALED}
    return Shown(personnel.researcher_id, personnel.version, plain | hidden)


def reveal(field: SealedField, reason: str, *, by: Actor) -> str:
    """The value of a sealed field; that it was read, by whom and why, is audited with it.

    Raises NothingStored, SealBroken.
    """
    envelope = getattr(field.personnel, field.name)
    if envelope is None:
        raise NothingStored
    subject = ("Personnel", field.personnel.researcher_id)
    details = {"field": field.name, "reason": reason}
    audit.record("personnel.revealed", subject, by=by, details=details)
    try:
        return _opened(field.personnel.id, field.name, envelope)
    except Unreadable as why:
        raise SealBroken from why


def merge(merging: Merging, column: Column[Any]) -> None:
    """The kept one takes the gone one's row, or fills its own empty fields from it."""
    rows = {
        row.researcher_id: row
        for row in db.session.scalars(
            select(Personnel).where(column.in_([merging.kept_id, merging.gone_id]))
        )
    }
    kept, gone = rows.get(merging.kept_id), rows.get(merging.gone_id)
    if kept is None or gone is None:
        merging.move(column)
        return
    for name in (n for n in PERSONAL + SEALED if getattr(kept, n) is None):
        value = getattr(gone, name)
        if value is None:
            continue
        if name in SEALED:
            text = _opened(gone.id, name, value)
            merging.seal(TABLE.c[name], kept.id, _sealed(kept.id, name, text) or b"")
            if name in MARKS:
                merging.copy(TABLE.c[MARKS[name]], kept.id, gone.id)
        else:
            merging.copy(TABLE.c[name], kept.id, gone.id)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, PartialDate) else value or None


def _masked(personnel: Personnel, name: str) -> str | None:
    envelope = getattr(personnel, name)
    if envelope is None:
        return None
    try:
        return masked(_opened(personnel.id, name, envelope))
    except Unreadable:
        return masked("")


def _sealed(key: int, name: str, text: str | None) -> bytes | None:
    return settings.keyring().seal(text, Place(TABLE.name, name, key)) if text else None


def _opened(key: int, name: str, envelope: bytes) -> str:
    return settings.keyring().open(envelope, Place(TABLE.name, name, key))
