"""Tables as files: read back, every cell is what it was, and none runs as a formula."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime

import pytest
from python_calamine import CalamineWorkbook

from registry.core.tabular import (
    BOM,
    LONGEST,
    Column,
    Jump,
    Table,
    csv_lines,
    json_rows,
    sheet_name,
    xlsx,
)

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
COLUMNS = (Column("title", "标题 Title", 40), Column("number", "No."), Column("day", "Day"))
DANGEROUS = [
    '=HYPERLINK("http://x.example")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
]


def table(*rows, **more):
    return Table(name="things", title="Things", columns=COLUMNS, rows=iter(rows), **more)


def workbook(*tables) -> io.BytesIO:
    file = io.BytesIO()
    xlsx(tables, file, at=AT)
    file.seek(0)
    return file


def sheet(file, name="Things"):
    file.seek(0)
    return CalamineWorkbook.from_filelike(file).get_sheet_by_name(name).to_python()


def read_csv(given) -> list[list[str]]:
    text = b"".join(csv_lines(given)).decode()
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))


def test_numbers_and_dates_in_a_workbook_are_real_ones():
    rows = sheet(workbook(table(["题", 3, date(2025, 3, 14)], ["x", 2.5, None])))
    assert rows == [
        ["标题 Title", "No.", "Day"],
        ["题", 3.0, date(2025, 3, 14)],
        ["x", 2.5, ""],
    ]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_a_workbook_is_a_formula(text):
    file = workbook(table([text, 1, None]))
    inner = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in inner
    assert sheet(file)[1][0].strip() == text.strip()


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_a_csv_file_is_a_formula(text):
    assert read_csv(table([text, -1, None]))[1] == [f"'{text}", "-1", ""]


def test_a_csv_file_has_a_bom_and_windows_line_ends():
    raw = b"".join(csv_lines(table(["a\nb", 1, date(2025, 3, 14)])))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"1,2025-03-14\r\n")


def test_the_head_stays_in_sight_and_filters():
    inner = zipfile.ZipFile(workbook(table(["a", 1, None]))).read("xl/worksheets/sheet1.xml")
    assert b'state="frozen"' in inner
    assert b'<autoFilter ref="A1:C2"' in inner


def test_notes_stand_under_the_rows_and_a_jump_leads_to_its_sheet():
    first = Table(
        name="contents",
        title="Contents",
        columns=(Column("a", ""), Column("b", "")),
        rows=[("Sheet", Jump("Things", "Things"))],
        plain=True,
    )
    file = workbook(first, table(["a", 1, None], notes=["Mind this."]))
    assert sheet(file)[-1][0] == "Mind this."
    assert sheet(file, "Contents") == [["Sheet", "Things"]]
    assert b"'Things'!A1" in zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml")


def test_a_row_of_contents_is_as_high_as_its_text_needs():
    rows = [("A", "short"), ("B", "word " * 30), ("C", "每项研究只计一次" * 10)]
    columns = (Column("a", "", 20), Column("b", "", 100))
    contents = Table(name="contents", title="C", columns=columns, rows=rows, plain=True)
    inner = zipfile.ZipFile(workbook(contents)).read("xl/worksheets/sheet1.xml").decode()
    heights = dict(re.findall(r'<row r="(\d)"[^>]*? ht="([\d.]+)"', inner))
    assert (heights.get("1", "15"), heights["2"], heights["3"]) == ("15", "30", "30")


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    text = sheet(workbook(table(["x" * (LONGEST + 5), 1, None])))[1][0]
    assert len(text) == LONGEST
    assert text.endswith("…")


def test_control_characters_and_early_dates_do_no_harm():
    rows = sheet(workbook(table(["a\x00b\ud800c", 1, date(1887, 1, 1)])))
    assert rows[1] == ["abc", 1.0, "1887-01-01"]


def test_an_empty_table_is_its_head():
    assert sheet(workbook(table())) == [["标题 Title", "No.", "Day"]]
    assert read_csv(table()) == [["标题 Title", "No.", "Day"]]
    assert b"".join(json_rows(table())) == b"[]"


@pytest.mark.parametrize(
    ("title", "name"),
    [("By goal", "By goal"), ("a/b:c?*[d]", "a b c   d"), ("长" * 40, "长" * 31), ("''", "1")],
)
def test_a_sheet_gets_a_name_it_may_have(title, name):
    assert sheet_name(title) == name


def test_two_sheets_of_one_title_get_two_names():
    taken = set()
    assert [sheet_name("A" * 40, taken) for _ in "ab"] == ["A" * 31, "A" * 27 + " 2"]


def test_json_keeps_types():
    rows = json.loads(b"".join(json_rows(table(["=1", 2, date(2025, 3, 14)], [None, 2.5, None]))))
    assert rows == [
        {"title": "=1", "number": 2, "day": "2025-03-14"},
        {"title": None, "number": 2.5, "day": None},
    ]


def test_rows_are_taken_one_by_one():
    """A million rows need not be in memory: the first bytes come before the rows are read out."""
    read = []

    def rows():
        for number in range(1200):
            read.append(number)
            yield ["a", number, None]

    given = Table(name="t", title="t", columns=COLUMNS, rows=rows())
    parts = csv_lines(given)
    next(parts), next(parts)
    assert len(read) == 500
