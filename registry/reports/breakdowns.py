"""By what figures are counted: each a query of (key of a row, code), for the rows at hand.

A row may have several codes (two goals, two units) or none; columns need not add up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import CTE, case, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute

from registry.claims.models import Claim
from registry.core.errors import N_
from registry.goals.models import Goal, GoalLink, LinkState
from registry.outputs.models import Byline, BylineAffiliation, Output
from registry.people import queries as people
from registry.people.models import Post, Unit
from registry.reports import manifestations
from registry.reports.manifestations import held_in
from registry.reports.scope import Scope, confirmed_state
from registry.talent.models import Hire, Program

Pairs = Callable[[CTE, Scope], Any]
"""From the keys of the rows and the year to (key, code)."""

NONE = "none"
"""The code of the rows that have none."""

LABELS = {
    "goal": N_("Goal"),
    "primary_goal": N_("Primary goal"),
    "program": N_("Program"),
    "unit": N_("Unit"),
    "kind": N_("Kind"),
}
"""What is counted by, as message ids, in the order of the page."""


def _linked(column: InstrumentedAttribute[int | None], *, primary: bool) -> Any:
    """The goals of items by confirmed links: of any link, or of the primary one."""
    links = select(column.label("key"), Goal.code.label("code")).join(GoalLink.goal)
    links = links.where(GoalLink.state == LinkState.CONFIRMED)
    return links.where(GoalLink.is_primary) if primary else links


def _of_output(keys: CTE, scope: Scope) -> Any:
    """The goals of a study by any link of any of its manifestations."""
    works = manifestations.of(keys)
    links = _linked(GoalLink.output_id, primary=False)
    return links.join(works, works.c.output_id == GoalLink.output_id).with_only_columns(
        works.c.key, Goal.code.label("code")
    )


def _primary_of_output(keys: CTE, scope: Scope) -> Any:
    """The one primary goal of a study: of what counts, else of the oldest that has one."""
    works = manifestations.of(keys)
    order = case((works.c.output_id == works.c.key, 0), else_=1), works.c.output_id
    place = func.row_number().over(partition_by=works.c.key, order_by=order)
    links = _linked(GoalLink.output_id, primary=True)
    placed = (
        links.join(works, works.c.output_id == GoalLink.output_id)
        .with_only_columns(works.c.key, Goal.code.label("code"), place.label("place"))
        .subquery()
    )
    return select(placed.c.key, placed.c.code).where(placed.c.place == 1)


def _of_person(*, primary: bool) -> Pairs:
    def pairs(keys: CTE, scope: Scope) -> Any:
        found = _linked(GoalLink.researcher_id, primary=primary)
        return found.join(keys, keys.c.key == GoalLink.researcher_id)

    return pairs


Among = Callable[[Scope], Any]
"""The hires that a figure counts, as a query of `Hire`."""


def _of_hire(among: Among, *, primary: bool) -> Pairs:
    def pairs(keys: CTE, scope: Scope) -> Any:
        found = _linked(GoalLink.hire_id, primary=primary).join(GoalLink.hire)
        named = found.with_only_columns(Hire.researcher_id.label("key"), Goal.code)
        return _within(named, among(scope))

    return pairs


def _within(statement: Any, hires: Any) -> Any:
    return statement.where(Hire.id.in_(hires.with_only_columns(Hire.id)))


def _output_unit(keys: CTE, scope: Scope) -> Any:
    """The units printed on a byline, and those where confirmed authors had a post; of a study."""
    tree, works = _tree(), manifestations.of(keys)
    printed = (
        select(works.c.key, tree.c.code)
        .select_from(works)
        .join(Byline, Byline.output_id == works.c.output_id)
        .join(BylineAffiliation, BylineAffiliation.byline_id == Byline.id)
        .join(tree, tree.c.part == BylineAffiliation.unit_id)
    )
    held = (
        select(works.c.key, tree.c.code)
        .select_from(works)
        .join(Claim, Claim.output_id == works.c.output_id)
        .join(Post, Post.researcher_id == Claim.researcher_id)
        .join(tree, tree.c.part == Post.unit_id)
        .where(
            confirmed_state(),
            or_(
                people.during(scope.first, scope.last),
                (works.c.output_id != works.c.key) & held_in(works.c.year),
            ),
        )
    )
    return union(printed, held)


def _hire_unit(among: Among) -> Pairs:
    def pairs(keys: CTE, scope: Scope) -> Any:
        tree = _tree()
        found = select(Hire.researcher_id.label("key"), tree.c.code)
        return _within(found.join(tree, tree.c.part == Hire.unit_id), among(scope))

    return pairs


def _tree() -> CTE:
    """Each unit's code with the keys of the unit and of all its parts."""
    tree = select(Unit.code.label("code"), Unit.id.label("part")).cte("tree", recursive=True)
    return tree.union(select(tree.c.code, Unit.id).join(tree, Unit.parent_id == tree.c.part))


def _held(keys: CTE, *, on_last_day: bool, scope: Scope) -> Any:
    days = (scope.last, None) if on_last_day else (scope.first, scope.last)
    found = select(Post.researcher_id.label("key")).where(people.during(*days))
    return found.join(keys, keys.c.key == Post.researcher_id)


def _post_unit(*, on_last_day: bool) -> Pairs:
    def pairs(keys: CTE, scope: Scope) -> Any:
        tree = _tree()
        held = _held(keys, on_last_day=on_last_day, scope=scope)
        return held.join(tree, tree.c.part == Post.unit_id).add_columns(tree.c.code)

    return pairs


def _post_kind(*, on_last_day: bool) -> Pairs:
    def pairs(keys: CTE, scope: Scope) -> Any:
        held = _held(keys, on_last_day=on_last_day, scope=scope)
        return held.add_columns(Post.position.label("code"))

    return pairs


def _output_kind(column: InstrumentedAttribute[Any]) -> Pairs:
    def pairs(keys: CTE, scope: Scope) -> Any:
        found = select(Output.id.label("key"), column.label("code")).where(column.is_not(None))
        return found.join(keys, keys.c.key == Output.id)

    return pairs


def _hire_kind(among: Among) -> Pairs:
    def pairs(keys: CTE, scope: Scope) -> Any:
        found = select(Hire.researcher_id.label("key"), Hire.position.label("code"))
        return _within(found.where(Hire.position.is_not(None)), among(scope))

    return pairs


def _hire_program(among: Among) -> Pairs:
    def pairs(keys: CTE, scope: Scope) -> Any:
        found = select(Hire.researcher_id.label("key"), Program.code.label("code"))
        return _within(found.join(Hire.program), among(scope))

    return pairs


PUBLICATIONS: dict[str, Pairs] = {
    "goal": _of_output,
    "primary_goal": _primary_of_output,
    "unit": _output_unit,
    "kind": _output_kind(Output.work_type),
}
OTHER_OUTPUTS = PUBLICATIONS | {"kind": _output_kind(Output.kind)}


def of_hires(among: Among) -> dict[str, Pairs]:
    """By what people under programs are counted: those of these hires."""
    return {
        "goal": _of_hire(among, primary=False),
        "primary_goal": _of_hire(among, primary=True),
        "program": _hire_program(among),
        "unit": _hire_unit(among),
        "kind": _hire_kind(among),
    }


def of_people(*, on_last_day: bool) -> dict[str, Pairs]:
    """By what people with a post are counted: on 31 December, or on any day of the year."""
    return {
        "goal": _of_person(primary=False),
        "primary_goal": _of_person(primary=True),
        "unit": _post_unit(on_last_day=on_last_day),
        "kind": _post_kind(on_last_day=on_last_day),
    }
