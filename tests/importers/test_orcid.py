from __future__ import annotations

from collections import Counter

import pytest

from importers.errors import (
    BadAnswer,
    Blocked,
    NoSuchPerson,
    ParseError,
    PersonClosed,
    TemporarilyUnavailable,
)
from importers.identifiers import InvalidIdentifier, normalise_doi
from importers.limits import MemoryLimitStore
from importers.orcid import OrcidSource, entries, parse
from importers.records import IdentifierRecord, PartialDate
from importers.sources import PARSERS
from tests.importers.conftest import MAILTO
from tests.makers.services import CLOSED, orcid_answers, orcid_rows, services

IDENTIFIER = "0000-0002-1825-0097"
NAME = {"given-names": {"value": "Josiah"}, "family-name": {"value": "Carberry"}}


@pytest.fixture
def api():
    with services() as book:
        yield book


@pytest.fixture
def source(api):
    options = {"mailto": MAILTO, "limit_store": MemoryLimitStore(), "backoff": 0.01}
    made = OrcidSource(f"{api.url}/orcid", **options)
    yield made
    made.door.session.close()


def external(kind, value, relation="self"):
    return {
        "external-id-type": kind,
        "external-id-value": value,
        "external-id-relationship": relation,
    }


def summary(words="On samples", /, *ids, **changes):
    """What one service says of a work."""
    said = {
        "put-code": 7,
        "title": {"title": {"value": words}, "subtitle": None, "translated-title": None},
        "external-ids": {"external-id": list(ids)},
        "type": "journal-article",
        "publication-date": {"year": {"value": "2021"}, "month": {"value": "03"}, "day": None},
        "journal-title": {"value": "Journal of Samples"},
        "display-index": "0",
    }
    return said | changes


def works(*groups):
    """An answer of `works`; each group is a list of summaries."""
    return {"group": [{"work-summary": list(group)} for group in groups], "path": "x"}


def put(api, answer, part="works", status=200):
    api.orcid[f"/v3.0/{IDENTIFIER}/{part}"] = (status, answer)


# ---- asking


def test_the_works_of_a_person_are_entries(api, source):
    doi, arxiv = external("doi", "https://doi.org/10.5555/A"), external("arxiv", "2301.01234")
    put(api, works([summary("One", doi)], [summary("Two", arxiv)]))
    put(api, {"name": NAME}, "person")
    one, two = source.works(f"https://orcid.org/{IDENTIFIER}")
    assert (one.place, one.given, one.doi, one.source) == (1, "One", "10.5555/a", "orcid")
    assert (two.place, two.given, two.doi) == (2, "Two", None)
    record = PARSERS[two.source](two.message)
    assert (record.title, record.key) == ("Two", "arxiv:2301.01234")
    (person,) = record.contributors
    assert (person.printed, person.family, person.orcid) == (
        *("Josiah Carberry", "Carberry", IDENTIFIER),
    )
    assert api.seen[0]["Accept"] == "application/json"
    assert api.seen[0]["User-Agent"] == "registry (mailto:registry@example.org)"


def test_who_owns_the_record_is_asked_only_for_works_without_a_doi(api, source):
    put(api, works([summary("One", external("doi", "10.5555/a"))]))
    assert len(source.works(IDENTIFIER)) == 1
    assert api.asked == [f"/orcid/v3.0/{IDENTIFIER}/works"]


def test_without_a_public_name_the_byline_is_empty(api, source):
    put(api, works([summary("Two")]))
    (entry,) = source.works(IDENTIFIER)
    assert PARSERS["orcid"](entry.message).contributors == ()


def test_a_record_that_shows_nothing_gives_nothing(api, source):
    put(api, {"group": [], "path": "x", "last-modified-date": None})
    assert source.works(IDENTIFIER) == []


def test_a_real_refusal_says_that_there_is_no_such_person(api, source):
    (status, body) = orcid_answers()["/v3.0/adfafadf/person"]
    put(api, body, status=status)
    with pytest.raises(NoSuchPerson):
        source.works(IDENTIFIER)
    assert len(api.asked) == 1


@pytest.mark.parametrize("status", [409, 401])
def test_a_closed_record_is_told_from_an_unknown_one(api, source, status):
    put(api, CLOSED, status=status)
    with pytest.raises(PersonClosed):
        source.works(IDENTIFIER)


