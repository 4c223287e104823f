"""What people do to outputs: enter and change by hand, follow the source, delete."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, select

from registry.audit import service as audit
from registry.core import facts
from registry.core.actor import Actor
from registry.core.db import db
from registry.outputs import (
    bylines,
    choices,
    corrections,
    details,
    queries,
    reading,
    refreshing,
    refusals,
    rows,
)
from registry.outputs.affiliated import Units
from registry.outputs.changing import changes
from registry.outputs.errors import (
    BylineFromSource,
    DoiTaken,
    FixedDoi,
    NoChoice,
    NoSource,
    NotOfThisKind,
    OutputInUse,
)
from registry.outputs.facts import OutputRefreshed, OutputsFiled, OutputsGone
from registry.outputs.kinds import KINDS
from registry.outputs.models import Byline, Kind, Output, OutputIdentifier
from registry.outputs.references import lost_with
from registry.outputs.years import earliest

Data = Mapping[str, Any]
ALWAYS = frozenset({"title", "subtitle", "original_title"})


def create(data: Data, *, by: Actor, sample: bool = False) -> Output:
    """Enter an output by hand.

    Raises DoiTaken, RefusedWork, NotOfThisKind and InvalidFields (for `details`).
    """
    output = Output(kind=data["kind"], title=data["title"], doi=None, dates={}, details={})
    output.sample = sample
    _check_fields(output, data)
    _set(output, {"details": {}, **data}, by=by)
    audit.record(
        "output.created", output, by=by, details={"kind": str(output.kind), "doi": output.doi}
    )
    facts.announce(OutputsFiled([output.id]))
    corrections.mark([output.id], by=by)
    return output


def change(output: Output, data: Data, *, by: Actor) -> Output:
    """Change what is given; these values are the person's now and stay through every refresh.

    Raises DoiTaken, RefusedWork, FixedDoi, NotOfThisKind, BylineFromSource and InvalidFields.
    """
    _check_fields(output, data)
    if "doi" in data and output.source_sha256 and data["doi"] != output.doi:
        raise FixedDoi(field="doi", value=data["doi"])
    if "byline" in data and choices.byline_is_of_source(output):
        raise BylineFromSource(field="byline")
    changed = _set(output, data, by=by)
    audit.record("output.changed", output, by=by, details=changed)
    corrections.mark([output.id], by=by)
    return output


def follow_source(output: Output, field: str, *, by: Actor) -> Output:
    """Let a field that a person set be again what the source says.

    Raises NoChoice where nobody set it, NoSource where no source says anything of the output.
    """
    if field not in {choice.field for choice in queries.choices_of(output)}:
        raise NoChoice(field=field)
    kept = queries.in_force(output)
    if kept is None:
        raise NoSource(field=field)
    choices.forget(output, field)
    work = reading.received(kept)
    change = changes({output.id: work}, {work.record.key: kept.sha256})
    (filed,) = refreshing.refresh(change, Units()).values()
    facts.announce(OutputRefreshed([output.id], [output.id] if filed.taken_away else []))
    audit.record("output.source_followed", output, by=by, details={"field": field})
    db.session.expire_all()
    corrections.mark([output.id], by=by)
    return output


def delete(output: Output, *, by: Actor, never_again: str | None = None) -> None:
    """Remove an output unless something would be lost with it.

    `never_again` is the reason with which the work goes on the refusal list. Raises OutputInUse,
    and NothingToRefuse where the work has nothing by which it could be told.
    """
    if count := lost_with(cast("Table", Output.__table__), output.id):
        raise OutputInUse(count=count)
    if never_again is not None:
        refusals.refuse_output(output, never_again, by=by)
    audit.record("output.deleted", output, by=by, details={"kind": output.kind, "doi": output.doi})
    told_of = corrections.changed_by([output.id])
    db.session.delete(output)
    corrections.mark(told_of, by=by)
    facts.announce(OutputsGone([output.id]))


def _check_fields(output: Output, data: Data) -> None:
    known = KINDS[Kind(output.kind)].columns
    for name in choices.COLUMNS:
        foreign = name not in known and name not in ALWAYS and name != "details"
        if foreign and data.get(name) is not None:
            raise NotOfThisKind(field=name, value=data[name])
    if data.get("doi"):
        _check_doi(output, data["doi"])
    refusals.check(_new_identifiers(output, data))


def _new_identifiers(output: Output, data: Data) -> list[Data]:
    known = {("doi", output.doi), *((i.scheme, i.value) for i in output.identifiers)}
    given = [*data.get("identifiers", ()), {"scheme": "doi", "value": data.get("doi")}]
    return [one for one in given if (one["scheme"], one["value"]) not in known]


def _check_doi(output: Output, doi: str) -> None:
    known = queries.id_of_doi(doi)
    if known is not None and known != output.id:
        title = db.session.scalar(select(Output.title).where(Output.id == known))
        raise DoiTaken(field="doi", value=doi, known=known, title=title)


def _set(output: Output, data: Data, *, by: Actor) -> dict[str, Any]:
    """Put the values into the row and what belongs to it; what changed, for the audit trail."""
    values = _columns(output, data)
    with db.session.no_autoflush:
        set_by_hand = _apply(output, values) | _identify(output, data)
        if "doi" in data:
            output.doi = data["doi"]
        _derive(output, data)
        changed = audit.changes(output) if output.id else {}
        output.touch()
        db.session.add(output)
    db.session.flush()
    if "byline" in data:
        set_by_hand |= bylines.set_by_hand(output, data["byline"], by=by)
    choices.choose(output, set_by_hand, by=by)
    db.session.flush()
    changed.pop("search_text", None)
    return changed | {name: "changed" for name in ("identifiers", "byline") if name in data}


def _columns(output: Output, data: Data) -> dict[str, Any]:
    values = {name: data[name] for name in choices.COLUMNS if name in data and name != "details"}
    if "details" in data:
        values["details"] = details.merged(output.kind, output.details, data["details"])
    if "date" in data:
        values["date"] = str(data["date"]) if data["date"] else None
    return values


def _apply(output: Output, values: Data) -> dict[str, tuple[Any, Any]]:
    """Set the values; the fields that differ from before: name -> (before, now)."""
    differing: dict[str, tuple[Any, Any]] = {}
    for name, given in values.items():
        before = earliest(output.dates).date if name == "date" else getattr(output, name)
        if output.id and _as_typed(before) == given:
            continue
        now = _date(output, given) if name == "date" else _plain(output, name, given)
        if now or before:
            differing[name] = (before, now)
    if "title" in differing:
        output.title_markup = None
    return differing


def _plain(output: Output, name: str, given: Any) -> Any:
    setattr(output, name, given)
    return given


def _date(output: Output, given: str | None) -> str | None:
    """Set the date by hand; none, or that of the source, lets the source decide again."""
    said = earliest(choices.of_source(output.dates)).date
    chosen = None if given in {None, said} else given
    for column, value in choices.dated(output.dates, chosen).items():
        setattr(output, column, value)
    return chosen or said


def _as_typed(value: Any) -> Any:
    """The value as it would come back from a form that nobody changed."""
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


def _identify(output: Output, data: Data) -> dict[str, tuple[Any, Any]]:
    """Let the identifiers be these; differing ones as (before, now)."""
    before = [{"scheme": i.scheme, "value": i.value} for i in output.identifiers]
    now = data.get("identifiers", before)
    if before == now:
        return {}
    output.identifiers = [OutputIdentifier(**given) for given in now]
    return {"identifiers": (before, now)}


def _derive(output: Output, data: Data) -> None:
    """What follows from the rest: the text that is searched, and the length of the byline."""
    if "byline" in data:
        names = [bylines.printed(name) for name in data["byline"]]
    else:
        stored = select(Byline.printed).filter_by(output_id=output.id)
        names = list(db.session.scalars(stored.order_by(Byline.position)))
    columns = ("title", "subtitle", "original_title", "details", "container_title", "doi")
    output.search_text = rows.searched({c: getattr(output, c) for c in columns}, names)
    output.byline_count = len(names)
