"""What can be read of outputs: one query a relation, however many; lists without ORM objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, or_, select

from registry.core import search_text
from registry.core.actor import Actor
from registry.core.among import among
from registry.core.db import as_dicts, db
from registry.core.errors import NotFound
from registry.core.listing import By, Page, Slice, paginate
from registry.outputs import origins
from registry.outputs.models import (
    Byline,
    BylineAffiliation,
    BylineFact,
    FieldChoice,
    Output,
    OutputFunder,
    OutputIdentifier,
    OutputRelation,
    SourceRecord,
)
from registry.outputs.origins import Origin
from registry.outputs.views import (
    AffiliationView,
    BylineView,
    FunderView,
    IdentifierView,
    OutputView,
    RelationView,
)

V = TypeVar("V")
Row = dict[str, Any]

ASKED = ("crossref", "datacite", "csl")
"""Sources that can be asked again for a DOI."""

NAMES = 10
"""So many names of a byline stand in a list."""

BOUND = 2**31
ALL = BOUND - 1
AT_ONCE = 500
"""So many outputs are read at once for an export."""

OUTPUT, BYLINE = Output.__table__.c, Byline.__table__.c
AFFILIATION = BylineAffiliation.__table__.c
FACT = BylineFact.__table__
ENTERED = {
    "affiliation_keys": FACT.c.affiliation_order,
    "facts_version": FACT.c.version,
    "facts_checked_at": FACT.c.checked_at,
}
PARTS = frozenset({"byline", "identifiers", "funders", "relations"})
IDS: BindParameter[int] = bindparam("ids", expanding=True)
"""The keys asked for; statements over it are made once and know their SQL the second time."""

LISTED = select(
    *(OUTPUT.id, OUTPUT.version, OUTPUT.kind, OUTPUT.work_type, OUTPUT.language),
    *(OUTPUT.title, OUTPUT.title_markup, OUTPUT.subtitle, OUTPUT.container_title),
    *(OUTPUT.volume, OUTPUT.issue, OUTPUT.pages, OUTPUT.article_number, OUTPUT.publisher),
    *(OUTPUT.doi, OUTPUT.dates, OUTPUT.year, OUTPUT.year_is_guess),
    *(OUTPUT.retracted, OUTPUT.sample, OUTPUT.byline_count),
).where(OUTPUT.id.in_(IDS))
PRINTED = (
    select(
        *(BYLINE.output_id, BYLINE.position, BYLINE.role, BYLINE.printed),
        *(BYLINE.is_group, BYLINE.orcid, BYLINE.orcid_authenticated),
    )
    .where(BYLINE.output_id.in_(IDS), BYLINE.position <= bindparam("names"))
    .order_by(BYLINE.output_id, BYLINE.position)
)
OF_DOI = select(OUTPUT.id).where(OUTPUT.doi == bindparam("doi"))
WHOLE = select(*(OUTPUT[f.name] for f in fields(OutputView) if f.name not in PARTS)).where(
    OUTPUT.id.in_(IDS)
)


def visible(output_id: int, *, by: Actor) -> Output | None:
    """The output under this key; all outputs are public."""
    return db.session.get(Output, output_id) if 0 < output_id < BOUND else None


def visible_to(by: Actor) -> Select[tuple[Output]]:
    """The outputs that this actor may know of: all."""
    return select(Output)


def id_of_doi(doi: str) -> int | None:
    """The output that has this DOI (normalised), or whose DOI it was before."""
    found = db.session.scalar(OF_DOI, {"doi": doi})
    return found or db.session.scalar(
        select(OutputIdentifier.output_id)
        .where(OutputIdentifier.scheme == "doi", OutputIdentifier.value == doi)
        .limit(1)
    )


def ids_of_dois(dois: Sequence[str]) -> dict[str, int]:
    """The outputs that have these DOIs (normalised), or had them before: two queries."""
    own = OutputIdentifier
    before = select(own.value, own.output_id).where(own.scheme == "doi", among(own.value, dois))
    now = select(Output.doi, Output.id).where(among(Output.doi, dois))
    rows = [*db.session.execute(before), *db.session.execute(now)] if dois else []
    return {str(doi): key for doi, key in rows}


def by_doi(doi: str, *, by: Actor) -> Output | None:
    """The output that has this DOI (normalised), or whose DOI it was before."""
    key = id_of_doi(doi)
    return db.session.get(Output, key) if key else None


def filtered(filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Conditions for `kind`, `year`, `doi` and `q` (each word begins one of the output's)."""
    conditions: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "kind": lambda kind: Output.kind == kind,
        "year": lambda year: Output.year == year,
        "doi": lambda doi: Output.doi == doi,
        "q": lambda q: search_text.holds(Output.search_text, q),
    }
    return [conditions[name](filters[name]) for name in conditions if filters.get(name) is not None]