def test_a_merged_record_is_followed(loopback):
    merged = "0000-0001-5109-3700"
    path = f"/v3.0/{IDENTIFIER}/works"
    loopback.put(path, b"", status=301, Location=f"/v3.0/{merged}/works")
    loopback.put(f"/v3.0/{merged}/works", b'{"group": []}')
    asked = OrcidSource(loopback.url)
    assert asked.works(IDENTIFIER) == []
    asked.door.session.close()


def test_a_real_internal_error_is_tried_again(api, source):
    (status, body) = orcid_answers()["/v3.0/search"]
    real = next(row for row in orcid_rows() if row.get("status") == 500)
    put(api, real["body"], status=real["status"])
    with pytest.raises(TemporarilyUnavailable):
        source.works(IDENTIFIER)
    assert len(api.asked) == 6
    assert (status, body["num-found"]) != (500, None)


def test_too_many_requests_are_waited_for(api, source):
    put(api, works())
    api.script = [503, 429]
    assert source.works(IDENTIFIER) == []


def test_a_block_is_final(api, source):
    api.script = [403]
    with pytest.raises(Blocked):
        source.works(IDENTIFIER)
    assert len(api.asked) == 1


@pytest.mark.parametrize("answer", [[], "x", {}, {"group": {}}, {"group": None}])
def test_an_answer_of_another_shape_is_not_taken(api, source, answer):
    put(api, answer)
    with pytest.raises(BadAnswer):
        source.works(IDENTIFIER)


def test_the_404_of_some_other_server_says_nothing(loopback):
    asked = OrcidSource(loopback.url, backoff=0.01)
    with pytest.raises(BadAnswer):
        asked.works(IDENTIFIER)
    asked.door.session.close()


@pytest.mark.parametrize("text", ["", "0000-0002-1825-0098", "../search", "Josiah Carberry"])
def test_what_is_no_orcid_id_is_never_asked(api, source, text):
    with pytest.raises(InvalidIdentifier):
        source.works(text)
    assert api.asked == []


# ---- the real answers


def real_works():
    """iD and answer of every real list of works, of 3.0 and older, alone or in a record."""
    for row in orcid_rows():
        in_record = "activities-summary" in row["body"]
        if row["kind"] == "works" or in_record or "/works" in row.get("uri", ""):
            activities = row["body"].get("activities-summary") or {}
            yield row["orcid"], row["body"], activities.get("works") or row["body"]


def test_all_real_answers_come_in_each_group_once():
    counts = Counter()
    for orcid, body, listed in real_works():
        found = list(entries(body, orcid))
        assert len(found) == len(listed["group"])
        for entry, group in zip(found, listed["group"], strict=True):
            record = parse(entry.message)
            titles = {s["title"]["title"]["value"].strip() for s in group["work-summary"]}
            assert entry.given in {title[:200] for title in titles}
            assert (record.doi, record.source) == (entry.doi, "orcid")
            assert record.title
            counts["works"] += 1
            counts["dois"] += bool(entry.doi)
            counts["dates"] += "issued" in record.dates
            journals = [one.get("journal-title") for one in group["work-summary"]]
            assert bool(record.container_title) == any(journals)
            counts["journals"] += bool(record.container_title)
    assert counts == {"works": 851, "dois": 620, "dates": 817, "journals": 109}


def test_every_real_doi_of_a_work_itself_is_found():
    for orcid, body, listed in real_works():
        for entry, group in zip(entries(body, orcid), listed["group"], strict=True):
            given = [
                identifier["external-id-value"]
                for one in group["work-summary"]
                for identifier in (one["external-ids"] or {}).get("external-id", [])
                if identifier["external-id-type"] == "doi"
                and (identifier["external-id-relationship"] or "self").lower() == "self"
            ]
            assert entry.doi in {*map(_doi, given)} or (entry.doi, given) == (None, [])


def _doi(text):
    try:
        return normalise_doi(text)
    except InvalidIdentifier:
        return None


def test_the_real_services_answers_are_read_over_http(api, source):
    api.orcid = orcid_answers()
    asked = {path.split("/")[2] for path in api.orcid if path.endswith("/works")}
    found = {orcid: source.works(orcid) for orcid in asked}
    assert len(found["0000-0003-1444-9135"]) == 111
    assert found["0000-0003-1620-1408"] == []
    with_name = [one for all_ in found.values() for one in all_ if one.message["name"]]
    assert len(with_name) > 100


# ---- reading


def read(*summaries, **changes):
    (entry,) = entries(works(summaries), IDENTIFIER)
    return parse(entry.message | changes)


