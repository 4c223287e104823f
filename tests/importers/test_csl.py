"""CSL JSON, of reference managers and of content negotiation, to records."""

from __future__ import annotations

import io
import json
from collections import Counter

import pytest

from importers import files
from importers.csl import parse
from importers.errors import ParseError
from importers.records import PartialDate

CHINESE = "data/csl/zotero-chinese/items"


def work(**item):
    return parse({"id": "a", "type": "article-journal", "title": "On x"} | item)


def reasons(record, field):
    return [remark.reason for remark in record.remarks if remark.field == field]


@pytest.mark.parametrize("listed", [False, True])
def test_a_list_and_a_single_item_are_read(listed):
    item = {"id": "key", "type": "book", "title": "On x", "DOI": "10.5555/A"}
    content = json.dumps([item, "no item", {"id": "nameless"}] if listed else item, indent=1)
    found = list(files.read(io.BytesIO(content.encode()), "export.json"))
    assert (found[0].message, found[0].doi, found[0].source) == (item, "10.5555/a", "csl")
    assert [entry.reason for entry in found] == [None, "not_json", "no_title"][: len(found)]
    assert [entry.given for entry in found] == ["On x", "", "nameless"][: len(found)]


def test_an_item_is_read_whole():
    record = work(
        DOI="https://doi.org/10.5555/AB",
        title="On <i>x</i>",
        author=[{"family": "Example", "given": "Ada"}, {"literal": "张三"}, {"literal": "Team X"}],
        editor=[{"family": "Editor", "given": "Eva"}],
        issued={"date-parts": [["2020", 5, "7"]]},
        ISSN="1234-5679, 2049-3630",
        page="1–9",
        volume=12,
        issue="3",
        language="zh-CN",
        **{"container-title": "Journal of Examples", "container-title-short": "J. Ex."},
    )
    assert record.key == record.doi == "10.5555/ab"
    assert (record.type, record.title, record.title_markup) == (
        *("journal-article", "On x", "On <i>x</i>"),
    )
    assert [c.printed for c in record.contributors] == ["Ada Example", "张三", "Team X"]
    assert [c.is_group for c in record.contributors] == [False, False, True]
    assert record.editors[0].printed == "Eva Editor"
    assert record.dates == {"issued": PartialDate(2020, 5, 7)}
    assert record.issns == ("1234-5679", "2049-3630")
    assert (record.pages, record.volume, record.issue, record.language) == ("1-9", "12", "3", "zh")
    assert record.container_title == "Journal of Examples"
    assert record.short_container_title == "J. Ex."
    assert record.remarks == ()


@pytest.mark.parametrize(
    ("name", "printed", "family"),
    [
        ({"family": "Berg", "non-dropping-particle": "van den"}, "van den Berg", "van den Berg"),
        ({"family": "Gogh", "given": "V.", "dropping-particle": "van"}, "V. van Gogh", "van Gogh"),
        ({"family": "Sample", "given": "Bo", "suffix": "Jr."}, "Bo Sample Jr.", "Sample"),
        ({"family": "张", "given": "三"}, "张三", "张"),
        ({"literal": "欧阳 修"}, "欧阳修", "欧阳"),
        ({"literal": "李四光"}, "李四光", None),
        ({"family": "Plato"}, "Plato", "Plato"),
    ],
)
def test_names_with_all_their_parts(name, printed, family):
    (person,) = work(author=[name]).contributors
    assert (person.printed, person.family, person.is_group) == (printed, family, False)


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2020]]}, (2020,)),
        ({"date-parts": [[2020, 5], [2020, 7]]}, (2020, 5)),
        ({"raw": "2020-05-07"}, (2020, 5, 7)),
        ({"literal": "2020年5月"}, (2020, 5)),
        ({"literal": "May 2020"}, (2020, 5)),
        ("2020-05", (2020, 5)),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": [[]]}, None),
    ],
)
def test_dates_in_all_their_forms(issued, date):
    assert work(issued=issued).dates == ({"issued": PartialDate(*date)} if date else {})


def test_a_date_that_is_none_is_a_remark():
    assert reasons(work(issued={"literal": "in press"}), "issued") == ["not_a_date"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("article-journal", "journal-article"),
        ("paper-conference", "proceedings-article"),
        ("article", "posted-content"),
        ("chapter", "book-chapter"),
        ("thesis", "dissertation"),
        ("journal-article", "journal-article"),
        ("standard", "standard"),
        ("map", "map"),
    ],
)
def test_types_become_the_words_of_crossref(said, expected):
    assert work(type=said).type == expected


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ({"type": "patent", "number": "CN 101234567 B"}, "patent:CN101234567B"),
        ({"type": "article", "number": "arXiv:2301.01234"}, "arxiv:2301.01234"),
        ({"URL": "https://arxiv.org/abs/2301.01234"}, "arxiv:2301.01234"),
        ({"URL": "https://doi.org/10.5555/A"}, "10.5555/a"),
        ({"PMID": "12345"}, "pmid:12345"),
    ],
)
def test_a_work_goes_by_its_own_identifier(item, key):
    assert work(**item).key == key


def test_what_has_no_place_in_a_record_is_a_remark():
    record = work(translator=[{"literal": "李四"}], note="seen", accessed={"raw": "2020"}, DOI="no")
    assert reasons(record, "translator") == reasons(record, "note") == ["not_taken_over"]
    assert not reasons(record, "accessed")
    assert reasons(record, "DOI") == ["malformed"]


@pytest.mark.parametrize("message", [None, [], {}, {"title": []}, {"DOI": 1, "title": {}}])
def test_what_is_no_item_is_a_parse_error(message):
    with pytest.raises(ParseError):
        parse(message)


def test_negotiated_records_are_read_with_the_dates_of_crossref(shared):
    path = shared / "data/crossref/csl-negotiated.jsonl.gz"
    found = list(files.read(path, path.name))
    records = [parse(entry.message) for entry in found]
    assert {entry.source for entry in found} == {"csl"}
    assert [record.doi for record in records] == [entry.message["DOI"].lower() for entry in found]
    assert records[2].dates["published_print"] == PartialDate(1970, 8, 14)
    assert records[2].issns == ("0036-8075", "1095-9203")
    assert not any(record.remarks for record in records)


def test_everybody_of_the_real_chinese_items_comes_out_with_the_name_as_given(shared):
    found = []
    for path in sorted((shared / CHINESE).glob("*.json")):
        found += list(files.read(path, path.name))
    assert Counter(entry.reason for entry in found) == {None: 530, "no_title": 3}
    people = 0
    for entry in found:
        if entry.message is None:
            continue
        record = parse(entry.message)
        for role, read in (("author", record.contributors), ("editor", record.editors)):
            given = entry.message.get(role, [])
            assert len(read) == len(given)
            for name, person in zip(given, read, strict=True):
                assert name.get("literal", name.get("family", "")) in person.printed
                assert (name.get("given") or "") in person.printed
            people += len(given)
    assert people > 900
