"""BibTeX and biblatex: every entry becomes a work or says why not; everybody in comes out."""

from __future__ import annotations

import gzip
import io
import json
import re
import time
from collections import Counter

import pytest

from importers import files
from importers.bibtex import parse
from importers.errors import ParseError
from importers.latex import decoded
from importers.records import PartialDate

EXAMPLE = "data/bibtex-ris/biblatex-gb7714-example.bib.gz"


def entries(text):
    return list(files.read(io.BytesIO(text.encode()), "works.bib"))


def works(text):
    found = entries(text)
    assert not [entry.reason for entry in found if entry.reason]
    return [parse(entry.message) for entry in found]


def work(fields, kind="article"):
    (record,) = works(f"@{kind}{{key,\n{fields}\n}}\n")
    return record


def reasons(record, field):
    return [remark.reason for remark in record.remarks if remark.field == field]


def people(names):
    return work(f"title = {{On x}}, author = {{{names}}}").contributors


def test_an_article_is_read_whole():
    record = work(
        r"""
        title = {The {Quantum} Hall effect in {GaAs/Al$_x$Ga$_{1-x}$As}},
        author = {Example, Ada and {\"U}n, {\"O}zg{\"u}r and Sample, Jr., Bo},
        journal = {Journal of Examples \& Samples}, volume = 12, number = {3}, pages = {101--109},
        year = 2023, month = feb, doi = {https://doi.org/10.5555/AB\_1}, issn = {1234-5679},
        abstract = {We measure 100% of it.}, language = {english}, keywords = {a, b},
        publisher = {Example Press}, address = {Shenzhen}, url = {https://example.org/a\_b}
        """
    )
    assert record.key == record.doi == "10.5555/ab_1"
    assert record.type == "journal-article"
    assert record.title == "The Quantum Hall effect in GaAs/AlxGa1-xAs"
    assert "<sub>x</sub>" in record.title_markup
    assert [c.printed for c in record.contributors] == [
        "Ada Example",
        "Özgür Ün",
        "Bo Sample Jr.",
    ]
    assert (record.contributors[1].given, record.contributors[1].family) == ("Özgür", "Ün")
    assert record.container_title == "Journal of Examples & Samples"
    assert (record.volume, record.issue, record.pages) == ("12", "3", "101-109")
    assert record.dates == {"issued": PartialDate(2023, 2)}
    assert record.issns == ("1234-5679",)
    assert record.abstract == "We measure 100% of it."
    assert (record.language, record.publisher_place) == ("en", "Shenzhen")
    assert record.url == "https://example.org/a_b"
    assert record.remarks == ()


@pytest.mark.parametrize(
    ("names", "printed", "groups"),
    [
        ("{Google Quantum AI} and Example, Ada", ["Google Quantum AI", "Ada Example"], [0]),
        ('{Simon and Schuster} and {Team {\\"A}}', ["Simon and Schuster", "Team Ä"], [0, 1]),
        ("Ludwig van der Waals", ["Ludwig van der Waals"], []),
        ('M{\\"u}ller, J{\\"o}rg', ["Jörg Müller"], []),
        ("张三 and 李四光", ["张三", "李四光"], []),
        ("{张三} and {中国科学院物理研究所}", ["张三", "中国科学院物理研究所"], [1]),
        ("张 三 and 李, 四 and 王，五", ["张三", "李四", "王五"], []),
        ("张三；李四；王五", ["张三", "李四", "王五"], []),
        ("CERN Collaboration", ["CERN Collaboration"], [0]),
        ("中国科学院物理研究所 and 张三", ["中国科学院物理研究所", "张三"], [0]),
        ("奥斯特洛夫斯基·尼古拉", ["奥斯特洛夫斯基·尼古拉"], []),
        ("Plato", ["Plato"], []),
        ("Li~Wei and Zhang, X.~Y.", ["Li Wei", "X. Y. Zhang"], []),
        ("A, B, C, D", ["C D A B"], []),
    ],
)
def test_names_are_split_before_they_are_decoded(names, printed, groups):
    found = people(names)
    assert [one.printed for one in found] == printed
    assert [place for place, one in enumerate(found) if one.is_group] == groups
    assert [one.position for one in found] == list(range(1, len(printed) + 1))


def test_a_name_in_characters_stays_whole():
    (person,) = people("欧阳修")
    assert (person.family, person.given, person.group_name) == (None, None, None)


@pytest.mark.parametrize("names", ["Example, Ada and others", "张三 等", "张三 and 等"])
def test_others_are_nobody_but_remembered(names):
    record = work(f"title={{x}}, author={{{names}}}")
    assert len(record.contributors) == 1
    assert reasons(record, "author") == ["and_others"]


