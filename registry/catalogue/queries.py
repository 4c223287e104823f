"""Lists and pages of outputs with who claimed them and which goals they serve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select

from importers.identifiers import InvalidIdentifier, normalise_doi
from registry.claims import queries as claims
from registry.claims.models import Claim, ClaimState
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.goals import queries as goals
from registry.goals.models import Goal, GoalLink
from registry.goals.queries import Badge
from registry.outputs import queries as outputs
from registry.outputs.corrections import marks_of
from registry.outputs.models import Byline, BylineAffiliation, Output, OutputMark
from registry.outputs.views import OutputView
from registry.people import queries as people
from registry.people.models import Post, Researcher, ResearcherName, display_name

ORDER = (By(Output.year, descending=True), By(Output.id, descending=True))
"""Newest year first."""


@dataclass(frozen=True)
class Author:
    """A researcher of ours who is confirmed at a position of a byline."""

    id: int
    name_en: str
    name_zh: str
    position: int | None

    def name_in(self, locale: str) -> str:
        """The name as readers of this language know it."""
        return self.name_zh if locale == "zh" else self.name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(OutputView):
    """One output whole, with the researchers of ours on it and its goals."""

    researchers: tuple[Author, ...] = ()
    goals: tuple[Badge, ...] = ()
    corrections: tuple[OutputMark, ...] = ()

    @classmethod
    def of(cls, output: OutputView, **joined: Iterable[Any]) -> Joined:
        """The output joined with its `researchers`, `goals` and `corrections`."""
        own: dict[str, Any] = {field.name: getattr(output, field.name) for field in fields(output)}
        return cls(**own | {name: tuple(found) for name, found in joined.items()})


def page(part: Slice, filters: Mapping[str, Any], *, by: Actor) -> Page[dict[str, Any]]:
    """A page of outputs as rows, newest year first, each with `researchers` and `goals`.

    Filters: kind, year, doi and q as in `outputs.queries.filtered`; goal (code), researcher (key)
    and unit (code).
    """
    wanted = select(Output.id).where(*outputs.filtered(filters), *_joining(filters))
    found = paginate(wanted, ORDER, part)
    return found.of(lambda ids: rows(ids, by=by))


def rows(ids: Sequence[int], *, by: Actor) -> list[dict[str, Any]]:
    """Rows of these outputs in this order: one query a relation, however many."""
    authors, links = authors_of(ids, by=by), goals.for_outputs(ids, by=by)
    return [
        row | {"researchers": authors[row["id"]], "goals": links.get(row["id"], [])}
        for row in outputs.rows(ids)
    ]


def whole(output_id: int, *, by: Actor) -> Joined | None:
    """One output with everything that belongs to it."""
    found = outputs.one(output_id, names=outputs.NAMES * 3) if 0 < output_id < 2**31 else None
    if found is None:
        return None
    links = goals.for_outputs([output_id], by=by).get(output_id, [])
    return Joined.of(
        found,
        researchers=authors_of([output_id], by=by)[output_id],
        goals=links,
        corrections=marks_of([output_id])[output_id],
    )


def whole_by_doi(doi: str, *, by: Actor) -> Joined | None:
    """The output that has this DOI, in any of its spellings."""
    try:
        found = outputs.id_of_doi(normalise_doi(doi))
    except InvalidIdentifier:
        return None
    return whole(found, by=by) if found else None


def authors_of(ids: Iterable[int], *, by: Actor) -> dict[int, list[Author]]:
    """The researchers confirmed on these outputs whom the actor may see, in order of the byline."""
    found: dict[int, dict[int, list[Any]]] = {output_id: {} for output_id in ids}
    for row in db.session.execute(_names(by), {"ids": list(found)}).all():
        found[row.output_id].setdefault(row.researcher_id, []).append(row)
    called: dict[int, tuple[str, str]] = {}
    return {
        output_id: [_author(key, names, called) for key, names in authors.items()]
        for output_id, authors in found.items()
    }


@lru_cache
def _names(by: Actor) -> Select[Any]:
    """What the authors of the outputs `ids` are called, name by name."""
    claim, byline, name = Claim.__table__, Byline.__table__, ResearcherName.__table__
    person, seen = Researcher.__table__, people.visible_to(by).whereclause
    return (
        select(claim.c.output_id, claim.c.researcher_id, byline.c.position)
        .add_columns(name.c.kind, name.c.script, name.c.full)
        .select_from(claim.outerjoin(byline, byline.c.id == claim.c.byline_id))
        .join(person, (person.c.id == claim.c.researcher_id) & seen)
        .join(name, name.c.researcher_id == person.c.id)
        .where(claim.c.output_id.in_(outputs.IDS), claim.c.state == ClaimState.CONFIRMED)
        .order_by(claim.c.output_id, byline.c.position, claim.c.id, name.c.id)
    )


def _author(key: int, names: list[Any], called: dict[int, tuple[str, str]]) -> Author:
    """The author with these names; `called` remembers whom this list has named before."""
    if key not in called:
        called[key] = display_name(names, "en"), display_name(names, "zh")
    return Author(key, *called[key], names[0].position)


def own_claim(output_id: int, *, by: Actor) -> Claim | None:
    """What the actor has said of this output."""
    return claims.of_pair(output_id, by.researcher_id) if by.researcher_id else None


def of_researcher(researcher: Researcher, part: Slice, *, by: Actor) -> Page[dict[str, Any]]:
    """The outputs confirmed as a researcher's, newest first."""
    return page(part, {"researcher": researcher.id}, by=by)


def _joining(filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    conditions: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "goal": _serving,
        "researcher": _written_by,
        "unit": _from_unit,
    }
    return [conditions[name](filters[name]) for name in conditions if filters.get(name)]


def _serving(code: str) -> ColumnElement[bool]:
    """Whether the output serves the goal or sub-aim.

    Asked of each output in turn, so that a page ends after its fifty; most outputs serve a goal.
    """
    aim = goals.aim(code)
    column = GoalLink.goal_id if isinstance(aim, Goal) else GoalLink.sub_aim_id
    return exists().where(GoalLink.output_id == Output.id, column == aim.id)


def _written_by(researcher_id: int) -> ColumnElement[bool]:
    return Output.id.in_(claims.confirmed_outputs(researcher_id))


def _from_unit(code: str) -> ColumnElement[bool]:
    """Whether the unit, or a part of it, is printed on the output.

    Or somebody with a post there is confirmed on it.
    """
    units = people.within(code)
    printed = (
        select(Byline.output_id)
        .join(BylineAffiliation, BylineAffiliation.byline_id == Byline.id)
        .where(BylineAffiliation.unit_id.in_(units))
    )
    members = select(Post.researcher_id).where(Post.unit_id.in_(units))
    claimed = select(Claim.output_id).where(
        Claim.state == ClaimState.CONFIRMED, Claim.researcher_id.in_(members)
    )
    return or_(Output.id.in_(printed), Output.id.in_(claimed))


def years() -> list[int]:
    """The years that have outputs, newest first."""
    known = select(Output.year).where(Output.year > 0).distinct().order_by(Output.year.desc())
    return list(db.session.scalars(known))
