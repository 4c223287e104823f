"""The API and the pages of a year: wiring, refusals, and where numbers lead."""

import re

import pytest

from registry.core.actor import VISITOR
from registry.policy import Role
from registry.reports.figures import FIGURES
from tests.makers.reports import YEAR
from tests.reports.conftest import actor

API = "/api/v1/reports"


def test_the_years_are_listed_latest_first(browse, institute, readers):
    answer = browse(readers["auditor"], API)
    assert [row["year"] for row in answer.json["items"]] == [2025, 2024, 2020]


def test_a_year_has_every_figure_with_its_definition_and_the_year_before(
    browse, institute, readers
):
    report = browse(readers["hr"], f"{API}/{YEAR}").json
    figures = {figure["name"]: figure for figure in report["figures"]}
    assert figures.keys() == FIGURES.keys()
    papers = figures["publications"]
    assert (papers["value"], papers["shown"], papers["last_year"]) == (4, "4", 1)
    assert papers["definition"].startswith("Publications of the year")
    goals = next(b for b in papers["breakdowns"] if b["by"] == "goal")["cells"]
    assert [(c["code"], c["value"]) for c in goals] == [
        ("G1", 2),
        ("G2", 0),
        ("G3", 1),
        ("G4", 0),
        ("none", 2),
    ]


def test_a_hidden_count_is_null_and_says_why(browse, institute, readers):
    figure = browse(readers["administrator"], f"{API}/{YEAR}/figures/hires").json
    programs = next(b for b in figure["breakdowns"] if b["by"] == "program")["cells"]
    secret = next(cell for cell in programs if cell["code"] == "SECRET-B")
    assert (secret["value"], secret["shown"], secret["rows_open"]) == (None, "fewer than 3", False)


def test_rows_come_with_value_and_link_to_the_next_page(browse, institute, readers):
    address = f"{API}/{YEAR}/figures/publications/rows?limit=3"
    first = browse(readers["administrator"], address)
    assert (first.json["value"], first.json["left_out"], len(first.json["items"])) == (4, 0, 3)
    assert 'rel="next"' in first.headers["Link"]
    rest = browse(readers["administrator"], f"{address}&cursor={first.json['next']}")
    assert len(rest.json["items"]) == 1


def test_rows_can_be_filtered_by_what_has_no_goal(browse, institute, readers):
    answer = browse(readers["hr"], f"{API}/{YEAR}/figures/publications/rows?goal=none")
    assert answer.json["value"] == 2
    assert all(not row["goals"] for row in answer.json["items"])


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        (f"{API}/1800", 404, "1800"),
        (f"{API}/text", 404, "nothing here"),
        (f"{API}/{YEAR}/figures/papers", 404, "papers"),
        (f"{API}/{YEAR}/figures/publications/rows?goal=G9", 422, "G9"),
        (f"{API}/{YEAR}/figures/publications/rows?program=OPEN-A", 422, "program"),
        (f"{API}/{YEAR}/figures/publications/rows?colour=red", 422, "colour"),
        (f"{API}/{YEAR}/figures/publications/rows?cursor=x", 422, "cursor"),
        (f"{API}/{YEAR}/figures/hires/rows?program=SECRET-B", 403, "open to HR only"),
        (f"{API}/{YEAR}/export?format=docx", 422, "docx"),
        ("/reports/1800", 404, "1800"),
        ("/reports/text", 404, "nothing here"),
        (f"/reports/{YEAR}/papers", 404, "papers"),
        (f"/reports/{YEAR}/hires?program=SECRET-B", 403, "open to HR only"),
        (f"/reports/{YEAR}/hires?program=NOPE", 422, "NOPE"),
    ],
)
def test_what_cannot_be_answered_is_said_clearly(browse, institute, readers, address, status, said):
    answer = browse(readers["administrator"], address)
    assert answer.status_code == status
    assert said in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("role", "reads", "exports"),
    [
        (Role.HR, 200, 200),
        (Role.ADMINISTRATOR, 200, 200),
        (Role.AUDITOR, 200, 403),
        (Role.RESEARCHER, 403, 403),
    ],
)
def test_who_reads_and_who_exports(browse, institute, role, reads, exports):
    by = actor(role)
    assert browse(by, f"/reports/{YEAR}").status_code == reads
    assert browse(by, f"{API}/{YEAR}").status_code == reads
    assert browse(by, f"{API}/{YEAR}/export").status_code == exports


def test_a_visitor_is_asked_to_sign_in(browse, institute):
    assert browse(VISITOR, f"{API}/{YEAR}").status_code == 401


def test_the_latest_year_is_shown_first(browse, institute, readers):
    answer = browse(readers["hr"], "/reports")
    assert answer.headers["Location"].endswith(f"/reports/{YEAR}")


def test_a_year_without_data_shows_zeros(browse, institute, readers):
    answer = browse(readers["administrator"], "/reports/1950")
    assert answer.status_code == 200
    assert set(re.findall(r'tally-value">([^<]+)<', answer.text)) == {"0"}


@pytest.mark.parametrize("role", ["hr", "administrator", "auditor"])
def test_every_number_of_the_page_leads_to_as_many_rows(browse, institute, readers, role):
    page = browse(readers[role], f"/reports/{YEAR}").text
    links = set(re.findall(r'class="number-link" href="([^"]+)">(\d+)<', page))
    assert len(links) > 20
    for address, number in links:
        rows = browse(readers[role], address.replace("&amp;", "&")).text
        count = re.search(r'id="count"[^>]*>(\d+) ', rows)
        assert count, address
        assert count[1] == number, address


def test_the_page_says_that_columns_need_not_add_up(browse, institute, readers):
    assert "columns need not add up" in browse(readers["hr"], f"/reports/{YEAR}").text


def test_charts_are_drawn_here_each_with_its_table(browse, institute, readers):
    page = browse(readers["administrator"], f"/reports/{YEAR}").text
    boxes = re.findall(r'<figure class="chart-box">(.*?)</figure>', page, re.DOTALL)
    assert len(boxes) >= 3
    for box in boxes:
        assert "<svg" in box
        assert 'role="img" aria-label="' in box
        assert '<table class="chart-table">' in box
        assert "var(--" in box
        assert "http://" not in box.replace("http://www.w3.org/", "")
