from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.crossref import parse, parse_json
from importers.errors import ParseError
from importers.records import AffiliationRecord, ContributorRecord, PartialDate, RelationRecord

DOI = "10.5555/sample.1"


def read(**fields):
    return parse({"DOI": DOI} | fields)


def people(*authors):
    return read(author=list(authors)).contributors


def test_a_message_with_only_a_doi_is_a_work_of_which_nothing_is_known():
    record = parse({"DOI": "10.5555/SAMPLE.1"})
    assert record.doi == DOI
    assert (record.title, record.type, record.dates, record.contributors) == (None, None, {}, ())
    assert record.remarks == ()


@pytest.mark.parametrize(
    "message", [None, [], "10.5555/a", {}, {"DOI": None}, {"DOI": ["10.5555/a"]}, {"DOI": "x"}]
)
def test_a_message_without_a_usable_doi_is_refused(message):
    with pytest.raises(ParseError):
        parse(message)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"DOI": "10.5555/a"', b"[]", b"\xff", b"null"])
def test_what_is_no_json_message_is_refused(body):
    with pytest.raises(ParseError):
        parse_json(body)


def test_an_answer_of_the_api_is_unwrapped():
    body = json.dumps({"status": "ok", "message-type": "work", "message": {"DOI": DOI}}).encode()
    assert parse_json(body).doi == DOI


def test_strings_stand_where_lists_are_expected():
    record = read(title="A title", **{"container-title": "A journal", "ISSN": "2049-3630"})
    assert (record.title, record.container_title, record.issns) == (
        "A title",
        "A journal",
        ("2049-3630",),
    )


def test_the_early_api_gave_addresses_for_prefix_and_member():
    record = read(
        prefix="http://id.crossref.org/prefix/10.5555",
        member="http://id.crossref.org/member/7822",
        **{"cited-count": 3, "citing-count": 7},
    )
    assert (record.cited_by_count, record.references_count) == (3, 7)


def test_second_titles_and_short_titles_are_kept_apart():
    record = read(
        title=["", "Main", "Autre"],
        subtitle=["Sub"],
        **{"short-title": ["Main", "M."], "original-title": ["正题"]},
    )
    assert (record.title, record.full_title, record.original_title) == ("Main", "Main: Sub", "正题")
    assert record.other_titles == ("Autre", "M.")


@pytest.mark.parametrize(
    ("value", "expected", "reasons"),
    [
        ({"date-parts": [[2023, 2, 7]]}, "2023-02-07", []),
        ({"date-parts": [[2023, 2]]}, "2023-02", []),
        ({"date-parts": [["2023"]]}, "2023", []),
        ({"date-parts": [2023, 2]}, "2023-02", []),
        ({"date-parts": [[2019], [2020]]}, "2019", []),
        ({"date-parts": [[None]]}, None, []),
        ({"date-parts": [[]]}, None, []),
        ({"date-parts": None}, None, []),
        ({"date-parts": [[None]], "date-time": "2023-02-07T10:00:00Z"}, "2023-02-07", []),
        ({"date-parts": [[2023, 0, 0]]}, "2023", []),
        ({"date-parts": [[2023, 2, 30]]}, "2023-02", ["not_a_date"]),
        ({"date-parts": [[2023, 13]]}, "2023", ["not_a_date"]),
        ({"date-parts": [[0, 1]]}, None, ["not_a_date"]),
        ({"date-parts": [[{}]]}, None, ["not_a_date"]),
        ("2023-02", "2023-02", []),
        (2023, "2023", []),
        ("soon", None, ["not_a_date"]),
        (None, None, []),
    ],
)
def test_a_date_is_read_as_far_as_it_is_possible(value, expected, reasons):
    record = read(issued=value)
    assert (str(record.dates["issued"]) if record.dates else None) == expected
    assert [remark.reason for remark in record.remarks] == reasons


def test_names_are_printed_as_they_stand_over_a_paper():
    authors = people(
        {"given": "Lei", "family": "Wang"},
        {"given": "小明", "family": "王"},
        {"given": "John", "family": "Smith", "suffix": "Jr."},
        {"family": "Aristotle"},
        {"given": "Kumaran"},
        {"name": "The Example Collaboration"},
        {"name": "王小明"},
        {},
    )
    assert [author.printed for author in authors] == [
        *("Lei Wang", "王小明", "John Smith Jr.", "Aristotle", "Kumaran"),
        *("The Example Collaboration", "王小明", ""),
    ]
    assert [author.position for author in authors] == list(range(1, 9))
    assert [author.is_group for author in authors] == [False] * 5 + [True, True, False]
    assert authors[5].group_name == "The Example Collaboration"


def test_a_nameless_and_a_repeated_author_keep_their_places_and_are_said():
    record = read(author=[{}, {"family": "Example"}, {"family": "EXAMPLE"}, "A. Text", None])
    assert [author.printed for author in record.contributors] == [
        *("", "Example", "EXAMPLE", "A. Text")
    ]
    assert [(remark.field, remark.reason) for remark in record.remarks] == [
        *(("author[1]", "nameless"), ("author[3]", "repeated"))
    ]


@pytest.mark.parametrize(
    ("orcid", "authenticated", "expected"),
    [
        ("http://orcid.org/0000-0002-1825-0097", None, ("0000-0002-1825-0097", None)),
        ("https://orcid.org/0000-0002-1825-0097", True, ("0000-0002-1825-0097", True)),
        ("https://orcid.org/0000-0002-1825-0097", "False", ("0000-0002-1825-0097", False)),
        (["0000-0002-1694-233x"], "true", ("0000-0002-1694-233X", True)),
        ("https://orcid.org/0000-0002-1825-0098", True, (None, None)),
        ("", True, (None, None)),
        (None, True, (None, None)),
    ],
)
def test_an_orcid_is_kept_only_if_its_check_digit_is_right(orcid, authenticated, expected):
    record = read(author=[{"family": "X", "ORCID": orcid, "authenticated-orcid": authenticated}])
    (author,) = record.contributors
    assert (author.orcid, author.orcid_authenticated) == expected
    wrong = [remark.value for remark in record.remarks if remark.reason == "check_digit"]
    assert wrong == ([orcid] if str(orcid).endswith("98") else [])


