"""What is read of a DataCite record: all the real ones, then what they have none of."""

from __future__ import annotations

from collections import Counter

import pytest

from importers.datacite import parse
from importers.errors import ParseError
from importers.records import (
    AffiliationRecord,
    FunderRecord,
    IdentifierRecord,
    PartialDate,
    RelationRecord,
)
from tests.makers.services import datacite_records, make_datacite


@pytest.fixture(scope="module")
def pairs():
    return [(record["attributes"], parse(record)) for record in datacite_records()]


def test_every_real_record_is_read_without_doubt(pairs):
    assert len(pairs) == 1421
    assert all(record.doi == said["doi"] for said, record in pairs)
    assert all(record.source == "datacite" for _, record in pairs)
    assert {(record.type, record.subtype) for _, record in pairs} == {
        ("posted-content", "preprint")
    }
    remarks = Counter(remark.reason for _, record in pairs for remark in record.remarks)
    assert remarks == {"repeated": 15}


def test_every_creator_comes_out_in_order_with_the_name_as_given(pairs):
    people = groups = units = 0
    for said, record in pairs:
        for entry, person in zip(said["creators"], record.contributors, strict=True):
            assert (person.given, person.family) == (
                entry.get("givenName"),
                entry.get("familyName"),
            )
            assert person.is_group == (entry["nameType"] == "Organizational")
            assert person.printed
            assert [unit.name for unit in person.affiliations] == entry["affiliation"]
            people += 1
            groups += person.is_group
            units += len(person.affiliations)
    assert (people, groups, units) == (6984, 12, 794)


def test_every_title_and_abstract_comes_out_clean(pairs):
    for said, record in pairs:
        assert record.title
        assert record.title == " ".join(record.title.split())
        assert record.abstract
        assert len(said["titles"]) == 1
        assert record.other_titles == ()


def test_every_date_comes_out(pairs):
    names = {"Submitted": "submitted", "Available": "posted", "Issued": "issued"}
    for said, record in pairs:
        for kind, name in names.items():
            given = [date["date"][:10] for date in said["dates"] if date["dateType"] == kind]
            assert str(record.dates[name]) == min(given)
        updated = [d["date"][:10] for d in said["dates"] if d["dateType"] == "Updated"]
        assert str(record.dates.get("content_updated", "")) == max(updated, default="")
        assert record.dates["issued"].year == said["publicationYear"]


def test_every_relation_licence_and_arxiv_number_comes_out(pairs):
    relations = 0
    for said, record in pairs:
        named = [related["relatedIdentifier"].lower() for related in said["relatedIdentifiers"]]
        assert [r.value for r in record.relations] == named
        assert {(r.kind, r.scheme) for r in record.relations} <= {("is-version-of", "doi")}
        assert [one.url for one in record.licences] == [r["rightsUri"] for r in said["rightsList"]]
        arxiv = said["identifiers"][0]["identifier"]
        assert record.identifiers == (
            IdentifierRecord("doi", record.doi),
            IdentifierRecord("arxiv", arxiv),
        )
        assert record.url == said["url"]
        assert record.institutions == ("arXiv",)
        relations += len(named)
    assert relations == 1426


# ---- what the real records have none of


def read(**changes):
    return parse(make_datacite("10.5555/a", **changes))


@pytest.mark.parametrize(
    ("creator", "expected"),
    [
        ({"name": "Lovelace, Ada", "nameType": "Personal"}, ("Ada Lovelace", "Lovelace", False)),
        ({"name": "Lovelace, Ada"}, ("Ada Lovelace", "Lovelace", False)),
        ({"name": "Plato", "nameType": "Personal"}, ("Plato", "Plato", False)),
        ({"name": "CERN, Geneva", "nameType": "Organizational"}, ("CERN, Geneva", None, True)),
        ({"name": "ATLAS Collaboration"}, ("ATLAS Collaboration", None, True)),
        ({"givenName": "伟", "familyName": "李", "name": "李, 伟"}, ("李伟", "李", False)),
        ("ATLAS Collaboration", ("ATLAS Collaboration", None, True)),
        ({}, ("", None, False)),
    ],
)
def test_a_creator_is_a_person_or_a_group(creator, expected):
    (person,) = read(creators=[creator]).contributors
    assert (person.printed, person.family, person.is_group) == expected


def test_orcid_ids_and_units_with_ror_ids_are_read():
    creator = {
        "name": "Author, Sample",
        "nameIdentifiers": [
            {"nameIdentifier": "0000 0001", "nameIdentifierScheme": "ISNI"},
            {
                "nameIdentifier": "https://orcid.org/0000-0002-1825-0097",
                "nameIdentifierScheme": "ORCID",
            },
        ],
        "affiliation": [
            {
                "name": "Southern University of Science and Technology",
                "affiliationIdentifier": "https://ror.org/049tv2d57",
                "affiliationIdentifierScheme": "ROR",
            },
            "Sample Institute",
        ],
    }
    (person,) = read(creators=[creator]).contributors
    assert person.orcid == "0000-0002-1825-0097"
    assert person.orcid_authenticated is None
    assert person.affiliations == (
        AffiliationRecord("Southern University of Science and Technology", "049tv2d57"),
        AffiliationRecord("Sample Institute"),
    )


def test_of_the_contributors_only_editors_are_editors():
    record = read(
        contributors=[
            {"name": "Editor, One", "contributorType": "Editor"},
            {"name": "Curator, Two", "contributorType": "DataCurator"},
        ]
    )
    assert [person.printed for person in record.editors] == ["One Editor"]


