"""Exports: what is written can be read back by others, with no author, title, year or DOI lost."""

import gzip
import json
import re
from collections import Counter
from dataclasses import fields
from datetime import UTC, datetime

import bibtexparser
import orjson
import pytest
import rispy
from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
from pylatexenc.latex2text import LatexNodes2Text

from importers.crossref_messages import parse
from registry.core.dumping import dumper
from registry.outputs import rows
from registry.outputs.formats import FORMATS
from registry.outputs.formats.types import OF_WORK_TYPE
from registry.outputs.kinds import WORK_TYPES
from registry.outputs.schemas import OutputDetailSchema
from registry.outputs.views import BylineView, IdentifierView, OutputView

TEXT = LatexNodes2Text()
SPECIAL = re.compile(r"[^\w .,:;()/+*=?!\[\]]")
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def name(position, printed, family=None, *given, **more):
    known = {"suffix": None, "is_group": False, "orcid": None, "orcid_authenticated": None}
    facts = {"sequence": None, "corresponding": None, "equal_contribution": None}
    parts = {"role": "author", "printed": printed, "family": family, "given": (*given, None)[0]}
    return BylineView(id=position, position=position, **{**parts, **known, **facts, **more})


def work(number, **more):
    known = {
        "kind": "publication",
        "work_type": "journal-article",
        "title": f"Work {number}",
        "doi": f"10.5555/work.{number}",
        "dates": {"published": "2023-02-07"},
        "year": 2023,
        "container_title": "Journal of Samples",
        "volume": "616",
        "issue": "7955",
        "pages": "56-60",
    }
    return OutputView(id=number, version=1, **{**known, **more})


NASTY = r"100 % of {α, β} \ & $x_1^2$ #1 ~ “quoted” <i> } {{"
SAMPLES = [
    work(1, title=NASTY, byline=(name(1, "Sai Li", "Li", "Sai"),)),
    work(2, title="量子计算：综述", byline=(name(1, "王小明", "王", "小明"),)),
    work(
        3,
        byline=(
            name(1, "Google Quantum AI and Friends", is_group=True),
            name(2, "Martin King, Jr.", "King", "Martin", suffix="Jr."),
            name(3, "Plato", "Plato"),
            name(4, "J. D. van der Waals", "van der Waals", "J. D."),
            name(5, "Ann Smith and Sons", "Smith and Sons", "Ann"),
            name(6, "Björn Müller_{x}", "Müller_{x}", "Björn"),
            name(7, ""),
            name(8, "Ed Editor", "Editor", "Ed", role="editor"),
        ),
    ),
    work(4, title="Same", byline=(name(1, "A. Same", "Same", "A."),)),
    work(5, title="Same", byline=(name(1, "B. Same", "Same", "B."),)),
    work(6, title="Same", byline=(name(1, "C. Same", "Same", "C."),)),
    work(7, title="", year=0, dates={}, pages=None, article_number="e7", issue=None),
    work(8, doi="10.1002/(sici)1097(199911)21:11<980::aid-b13>3.0.co;2-a_b%20{#}", pages="S1, 5/6"),
    work(9, work_type=None, kind="patent", doi=None, details={"number": "CN1", "office": "CN"}),
    work(
        10, year=1893, dates={"issued": "1893"}, identifiers=(IdentifierView("issn", "1234-5679"),)
    ),
]


def written(form, outputs):
    return "".join(FORMATS[form].write(iter(outputs)))


def read_bibtex(text):
    library = bibtexparser.parse_string(
        text, append_middleware=[SeparateCoAuthors(), SplitNameParts()]
    )
    assert not library.failed_blocks
    return library.entries


def plain(text):
    """One line; the reader of LaTeX gives a modifier letter for the circumflex."""
    return " ".join(text.replace("\u02c6", "^").split())


def bibtex_names(entry):
    return [
        [" ".join(part) for part in (n.first, n.von, n.last, n.jr)]
        for n in entry.fields_dict["author"].value
    ]


def of_latex(latex):
    """The text; where LaTeX has nothing to say, as it stands."""
    return TEXT.latex_to_text(latex) if SPECIAL.search(latex) else latex


def check_bibtex(outputs):
    entries = read_bibtex(written("bibtex", outputs))
    assert len({entry.key for entry in entries}) == len(entries) == len(outputs)
    for output, entry in zip(outputs, entries, strict=True):
        said = {f.key: f.value for f in entry.fields}
        assert said.get("doi", "").replace("%7B", "{").replace("%7D", "}") == (output.doi or "")
        assert said.get("year", "0") == str(output.year)
        title = of_latex(said.get("title", "{}")[1:-1])
        assert plain(title) == plain(output.full_title), output.doi
        authors = [place for place in output.authors if place.printed]
        read = said.get("author", [])
        assert len(read) == len(authors), output.doi
        for place, found in zip(authors, read, strict=True):
            assert letters_of_bibtex(found) == letters(place), output.doi


def letters(place):
    whole = place.is_group or not place.family or not place.given
    text = place.printed if whole else f"{place.given}{place.family}{place.suffix or ''}"
    return Counter("".join(plain(text).split()))


