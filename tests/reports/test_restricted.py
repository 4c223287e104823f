"""Outside HR nothing names a person together with a restricted program, and no total is wrong."""

import io
import json
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.policy import Role
from registry.reports import queries
from registry.reports.errors import OpenToHrOnly
from registry.reports.exporting import FORMATS, TABLES
from registry.reports.figures import FIGURES
from registry.reports.queries import Asked
from registry.reports.scope import Scope
from registry.talent.suppression import Hidden
from tests.makers.people import make_post, make_researcher
from tests.makers.reports import YEAR
from tests.makers.talent import make_arrival, make_program
from tests.reports.conftest import actor

API = f"/api/v1/reports/{YEAR}"
PAGE = f"/reports/{YEAR}"
OUTSIDE = ("administrator", "auditor")
SECRET = "Hugo Hidden"
OPEN = "Olga Open"


def hires(reader, **filters):
    asked = Asked(FIGURES["hires"], Scope(YEAR, reader))
    return queries.rows(asked, filters, Slice())


@pytest.fixture
def four(institute):
    """Three more recruits under the restricted program."""
    with unit_of_work():
        for _ in range(3):
            make_arrival(None, institute.restricted_program, unit=institute.group)
    return institute


def told(browse, by, *, exports=True):
    """Everything that a reader can get of the year, by address, as text."""
    pages = [PAGE, f"/reports/{YEAR + 1}", *(f"{PAGE}/{name}" for name in FIGURES)]
    calls = [API, *(f"{API}/figures/{name}" for name in FIGURES)]
    calls += [f"{API}/figures/{name}/rows?limit=200" for name in FIGURES]
    filters = ("goal=G4", "unit=group", "kind=professor", "program=OPEN-A", "program=SECRET-B")
    calls += [f"{API}/figures/hires/rows?{f}" for f in filters]
    pages += [f"{PAGE}/hires?{f}" for f in filters]
    if exports:
        calls += [f"{API}/export?format={f}" for f in FORMATS if f != "csv"]
        calls += [f"{API}/export?format=csv&table={t}" for t in TABLES]
    answers = {address: read(browse(by, address)) for address in pages + calls}
    refused = {f"{PAGE}/hires?program=SECRET-B", f"{API}/figures/hires/rows?program=SECRET-B"}
    closed = refused if not by.is_hr else set()
    assert {address for address, (status, _) in answers.items() if status != 200} == closed
    return {address: text for address, (_, text) in answers.items()}


def read(answer) -> tuple[int, str]:
    return answer.status_code, as_text(answer)


def as_text(answer) -> str:
    if "spreadsheetml" not in answer.content_type:
        return answer.get_data(as_text=True)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    return json.dumps(
        [book.get_sheet_by_name(n).to_python() for n in book.sheet_names], default=str
    )


def test_an_administrator_finds_the_open_recruit_and_nowhere_the_other(browse, institute, readers):
    answers = told(browse, readers["administrator"])
    assert [address for address, text in answers.items() if SECRET in text] == []
    found = {address for address, text in answers.items() if OPEN in text}
    assert {f"{PAGE}/hires", f"{API}/figures/hires/rows?limit=200"} <= found
    assert {f"{API}/export?format={f}" for f in ("xlsx", "json")} <= found
    assert f"{API}/export?format=csv&table=hires" in found


def test_an_auditor_finds_the_other_nowhere(browse, institute, readers):
    answers = told(browse, readers["auditor"], exports=False)
    assert [address for address, text in answers.items() if SECRET in text] == []


def test_hr_finds_both(browse, institute, readers):
    answers = told(browse, readers["hr"], exports=False)
    assert SECRET in answers[f"{PAGE}/hires"]
    assert SECRET in answers[f"{API}/figures/hires/rows?program=SECRET-B"]


def test_a_file_of_hr_names_restricted_recruits_only_when_asked(browse, institute, readers):
    address = f"{API}/export?format=json"
    assert SECRET not in as_text(browse(readers["hr"], address))
    assert SECRET in as_text(browse(readers["hr"], f"{address}&restricted=1"))
    refused = browse(readers["administrator"], f"{address}&restricted=1")
    assert refused.status_code == 403


