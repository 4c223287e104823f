from __future__ import annotations

import copy
from dataclasses import asdict, replace
from datetime import date

import pytest

from importers.records import IdentifierRecord, InvalidDate, PartialDate, WorkRecord


def test_a_partial_date_is_written_as_far_as_it_is_known():
    assert [str(PartialDate(2023)), str(PartialDate(2023, 2)), str(PartialDate(2023, 2, 7))] == [
        *("2023", "2023-02", "2023-02-07")
    ]
    assert str(PartialDate(987)) == "0987"


@pytest.mark.parametrize("text", ["2023", "2023-02", "2024-02-29"])
def test_a_partial_date_is_read_as_it_is_written(text):
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "23", "2023-2", "2023-13", "2023-02-30", "2023-00", "2023-02-", "２０２３", "2023/02"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(InvalidDate):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    "parts", [[], [None], [0], [2023, None, 1], [2023, 0], [True], ["x"], [2023, 1, 1, 1], [10**30]]
)
def test_impossible_parts_are_refused(parts):
    with pytest.raises(InvalidDate):
        PartialDate.from_parts(parts)


def test_a_year_comes_before_its_months_and_a_month_before_its_days():
    days = [PartialDate.parse(text) for text in ("2022-12-31", "2023", "2023-01", "2023-01-01")]
    assert sorted([days[2], days[3], days[0], days[1]]) == days
    assert max(days) == PartialDate.of(date(2023, 1, 1))


def test_a_record_can_be_hashed_copied_and_stored():
    record = WorkRecord("crossref", "10.5555/a", dates={"issued": PartialDate(2023)})
    assert copy.deepcopy(record) == record
    assert hash(record) == hash(WorkRecord("crossref", "10.5555/a"))
    assert asdict(record)["dates"]["issued"]["year"] == 2023


def test_title_and_subtitle_are_joined():
    assert WorkRecord("crossref", "10.5555/a", title="A", subtitle="B").full_title == "A: B"
    assert WorkRecord("crossref", "10.5555/a").full_title is None


def test_works_without_a_doi_go_by_what_tells_them_apart():
    preface = WorkRecord("ris", None, title="Preface", container_title="Annals", pages="1-2")
    again = WorkRecord("bibtex", None, title="PREFACE", container_title="Annals", pages="1–2")
    other = WorkRecord("ris", None, title="Preface", container_title="Annals", pages="5")
    assert preface.key == again.key != other.key
    named = replace(preface, identifiers=(IdentifierRecord("arxiv", "2401.00001"),))
    assert named.key == "arxiv:2401.00001"
