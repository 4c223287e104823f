"""Byline positions from the database, with what their papers say, as matching knows them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from registry.claims.curation import ours_in_year
from registry.claims.models import Claim, ClaimState
from registry.claims.subjects import Position, Work
from registry.core.db import db
from registry.naming.names import Printed
from registry.outputs.models import Byline, BylineAffiliation, Output, OutputFunder
from registry.people.models import Unit

AUTHOR = "author"
AT_ONCE = 5000
"""Keys in one statement; databases have a limit."""

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Place:
    """A byline position and what is printed there."""

    byline_id: int
    output_id: int
    position: Position


@dataclass
class _Printed:
    """The affiliations of one position."""

    texts: list[str] = field(default_factory=list)
    units: set[int] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)


def places_on(output_ids: Iterable[int]) -> list[Place]:
    """The positions of the authors of these outputs, groups left out."""
    return [place for keys in batches(output_ids) for place in _places(keys)]


def batches(keys: Iterable[int]) -> Iterator[Sequence[int]]:
    """The keys in as few parts as the databases take."""
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _places(output_ids: Sequence[int]) -> list[Place]:
    wanted = (
        select(
            *(Byline.id, Byline.output_id, Byline.printed, Byline.family, Byline.given),
            *(Byline.orcid, Byline.orcid_authenticated),
        )
        .where(Byline.output_id.in_(output_ids), Byline.role == AUTHOR, Byline.is_group.is_(False))
        .order_by(Byline.output_id, Byline.position)
    )
    rows = db.session.execute(wanted).all()
    authors: dict[int, list[Printed]] = defaultdict(list)
    for row in rows:
        authors[row.output_id].append(Printed(row.printed, row.family, row.given))
    works, affiliations = _works(output_ids, authors), _affiliations(output_ids)
    return [_place(row, works[row.output_id], affiliations.get(row.id)) for row in rows]


def _place(row: Any, work: Work, printed: _Printed | None) -> Place:
    said = printed or _Printed()
    position = Position(
        Printed(row.printed, row.family, row.given),
        work,
        orcid=row.orcid,
        orcid_authenticated=bool(row.orcid_authenticated),
        affiliations=tuple(said.texts),
        units=frozenset(said.units),
        emails=frozenset(said.emails),
    )
    return Place(row.id, row.output_id, position)


def _works(output_ids: Sequence[int], authors: dict[int, list[Printed]]) -> dict[int, Work]:
    grants, confirmed = _grants(output_ids), _confirmed(output_ids)
    wanted = select(Output.id, Output.year, Output.container_title, Output.title)
    return {
        key: Work(
            key,
            year or None,
            venue,
            title,
            tuple(authors[key]),
            frozenset(grants[key]),
            frozenset(confirmed[key]),
        )
        for key, year, venue, title in db.session.execute(wanted.where(Output.id.in_(output_ids)))
    }


def _grants(output_ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    wanted = select(OutputFunder.output_id, OutputFunder.awards)
    for key, awards in db.session.execute(wanted.where(OutputFunder.output_id.in_(output_ids))):
        found[key].update(awards or ())
    return found


def _confirmed(output_ids: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    wanted = select(Claim.output_id, Claim.researcher_id).where(
        Claim.output_id.in_(output_ids), Claim.state == ClaimState.CONFIRMED
    )
    for key, researcher_id in db.session.execute(wanted):
        found[key].add(researcher_id)
    return found


def _affiliations(output_ids: Sequence[int]) -> dict[int, _Printed]:
    """What is printed for each position; units count where they were ours in the paper's year."""
    wanted = (
        select(
            BylineAffiliation.byline_id,
            BylineAffiliation.name,
            BylineAffiliation.department,
            Unit.id,
        )
        .join(Byline, Byline.id == BylineAffiliation.byline_id)
        .join(Output, Output.id == Byline.output_id)
        .outerjoin(Unit, (Unit.id == BylineAffiliation.unit_id) & ours_in_year(Unit, Output.year))
        .where(Byline.output_id.in_(output_ids))
        .order_by(BylineAffiliation.byline_id, BylineAffiliation.position)
    )
    found: dict[int, _Printed] = defaultdict(_Printed)
    for byline_id, name, department, unit_id in db.session.execute(wanted):
        said, text = found[byline_id], ", ".join(filter(None, (department, name)))
        said.emails.update(address.lower() for address in EMAIL.findall(text))
        said.texts += [text] if text else []
        said.units |= {unit_id} if unit_id else set()
    return found
