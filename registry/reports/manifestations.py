"""One study, one count: what is claimed, printed or linked on another of its manifestations.

A study counts by its version of record alone, and nothing of it is lost by that: what an output
that counts under it was by itself, the study is (domain.md 4.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import (
    CTE,
    ColumnElement,
    SQLColumnExpression,
    Subquery,
    extract,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from registry.core.actor import Actor
from registry.core.db import db
from registry.goals import queries as goals
from registry.goals.queries import Badge
from registry.outputs.models import Output
from registry.people.models import Post


def counts(work: type[Output] = Output) -> ColumnElement[bool]:
    """Whether an output counts by itself, and not under a version of record."""
    return work.version_of_record_id.is_(None)


def of(keys: CTE) -> Subquery:
    """The outputs of each study: (key of what counts, output_id, year of the output)."""
    own, other = aliased(Output), aliased(Output)
    itself = select(keys.c.key.label("key"), own.id.label("output_id"), own.year.label("year"))
    under = select(keys.c.key, other.id, other.year)
    return union_all(
        itself.join(own, own.id == keys.c.key),
        under.join(other, other.version_of_record_id == keys.c.key),
    ).subquery()


def held_in(year: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether a post was held on any day of the year that a column says."""
    ends = extract("year", Post.ends_on)
    return (extract("year", Post.starts_on) <= year) & or_(ends.is_(None), ends >= year)


def counted_under(ids: Iterable[int]) -> dict[int, list[int]]:
    """For each of these outputs itself, then those that count under it, the oldest first."""
    found = {key: [key] for key in ids}
    under = Output.version_of_record_id
    wanted = select(under, Output.id).where(under.in_(found)).order_by(Output.id)
    for key, other in db.session.execute(wanted):
        found[key or 0].append(other)
    return found


def badges(studies: dict[int, list[int]], *, by: Actor) -> dict[int, list[Badge]]:
    """The goals of each study, each once; one is primary, that of what counts if it has one."""
    linked = goals.for_outputs([key for group in studies.values() for key in group], by=by)
    return {key: _one_primary([linked.get(each, ()) for each in group])
            for key, group in studies.items()}  # fmt: skip


def _one_primary(found: Sequence[Sequence[Badge]]) -> list[Badge]:
    every = [badge for group in found for badge in group]
    primary = next((badge for badge in every if badge.primary), None)
    first: dict[str, Badge] = {primary.code: primary} if primary else {}
    for badge in every:
        first.setdefault(badge.code, replace(badge, primary=badge is primary))
    return list(first.values())