def test_affiliations_keep_name_identifiers_department_and_place():
    ror = {"id": "https://ror.org/049tv2d57", "id-type": "ROR", "asserted-by": "publisher"}
    isni = {"id": "0000 0004 1773 8888", "id-type": "ISNI"}
    (author,) = people(
        {
            "family": "X",
            "affiliation": [
                {"name": " "},
                {
                    "name": "Institute",
                    "department": ["A", "B"],
                    "place": ["Shenzhen"],
                    "id": [ror, isni],
                },
                {"id": [ror]},
                "A text",
                None,
            ],
        }
    )
    whole, only_ror, text = author.affiliations
    assert (whole.name, whole.ror, whole.department, whole.place) == (
        *("Institute", "049tv2d57", "A; B", "Shenzhen"),
    )
    assert [(one.scheme, one.value) for one in whole.identifiers] == [("isni", isni["id"])]
    assert only_ror == AffiliationRecord(ror="049tv2d57")
    assert text == AffiliationRecord(name="A text")


@pytest.mark.parametrize(
    ("given_award", "awards"),
    [
        ("61932008, 61772368", ("61932008", "61772368")),
        ("61932008,61772368", ("61932008", "61772368")),
        ("61932008、61772368；2020YFA0712403", ("61932008", "61772368", "2020YFA0712403")),
        ("11074020 and 51172009", ("11074020", "51172009")),
        ("1427389 / 2052443", ("1427389", "2052443")),
        ("18,000 euros", ("18,000 euros",)),
        ("Fa 159/5-1,2,3", ("Fa 159/5-1,2,3",)),
        ("NE/N00674/1", ("NE/N00674/1",)),
        ("Research, and development", ("Research, and development",)),
    ],
)
def test_several_award_numbers_in_one_string_are_taken_apart(given_award, awards):
    record = read(funder=[{"name": "NSFC", "DOI": "10.13039/501100001809", "award": [given_award]}])
    (funder,) = record.funders
    assert (funder.awards, funder.awards_raw) == (awards, (given_award,))
    assert funder.doi == "10.13039/501100001809"


def test_a_funder_may_be_known_by_its_ror_id():
    ror = [{"id": "https://ror.org/01h0zpd94", "id-type": "ROR"}]
    assert read(funder=[{"name": "NSFC", "id": ror}]).funders[0].ror == "01h0zpd94"


def test_a_retraction_is_told_from_both_sides():
    update = {
        "DOI": "10.5555/NOTICE",
        "type": "retraction",
        "label": "Retraction",
        "source": "retraction-watch",
        "record-id": 20946,
        "updated": {"date-parts": [[2019, 7, 26]]},
    }
    record = read(**{"updated-by": [update], "update-to": [{"DOI": "10.5555/x", "type": "odd"}]})
    to, by = record.updates
    assert (to.direction, to.type, to.doi) == ("updates", "odd", "10.5555/x")
    assert (by.direction, by.source, by.record_id) == ("updated_by", "retraction-watch", "20946")
    assert (by.doi, by.date) == ("10.5555/notice", PartialDate(2019, 7, 26))


def test_relations_keep_their_kind_and_the_normal_form_of_what_they_name():
    relation = {
        "has-preprint": [{"id-type": "doi", "id": "10.5555/PRE", "asserted-by": "subject"}],
        "is-version-of": {"id-type": "arxiv", "id": "arXiv:2301.01234v2"},
        "cites": [],
        "has-review": [{"id-type": "doi", "id": "nonsense"}],
    }
    record = read(relation=relation)
    assert record.relations == (
        RelationRecord("has-preprint", "doi", "10.5555/pre", "subject"),
        RelationRecord("is-version-of", "arxiv", "2301.01234"),
    )
    assert [remark.field for remark in record.remarks] == ["relation.has-review"]


def test_only_addresses_of_the_web_are_links():
    licence = {"URL": "javascript:alert(1)"}
    record = read(URL="https://doi.org/10.5555/a", license=[licence, {"URL": "https://e.org/l"}])
    assert record.url == "https://doi.org/10.5555/a"
    assert [one.url for one in record.licences] == ["https://e.org/l"]


def test_a_thousand_authors_are_a_thousand_contributors():
    authors = people(*({"given": f"A{n}", "family": "Example"} for n in range(1000)))
    assert authors[999] == ContributorRecord(1000, "A999 Example", given="A999", family="Example")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("given", "family", "name", "suffix", "ORCID", "affiliation", "id", "id-type"),
                    *("date-parts", "date-time", "DOI", "award", "type", "updated", "URL", "start"),
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        *("title", "subtitle", "author", "editor", "issued", "published-print", "abstract", "type"),
        *(
            "container-title",
            "ISSN",
            "ISBN",
            "funder",
            "relation",
            "update-to",
            "updated-by",
            "URL",
        ),
        *("license", "event", "institution", "aliases", "page", "volume", "references-count"),
    ]
)


@given(st.dictionaries(FIELDS, VALUES, max_size=6))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_message_with_a_doi_is_refused_or_gives_what_a_database_cannot_hold(message):
    record = parse({**message, "DOI": DOI})
    repr(record).encode()
    assert "\x00" not in repr(record).replace("\\x00", "\x00")
    assert hash(record) is not None
