from __future__ import annotations

import time
from collections import Counter

import pytest

from importers.datacite import DataCiteSource, parse
from importers.errors import (
    BadAnswer,
    Blocked,
    CircuitOpen,
    ParseError,
    TemporarilyUnavailable,
    WrongWork,
)
from importers.fetched import Outcome
from importers.limits import MOST_LATE, MemoryLimitStore
from importers.records import (
    AffiliationRecord,
    FunderRecord,
    IdentifierRecord,
    PartialDate,
    RelationRecord,
)
from tests.importers.conftest import MAILTO
from tests.makers.services import datacite_records, make_datacite, services


@pytest.fixture
def api():
    with services() as book:
        yield book


@pytest.fixture
def source(api):
    options = {"mailto": MAILTO, "limit_store": MemoryLimitStore(), "backoff": 0.01}
    made = DataCiteSource(f"{api.url}/datacite", **options)
    yield made
    made.door.session.close()


# ---- asking


def test_a_record_is_found_by_its_quoted_doi(api, source):
    api.put(make_datacite("10.5555/a#b"))
    fetched = source.fetch("https://doi.org/10.5555/A#b")
    assert (fetched.outcome, fetched.source, fetched.agency) == ("found", "datacite", "DataCite")
    assert parse(fetched.message).doi == "10.5555/a#b"
    assert api.asked == ["/datacite/dois/10.5555%2Fa%23b?affiliation=true"]
    assert api.seen[0]["User-Agent"] == "registry (mailto:registry@example.org)"


def test_what_datacite_does_not_hold_may_be_another_agencys(source):
    fetched = source.fetch("10.5555/a")
    assert (fetched.outcome, fetched.agency, fetched.error) == ("other_agency", None, None)


def test_the_404_of_some_other_server_says_nothing(loopback):
    loopback.put("/dois/10.5555%2Fa?affiliation=true", b"<h1>404</h1>", status=404)
    asked = DataCiteSource(loopback.url, backoff=0.01)
    fetched = asked.fetch("10.5555/a")
    assert (fetched.outcome, type(fetched.error)) == (Outcome.TEMPORARILY_UNAVAILABLE, BadAnswer)
    asked.door.session.close()


def test_the_record_of_another_doi_is_refused(api, source):
    api.datacite["10.5555/a"] = make_datacite("10.5555/b")
    assert isinstance(source.fetch("10.5555/a").error, WrongWork)


@pytest.mark.parametrize("record", [[], {}, {"attributes": []}, {"attributes": {"doi": 3}}])
def test_a_record_of_another_shape_is_not_taken(api, source, record):
    api.datacite["10.5555/a"] = record or [0]
    assert isinstance(source.fetch("10.5555/a").error, BadAnswer)


def test_a_passing_failure_is_tried_again(api, source):
    api.put(make_datacite("10.5555/a"))
    api.script = [503, 429, 500]
    assert source.fetch("10.5555/a").outcome is Outcome.FOUND
    assert len(api.asked) == 4


def test_a_service_that_is_away_says_nothing_of_its_dois(api, source):
    api.away.add("datacite")
    errors = [type(source.fetch(f"10.5555/{n}").error) for n in range(4)]
    assert errors == [TemporarilyUnavailable] * 3 + [CircuitOpen]


def test_many_are_asked_in_one_request_and_the_missing_singly(api, source):
    odd = '10.5555/a"b\\c(d)'
    api.put(make_datacite("10.5555/a"), make_datacite(odd), make_datacite("10.5555/c"))
    dois = ["10.5555/A", odd, "10.5555/missing", "10.5555/c", "doi:10.5555/a", "x"]
    fetched = {one.doi: one.outcome.value for one in source.fetch_many(dois)}
    assert fetched == {
        **dict.fromkeys(("10.5555/a", odd, "10.5555/c"), "found"),
        "10.5555/missing": "other_agency",
        "x": "invalid",
    }
    assert [path.partition("?")[0] for path in api.asked] == [
        "/datacite/dois",
        "/datacite/dois/10.5555%2Fmissing",
    ]


def test_after_a_block_nothing_more_is_asked(api, source):
    api.script = [403]
    fetched = list(source.fetch_many([f"10.5555/{n}" for n in range(120)]))
    assert (len(api.asked), len(fetched)) == (1, 120)
    assert {type(one.error) for one in fetched} == {Blocked}


def test_a_thousand_requests_in_five_minutes_are_not_exceeded(api):
    api.hurry = False
    api.put(*(make_datacite(f"10.5555/{n}") for n in range(4)))
    asked = DataCiteSource(f"{api.url}/datacite", mailto=MAILTO)
    start = time.monotonic()
    for n in range(4):
        assert asked.fetch(f"10.5555/{n}").outcome is Outcome.FOUND
    assert time.monotonic() - start >= 3 * 300 / 1000 - MOST_LATE
    asked.door.session.close()


def test_all_real_records_come_in_fifty_to_a_request(api, source):
    api.put(*datacite_records())
    dois = [record["id"] for record in datacite_records()]
    fetched = list(source.fetch_many(dois))
    assert [one.doi for one in fetched] == dois
    assert [one.message["id"] for one in fetched] == dois
    assert len(api.asked) == -(-1421 // 50)


# ---- reading: the real records, everyone and everything accounted for


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


# ---- reading: what the real records have none of


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
