"""Tables of DOIs: the column by its heading, or DOIs wherever they stand; nothing left out."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from importers import files
from importers.entries import BadFile


def read(content, name="table.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return list(files.read(io.BytesIO(content), name))


def dois(content, name="table.csv"):
    return [entry.doi for entry in read(content, name) if entry.doi]


def why_not(content, name="table.csv"):
    with pytest.raises(BadFile) as why:
        read(content, name)
    return why.value.code


def book(*sheets):
    """A workbook whose sheets have these rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        for rows in sheets:
            sheet = workbook.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


ROWS = [
    ["序号", "题名", "DOI 号", "Book DOI"],
    [1, "量子纠错", "10.5555/A", "10.5555/book"],
    [2, "乙", "https://doi.org/10.5555/b"],
    [],
    [3, "丙", ""],
    [4, "丁", "none yet"],
    [5, "戊", "10.5555/a"],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_csv_is_read_in_every_usual_encoding_with_any_delimiter(encoding, delimiter):
    text = "\r\n".join(delimiter.join(map(str, row)) for row in ROWS)
    found = read(text.encode(encoding))
    assert [(entry.place, entry.doi, entry.reason) for entry in found] == [
        (1, "10.5555/a", None),
        (2, "10.5555/b", None),
        (3, None, "no_doi_in_row"),
        (4, None, "malformed"),
    ]
    assert [entry.given for entry in found] == [
        "10.5555/A",
        "https://doi.org/10.5555/b",
        "5: 3 | 丙",
        "6: 4 | 丁 | none yet",
    ]


def test_excel_gives_the_same_as_csv():
    text = "\n".join(",".join(map(str, row)) for row in ROWS)
    assert read(book(ROWS), "table.xlsx") == read(text)


@pytest.mark.parametrize(
    "heading",
    [
        *("DOI", "doi", "DOI:", "Article DOI", "DOI链接", "论文DOI号", "ＤＯＩ", "DOI (if any)"),
        *("数字对象唯一标识符", "Digital Object Identifier", "dois"),
    ],
)
def test_the_column_is_found_by_its_heading(heading):
    assert dois(f"cites 10.5555/x,{heading}\n10.5555/other,10.5555/a\n") == ["10.5555/a"]


def test_a_column_called_doi_comes_before_others_and_after_them_where_it_is_empty():
    assert dois("Book DOI,DOI\n10.5555/book,10.5555/a\n10.5555/only,\n") == [
        *("10.5555/a", "10.5555/only")
    ]


def test_without_such_a_column_dois_count_wherever_they_stand():
    found = read("works of 2023,\nsee,10.5555/a and 10.5555/b\nno such thing,\n10.5555/c,x\n")
    assert [entry.doi for entry in found] == ["10.5555/a", "10.5555/b", None, "10.5555/c"]
    assert (found[2].reason, found[2].given) == ("no_doi_in_row", "3: no such thing")


def test_cells_over_lines_and_the_delimiter_of_excel_are_understood():
    assert dois('sep=;\r\nt;DOI\r\n"a\r\nb; c";10.5555/a\r\n') == ["10.5555/a"]


def test_a_formula_is_text():
    found = read('DOI\n"=HYPERLINK(""https://doi.org/10.5555/a"",""a"")"\n=1+1\n')
    assert [(entry.doi, entry.reason) for entry in found] == [
        *(("10.5555/a", None), (None, "malformed"))
    ]


def test_all_sheets_are_read_and_a_work_counts_once():
    sheets = [[["DOI"], ["10.5555/a"]], [], [["notes"], [3.0, "", "10.5555/A 10.5555/b"]]]
    assert dois(book(*sheets), "table.xlsx") == ["10.5555/a", "10.5555/b"]


def test_numbers_and_blank_first_rows_are_no_hindrance():
    found = read(book([[], [], ["DOI", "year"], [10.5, 2020], ["10.5555/a", 2021]]), "t.xlsx")
    assert [(entry.doi, entry.given) for entry in found] == [
        (None, "10.5"),
        ("10.5555/a", "10.5555/a"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("title,year\nx,2020\n", "file_no_doi"),
        ('DOI\n"never closed\n' + "x\n" * 100_000, "file_damaged"),
        ("DOI\n" + "".join(f"10.5555/{n}\n" for n in range(10_001)), "file_too_many"),
        ("DOI\n" + "x,y\n" * 10_001, "file_too_many"),
        ("DOI" + "," * 1_000_001, "file_too_large"),
        ("DOI\n" + "\n" * 300_000, "file_too_large"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(content, code):
    assert why_not(content) == code


def changed(member, change):
    """A small workbook with one of its parts changed."""
    old, new = zipfile.ZipFile(io.BytesIO(book(ROWS))), io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as target:
        for name in old.namelist():
            content = old.read(name)
            target.writestr(name, change(content) if name == member else content)
    return new.getvalue()


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><'
FAR = b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
CELLS = b"<sheetData><row>" + b"<c><v>1</v></c>" * 500_000 + b"</row>"
REPEATED = b"<sheetData><row>" + b'<c t="s"><v>0</v></c>' * 20_000 + b"</row>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04" + bytes(100), "file_damaged"),
        (book(ROWS)[:-200], "file_damaged"),
        (changed(STRINGS, lambda xml: xml.replace(b"<", ENTITY, 1)), "file_damaged"),
        (changed(STRINGS, lambda xml: xml.decode().encode("utf-16")), "file_damaged"),
        (changed(SHEET, lambda xml: xml[:300]), "file_damaged"),
        (changed(SHEET, lambda xml: xml.replace(b"<sheetData>", FAR)), "file_too_large"),
        (
            changed(SHEET, lambda xml: xml.replace(b"<sheetData>", FAR.replace(b'"', b"'"))),
            "file_too_large",
        ),
        (changed(SHEET, lambda xml: xml.replace(b'r="A1"', b'r="&#65;1"')), "file_damaged"),
        (changed(SHEET, lambda xml: xml.replace(b"<sheetData>", CELLS)), "file_too_large"),
        (changed(SHEET, lambda xml: xml + b" " * 40_000_000), "file_too_large"),
        (changed("xl/workbook.xml", lambda xml: b""), "file_damaged"),
    ],
)
def test_a_workbook_that_would_hurt_is_refused(content, code):
    assert why_not(content, "table.xlsx") == code


def test_a_long_text_repeated_in_very_many_cells_is_refused():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet()
        for row in range(2000):
            sheet.write_row(row, 0, ["x" * 32_000])
    assert why_not(file.getvalue(), "table.xlsx") == "file_too_large"


def test_an_archive_of_very_many_files_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(3000):
            archive.writestr(str(number), b"")
    assert why_not(file.getvalue(), "table.xlsx") == "file_too_large"
