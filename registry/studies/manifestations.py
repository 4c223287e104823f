"""Outputs as matching knows them: three queries however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import cast

from sqlalchemy import BindParameter, Table, bindparam, func, select

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

OUTPUT, BYLINE = Output.__table__.c, Byline.__table__.c
IDENTIFIER = OutputIdentifier.__table__.c
IDS: BindParameter[int] = bindparam("ids", expanding=True)
"""The keys asked for; statements over it are made once and know their SQL the second time."""

RECORDS = select(
    *(OUTPUT.id, OUTPUT.kind, OUTPUT.work_type, OUTPUT.title, OUTPUT.subtitle, OUTPUT.dates),
    *(OUTPUT.year, OUTPUT.doi, OUTPUT.container_title, OUTPUT.publisher, OUTPUT.volume),
    *(OUTPUT.pages, OUTPUT.article_number, OUTPUT.version_of_record_id),
    func.substr(OUTPUT.abstract, 1, ABSTRACT).label("abstract"),
).where(OUTPUT.id.in_(IDS))
AUTHORS = (
    select(BYLINE.output_id, BYLINE.printed, BYLINE.family, BYLINE.given)
    .add_columns(BYLINE.is_group, BYLINE.orcid)
    .where(BYLINE.output_id.in_(IDS), BYLINE.role == "author", BYLINE.position <= NAMES)
    .order_by(BYLINE.output_id, BYLINE.position)
)
OWN = select(IDENTIFIER.output_id, IDENTIFIER.scheme, IDENTIFIER.value).where(
    IDENTIFIER.output_id.in_(IDS), IDENTIFIER.scheme.in_(sorted(OWN_SCHEMES))
)


def of(ids: Collection[int]) -> dict[int, Manifestation]:
    """These outputs by their keys, those that are there."""
    found = db.session.execute(RECORDS, {"ids": list(ids)}).all()
    names, identifiers = _names(ids), _identifiers(ids)
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
            record=row.version_of_record_id,
        )
        for row in found
    }


def used(ids: Collection[int]) -> set[int]:
    """Those of these outputs on which claims, goal links or the like hang."""
    return pointed_at(cast("Table", Output.__table__), ids)


def _names(ids: Collection[int]) -> dict[int, list[Name]]:
    found: dict[int, list[Name]] = defaultdict(list)
    for row in db.session.execute(AUTHORS, {"ids": list(ids)}):
        output_id, printed, family, given, is_group, orcid = row
        found[output_id].append(Name(printed, family, given, is_group=is_group, orcid=orcid))
    return found


def _identifiers(ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for output_id, scheme, value in db.session.execute(OWN, {"ids": list(ids)}):
        found[output_id].append(f"{scheme}:{value.lower()}")
    return found
