"""Outputs as matching knows them: four queries however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, func, select

from importers.records import OWN_SCHEMES
from registry.core.db import db
from registry.outputs.models import Byline, Output, OutputIdentifier
from registry.outputs.references import pointed_at
from registry.outputs.years import earliest
from registry.studies.authors import Name
from registry.studies.matching import Manifestation

NAMES = 60
"""So many names of a byline are compared."""

ABSTRACT = 1200
"""So many characters of an abstract are compared."""

AUTHOR = "author"


def of(ids: Collection[int]) -> dict[int, Manifestation]:
    """These outputs by their keys, those that are there."""
    found = _outputs(Output.id.in_(ids))
    names, identifiers = _names(ids), _identifiers(ids)
    used = pointed_at(cast("Table", Output.__table__), ids) if found else set()
    return {
        row.id: Manifestation(
            id=row.id,
            kind=row.kind,
            work_type=row.work_type,
            title=row.title,
            subtitle=row.subtitle or "",
            date=earliest(row.dates).date or (str(row.year) if row.year else None),
            doi=row.doi,
            container=row.container_title,
            publisher=row.publisher,
            volume=row.volume,
            pages=row.pages or row.article_number,
            abstract=row.abstract,
            names=tuple(names[row.id]),
            identifiers=frozenset(identifiers[row.id]),
            weight=int(row.id in used),
            record=row.version_of_record_id,
        )
        for row in found
    }


def _outputs(*conditions: ColumnElement[bool]) -> Any:
    columns = (
        *(Output.id, Output.kind, Output.work_type, Output.title, Output.subtitle, Output.dates),
        *(Output.year, Output.doi, Output.container_title, Output.publisher, Output.volume),
        *(Output.pages, Output.article_number, Output.version_of_record_id),
        func.substr(Output.abstract, 1, ABSTRACT).label("abstract"),
    )
    return db.session.execute(select(*columns).where(*conditions)).all()


def _names(ids: Collection[int]) -> dict[int, list[Name]]:
    columns = (Byline.output_id, Byline.printed, Byline.family, Byline.given, Byline.is_group)
    wanted = (
        select(*columns, Byline.orcid)
        .where(Byline.output_id.in_(ids), Byline.role == AUTHOR, Byline.position <= NAMES)
        .order_by(Byline.output_id, Byline.position)
    )
    found: dict[int, list[Name]] = defaultdict(list)
    for output_id, printed, family, given, is_group, orcid in db.session.execute(wanted):
        found[output_id].append(Name(printed, family, given, is_group=is_group, orcid=orcid))
    return found


def _identifiers(ids: Collection[int]) -> dict[int, list[str]]:
    own = OutputIdentifier
    wanted = select(own.output_id, own.scheme, own.value).where(
        own.output_id.in_(ids), own.scheme.in_(OWN_SCHEMES)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for output_id, scheme, value in db.session.execute(wanted):
        found[output_id].append(f"{scheme}:{value.lower()}")
    return found