def letters_of_bibtex(found):
    parts = [part for group in (found.first, found.von, found.last, found.jr) for part in group]
    return Counter("".join(plain(of_latex(" ".join(parts))).split()))


def check_ris(outputs):
    entries = rispy.loads(written("ris", outputs))
    assert len(entries) == len(outputs)
    for output, entry in zip(outputs, entries, strict=True):
        assert entry.get("doi") == output.doi
        assert entry.get("year", "0") == (f"{output.year:04d}" if output.year else "0")
        title = entry.get("title") or entry.get("primary_title") or ""
        assert title == plain(output.full_title), output.doi
        authors = [plain(place.printed) for place in output.authors if place.printed]
        assert len(entry.get("authors", [])) == len(authors), output.doi


def check_json(outputs):
    dump = dumper(OutputDetailSchema)
    assert json.loads(written("json", outputs)) == [
        orjson.loads(orjson.dumps(dump(output))) for output in outputs
    ]
    for form, key in (("csl", None), ("jsonld", "@graph")):
        items = json.loads(written(form, outputs))
        items = items[key] if key else items
        for output, item in zip(outputs, items, strict=True):
            assert item.get("title", item.get("name", "")) == output.full_title
            authors = [place for place in output.authors if place.printed]
            assert len(item.get("author", [])) == len(authors)


@pytest.mark.parametrize("check", [check_bibtex, check_ris, check_json])
def test_what_is_written_can_be_read_back(check):
    check(SAMPLES)


def test_chinese_names_keep_their_parts_and_groups_stay_whole():
    entries = read_bibtex(written("bibtex", SAMPLES[1:3]))
    assert bibtex_names(entries[0]) == [["小明", "", "王", ""]]
    names = bibtex_names(entries[1])
    assert names[0] == ["", "", "{Google Quantum AI and Friends}", ""]
    assert names[1] == ["Martin", "", "King", "Jr."]
    assert names[3] == ["J. D.", "van der", "Waals", ""]


def test_keys_are_the_same_in_every_export_until_they_collide():
    keys = [entry.key for entry in read_bibtex(written("bibtex", SAMPLES[3:6]))]
    assert keys == ["same2023same", "same2023sameb", "same2023samec"]


def test_an_unknown_date_is_left_out():
    undated = SAMPLES[6]
    assert "year" not in written("bibtex", [undated])
    assert "PY  -" not in written("ris", [undated])
    assert "issued" not in written("csl", [undated])


def test_a_ris_file_says_pages_and_partial_dates_its_own_way():
    text = written("ris", [SAMPLES[0]])
    assert "SP  - 56\r\nEP  - 60\r\n" in text
    assert "DA  - 2023/02/07/\r\n" in text
    assert "SP  - S1, 5/6\r\n" in written("ris", [SAMPLES[7]])


def test_csl_says_groups_as_one_text_and_dates_in_parts():
    (item,) = json.loads(written("csl", [SAMPLES[2]]))
    assert item["author"][0] == {"literal": "Google Quantum AI and Friends"}
    assert item["author"][1] == {"family": "King", "given": "Martin", "suffix": "Jr."}
    assert item["issued"] == {"date-parts": [[2023, 2, 7]]}
    assert item["editor"] == [{"family": "Editor", "given": "Ed"}]


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_to_export_is_a_well_formed_file(form):
    text = written(form, [])
    if "json" in FORMATS[form].media_type:
        assert json.loads(text) in ([], {"@context": "https://schema.org", "@graph": []})
    else:
        assert text == ""


def test_every_type_with_a_name_is_known_to_the_formats_or_generic():
    assert set(OF_WORK_TYPE) <= set(WORK_TYPES)


def test_csl_items_follow_the_schema_of_csl(shared):
    schema = json.loads((shared / "data/csl/schema/csl-data.json").read_bytes())
    allowed = schema["items"]["properties"]
    for item in json.loads(written("csl", SAMPLES)):
        assert item["type"] in allowed["type"]["enum"]
        assert set(item) <= set(allowed)


@pytest.mark.parametrize("check", [check_bibtex, check_ris, check_json])
def test_all_real_works_are_written_and_read_back(real_views, check):
    check(real_views)


@pytest.fixture(scope="module")
def real_views(shared):
    """All real works as views; no database is needed for it."""
    lines = gzip.decompress((shared / "data/crossref/works.jsonl.gz").read_bytes()).splitlines()
    return [view_of(number, parse(orjson.loads(line))) for number, line in enumerate(lines, 1)]


def view_of(number, record):
    known = {f.name for f in fields(OutputView)}
    columns = rows.output_fields(record, MOMENT)
    identifiers = tuple(IdentifierView(**row) for row in rows.identifier_rows(record))
    byline = tuple(
        BylineView(
            id=0,
            corresponding=None,
            equal_contribution=None,
            **{column: value for column, value in row.items() if column != "affiliations"},
        )
        for row in rows.byline_rows(record)
    )
    return OutputView(
        id=number,
        version=1,
        kind=rows.kind_of(record),
        doi=record.doi,
        byline=byline,
        identifiers=identifiers,
        **{column: value for column, value in columns.items() if column in known},
    )