@pytest.mark.parametrize(
    ("fields", "date", "remarks"),
    [
        ("date = {2019-05-03}", (2019, 5, 3), []),
        ("date = {2019-05/2019-07}", (2019, 5), []),
        ("year = {2019}, month = {5}, day = {3}", (2019, 5, 3), []),
        ("year = 2019, month = 10 # {~} # nov", (2019, 11), []),
        ("year = {2019}, month = {五月}", (2019,), []),
        ("year = {1947(民国三十六年)}", (1947,), ["not_a_date"]),
        ("year = {in press}", None, ["not_a_date"]),
    ],
)
def test_dates_of_both_dialects(fields, date, remarks):
    record = work(f"title = {{x}}, {fields}")
    assert record.dates.get("issued") == (PartialDate(*date) if date else None)
    assert reasons(record, "year") + reasons(record, "date") == remarks


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("inproceedings", "", "proceedings-article"),
        ("phdthesis", "", "dissertation"),
        ("incollection", "", "book-chapter"),
        ("techreport", "", "report"),
        ("misc", "", "other"),
        ("misc", "eprint = {2301.01234}, archiveprefix = {arXiv}", "posted-content"),
        ("article", "journal = {arXiv preprint arXiv:2301.01234}", "posted-content"),
        ("newspaper", "", "newspaper"),
    ],
)
def test_types_become_the_words_of_crossref(kind, fields, expected):
    assert work(f"title = {{x}}, {fields}", kind).type == expected


@pytest.mark.parametrize(
    ("kind", "fields", "key"),
    [
        ("misc", "eprint = {quant-ph/9508027v2}, eprinttype = {arXiv}", "arxiv:quant-ph/9508027"),
        ("article", "journal = {arXiv preprint arXiv:2301.01234}", "arxiv:2301.01234"),
        ("online", "url = {https://arxiv.org/abs/2301.01234v3}", "arxiv:2301.01234"),
        ("article", "url = {https://cstr.cn/31253.11.sciencedb.01}", "cstr:31253.11.sciencedb.01"),
        ("patent", "number = {CN 101234567 B}", "patent:CN101234567B"),
        (
            "article",
            "url = {http://www.cnki.net/kcms/detail/11.1826.TP.html}",
            "cnki:cnki.net/kcms/detail/11.1826.TP.html",
        ),
        (
            "article",
            "url = {https://d.wanfangdata.com.cn/periodical/wlxb2020}",
            "wanfang:d.wanfangdata.com.cn/periodical/wlxb2020",
        ),
        ("article", "url = {https://doi.org/10.5555/A}", "10.5555/a"),
        ("article", "doi = {10.5555/a{\\textless}b}", "10.5555/a<b"),
    ],
)
def test_a_work_goes_by_its_own_identifier(kind, fields, key):
    assert work(f"title = {{x}}, {fields}", kind).key == key


def test_a_bad_identifier_is_a_remark_and_no_identifier():
    record = work("title={x}, doi={none}, issn={1234-5678}, eprint={x}, archiveprefix={arXiv}")
    assert (record.doi, record.issns, record.identifiers) == (None, (), ())
    assert reasons(record, "doi") == ["malformed"]
    assert reasons(record, "issn") == ["check_digit"]
    assert reasons(record, "eprint") == ["malformed"]


def test_what_has_no_place_in_a_record_is_a_remark():
    record = work("title = {x}, translator = {李四}, note = {to appear}, file = {a.pdf}")
    assert reasons(record, "translator") == reasons(record, "note") == ["not_taken_over"]
    assert not reasons(record, "file")


def test_macros_are_replaced_and_joined():
    found = works(
        '@string{pr = "Phys. "}\n@STRING(rev = {Rev.})\n'
        '@article{a, title = {x # y}, journal = pr # rev # " B"}'
    )
    assert (found[0].title, found[0].container_title) == ("x # y", "Phys. Rev. B")


def test_an_entry_inherits_what_it_does_not_say():
    found = works(
        "@inproceedings{a, title={A talk}, author={Example, Ada}, crossref={P}}\n"
        "@proceedings{p, title={Proceedings of x}, editor={Sample, Bo}, year=2020, doi={10.5555/p},"
        " xdata={press}}\n@book{press, title={-}, publisher={Example Press}}\n"
        "@book{loop, title={Loop}, crossref={loop}}"
    )
    talk = found[0]
    assert (talk.title, talk.container_title, talk.doi) == ("A talk", "Proceedings of x", None)
    assert talk.editors[0].printed == "Bo Sample"
    assert (talk.dates["issued"].year, talk.publisher) == (2020, "Example Press")
    assert found[3].title == "Loop"


def test_a_broken_entry_costs_no_other_and_says_where_it_begins():
    found = entries(
        "@article{a, title={One}}\n@article{b, title={Two, year={2020}\n\n"
        "@article{c, title={Three}}\n@article{d, author={Example, Ada}}\n@comment{e}\n"
        "@article{c, title={Four}, title={Five}}"
    )
    assert [entry.reason for entry in found] == [None, "entry_broken", None, "no_title", None]
    assert [entry.given[:10] for entry in found] == ["a", "@article{b", "c", "@article{d", "c"]
    assert [entry.place for entry in found] == [1, 2, 3, 4, 5]
    assert parse(found[4].message).title == "Four"


