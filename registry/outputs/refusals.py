"""The list of works that never come in: who put them there, why, and what is on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Select, select

from importers.records import OWN_SCHEMES, WorkRecord
from registry.audit import service as audit
from registry.core.actor import Actor
from registry.core.among import among
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.outputs.errors import NothingToRefuse, RefusedAlready, RefusedWork
from registry.outputs.finding import own_names
from registry.outputs.models import Output, Refusal, SourceRecord

BOUND = 2**31
SCHEMES = OWN_SCHEMES | {"doi", "said"}
"""What tells one work; `said` is what a work without an identifier says (`WorkRecord.key`)."""


def refuse(scheme: str, value: str, reason: str, *, by: Actor) -> Refusal:
    """Never let the work with this identifier (in its normal form) come in.

    An output that is there stays; no message of a source changes it any more. Raises
    RefusedAlready.
    """
    if known := of(scheme, value):
        raise RefusedAlready(field="value", value=value, reason=known.reason)
    refusal = Refusal(scheme=scheme, value=value, reason=reason)
    refusal.account_id, refusal.actor = by.account_id, by.label[:200]
    db.session.add(refusal)
    db.session.flush()
    audit.record("refusal.added", refusal, by=by, details={"scheme": scheme, "value": value})
    return refusal


def refuse_output(output: Output, reason: str, *, by: Actor) -> None:
    """Never let the work of this output come in again, by any name it has.

    Raises NothingToRefuse.
    """
    messages = select(SourceRecord.identifier).filter_by(output_id=output.id)
    names = {f"doi:{output.doi}"} if output.doi else set(db.session.scalars(messages))
    names |= {f"{i.scheme}:{i.value}" for i in output.identifiers}
    pairs = [tuple(name.split(":", 1)) for name in sorted(names)]
    told = [(scheme, value) for scheme, value in pairs if scheme in SCHEMES]
    if not told:
        raise NothingToRefuse
    for scheme, value in told:
        if of(scheme, value) is None:
            refuse(scheme, value, reason, by=by)


def lift(refusal: Refusal, *, by: Actor) -> None:
    """Take a work off the list; it comes in with the next import that names it."""
    told = {"scheme": refusal.scheme, "value": refusal.value}
    audit.record("refusal.lifted", refusal, by=by, details=told)
    db.session.delete(refusal)
    db.session.flush()


def visible(refusal_id: int, *, by: Actor) -> Refusal | None:
    """The refusal under this key."""
    return db.session.get(Refusal, refusal_id) if 0 < refusal_id < BOUND else None


def of(scheme: str, value: str) -> Refusal | None:
    """The refusal of an identifier in its normal form."""
    return db.session.scalars(select(Refusal).filter_by(scheme=scheme, value=value)).one_or_none()


def listed(q: str | None = None) -> Select[Any]:
    """The refusals, those whose identifier has `q` in it."""
    statement = select(Refusal)
    return statement.where(Refusal.value.icontains(q, autoescape=True)) if q else statement


def page(part: Slice, q: str | None = None) -> Page[Refusal]:
    """A part of the list, newest first."""
    return paginate(listed(q), (By(Refusal.id, descending=True),), part)


def kept_out(records: Sequence[WorkRecord]) -> dict[str, str]:
    """Which of these works stay out, by their keys, with the reason: one query."""
    names = {record.key: set(_names(record)) for record in records}
    values = {name.partition(":")[2] for name in chain.from_iterable(names.values())}
    columns = (Refusal.scheme, Refusal.value, Refusal.reason)
    found = db.session.execute(select(*columns).where(among(Refusal.value, values)))
    reasons = {f"{scheme}:{value}": reason for scheme, value, reason in found}
    hit = {key: sorted(names[key] & reasons.keys()) for key in names} if reasons else {}
    return {key: reasons[of_it[0]] for key, of_it in hit.items() if of_it}


def check(identifiers: Sequence[Mapping[str, Any]]) -> None:
    """Raise RefusedWork where one of these identifiers (scheme and value) is on the list."""
    for given in identifiers:
        if refusal := of(given["scheme"], given["value"]):
            told = {"scheme": refusal.scheme, "reason": refusal.reason}
            raise RefusedWork(field="doi", value=refusal.value, **told)


def _names(record: WorkRecord) -> list[str]:
    dois = ([record.doi] if record.doi else []) + list(record.aliases)
    return [f"doi:{doi}" for doi in dois] + [*own_names(record), *([] if dois else [record.key])]
