"""Headings are found, rows numbered, merged cells and encodings understood."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter

from registry.sheets.columns import LISTS
from registry.sheets.faults import UnreadableSheet
from registry.sheets.reading import read

RECRUITS, POSTS, FUNDING = LISTS["recruits"], LISTS["posts"], LISTS["funding"]
PLAIN = [["姓名", "性别", "出生日期"], ["样一", "女", "1990-03"], ["样二", "男", "1991"]]


def book(*sheets, merged=(), hidden=()):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        for number, rows in enumerate(sheets):
            sheet = workbook.add_worksheet()
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(at, place, cell)
            if number in hidden:
                sheet.hide()
        for area in merged:
            sheet.merge_range(*area)
    return out.getvalue()


def text(rows, delimiter=",", encoding="utf-8"):
    return "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)


def values(data, of=RECRUITS):
    with read(data, of) as reading:
        return [
            {key: str(cell.value) for key, cell in row.cells.items() if cell.value is not None}
            for row in reading.rows
        ]


def refused(data, of=RECRUITS):
    with pytest.raises(UnreadableSheet) as why, read(data, of) as reading:
        list(reading.rows)
    return why.value.code, why.value.filling


MEANT = [
    {"name_zh": "样一", "gender": "female", "birth_date": "1990-03"},
    {"name_zh": "样二", "gender": "male", "birth_date": "1991"},
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_text_is_read_in_each_usual_encoding_with_each_delimiter(delimiter, encoding):
    assert values(text(PLAIN, delimiter, encoding)) == MEANT


def test_line_ends_quotes_and_the_marker_of_excel_are_understood():
    assert values(text(PLAIN).replace(b"\r\n", b"\r")) == MEANT
    assert values(b"sep=;\r\n" + text(PLAIN, ";")) == MEANT
    quoted = '姓名,岗位职责,性别\n样一,"两行,\n有逗号",女\n样二,,男\n'.encode()
    with read(quoted, RECRUITS) as reading:
        rows = list(reading.rows)
    assert rows[0].cells["duties"].value == "两行,\n有逗号"
    assert rows[1].cells["gender"].ref == "C3"


def test_headings_are_found_in_either_language_in_any_order_below_a_title():
    rows = [["List of 2026"], [], ["No.", "Sex", "Room", "  name in\nCharacters *"]]
    with read(book([*rows, [1, "F", "1", "样一"]]), RECRUITS) as reading:
        assert (reading.heading_row, reading.sheet) == (3, "Sheet1")
        assert reading.headings == {"gender": "B", "name_zh": "D"}
        assert [(each.ref, each.text) for each in reading.unknown] == [("C3", "Room")]
        (row,) = reading.rows
    assert (row.number, row.cells["name_zh"].ref, row.key) == (4, "D4", None)


def test_of_several_sheets_the_one_with_the_headings_is_read_and_a_hidden_one_never():
    other = [["Name", "of this"], ["is no list"]]
    longer = [["姓名", "性别", "出生日期", "国籍"], ["样三", "女", "1990", "CN"]]
    assert values(book(other, PLAIN)) == MEANT
    assert values(book(PLAIN, longer, hidden={1})) == MEANT
    assert values(book(PLAIN, other)) == MEANT
    with read(book(PLAIN, longer), RECRUITS) as reading:
        assert (reading.sheet, reading.other_sheets) == ("Sheet2", ("Sheet1",))


def test_a_table_may_begin_anywhere():
    rows = [[], [], *[[None, None, *row] for row in PLAIN]]
    with read(book(rows), RECRUITS) as reading:
        assert reading.headings == {"name_zh": "C", "gender": "D", "birth_date": "E"}
        assert [row.cells["birth_date"].ref for row in reading.rows] == ["E4", "E5"]


def test_commas_in_sentences_and_amounts_do_not_part_cells():
    rows = [["Name", "Duties", "Sex"], ["A", "x, y, z, and, more, of, it", "F"], ["B", "1,5", "M"]]
    assert [row["gender"] for row in values(text(rows, ";"))] == ["female", "male"]


def test_a_heading_in_two_rows_is_read_with_its_group():
    rows = [["姓名", "任期", None], [None, "开始", "结束"], ["样一", "2026/9/1", "2028/8/31"]]
    merged = [(0, 0, 1, 0, "姓名"), (0, 1, 0, 2, "任期")]
    (row,) = values(book(rows, merged=merged))
    assert row == {
        "name_zh": "样一",
        "term_starts_on": str(date(2026, 9, 1)),
        "term_ends_on": str(date(2028, 8, 31)),
    }


def test_what_is_merged_downwards_counts_for_each_row_and_no_further():
    rows = [["Name", "Unit"], ["A", "x"], ["B"], ["C"], ["D"]]
    assert values(book(rows, merged=[(1, 1, 3, 1, "x")])) == [
        {"name_zh": "A", "unit_code": "x"},
        {"name_zh": "B", "unit_code": "x"},
        {"name_zh": "C", "unit_code": "x"},
        {"name_zh": "D"},
    ]


def test_a_cell_that_shows_only_its_month_says_no_day():
    out, forms = (
        io.BytesIO(),
        ("mmm-yy", 'yyyy"年"m"月"', "yyyy", "[$-804]yyyy\\-mm;@", "d mmm yyyy"),
    )
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Name", "DOB", "Term from"])
        for at, form in enumerate(forms, 1):
            style = workbook.add_format({"num_format": form})
            sheet.write_row(at, 0, ["A"])
            sheet.write_datetime(at, 1, date(1990, 1, 1), style)
            sheet.write_datetime(at, 2, date(2026, 9, 15), style)
    found = values(out.getvalue())
    assert [row["birth_date"] for row in found] == [
        *("1990-01", "1990-01", "1990", "1990-01", "1990-01-01")
    ]
    assert {row["term_starts_on"] for row in found} == {"2026-09-15"}


def test_the_better_named_of_two_columns_counts_and_alike_ones_are_refused():
    with read(book([["名字", "姓名", "性别"], ["a", "b", "女"]]), RECRUITS) as reading:
        assert [each.text for each in reading.unknown] == ["名字"]
        assert next(reading.rows).cells["name_zh"].value == "b"
    twice = book([["姓名", "姓名", "性别"], ["a", "b", "女"]])
    assert refused(twice) == ("heading_twice", {"column": "name_zh", "refs": ["A1", "B1"]})


def test_a_file_without_the_headings_it_needs_is_refused_whole():
    assert refused(text([["a", "b"], ["c", "d"]]))[0] == "no_headings"
    assert refused(text([["性别", "国籍"], ["女", "CN"]])) == (
        "heading_missing",
        {"columns": ["name_zh"]},
    )
    assert refused(text([["Unit", "Position"], ["a", "Professor"]]), POSTS)[1] == {
        "columns": ["starts_on", "person_key"]
    }
    assert refused(text(PLAIN[:1]))[0] == "no_rows"


def test_a_new_row_must_be_whole_and_a_known_one_may_say_less():
    heads = ["Registry key", "Case key", "Kind", "Year", "Paid"]
    rows = [heads, ["", "c1", "", "2026", "5"], ["k1", "", "", "", "5万"], ["k1", "", "", "", "6"]]
    with read(text(rows), FUNDING) as reading:
        new, known, again = reading.rows
    assert [(f.column, f.code, f.ref) for f in new.faults] == [("kind", "missing", "C2")]
    assert (known.key, known.faults) == ("k1", ())
    assert [(f.code, f.places) for f in again.faults] == [("row_twice", {"row": 3})]


def test_values_stay_out_of_what_is_logged():
    rows = [["Name", "ID number"], ["CANARY", "99CANARY99^^"]]
    with read(text(rows), RECRUITS) as reading:
        (row,) = reading.rows
    assert row.faults
    assert "CANARY" not in repr(row)
    assert "CANARY" not in repr(row.faults)
