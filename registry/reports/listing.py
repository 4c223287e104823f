"""What stands in the rows behind a figure: one query a relation, however many rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import select

from registry.claims import queries as claims
from registry.core.actor import Actor
from registry.core.db import db
from registry.goals import queries as goals
from registry.goals.queries import Badge
from registry.outputs import queries as outputs
from registry.outputs.models import Output
from registry.outputs.years import earliest
from registry.people import queries as people
from registry.people.models import Post, Researcher, Unit
from registry.reports import manifestations, queries
from registry.reports.figures import Figure
from registry.reports.scope import Scope, arrivals
from registry.talent.models import Hire, HireEvent, Program
from registry.talent.stages import Stage

AT_ONCE = 500
LAST = "~"
"""Sorts after every code and date."""


@dataclass(frozen=True)
class Named:
    """Somebody or something with a name in both languages."""

    id: int
    name_en: str
    name_zh: str

    def name_in(self, locale: str) -> str:
        """The name in the reader's language."""
        return self.name_zh if locale == "zh" else self.name_en


@dataclass(frozen=True)
class Arrival:
    """Somebody came under a program."""

    id: int
    program: Named
    program_code: str
    unit: Named | None
    position: str | None
    arrived_on: date


@dataclass(frozen=True)
class Held:
    """A post in the year."""

    unit: Named
    position: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row behind a figure.

    An output with those of ours on it, or a person with hires or posts.
    """

    id: int
    of: str
    title_en: str
    title_zh: str
    orcid: str | None = None
    output: Mapping[str, Any] | None = None
    people: Sequence[Named] = ()
    hires: Sequence[Arrival] = ()
    posts: Sequence[Held] = ()
    goals: Sequence[Badge] = ()

    def title_in(self, locale: str) -> str:
        """The title or name in the reader's language."""
        return self.title_zh if locale == "zh" else self.title_en


def stream(asked: Figure, scope: Scope, *, names: int = outputs.NAMES) -> Iterator[Row]:
    """All rows behind a figure, a few hundred at a time.

    Works by primary goal and date, people by name.
    """
    ids = keys(asked, scope)
    for first in range(0, len(ids), AT_ONCE):
        yield from rows(asked, scope, ids[first : first + AT_ONCE], names=names)


def keys(asked: Figure, scope: Scope) -> list[int]:
    """The keys of all rows in the order of a report."""
    wanted = queries.selected(asked, scope)
    if asked.of == "person":
        named = select(Researcher.id).where(Researcher.id.in_(wanted))
        return list(db.session.scalars(named.order_by(Researcher.sort_name, Researcher.id)))
    dated = select(Output.id, Output.dates).where(Output.id.in_(wanted))
    dates = {key: said for key, said in db.session.execute(dated)}  # noqa: C416
    coded = db.session.execute(queries.primary_goals(asked, scope))
    primary = {key: code for key, code in coded}  # noqa: C416
    return sorted(dates, key=lambda key: (
        primary.get(key) or LAST, earliest(dates[key]).date or LAST, key
    ))  # fmt: skip


def rows(
    asked: Figure, scope: Scope, ids: Sequence[int], *, names: int = outputs.NAMES
) -> list[Row]:
    """The rows of these keys, in their order."""
    if asked.of == "output":
        return _outputs(ids, names=names, by=scope.by)
    return _recruits(scope, ids) if asked.guarded else _people(asked, scope, ids)


def _outputs(ids: Sequence[int], *, names: int, by: Actor) -> list[Row]:
    studies = manifestations.counted_under(ids)
    linked, ours = manifestations.badges(studies, by=by), _authors(studies, by=by)
    return [
        Row(
            id=row["id"],
            of="output",
            title_en=row["title"],
            title_zh=row["title"],
            output=row,
            people=ours[row["id"]],
            goals=linked[row["id"]],
        )
        for row in outputs.rows(ids, names=names)
    ]