def test_the_doi_is_asked_for_and_the_entry_stands_where_no_source_knows_it():
    (entry,) = entries("@article{a, title={x}, doi={10.5555/X}}")
    assert (entry.doi, entry.source, entry.message["raw"]) == (
        "10.5555/x",
        "bibtex",
        "@article{a, title={x}, doi={10.5555/X}}",
    )
    assert json.loads(json.dumps(entry.message)) == entry.message


@pytest.mark.parametrize("message", [None, [], {}, {"fields": []}, {"fields": {"author": "A"}}])
def test_what_is_no_entry_is_a_parse_error(message):
    with pytest.raises(ParseError):
        parse(message)


@pytest.fixture(scope="module")
def example(shared):
    """The real file, and its entries taken out of it by a plain expression alone."""
    text = gzip.decompress((shared / EXAMPLE).read_bytes()).decode("utf-8-sig")
    raw = re.split(r"^(?=[ \t]*@)", text.replace("\r", ""), flags=re.MULTILINE)[1:]
    return [
        one for one in raw if not re.match(r"\s*@(?:comment|string|preamble)", one, re.IGNORECASE)
    ], (list(files.read(shared / EXAMPLE, "example.bib.gz")))


def plain_field(raw, name):
    """A field by a plain expression: to the brace that ends a line."""
    found = re.search(
        rf"^\s*{name}\s*=\s*\{{(.*?)\}}\s*,?\s*\}}?\s*$",
        raw,
        re.IGNORECASE | re.MULTILINE | re.DOTALL,
    )
    return re.sub(r"\},\s*%.*", "", found.group(1), flags=re.DOTALL) if found else None


def test_every_entry_of_a_real_file_is_a_work_or_says_why_not(example):
    raw, found = example
    assert len(raw) == len(found) == 458
    assert Counter(entry.reason for entry in found) == {None: 434, "no_title": 24}
    for one, entry in zip(raw, found, strict=True):
        assert (plain_field(one, "title") is None) == (entry.reason == "no_title"), one


def test_every_title_of_a_real_file_comes_out(example):
    letters = re.compile(r"[^\w]|\\[a-z]+|_")
    for one, entry in zip(*example, strict=True):
        if entry.message:
            title = plain_field(one, "title")
            read = parse(entry.message).title
            if "\\" not in title and "$" not in title:
                assert letters.sub("", read) == letters.sub("", title)
            assert read


def test_every_author_of_a_real_file_comes_out_in_order(example):
    authors = 0
    for one, entry in zip(*example, strict=True):
        if entry.message is None:
            continue
        for role, read in (("author", "contributors"), ("editor", "editors")):
            names = re.split(r"(?i)\s+and\s+(?![^{}]*\})", plain_field(one, role) or "")
            names = [name for name in names if name.strip() and name.lower().strip() != "others"]
            people = getattr(parse(entry.message), read)
            whole = [person.printed for person in people]
            assert len(whole) == len(names), (one, whole)
            for name, printed in zip(names, whole, strict=True):
                word = max(re.findall(r"[^\W\d_]+", re.sub(r"\\\w+", "", name)), key=len)
                assert word.removesuffix("等").casefold() in printed.casefold(), (name, printed)
            authors += len(names)
    assert authors > 600


def test_ten_thousand_entries_are_read_and_parsed_in_well_under_a_minute():
    text = "".join(
        f'@article{{k{n}, title={{On {{X}}{n}}}, author={{Example, Ada and M{{\\"u}}ller, J.}}, '
        f"journal={{Journal of Examples}}, year={{2020}}, pages={{1--{n}}}}}\n"
        for n in range(10_000)
    )
    started = time.process_time()
    assert sum(parse(entry.message).title is not None for entry in entries(text)) == 10_000
    assert time.process_time() - started < 30


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"M{\"u}ller M\"{u}ller M\"uller {M{\"{u}}}ller", "Müller Müller Müller Müller"),
        (r"Jos\'e {\L}ukasz \c{c} {\c c} \v{S} {\ss} \'{\i}", "José Łukasz ç ç Š ß í"),
        (r"\textbf{\"u} \emph{\'{e}}", "<b>ü</b> <i>é</i>"),
        (r"100% of A & B, 5\% of C\&D, \#1", "100% of A & B, 5% of C&D, #1"),
        (r"\textless x \textgreater{} H\textsubscript{2}O", "<x > H<sub>2</sub>O"),
        (r"{GaAs} $x_1$ costs \$5", "GaAs $x_1$ costs $5"),
        (r"one $ alone, \(y^2\)", "one $ alone, $y^2$"),
        (r"open { brace } and } more \begin{nothing}", "open  brace  and  more "),
        ("{" * 500 + r"\"u" + "}" * 500, "ü"),
        (r"\input{/etc/passwd}x", "x"),
    ],
)
def test_latex_becomes_text(tex, text):
    assert decoded(tex) == text