def rows(ids: Sequence[int], *, names: int = NAMES) -> list[Row]:
    """Rows of a list in the order of `ids`, each with `byline`, its first names: two queries."""
    found = {row["id"]: row | {"byline": []} for row in as_dicts(LISTED, ids=ids)}
    for place in as_dicts(PRINTED, ids=ids, names=names):
        found[place.pop("output_id")]["byline"].append(place)
    return [found[key] for key in ids if key in found]


def one(output_id: int, *, names: int | None = None) -> OutputView | None:
    """One output whole, or with the first `names` of its byline: six queries whatever its size."""
    return next(iter(views([output_id], names=names)), None)


def views(ids: Sequence[int], *, names: int | None = None) -> list[OutputView]:
    """Outputs whole, in the order of `ids`: six queries however many."""
    found = {row["id"]: row for row in as_dicts(WHOLE, ids=ids)}
    parts: dict[str, dict[int, Any]] = {
        "byline": _bylines("output_id", ids, names=names or ALL),
        "identifiers": _parts(OutputIdentifier, IdentifierView, ids),
        "funders": _parts(OutputFunder, FunderView, ids),
        "relations": _parts(OutputRelation, RelationView, ids),
    }
    return [_whole(found[key], parts) for key in ids if key in found]


def stream(ids: Iterable[int]) -> Iterator[OutputView]:
    """Outputs whole, one after the other, a few hundred at a time in memory."""
    batch: list[int] = []
    for key in ids:
        batch.append(key)
        if len(batch) == AT_ONCE:
            yield from views(batch)
            batch = []
    yield from views(batch) if batch else ()


def exported(filters: Mapping[str, Any]) -> Iterator[OutputView]:
    """All outputs that pass the filters, newest year first; only their keys are in memory."""
    statement = select(Output.id).where(*filtered(filters))
    return stream(
        db.session.scalars(statement.order_by(Output.year.desc(), Output.id.desc())).all()
    )


def byline_page(output: Output, part: Slice, *, q: str | None = None) -> Page[BylineView]:
    """Places of a byline in order, those whose printed name has each word of `q`."""
    statement = select(Byline.id).where(Byline.output_id == output.id)
    if q:
        statement = statement.where(Byline.id.in_(_named(output.id, q)))
    page = paginate(statement, (By(Byline.position),), part)
    return page.of(places)


def places(ids: Sequence[int]) -> list[BylineView]:
    """Byline places by their keys, with affiliations, in the order of `ids`: two queries."""
    found = {place.id: place for part in _bylines("id", ids).values() for place in part}
    return [found[key] for key in ids if key in found]


def place(output_id: int, position: int, *, by: Actor) -> Byline | None:
    """The row at a position of a byline."""
    if not (0 < output_id < BOUND and 0 < position < BOUND):
        return None
    here = select(Byline).filter_by(output_id=output_id, position=position)
    return db.session.scalars(here).one_or_none()


def sources(output: Output) -> list[Row]:
    """The messages kept for an output, newest first, without their bodies."""
    kept = SourceRecord
    columns = (kept.id, kept.source, kept.identifier, kept.sha256, kept.request, kept.received_at)
    statement = select(*columns).where(kept.output_id == output.id)
    newest = statement.order_by(kept.received_at.desc(), kept.id.desc())
    return [dict(row) for row in db.session.execute(newest).mappings()]


def choices_of(output: Output) -> list[FieldChoice]:
    """The fields a person chose, by name."""
    statement = select(FieldChoice).filter_by(output_id=output.id)
    return list(db.session.scalars(statement.order_by(FieldChoice.field)))


def provenance(output: Output) -> dict[str, Origin]:
    """Where the value of each field of an output came from, by field."""
    return origins.origins(output)