def _authors(studies: Mapping[int, Sequence[int]], *, by: Actor) -> dict[int, list[Named]]:
    """Those confirmed on an output or on one that counts under it, each once."""
    confirmed = claims.confirmed_researchers(chain.from_iterable(studies.values()))
    keys = {c.researcher_id for found in confirmed.values() for c in found}
    known = {key: _named(person) for key, person in _seen(keys, by=by).items()}
    return {
        key: list({
            c.researcher_id: known[c.researcher_id]
            for each in group
            for c in confirmed[each]
            if c.researcher_id in known
        }.values())
        for key, group in studies.items()
    }  # fmt: skip


def _seen(keys: Iterable[int], *, by: Actor) -> dict[int, Researcher]:
    wanted = people.visible_to(by).where(Researcher.id.in_(list(keys)))
    return {person.id: person for person in db.session.scalars(wanted)}


def _named(person: Researcher) -> Named:
    return Named(person.id, person.name_en, person.name_zh)


def _recruits(scope: Scope, ids: Sequence[int]) -> list[Row]:
    arrived = _arrived(scope, ids)
    cases = [hire.id for hire in chain.from_iterable(arrived.values())]
    linked, known = goals.for_hires(cases, by=scope.by), people.people(list(ids))
    return [
        _person(
            known[key],
            hires=arrived[key],
            goals=_each_once(chain.from_iterable(linked.get(h.id, ()) for h in arrived[key])),
        )
        for key in ids
    ]


def _arrived(scope: Scope, ids: Sequence[int]) -> dict[int, list[Arrival]]:
    """The arrivals of these people in the year that the reader may see: those and no others."""
    columns = (Program.id, Program.name_en, Program.name_zh, Program.code, Hire.unit_id)
    wanted = (
        select(Hire.researcher_id, Hire.id, *columns, Hire.position, HireEvent.happened_on)
        .join(Hire.program)
        .join(HireEvent, HireEvent.hire_id == Hire.id)
        .where(
            Hire.researcher_id.in_(ids),
            Hire.id.in_(arrivals(scope).with_only_columns(Hire.id)),
            HireEvent.stage == Stage.ONBOARD,
        )
        .order_by(HireEvent.happened_on, Hire.id)
    )
    units, found = _units(), {key: list[Arrival]() for key in ids}
    for person, hire, program, en, zh, code, unit, position, day in db.session.execute(wanted):
        named = Named(program, en, zh)
        found[person].append(Arrival(hire, named, code, units.get(unit or 0), position, day))
    return found


def _people(asked: Figure, scope: Scope, ids: Sequence[int]) -> list[Row]:
    linked, known = goals.for_researchers(ids, by=scope.by), people.people(list(ids))
    held = _held(asked, scope, ids)
    return [_person(known[key], posts=held[key], goals=linked.get(key, ())) for key in ids]


def _held(asked: Figure, scope: Scope, ids: Sequence[int]) -> dict[int, list[Held]]:
    first = scope.last if asked.name == "people_at_end" else scope.first
    wanted = select(Post.researcher_id, Post.unit_id, Post.position).where(
        Post.researcher_id.in_(ids), people.during(first, scope.last)
    )
    units, found = _units(), {key: list[Held]() for key in ids}
    for person, unit, position in db.session.execute(wanted.order_by(Post.starts_on, Post.id)):
        found[person].append(Held(units[unit], position))
    return found


def _units() -> dict[int, Named]:
    units = db.session.scalars(select(Unit))
    return {unit.id: Named(unit.id, unit.name_en, unit.name_zh) for unit in units}


def _person(person: Researcher, **facts: Any) -> Row:
    named = _named(person)
    return Row(
        id=person.id,
        of="person",
        title_en=named.name_en,
        title_zh=named.name_zh,
        orcid=person.orcid,
        **facts,
    )


def _each_once(badges: Iterable[Badge]) -> list[Badge]:
    return list({badge.code: badge for badge in badges}.values())