@pytest.mark.parametrize("role", OUTSIDE)
def test_totals_stay_right_and_say_how_many_rows_are_left_out(institute, readers, role):
    found = hires(readers[role])
    assert (found.value, found.left_out, found.page.items) == (2, 1, [institute.recruit.id])
    everybody = queries.rows(
        Asked(FIGURES["people_at_end"], Scope(YEAR, readers["administrator"])), {}, Slice()
    )
    assert (everybody.value, everybody.left_out) == (3, 1)


@pytest.mark.parametrize("role", OUTSIDE)
def test_a_small_count_by_restricted_program_is_hidden_with_what_reveals_it(
    institute, readers, role
):
    programs = queries.value(FIGURES["hires"], Scope(YEAR, readers[role])).by["program"]
    assert programs == {"OPEN-A": Hidden.WITHHELD, "SECRET-B": Hidden.FEWER}


@pytest.mark.parametrize("role", OUTSIDE)
def test_from_three_upward_the_count_by_restricted_program_is_told(four, readers, role):
    programs = queries.value(FIGURES["hires"], Scope(YEAR, readers[role])).by["program"]
    assert programs == {"OPEN-A": 1, "SECRET-B": 4}


@pytest.mark.parametrize("role", OUTSIDE)
def test_other_breakdowns_of_recruits_count_only_what_may_be_seen(four, readers, role):
    """A unit of two, one of them named, would name the other."""
    by = queries.value(FIGURES["hires"], Scope(YEAR, readers[role])).by
    assert {name: by[name] for name in ("unit", "goal", "kind")} == {
        "unit": {"centre": 1, "group": 1},
        "goal": {"G4": 1},
        "kind": {"professor": 1},
    }


@pytest.mark.parametrize("role", OUTSIDE)
def test_the_rows_of_a_restricted_program_are_hrs(four, readers, role):
    with pytest.raises(OpenToHrOnly):
        hires(readers[role], program="SECRET-B")
    assert len(hires(readers["hr"], program="SECRET-B").page.items) == 4


def test_a_total_of_restricted_recruits_alone_is_not_told_while_it_is_small(app, readers):
    with unit_of_work():
        make_arrival(None, make_program(publicity="restricted"), on=date(YEAR, 5, 1))
    found = hires(readers["administrator"])
    assert (found.value, found.left_out) == (Hidden.FEWER, Hidden.FEWER)
    assert hires(readers["hr"]).value == 1


def test_somebody_under_both_kinds_of_program_is_shown_with_the_open_one_alone(
    browse, institute, readers
):
    with unit_of_work():
        make_arrival(institute.recruit, institute.restricted_program, unit=institute.group)
    address = f"{API}/figures/hires/rows"
    rows = browse(readers["administrator"], address).json["items"]
    assert [[h["program"] for h in row["hires"]] for row in rows] == [["OPEN-A"]]
    both = browse(readers["hr"], f"{address}?program=SECRET-B&limit=10").json["items"]
    assert {"OPEN-A", "SECRET-B"} in [{h["program"] for h in row["hires"]} for row in both]


def test_who_came_without_a_program_is_left_out_beside_restricted_recruits(institute, readers):
    """So that being left out says nothing."""
    with unit_of_work():
        plain = make_researcher("Plain", "Pat")
        make_post(plain, institute.group, starts_on=date(YEAR, 2, 1))
    for role, seen in (("administrator", False), ("hr", True)):
        asked = Asked(FIGURES["people_at_end"], Scope(YEAR, readers[role]))
        assert (plain.id in queries.rows(asked, {}, Slice()).page.items) is seen
    later = Asked(FIGURES["people_at_end"], Scope(YEAR + 1, readers["administrator"]))
    assert {plain.id, institute.secret.id} <= set(queries.rows(later, {}, Slice()).page.items)


def test_an_administrator_sees_the_own_restricted_case_but_no_file_names_it(browse, institute):
    me = actor(Role.ADMINISTRATOR, researcher_id=institute.secret.id)
    assert institute.secret.id in hires(me).page.items
    assert SECRET not in as_text(browse(me, f"{API}/export?format=xlsx"))
