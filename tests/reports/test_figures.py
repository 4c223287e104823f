"""Each figure has its expected value, is the number of its rows, and costs the same at any size."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from registry.core.db import db
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.goals.errors import UnknownGoal
from registry.outputs.models import Kind
from registry.people.errors import UnknownUnit
from registry.reports import listing, queries
from registry.reports.errors import NoSuchFigure, NoSuchYear, NotCountedBy
from registry.reports.figures import DEFINITIONS, FIGURES
from registry.reports.queries import Asked
from registry.reports.scope import Scope
from registry.reports.view import year_view
from registry.talent.errors import UnknownProgram
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import load_goals, make_link
from tests.makers.people import make_post, make_researcher, make_unit
from tests.makers.reports import YEAR
from tests.makers.talent import make_arrival, make_program

ALL = Scope(YEAR)

EXPECTED = {
    "publications": 4,
    "other_outputs": 2,
    "hires": 2,
    "under_programs": 2,
    "people_at_end": 3,
    "people_during": 4,
    "retracted": 1,
    "unclaimed": 1,
    "guessed_year": 1,
}
BREAKDOWNS = {
    ("publications", "goal"): {"G1": 2, "G3": 1, "none": 2},
    ("publications", "primary_goal"): {"G1": 1, "G3": 1, "none": 2},
    ("publications", "unit"): {"centre": 4, "group": 4},
    ("publications", "kind"): {"journal-article": 2, "posted-content": 1, "none": 1},
    ("other_outputs", "goal"): {"G3": 1, "none": 1},
    ("other_outputs", "kind"): {"award": 1, "software": 1},
    ("other_outputs", "unit"): {"centre": 1, "group": 1, "none": 1},
    ("hires", "goal"): {"G4": 2},
    ("hires", "program"): {"OPEN-A": 1, "SECRET-B": 1},
    ("hires", "unit"): {"centre": 2, "group": 2},
    ("hires", "kind"): {"professor": 2},
    ("under_programs", "program"): {"OPEN-A": 1, "SECRET-B": 1},
    ("under_programs", "unit"): {"centre": 2, "group": 2},
    ("people_at_end", "goal"): {"G2": 1, "none": 2},
    ("people_at_end", "unit"): {"centre": 3, "group": 3},
    ("people_at_end", "kind"): {"professor": 3},
    ("people_during", "kind"): {"postdoc": 1, "professor": 3},
}


def value(name, scope=ALL):
    return queries.value(FIGURES[name], scope)


def keys(name, scope=ALL, **filters):
    statement = queries.selected(FIGURES[name], scope, filters)
    return list(db.session.scalars(statement))


def test_every_figure_has_an_expected_value(institute):
    assert EXPECTED.keys() == FIGURES.keys()
    assert {name: value(name).value for name in FIGURES} == EXPECTED


@pytest.mark.parametrize(("name", "by"), BREAKDOWNS)
def test_a_figure_is_broken_down_as_expected(institute, name, by):
    assert value(name).by[by] == BREAKDOWNS[name, by]


def test_a_work_claimed_by_two_of_us_counts_once(institute):
    with unit_of_work():
        paper = make_paper("Ada Stone", "Lee Gone", year=YEAR)
        make_claim(institute.staff, paper, 1)
        make_claim(institute.left, paper, 2)
    assert value("publications").value == EXPECTED["publications"] + 1


def test_a_work_from_before_somebody_came_is_not_counted(institute):
    with unit_of_work():
        early = make_paper("Olga Open", year=2019)
        make_claim(institute.recruit, early)
    assert value("publications", Scope(2019)).value == 0


def test_a_unit_counts_as_ours_only_in_its_years(institute):
    with unit_of_work():
        late = make_unit("late", ours_from=date(YEAR + 1, 1, 1))
        make_paper({"printed": "Some Body", "unit": late}, year=YEAR)
        make_paper({"printed": "Some Body", "unit": late}, year=YEAR + 1)
    assert value("publications").value == EXPECTED["publications"]
    assert value("publications", Scope(YEAR + 1)).value == 1


def test_a_rejected_claim_does_not_count(institute):
    with unit_of_work():
        db.session.execute(text("UPDATE claim SET state = 'rejected'"))
    printed = {institute.papers["printed"].id, institute.papers["both"].id}
    assert set(keys("publications")) == printed == set(keys("unclaimed"))


def test_somebody_who_came_under_two_programs_counts_once(institute):
    with unit_of_work():
        make_arrival(institute.recruit, make_program("OPEN-C"), unit=institute.group)
    found = value("hires")
    assert found.value == 2
    assert found.by["program"] == {"OPEN-A": 1, "OPEN-C": 1, "SECRET-B": 1}


def test_the_docstring_is_the_published_definition():
    assert [figure.definition for figure in FIGURES.values()] == list(DEFINITIONS)


def test_a_year_without_data_shows_zeros(institute):
    empty = {name: v.value for name, v in queries.report(Scope(1950)).values.items()}
    assert set(empty.values()) == {0}


def test_years_are_those_of_outputs_arrivals_and_posts(institute):
    assert queries.years() == [2025, 2024, 2020]
    assert queries.latest() == 2025


@pytest.mark.parametrize("year", [1800, 2201, 0, 10**9])
def test_a_year_out_of_range_is_refused(app, year):
    with pytest.raises(NoSuchYear) as refused:
        queries.year(year, by=ALL.by)
    assert str(year) in refused.value.english


def test_an_unknown_figure_is_refused_with_the_known_ones(app):
    with pytest.raises(NoSuchFigure, match="publications"):
        queries.asked(YEAR, "papers", by=ALL.by)


@pytest.mark.parametrize(
    ("name", "filters", "error"),
    [
        ("publications", {"goal": "G9"}, UnknownGoal),
        ("publications", {"unit": "nowhere"}, UnknownUnit),
        ("hires", {"program": "NONE-X"}, UnknownProgram),
        ("publications", {"program": "OPEN-A"}, NotCountedBy),
    ],
)
def test_an_unknown_filter_is_refused_by_name(institute, name, filters, error):
    with pytest.raises(error) as refused:
        queries.rows(Asked(FIGURES[name], ALL), filters, Slice())
    assert refused.value.field == next(iter(filters))


def test_two_filters_are_both_held(institute):
    both = {"goal": "G1", "kind": "journal-article", "unit": "group"}
    found = queries.rows(Asked(FIGURES["publications"], ALL), both, Slice())
    titles = [row.title_en for row in listing.rows(FIGURES["publications"], ALL, found.page.items)]
    assert sorted(titles) == ["Claimed by Stone", "Printed"]


def test_rows_come_in_pages_without_a_gap(institute):
    asked, seen, cursor = Asked(FIGURES["publications"], ALL), [], None
    while True:
        page = queries.rows(asked, {}, Slice(2, cursor)).page
        seen += page.items
        if not (cursor := page.next):
            break
    assert sorted(seen) == sorted(keys("publications"))


def test_a_year_costs_the_same_number_of_queries_whatever_it_holds(institute, readers):
    scope = Scope(YEAR, readers["administrator"])
    before = cost(lambda: year_view(scope))
    with unit_of_work():
        for number in range(15):
            person = make_researcher()
            make_arrival(person, make_program(), unit=institute.group)
            paper = make_paper(person.name, year=YEAR)
            make_claim(person, paper)
            make_link(paper, f"G{number % 4 + 1}")
    assert cost(lambda: year_view(scope)) == before <= 33


@pytest.mark.parametrize("name", FIGURES)
def test_a_list_costs_the_same_number_of_queries_whatever_it_holds(institute, name):
    figure = FIGURES[name]
    few = cost(lambda: listing.rows(figure, ALL, keys(name)[:1]))
    with unit_of_work():
        for _ in range(5):
            person = make_researcher()
            make_arrival(person, make_program(), unit=institute.group)
            make_claim(person, make_paper(person.name, year=YEAR))
    assert cost(lambda: listing.rows(figure, ALL, keys(name))) <= few + 4


def cost(action) -> int:
    """How many statements the database is asked."""
    asked = []
    db.session.expire_all()

    def count(connection, cursor, statement, *more):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        action()
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(asked)


PARTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([Kind.PUBLICATION, Kind.PUBLICATION, Kind.PATENT, Kind.AWARD]),
        "work_type": st.sampled_from([None, "journal-article", "book"]),
        "retracted": st.booleans(),
        "claimant": st.sampled_from([None, 0, 1, 2]),
        "unit": st.sampled_from([None, 0, 1, 2]),
        "goals": st.lists(st.sampled_from(["G1", "G2", "G3", "G4"]), unique=True, max_size=3),
        "under": st.sampled_from([None, None, 0, 1]),
        "earlier": st.booleans(),
    }
)
ARRIVALS = st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from([None, "G1", "G4"]))
_years = iter(range(1950, 2020))


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(works=st.lists(PARTS, max_size=6), arrivals=st.lists(ARRIVALS, max_size=4))
def test_a_value_is_the_number_of_its_rows(app, works, arrivals):
    year = next(_years)
    with unit_of_work():
        _random_year(year, works, arrivals)
    for name, found in queries.report(Scope(year)).values.items():
        assert found.value == len(keys(name, Scope(year))), name
        for by, counts in found.by.items():
            for code, number in counts.items():
                assert number == len(keys(name, Scope(year), **{by: code})), (name, by, code)
            assert found.value <= sum(counts.values())
            if by == "primary_goal" and FIGURES[name].of == "output":
                assert found.value == sum(counts.values())


def _random_year(year, works, arrivals):
    load_goals()
    root = make_unit()
    units = [root, make_unit(parent=root.code), make_unit(ours_from=None)]
    people = [make_researcher() for _ in range(4)]
    ends = (None, date(year, 5, 1), date(year, 12, 31))
    for person, unit, end in zip(people, units, ends, strict=False):
        make_post(person, unit, starts_on=date(year, 1, 15), ends_on=end)
    papers = [_random_work(year, work, units, people) for work in works]
    _join(works, papers)
    programs = [make_program(publicity=p) for p in ("public", "internal", "restricted")]
    for who, program, goal in arrivals:
        hire = make_arrival(
            people[who], programs[program], on=date(year, 7, 1), unit=units[who % 2]
        )
        if goal:
            make_link(hire, goal)


def _random_work(year, work, units, people):
    unit = {} if work["unit"] is None else {"unit": units[work["unit"]]}
    shape = {name: work[name] for name in ("kind", "work_type", "retracted")}
    when = year - 1 if work["earlier"] and work["under"] is not None else year
    paper = make_paper({"printed": "Some Body", **unit}, year=when, **shape)
    if work["claimant"] is not None:
        make_claim(people[work["claimant"]], paper)
    for number, goal in enumerate(work["goals"]):
        make_link(paper, goal, primary=not number)
    return paper


def _join(works, papers):
    """Let some count under the first works that count by themselves, of the same kind or not."""
    free = [p for w, p in zip(works, papers, strict=True) if w["under"] is None]
    for work, paper in zip(works, papers, strict=True):
        if work["under"] is not None and work["under"] < len(free):
            paper.version_of_record_id = free[work["under"]].id