def in_force(output: Output) -> SourceRecord | None:
    """The message that the output follows; none where it was entered by hand."""
    here = select(SourceRecord).filter_by(output_id=output.id, sha256=output.source_sha256)
    return db.session.scalars(here.order_by(SourceRecord.id.desc()).limit(1)).one_or_none()


def oldest_checked(before: datetime, limit: int) -> list[tuple[int, str]]:
    """Outputs with a DOI whose source was last asked before this moment, or never: oldest first.

    Their keys and DOIs; sources that cannot be asked again (files) are not among them.
    """
    statement = (
        select(Output.id, Output.doi)
        .where(Output.doi.is_not(None), Output.source.in_(ASKED))
        .where(or_(Output.checked_at.is_(None), Output.checked_at < before))
        .order_by(Output.checked_at.is_not(None), Output.checked_at, Output.id)
    )
    return [(key, str(doi)) for key, doi in db.session.execute(statement.limit(limit))]


def difference(output: Output, older: int, newer: int) -> dict[str, tuple[Any, Any]]:
    """What two messages of an output say differently, by field. Raises NotFound."""
    here = select(SourceRecord).where(SourceRecord.output_id == output.id)
    found = {m.id: m for m in db.session.scalars(here.where(SourceRecord.id.in_((older, newer))))}
    if found.keys() != {older, newer}:
        raise NotFound
    return origins.differences(found[older], found[newer])


def source(source_id: int, *, by: Actor) -> SourceRecord | None:
    """A message that was kept."""
    return db.session.get(SourceRecord, source_id) if 0 < source_id < BOUND else None


def _whole(row: Any, parts: Mapping[str, Mapping[int, Any]]) -> OutputView:
    belonging = {name: tuple(part.get(row["id"], ())) for name, part in parts.items()}
    return OutputView(**{**row, **belonging})


def _named(output_id: int, q: str) -> list[int]:
    names = db.session.execute(select(Byline.id, Byline.printed).filter_by(output_id=output_id))
    return [key for key, printed in names if search_text.matches(search_text.fold(printed), q)]


def _bylines(key: str, ids: Sequence[int], *, names: int = ALL) -> dict[int, list[BylineView]]:
    houses = _grouped(_houses(key), AffiliationView, ids=ids, names=names)
    found: dict[int, list[BylineView]] = {}
    for output_id, *values in db.session.execute(_places(key), {"ids": ids, "names": names}).all():
        values.append(tuple(houses.get(values[0], ())))
        found.setdefault(output_id, []).append(BylineView(*values))
    return found


@cache
def _places(key: str) -> Select[Any]:
    """The first `names` of the byline rows that have one of `ids` as `key`."""
    names = [f.name for f in fields(BylineView) if f.name != "affiliations"]
    columns = [ENTERED[name] if name in ENTERED else BYLINE[name] for name in names]
    wanted = select(BYLINE.output_id, *columns).where(*_first(key))
    wanted = wanted.select_from(Byline.__table__.outerjoin(FACT, FACT.c.byline_id == BYLINE.id))
    return wanted.order_by(BYLINE.output_id, BYLINE.position)


@cache
def _houses(key: str) -> Select[Any]:
    """The affiliations of the same rows."""
    columns = [AFFILIATION[f.name] for f in fields(AffiliationView)]
    wanted = select(AFFILIATION.byline_id, *columns).where(*_first(key))
    return wanted.where(BYLINE.id == AFFILIATION.byline_id).order_by(
        AFFILIATION.byline_id, AFFILIATION.position
    )


def _first(key: str) -> tuple[ColumnElement[bool], ...]:
    return BYLINE[key].in_(IDS), BYLINE.position <= bindparam("names")


def _parts(table: Any, view: Callable[..., V], ids: Sequence[int]) -> dict[int, list[V]]:
    return _grouped(_belonging(table, view), view, ids=ids)


@cache
def _belonging(table: Any, view: Callable[..., Any]) -> Select[Any]:
    """The columns of a view, of the rows that belong to the outputs `ids`."""
    column = table.__table__.c
    wanted = select(column.output_id, *(column[f.name] for f in fields(view)))  # type: ignore[arg-type]
    return wanted.where(column.output_id.in_(IDS)).order_by(column.id)


def _grouped(statement: Select[Any], view: Callable[..., V], **values: Any) -> dict[int, list[V]]:
    found: dict[int, list[V]] = {}
    for key, *said in db.session.execute(statement, values).all():
        found.setdefault(key, []).append(view(*said))
    return found
