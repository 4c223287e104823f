"""DataCite asked for one DOI and for many: what is taken for an answer, how often it is asked."""

from __future__ import annotations

import time

import pytest

from importers.datacite import DataCiteSource, parse
from importers.errors import BadAnswer, Blocked, CircuitOpen, TemporarilyUnavailable, WrongWork
from importers.fetched import Outcome
from importers.limits import MOST_LATE, MemoryLimitStore
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
