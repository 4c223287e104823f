"""Who sees which hire, role by role, and what counts tell."""

from datetime import date

import pytest
from flask import Flask

from registry.core.actor import VISITOR, Actor
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.policy import Role
from registry.talent import queries
from registry.talent.suppression import Hidden, shown, suppress
from tests.makers.people import make_researcher, make_unit
from tests.makers.talent import make_arrival, make_hire, make_program

FEWER, WITHHELD = Hidden.FEWER, Hidden.WITHHELD


@pytest.fixture
def cases(app: Flask) -> dict[str, int]:
    """One hire a kind; `mine` are those of the first person."""
    with unit_of_work():
        mine = make_researcher()
        made = {
            name: make_arrival(person, make_program(publicity=publicity)).id
            for name, publicity, person in (
                ("public", "public", None),
                ("internal", "internal", None),
                ("restricted", "restricted", None),
                ("my internal", "internal", mine),
                ("my restricted", "restricted", mine),
            )
        }
        made["draft"] = make_hire().id
        return made | {"me": mine.id}


INSIDE = {"public", "internal", "my internal"}
MINE = {"my internal", "my restricted"}
ALL = INSIDE | MINE | {"restricted", "draft"}


@pytest.mark.parametrize(
    ("roles", "owns", "sees"),
    [
        ({Role.HR}, False, ALL),
        ({Role.HR, Role.ADMINISTRATOR}, False, ALL),
        ({Role.ADMINISTRATOR}, False, INSIDE),
        ({Role.AUDITOR}, False, INSIDE),
        ({Role.RESEARCHER}, True, MINE),
        ({Role.RESEARCHER}, False, set()),
        ({Role.RESEARCHER, Role.ADMINISTRATOR}, True, INSIDE | MINE),
        (set(), False, set()),
    ],
)
def test_each_role_sees_its_rows_and_no_others(cases, roles, owns, sees):
    by = Actor(account_id=1, roles=frozenset(roles), researcher_id=cases["me"] if owns else None)
    names = {key: name for name, key in cases.items() if name != "me"}
    listed = {names[h.id] for h in queries.page({}, Slice(), by=by).items}
    opened = {name for key, name in names.items() if queries.visible(key, by=by)}
    assert listed == opened == sees
    assert sum(queries.stage_counts({}, by=by).values()) == len(sees)
    assert {names[h.id] for cards in queries.board({}, by=by).values() for h in cards} == sees


def test_a_visitor_sees_no_hire(cases):
    assert queries.page({}, Slice(), by=VISITOR).items == []


def test_arrivals_of_a_year_follow_the_day_of_arrival_not_of_entry(app: Flask, hr):
    with unit_of_work():
        old = make_arrival(on=date(2023, 12, 31))
        new = make_arrival(on=date(2024, 1, 1))
        make_hire(stage="accepted", happened_on=date(2024, 5, 1))
    assert [h.id for h in queries.hires_of_year(2024, by=hr)] == [new.id]
    assert [h.id for h in queries.hires_of_year(2023, by=hr)] == [old.id]


def test_arrivals_under_restricted_programs_are_listed_to_hr_alone(app: Flask, hr, administrator):
    with unit_of_work():
        make_arrival(program=make_program(publicity="restricted"))
        seen = make_arrival()
    assert len(queries.hires_of_year(2025, by=hr)) == 2
    assert [h.id for h in queries.hires_of_year(2025, by=administrator)] == [seen.id]


def test_counts_are_whole_for_hr_and_hide_small_restricted_cells_from_others(
    app: Flask, hr, administrator
):
    with unit_of_work():
        unit = make_unit("sample-unit")
        secret = make_program("SECRET", publicity="restricted")
        for program, number in ((secret, 2), (make_program("OPEN"), 4), (make_program("WIDE"), 7)):
            for _ in range(number):
                make_arrival(program=program, unit=unit)
    assert queries.count_by("program", 2025, by=hr).cells == {"SECRET": 2, "OPEN": 4, "WIDE": 7}
    told = queries.count_by("program", 2025, by=administrator)
    assert told.cells == {"SECRET": FEWER, "OPEN": WITHHELD, "WIDE": 7}
    assert told.total == 13
    assert queries.count_by("unit", 2025, by=administrator).cells == {"sample-unit": 13}
    assert queries.count_by("level", 2025, by=hr).cells == {"municipal": 13}
    assert queries.count_by("grade", 2025, by=hr).cells == {"": 13}


@pytest.mark.parametrize(
    ("counts", "guarded", "cells", "total"),
    [
        ({"a": 1, "b": 5}, "", {"a": 1, "b": 5}, 6),
        ({"a": 3, "b": 5}, "a", {"a": 3, "b": 5}, 8),
        ({"a": 2, "b": 5, "c": 9}, "a", {"a": FEWER, "b": WITHHELD, "c": 9}, 16),
        (
            {"a": 0, "b": 1, "c": 1, "d": 9},
            "a",
            {"a": FEWER, "b": WITHHELD, "c": WITHHELD, "d": 9},
            11,
        ),
        ({"a": 1, "b": 3, "c": 9}, "abc", {"a": FEWER, "b": WITHHELD, "c": WITHHELD}, 13),
        ({"a": 1, "b": 1}, "ab", {"a": FEWER, "b": FEWER}, WITHHELD),
        ({"a": 2}, "a", {"a": FEWER}, WITHHELD),
        ({}, "a", {}, 0),
    ],
)
def test_what_a_total_would_reveal_is_withheld(counts, guarded, cells, total):
    told = suppress(counts, frozenset(guarded))
    assert (dict(told.cells), told.total) == (cells, total)


@pytest.mark.parametrize("first", range(3))
@pytest.mark.parametrize("second", range(3))
@pytest.mark.parametrize("rest", range(9))
def test_nobody_who_subtracts_learns_a_small_cell(first, second, rest):
    """Every value that a small cell may have is possible given what is shown."""
    told = suppress({"a": first, "b": second, "c": rest, "d": 8}, frozenset("ab"))
    if told.total is WITHHELD:
        return
    known = sum(v for v in told.cells.values() if isinstance(v, int))
    hidden = told.total - known
    withheld = [k for k, v in told.cells.items() if v is WITHHELD]
    assert withheld
    assert {a for a in range(3) for b in range(3) if hidden - a - b >= 0} == {0, 1, 2}
    assert hidden >= 4


def test_a_count_that_stands_alone_is_told_from_three_upward():
    assert [shown(n) for n in (0, 2, 3)] == [FEWER, FEWER, 3]
