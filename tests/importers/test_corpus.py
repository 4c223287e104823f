"""All 9,928 real works: everyone and everything in is accounted for."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from benchmarks import corpus_report
from importers.crossref import parse

PEOPLE = {"author": 25_602, "editor": 469}


@pytest.fixture(scope="module")
def pairs(works):
    return [(message, parse(message)) for message in works]


def test_every_work_is_read(pairs):
    assert len(pairs) == 9928
    assert all(record.doi == message["DOI"] for message, record in pairs)
    assert Counter(record.type for _, record in pairs) == Counter(m["type"] for m, _ in pairs)


@pytest.mark.parametrize(("role", "field"), [("author", "contributors"), ("editor", "editors")])
def test_every_person_comes_out_in_order_with_the_name_as_given(pairs, role, field):
    people = 0
    for message, record in pairs:
        given, read = message.get(role) or [], getattr(record, field)
        assert [person.position for person in read] == list(range(1, len(given) + 1))
        for entry, person in zip(given, read, strict=True):
            for part in ("given", "family", "suffix"):
                assert " ".join((entry.get(part) or "").split()) == (getattr(person, part) or "")
            assert person.is_group == ("name" in entry)
            assert bool(person.orcid) == bool(entry.get("ORCID"))
            assert person.printed or not entry.keys() & {"given", "family", "name"}
            units = [unit for unit in entry.get("affiliation", []) if unit != {"name": " "}]
            assert len(person.affiliations) == len(units)
            people += 1
    assert people == PEOPLE[role]


def test_every_title_comes_out_without_markup(pairs):
    titled = 0
    for message, record in pairs:
        assert bool(record.title) == any(title.strip() for title in message.get("title") or [])
        titled += bool(record.title)
        assert not record.title or record.title == " ".join(record.title.split())
        assert not re.search("mml:|</", record.title or "")
        assert bool(record.abstract) == (message.get("abstract", "<jats:p />") != "<jats:p />")
        assert not re.search("jats:|mml:", record.abstract or "")
    assert titled == 9482


def test_every_date_comes_out_as_far_as_it_is_known(pairs):
    for message, record in pairs:
        given = {
            name.replace("-", "_"): tuple(part for part in value["date-parts"][0] if part)
            for name, value in message.items()
            if isinstance(value, dict) and value.get("date-parts")
        }
        assert {name: day.parts for name, day in record.dates.items()} == {
            name: parts for name, parts in given.items() if parts
        }


def test_every_funder_identifier_and_update_comes_out(pairs):
    for message, record in pairs:
        assert len(record.funders) == len(message.get("funder") or [])
        raw = [award for funder in message.get("funder") or [] for award in funder.get("award", [])]
        assert sum(len(funder.awards_raw) for funder in record.funders) == len(raw)
        relations = [one for many in (message.get("relation") or {}).values() for one in many]
        assert len(record.relations) == len(relations)
        updates = (message.get("update-to") or []) + (message.get("updated-by") or [])
        assert len(record.updates) == len(updates)
        assert len(record.issns) + sum(r.field == "ISSN" for r in record.remarks) == len(
            set(message.get("ISSN") or [])
        )


def test_the_report_over_all_works_finds_nothing_lost(works):
    found = corpus_report.report(works)
    assert {line.what: line.lost for line in found.lines if line.lost} == {}
    counted = {line.what: (line.given, line.read) for line in found.lines}
    assert counted["authors"] == (25_602, 25_602)
    assert counted["affiliations of authors"] == (7_282, 7_282)
    assert counted["dates"] == (54_014, 54_014)
    assert counted["ISSN"] == (11_082, 11_056)
    assert found.beside["titles with < in their text"] < 10
    assert found.beside["award numbers taken apart"] >= counted["awards as given"][0]
    assert len(list(corpus_report.shown(found))) > len(found.lines)


def test_what_was_not_taken_over_is_said(pairs):
    said = Counter(remark.reason for _, record in pairs for remark in record.remarks)
    assert said == {"check_digit": 26, "repeated": 15, "nameless": 1}