def test_titles_of_all_kinds_find_their_place():
    record = read(
        titles=[
            {"title": "纠缠数据", "titleType": "TranslatedTitle"},
            {"title": "Data of <i>two</i> ions"},
            {"title": "Raw counts", "titleType": "Subtitle"},
            {"title": "Ions", "titleType": "AlternativeTitle"},
        ]
    )
    assert (record.title, record.title_markup) == ("Data of two ions", "Data of <i>two</i> ions")
    assert (record.subtitle, record.other_titles) == ("Raw counts", ("纠缠数据", "Ions"))


def test_each_funder_comes_once_with_all_its_awards():
    nsfc = {
        "funderName": "National Natural Science Foundation of China",
        "funderIdentifier": "https://doi.org/10.13039/501100001809",
        "funderIdentifierType": "Crossref Funder ID",
    }
    ror = {
        "funderName": "Sample Fund",
        "funderIdentifier": "https://ror.org/049tv2d57",
        "funderIdentifierType": "ROR",
    }
    record = read(
        fundingReferences=[nsfc | {"awardNumber": "61932008"}, ror, nsfc | {"awardNumber": "1177"}]
    )
    assert record.funders == (
        FunderRecord(
            nsfc["funderName"],
            "10.13039/501100001809",
            awards=("61932008", "1177"),
            awards_raw=("61932008", "1177"),
        ),
        FunderRecord("Sample Fund", ror="049tv2d57"),
    )


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ({"resourceTypeGeneral": "Preprint"}, "posted-content"),
        ({"resourceTypeGeneral": "Dataset"}, "dataset"),
        ({"resourceTypeGeneral": "Software"}, "software"),
        ({"resourceTypeGeneral": "JournalArticle"}, "journal-article"),
        ({"resourceTypeGeneral": "ConferencePaper"}, "proceedings-article"),
        ({"resourceTypeGeneral": "BookChapter"}, "book-chapter"),
        ({"resourceTypeGeneral": "ComputationalNotebook"}, "computational-notebook"),
        ({"resourceTypeGeneral": "Text", "resourceType": "PhD thesis"}, "dissertation"),
        ({"resourceTypeGeneral": "Text", "resourceType": "Working Paper"}, "posted-content"),
        ({"resourceTypeGeneral": "Text", "resourceType": "Talk"}, "other"),
        ({}, None),
    ],
)
def test_types_are_in_crossrefs_words_where_it_has_one(types, expected):
    assert read(types=types).type == expected


def test_relations_are_in_crossrefs_words_where_it_has_one():
    def related(kind, value="10.5555/B", scheme="DOI"):
        return {
            "relationType": kind,
            "relatedIdentifier": value,
            "relatedIdentifierType": scheme,
        }

    record = read(
        relatedIdentifiers=[
            *(related("IsSupplementTo"), related("IsIdenticalTo"), related("IsPreprintOf")),
            *(related("Obsoletes"), related("IsReviewedBy"), related("IsVersionOf", "no doi")),
            *(related("IsPartOf", "arXiv:2301.01234v2", "arXiv"), related("HasPart", "x", "URL")),
        ]
    )
    assert record.relations == (
        RelationRecord("is-supplement-to", "doi", "10.5555/b", "subject"),
        RelationRecord("is-identical-to", "doi", "10.5555/b", "subject"),
        RelationRecord("is-preprint-of", "doi", "10.5555/b", "subject"),
        RelationRecord("replaces", "doi", "10.5555/b", "subject"),
        RelationRecord("has-review", "doi", "10.5555/b", "subject"),
        RelationRecord("is-part-of", "arxiv", "2301.01234", "subject"),
        RelationRecord("has-part", "uri", "x", "subject"),
    )
    assert [remark.field for remark in record.remarks] == ["relation.IsVersionOf"]


def test_the_journal_of_a_record_is_read():
    record = read(
        types={"resourceTypeGeneral": "Text", "resourceType": "Article"},
        publisher={"name": "Sample Press"},
        container={
            "type": "Journal",
            "title": "Sample Journal",
            "volume": "3",
            "issue": "2",
            "firstPage": "11",
            "lastPage": "19",
            "identifier": "2049-3630",
            "identifierType": "ISSN",
        },
    )
    assert (record.type, record.container_title, record.publisher) == (
        *("journal-article", "Sample Journal", "Sample Press"),
    )
    assert (record.volume, record.issue, record.pages, record.issns) == (
        *("3", "2", "11-19", ("2049-3630",)),
    )


def test_without_a_date_of_issue_the_year_of_publication_stands():
    record = read(dates=[{"date": "2021-03-01/2022-04-02", "dateType": "Collected"}])
    assert record.dates == {"issued": PartialDate(2023)}


def test_a_date_of_withdrawal_is_a_withdrawal():
    record = read(dates=[{"date": "2024-02-03", "dateType": "Withdrawn"}])
    (update,) = record.updates
    assert (update.direction, update.type, update.source, str(update.date)) == (
        *("updated_by", "withdrawal", "datacite", "2024-02-03"),
    )


@pytest.mark.parametrize("message", [None, [], "x", {}, {"attributes": {}}, {"doi": ["10.1/a"]}])
def test_a_message_without_a_doi_is_refused(message):
    with pytest.raises(ParseError):
        parse(message)


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None], [[]], [{}], [{"name": {}}]])
def test_no_field_of_another_shape_breaks_the_reading(value):
    names = [*datacite_records()[0]["attributes"], "fundingReferences", "alternateIdentifiers"]
    for name in {*names, "contributors", "relatedIdentifiers"} - {"doi"}:
        assert read(**{name: value}).doi == "10.5555/a"
