"""RIS: every tag with all its values; types, dates, numbers and names as records have them."""

from __future__ import annotations

import io
import json
import time

import pytest

from importers import files
from importers.errors import ParseError
from importers.records import PartialDate
from importers.ris import parse


def entries(content):
    content = content if isinstance(content, bytes) else content.encode()
    return list(files.read(io.BytesIO(content), "works.ris"))


def work(lines, kind="JOUR"):
    text = "".join(f"{line.strip()}\n" for line in lines.strip().split("\n"))
    (entry,) = entries(f"TY  - {kind}\nTI  - On x\n{text}ER  - \n")
    return parse(entry.message)


def reasons(record, field):
    return [remark.reason for remark in record.remarks if remark.field == field]


FULL = """TY  - JOUR
TI  - On <i>x</i> & y
AU  - Example, Ada
AU  - Sample, Bo, Jr.
AU  - 张三
A1  - Collaboration of x,
A2  - Editor, Eva
PY  - 2020
DA  - 2020/05/07/
JO  - Journal of Examples
JA  - J. Ex.
VL  - 3
IS  - 2
SP  - 11
EP  - 19
SN  - 1234-5679
DO  - https://doi.org/10.5555/AB
UR  - https://example.org/a;b
AB  - Abstract. We say
something on two lines.
LA  - eng
KW  - one
N1  - A note
ER  -
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_reference_is_read_whole(newline, encoding):
    (entry,) = entries(FULL.replace("\n", newline).encode(encoding))
    record = parse(entry.message)
    assert (entry.doi, entry.source, entry.reason) == ("10.5555/ab", "ris", None)
    assert json.loads(json.dumps(entry.message))["fields"]["AU"][2] == "张三"
    assert record.key == record.doi == "10.5555/ab"
    assert (record.title, record.title_markup) == ("On x & y", "On <i>x</i> &amp; y")
    assert [c.printed for c in record.contributors] == [
        "Ada Example",
        "Bo Sample Jr.",
        "张三",
        "Collaboration of x",
    ]
    assert [c.is_group for c in record.contributors] == [False, False, False, True]
    assert [c.printed for c in record.editors] == ["Eva Editor"]
    assert record.dates == {"issued": PartialDate(2020, 5, 7)}
    assert record.container_titles == ("Journal of Examples",)
    assert (record.short_container_title, record.volume, record.issue) == ("J. Ex.", "3", "2")
    assert (record.pages, record.issns, record.language) == ("11-19", ("1234-5679",), "en")
    assert record.abstract == "We say something on two lines."
    assert record.url == "https://example.org/a;b"
    assert [(remark.field, remark.value) for remark in record.remarks] == [("N1", "A note")]


def test_a_reference_without_an_end_ends_where_the_next_begins():
    found = entries("TY  - JOUR\nTI  - One\nTY  - BOOK\nTI  - Two\n")
    assert [parse(entry.message).title for entry in found] == ["One", "Two"]
    assert [entry.given for entry in found] == ["One", "Two"]


def test_a_tag_that_is_written_a_little_wrong_is_read():
    (entry,) = entries("TY -  BOOK\nT1  - One\nAU  -Example, Ada\nER  -\n")
    record = parse(entry.message)
    assert (record.type, record.title) == ("book", "One")


def test_a_reference_without_title_and_doi_says_so():
    found = entries("TY  - JOUR\nAU  - Example, Ada\nER  - \nTY  - JOUR\nDO  - 10.5555/a\nER  - \n")
    assert [entry.reason for entry in found] == ["no_title", None]
    assert found[0].given == "TY - JOUR AU - Example, Ada ER -"
    assert parse(found[1].message).title is None


@pytest.mark.parametrize(
    ("tag", "date"),
    [
        ("PY  - 2018/4/25", (2018, 4, 25)),
        ("PY  - 2018///", (2018,)),
        ("Y1  - 2018/04//spring", (2018, 4)),
        ("DA  - 2018-04-25", (2018, 4, 25)),
        ("DA  - 25 Apr 2018", (2018, 4, 25)),
        ("PY  - 2018\nDA  - Apr 2018", (2018, 4)),
        ("PY  - 2018\nDA  - 2017/12/01", (2018,)),
    ],
)
def test_dates_as_programs_write_them(tag, date):
    assert work(tag).dates == {"issued": PartialDate(*date)}


def test_two_years_are_a_remark():
    assert reasons(work("PY  - 2018\nDA  - 2017/12/01"), "DA") == ["another_year"]


@pytest.mark.parametrize(
    ("kind", "lines", "expected"),
    [
        ("JOUR", "JO  - x", "journal-article"),
        ("JOUR", "JO  - arXiv preprint", "posted-content"),
        ("CPAPER", "", "proceedings-article"),
        ("CHAP", "", "book-chapter"),
        ("THES", "", "dissertation"),
        ("RPRT", "", "report"),
        ("STAND", "", "standard"),
        ("PAT", "", "patent"),
        ("DATA", "", "dataset"),
        ("MUSIC", "", "music"),
    ],
)
def test_types_become_the_words_of_crossref(kind, lines, expected):
    assert work(lines, kind).type == expected


@pytest.mark.parametrize(
    ("kind", "lines", "key"),
    [
        ("PAT", "SN  - CN 101234567 B", "patent:CN101234567B"),
        ("JOUR", "UR  - https://arxiv.org/abs/2301.01234v2", "arxiv:2301.01234"),
        ("JOUR", "N1  - arXiv:2301.01234", "arxiv:2301.01234"),
        ("JOUR", "UR  - https://doi.org/10.5555/A", "10.5555/a"),
        ("JOUR", "M3  - 10.5555/A", "10.5555/a"),
        ("JOUR", "DO  - DOI 10.5555/A.", "10.5555/a"),
    ],
)
def test_a_work_goes_by_its_own_identifier(kind, lines, key):
    assert work(lines, kind).key == key


def test_one_tag_holds_issns_and_isbns():
    record = work("SN  - 1234-5679 (print)\nSN  - 978-3-16-148410-0\nSN  - 12", "CHAP")
    assert (record.issns, record.isbns) == (("1234-5679",), ("9783161484100",))
    assert reasons(record, "SN") == ["malformed"]


@pytest.mark.parametrize(
    ("lines", "number", "pages"),
    [
        ("C7  - 104501", "104501", None),
        ("M1  - e1234", "e1234", None),
        ("M1  - a note\nSP  - 12--15", None, "12-15"),
        ("SP  - 12-15\nEP  - 15", None, "12-15"),
        ("SP  - 12\nEP  - 12", None, "12"),
    ],
)
def test_article_numbers_and_pages(lines, number, pages):
    record = work(lines)
    assert (record.article_number, record.pages) == (number, pages)


def test_a_second_value_where_one_has_a_place_is_a_remark():
    record = work("VL  - 3\nVL  - 4\nAD  - A university\nZZ  - What")
    assert record.volume == "3"
    assert reasons(record, "VL") == reasons(record, "AD") == reasons(record, "ZZ")
    assert reasons(record, "VL") == ["not_taken_over"]


def test_names_of_one_line_are_taken_apart():
    record = work("AU  - 张三；李四\nAU  - Example, A.; Sample, B.\nAU  - van der Waals, J.")
    assert [c.printed for c in record.contributors] == [
        *("张三", "李四", "A. Example", "B. Sample", "J. van der Waals")
    ]


@pytest.mark.parametrize("message", [None, [], {}, {"fields": []}, {"fields": {"AU": ["A"]}}])
def test_what_is_no_reference_is_a_parse_error(message):
    with pytest.raises(ParseError):
        parse(message)


@pytest.mark.parametrize("name", ["crossref", "pure", "ris_bug"])
def test_real_files_are_read_with_all_their_authors(shared, name):
    path = shared / f"data/bibtex-ris/commonmeta/{name}.ris"
    (entry,) = files.read(path, path.name)
    record = parse(entry.message)
    authors = [line for line in path.read_text().splitlines() if line.startswith("AU")]
    assert len(record.contributors) == len(authors)
    assert record.title
    assert record.dates


def test_ten_thousand_references_are_read_and_parsed_in_well_under_a_minute():
    started = time.process_time()
    found = entries("".join(FULL.replace("/AB", f"/{n}") for n in range(10_000)))
    assert len({parse(entry.message).doi for entry in found}) == 10_000
    assert time.process_time() - started < 30
