"""A pasted list becomes its entries: numbered, in paragraphs, line by line, or structured."""

from __future__ import annotations

import pytest

from importers.entries import BadFile
from importers.references import MOST, read

NUMBERED = """Publications

[1] L. Sample, X. Li, "Quantum memory for light in crystals," Phys. Rev. A 99, 012345 (2019).
    https://doi.org/10.5555/numbered.1
[2] 张三, 李四. 量子存储的研究进展. 物理学报, 2020, 69(1): 1-10.
Also: I like cats.
"""
DASHED = "- Sample L. One long title of a work. 2019\n- Sample L. Another long title. 2020\n"
PARAGRAPHS = "Sample L. One title.\nJ. Samples 2019\n\nSample L. Another\ntitle. 2020\n"
LINES = "Sample L. One title. J. Samples 2019;1:2\nSample L. Another title. 2020\n"
BIBTEX = """@article{a, title = {One {Title} of a work}, year = 2019, doi = {10.5555/Bib.1}}
@article{b, title = {Another title}, year = {2020}}"""
RIS = "TY  - JOUR\nTI  - One title of a work\nPY  - 2019\nDO  - 10.5555/ris.1\nER  - \n"


def test_numbered_entries_hold_their_further_lines():
    heading, first, second = read(NUMBERED)
    assert not heading.is_work
    assert (first.doi, first.years) == ("10.5555/numbered.1", frozenset({2019}))
    assert "Quantum memory" in first.given
    assert second.given.startswith("张三")
    assert second.years == {2020}


@pytest.mark.parametrize("text", [DASHED, PARAGRAPHS, LINES])
def test_an_entry_begins_at_a_mark_after_an_empty_line_or_with_each_line(text):
    found = read(text)
    assert [sorted(entry.years) for entry in found] == [[2019], [2020]]
    assert all(entry.is_work for entry in found)


@pytest.mark.parametrize(("text", "doi"), [(BIBTEX, "10.5555/bib.1"), (RIS, "10.5555/ris.1")])
def test_structured_references_say_their_title(text, doi):
    first = read(text)[0]
    assert (first.doi, first.title, first.years) == (doi, "One title of a work", {2019}) or (
        first.doi,
        first.title,
        first.years,
    ) == (doi, "One Title of a work", {2019})


def test_dois_on_one_line_are_entries_of_their_own():
    found = read("10.5555/a, 10.5555/b\nhttps://doi.org/10.5555/c")
    assert [entry.doi for entry in found] == ["10.5555/a", "10.5555/b", "10.5555/c"]


def test_a_year_inside_a_doi_is_no_year():
    assert read("Sample L. A title of a long work. doi:10.5555/j.2019.01")[0].years == frozenset()


def test_a_list_without_end_is_refused():
    with pytest.raises(BadFile, match="file_too_many"):
        read("A long enough line of a sample, 2020\n" * (MOST + 1))


@pytest.mark.parametrize("text", ["", "\n \n", "\ud800", "@", "[1]", "TY  - ", "{", "- - -", "1."])
def test_any_text_is_read(text):
    assert not any(entry.is_work for entry in read(text))