def test_the_owners_choice_stands_first_and_the_others_fill_in():
    chosen = summary("Chosen", external("eid", "2-s2.0-1"), **{"display-index": "1"})
    other = summary("Other", external("doi", "10.5555/a"), url={"value": "https://a.example/1"})
    other["publication-date"] = {name: {"value": v} for name, v in (("year", "2021"),)}
    record = read(other, chosen | {"journal-title": None})
    assert (record.title, record.doi, record.url) == ("Chosen", "10.5555/a", "https://a.example/1")
    assert record.container_title == "Journal of Samples"
    assert record.dates == {"issued": PartialDate(2021, 3)}
    assert record.identifiers == (
        IdentifierRecord("doi", "10.5555/a"),
        IdentifierRecord("eid", "2-s2.0-1"),
    )


def test_the_doi_of_a_book_is_not_that_of_its_chapter():
    record = read(summary("A chapter", external("doi", "10.5555/book", "part-of")))
    assert record.doi is None
    assert record.key.startswith("said:")


def test_identifiers_without_a_doi_are_kept_in_their_normal_form():
    record = read(
        summary(
            *("Work", external("pmid", "PMID: 123"), external("arxiv", "arXiv:quant-ph/9508027v2")),
            *(external("isbn", "0099-9962\n0-306-47284-8"), external("issn", "2049-3630")),
            *(external("pat", "CN 101234567 B"), external("cstr", "CSTR:31253.11.sciencedb.01")),
            external("doi", "none"),
        )
    )
    assert record.identifiers == (
        IdentifierRecord("pmid", "123"),
        IdentifierRecord("arxiv", "quant-ph/9508027"),
        IdentifierRecord("patent", "CN101234567B"),
        IdentifierRecord("cstr", "31253.11.sciencedb.01"),
    )
    assert (record.isbns, record.issns) == (("9780306472848",), ("2049-3630",))
    assert {(remark.field, remark.reason) for remark in record.remarks} == {
        ("isbn", "malformed"),
        ("doi", "malformed"),
    }


def test_a_chinese_work_is_known_by_where_it_is_read():
    address = "https://kns.cnki.net/kcms/detail/44.1.TN.20210301.html?a=1"
    record = read(summary("量子纠缠的样本", url={"value": address}))
    assert (record.title, record.url) == ("量子纠缠的样本", address)
    assert record.key == "cnki:kns.cnki.net/kcms/detail/44.1.TN.20210301.html?a=1"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        *(("JOURNAL_ARTICLE", "journal-article"), ("conference-paper", "proceedings-article")),
        *(
            ("data-set", "dataset"),
            ("DISSERTATION", "dissertation"),
            ("preprint", "posted-content"),
        ),
        *(("book-chapter", "book-chapter"), ("invention", "invention"), (None, None)),
    ],
)
def test_types_are_in_crossrefs_words_where_it_has_one(kind, expected):
    assert read(summary(type=kind)).type == expected


def test_titles_are_clean_and_translations_kept():
    said = {
        "title": {"value": "On <i>two</i>  ions"},
        "subtitle": {"value": "a start"},
        "translated-title": {"value": "两个离子", "language-code": "zh"},
    }
    record = read(summary(title=said))
    assert (record.title, record.title_markup) == ("On two ions", "On <i>two</i> ions")
    assert (record.subtitle, record.other_titles) == ("a start", ("两个离子",))


def test_the_name_a_person_wants_to_be_called_by_stands():
    record = read(
        summary(), name={"given": "Josiah", "family": "Carberry", "credit": "J. Carberry"}
    )
    assert [person.printed for person in record.contributors] == ["J. Carberry"]


def test_a_work_without_title_and_doi_is_told():
    nameless = summary()
    nameless["title"] = None
    (entry,) = entries(works([nameless]), IDENTIFIER)
    assert (entry.given, entry.doi, entry.message, entry.reason) == (
        *("put-code 7", None, None, "no_title"),
    )


@pytest.mark.parametrize("message", [None, [], {}, {"group": []}, {"group": {"work-summary": 3}}])
def test_a_message_that_names_no_work_is_refused(message):
    with pytest.raises(ParseError):
        parse(message)


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [None], {"value": []}, [{}]])
def test_no_field_of_another_shape_breaks_the_reading(value):
    for name in summary():
        for found in entries(works([summary(**{name: value})]), IDENTIFIER):
            assert found.reason == "no_title" or parse(found.message).title == "On samples"
    assert next(entries({"group": [{"work-summary": value}]}, IDENTIFIER)).place == 1
    assert parse({"group": {"work-summary": [summary()]}, "orcid": value, "name": value}).title
