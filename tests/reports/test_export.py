"""Files of a year: read back, they hold what the registry holds."""

import csv
import io
import json
import shutil
import subprocess
from datetime import date, datetime

import bibtexparser
import pytest
import rispy
from python_calamine import CalamineWorkbook

from registry.core.unit_of_work import unit_of_work
from registry.reports.cli import group
from registry.reports.exporting import FORMATS, TABLES
from tests.makers.claims import make_claim, make_paper
from tests.makers.reports import YEAR

EXPORT = f"/api/v1/reports/{YEAR}/export"
FORMULA = '=HYPERLINK("http://x.example","y")'


@pytest.fixture
def file(browse, institute, readers):
    """Export as an administrator: `file("csv", table="hires")` gives the bytes."""

    def export(name, *, language="en", **more):
        query, spoken = {"format": name, **more}, {"Accept-Language": language}
        answer = browse(readers["administrator"], EXPORT, query_string=query, headers=spoken)
        assert answer.status_code == 200
        assert answer.content_type == FORMATS[name].media_type
        assert answer.headers["Content-Disposition"].endswith(f'.{FORMATS[name].ending}"')
        return answer.get_data()

    return export


def sheets(raw) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_workbook_has_a_contents_sheet_and_a_sheet_a_table(file):
    found = sheets(file("xlsx"))
    assert list(found) == [
        "Contents",
        "By goal",
        "Figures",
        "Publications",
        "Other outputs",
        "Recruits",
        "People",
        "Retracted publications",
    ]
    first = {row[0]: row[1] for row in found["Contents"] if row[0]}
    assert first["Institute"] == "Quantum Research Institute"
    assert first["Report"] == f"Annual report {YEAR}"
    assert isinstance(first["Data as of"], datetime)
    assert first["Units that count as ours"] == "Group centre; Group group"
    assert first["Publications"].startswith("Publications of the year that are ours.")


def test_the_lists_of_a_workbook_have_the_rows_of_the_figures(file):
    found = sheets(file("xlsx"))
    titles = {row[0] for row in found["Publications"][1:]}
    assert {"Claimed by Stone", "Printed"} <= titles
    assert len(titles) == 4
    recruits = [row for row in found["Recruits"][1:] if row[-1]]
    assert [row[0] for row in recruits] == ["Olga Open"]
    assert recruits[0][4] == date(YEAR, 3, 1)
    assert found["Recruits"][-1][0] == "1 row is left out: it is open to HR only."


def test_numbers_in_a_workbook_are_numbers(file):
    found = sheets(file("xlsx"))
    goals = {row[0]: row[2:] for row in found["By goal"][1:] if row[0]}
    assert goals["G1"][0] == 2.0
    year = found["Publications"][0].index("Year")
    assert {row[year] for row in found["Publications"][1:]} == {float(YEAR)}


def test_a_chinese_reader_gets_chinese_names(file):
    found = sheets(file("xlsx", language="zh"))
    assert next(iter(found.values()))[0][1] == "量子研究院"


def test_works_stand_by_primary_goal_and_then_by_date(file):
    goals = [row["primary_goal"]["code"] if row["primary_goal"] else "" for row in works(file)]
    assert goals == sorted(goals, key=lambda code: (not code, code))


def works(file):
    rows = json.loads(file("json"))["rows"]["publications"]
    for row in rows:
        primary = [goal for goal in row["goals"] if goal["primary"]]
        row["primary_goal"] = primary[0] if primary else None
    return rows


def test_json_holds_figures_and_rows_that_agree(file):
    report = json.loads(file("json"))
    values = {figure["name"]: figure["value"] for figure in report["figures"]}
    assert report["year"] == YEAR
    for name in ("publications", "other_outputs", "retracted"):
        assert len(report["rows"][name]) == values[name]
    assert len(report["rows"]["hires"]) == values["hires"] - 1


@pytest.mark.parametrize("table", TABLES)
def test_each_table_as_csv(file, table):
    raw = file("csv", table=table)
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 1


def test_a_title_that_looks_like_a_formula_stays_text_in_every_file(file, institute):
    with unit_of_work():
        paper = make_paper("Ada Stone", title=FORMULA, year=YEAR)
        make_claim(institute.staff, paper)
    raw = file("csv", table="publications").decode("utf-8-sig")
    titles = [row[0] for row in csv.reader(io.StringIO(raw, newline=""))]
    assert f"'{FORMULA}" in titles
    assert not [cell for cell in titles if cell[:1] in "=+-@"]
    assert FORMULA in [row[0] for row in sheets(file("xlsx"))["Publications"]]


def test_publications_as_bibtex_and_ris_can_be_read_back(file):
    entries = bibtexparser.parse_string(file("bibtex").decode())
    assert not entries.failed_blocks
    assert len(entries.entries) == 4
    assert len(rispy.loads(file("ris").decode())) == 4


def test_a_file_of_an_empty_year_has_its_headings(browse, institute, readers):
    answer = browse(readers["administrator"], "/api/v1/reports/1950/export?format=xlsx")
    assert len(sheets(answer.get_data())["Publications"]) == 1


def test_libreoffice_opens_the_workbook(file, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    source = tmp_path / "report.xlsx"
    source.write_bytes(file("xlsx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "ods", "--outdir", tmp_path, source]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    again = CalamineWorkbook.from_path(tmp_path / "report.ods")
    before = CalamineWorkbook.from_path(source)
    assert again.sheet_names == before.sheet_names
    for name in ("Publications", "By goal"):
        old, new = (b.get_sheet_by_name(name).to_python() for b in (before, again))
        assert [row[:7] for row in new][: len(old)] == [row[:7] for row in old]


def test_the_command_writes_the_same_file_whole(app, institute, tmp_path):
    target = tmp_path / "year.xlsx"
    runner = app.test_cli_runner()
    done = runner.invoke(group, ["export", str(YEAR), "--output", str(target), "--language", "zh"])
    assert done.exit_code == 0, done.output
    assert next(iter(sheets(target.read_bytes()).values()))[0][1] == "量子研究院"
    assert list(tmp_path.iterdir()) == [target]


def test_the_command_shows_the_figures(app, institute):
    runner = app.test_cli_runner()
    shown = runner.invoke(group, ["show", str(YEAR), "--json"])
    values = {f["name"]: f["value"] for f in json.loads(shown.output)["figures"]}
    assert values["publications"] == 4
    table = runner.invoke(group, ["show", str(YEAR)]).output
    assert any(line.split()[:3] == ["publications", "goal", "G1"] for line in table.splitlines())


def test_the_command_says_what_is_wrong(app, tmp_path):
    runner = app.test_cli_runner()
    refused = runner.invoke(group, ["show", "1800"])
    assert refused.exit_code == 1
    assert "1800" in refused.output
    nowhere = str(tmp_path / "no" / "file.xlsx")
    assert runner.invoke(group, ["export", "2025", "--output", nowhere]).exit_code == 1
