from __future__ import annotations

import json
import threading

import habanero
import habanero.habanero_utils
import habanero.request
import habanero.request_class
import httpx2
import pytest

from importers import crossref
from importers.crossref import Outcome, parse
from importers.errors import (
    BadAnswer,
    Blocked,
    CircuitOpen,
    DeadlineExceeded,
    ParseError,
    Refused,
    TemporarilyUnavailable,
    WrongWork,
)
from importers.limits import MemoryLimitStore
from importers.sources import PARSERS, SOURCES, Connection
from tests.importers.conftest import MAILTO, envelope, work
from tests.makers.services import make_csl, make_datacite

SICI = "10.5555/(sici)1097-0061(199711)13:14<1305::aid-yea176>3.0.co;2-#"


def agency(doi, name):
    return envelope("work-agency", {"DOI": doi, "agency": {"id": name.lower(), "label": name}})


# ---- the four outcomes and the guard, against a service that is always here


def test_a_work_is_found_by_its_quoted_doi(loopback, source):
    loopback.put_work(SICI)
    fetched = source(loopback.url).fetch(f"https://doi.org/{SICI.upper()}")
    assert (fetched.outcome, fetched.doi) == (Outcome.FOUND, SICI)
    assert parse(fetched.message).title == f"On {SICI}"
    assert json.loads(fetched.raw)["DOI"] == SICI
    assert fetched.address == loopback.url + loopback.asked[0]
    assert loopback.agents == ["registry (mailto:registry@example.org)"]


def test_a_doi_of_another_agency_is_told_apart(loopback, source):
    loopback.put("/works/10.5555%2Fa/agency", agency("10.5555/a", "DataCite"))
    fetched = source(loopback.url).fetch("10.5555/a")
    assert (fetched.outcome, fetched.agency) == (Outcome.OTHER_AGENCY, "DataCite")


def test_a_doi_that_nobody_knows_is_not_registered(loopback, source):
    fetched = source(loopback.url).fetch("10.5555/a")
    assert fetched.outcome is Outcome.NOT_REGISTERED
    assert loopback.asked == ["/works/10.5555%2Fa", "/works/10.5555%2Fa/agency"]


def test_a_404_alone_does_not_say_that_a_doi_is_not_registered(loopback, source):
    loopback.put("/works/10.5555%2Fa/agency", b"", status=503)
    fetched = source(loopback.url).fetch("10.5555/a")
    assert fetched.outcome is Outcome.TEMPORARILY_UNAVAILABLE
    assert isinstance(fetched.error, TemporarilyUnavailable)


def test_a_work_that_crossref_mislaid_is_temporarily_unavailable(loopback, source):
    loopback.put("/works/10.5555%2Fa/agency", agency("10.5555/a", "Crossref"))
    assert source(loopback.url).fetch("10.5555/a").outcome is Outcome.TEMPORARILY_UNAVAILABLE


def test_the_404_of_some_other_server_says_nothing(loopback, source):
    loopback.put("/works/10.5555%2Fa", b"<h1>404</h1>", status=404)
    fetched = source(loopback.url).fetch("10.5555/a")
    assert (fetched.outcome, type(fetched.error)) == (Outcome.TEMPORARILY_UNAVAILABLE, BadAnswer)


def test_the_answer_about_another_work_is_refused(loopback, source):
    loopback.put_work("10.5555/b", path="/works/10.5555%2Fa")
    loopback.put("/works/10.5555%2Fc/agency", agency("10.5555/d", "DataCite"))
    asked = source(loopback.url)
    for doi in ("10.5555/a", "10.5555/c"):
        fetched = asked.fetch(doi)
        assert fetched.message is None
        assert isinstance(fetched.error, WrongWork)


def test_a_merged_doi_is_followed_knowingly(loopback, source):
    loopback.put("/works/10.5555%2Fa", b"", status=301, Location="/works/10.5555/a.v2")
    loopback.put_work("10.5555/a.v2", path="/works/10.5555/a.v2")
    loopback.put_work("10.5555/c", path="/works/10.5555%2Fb", aliases=["10.5555/B"])
    asked = source(loopback.url)
    for doi, registered in (("10.5555/a", "10.5555/a.v2"), ("10.5555/b", "10.5555/c")):
        fetched = asked.fetch(doi)
        assert (fetched.outcome, fetched.doi, fetched.registered_as) == (
            *(Outcome.FOUND, doi, registered),
        )
        assert registered in fetched.detail


@pytest.mark.parametrize(
    ("status", "location", "doi"),
    [
        (302, "/works/10.5555/b", "10.5555/b"),
        (301, "/works/10.5555/b", "10.5555/c"),
        (301, "/works?rows=1", "10.5555/b"),
    ],
)
def test_a_redirect_that_is_no_merger_is_not_taken_for_one(
    loopback, source, *, status, location, doi
):
    loopback.put("/works/10.5555%2Fa", b"", status=status, Location=location)
    loopback.put_work(doi, path=location)
    fetched = source(loopback.url).fetch("10.5555/a")
    assert isinstance(fetched.error, WrongWork)


@pytest.mark.parametrize(
    "text", ["", "../members", "10.5555/a b", "10.5555/a 10.5555/b", "members", "10.5555/a\n\nb"]
)
def test_what_is_no_doi_is_never_asked(loopback, source, text):
    fetched = source(loopback.url).fetch(text)
    assert (fetched.outcome, fetched.doi, loopback.asked) == (Outcome.INVALID, text, [])


@pytest.mark.parametrize(
    "doi", ["10.5555/a#b", "10.5555/a?rows=0", "10.5555/a/../../members", "10.5555/a/"]
)
def test_an_odd_doi_never_reads_another_work(loopback, source, doi):
    loopback.put_work("10.5555/a")
    loopback.put("/members", envelope("member-list", {"items": []}))
    fetched = source(loopback.url).fetch(doi)
    assert fetched.outcome is Outcome.NOT_REGISTERED
    loopback.put_work(doi)
    assert source(loopback.url).fetch(doi).message["DOI"] == doi


@pytest.mark.parametrize(
    "body",
    [
        *(b"<html>Back soon</html>", b'{"status": "ok", "mess', b"[]", b"{}", b"\xff\xfe"),
        *(envelope("work", None), envelope("work", []), envelope("work", {"title": []})),
        *(envelope("work-list", {"DOI": "10.5555/a"}), b'{"message": ' + b"[" * 5000),
    ],
)
def test_an_answer_of_another_shape_is_not_taken(loopback, source, body):
    loopback.put("/works/10.5555%2Fa", body)
    fetched = source(loopback.url).fetch("10.5555/a")
    assert (fetched.outcome, type(fetched.error)) == (Outcome.TEMPORARILY_UNAVAILABLE, BadAnswer)


def test_a_block_is_final(loopback, source):
    loopback.put("/works/10.5555%2Fa", b"", status=403)
    fetched = source(loopback.url).fetch("10.5555/a")
    assert isinstance(fetched.error, Blocked)
    assert (fetched.error.retryable, len(loopback.asked)) == (False, 1)


def test_without_an_address_we_are_in_the_public_pool(loopback, source):
    store = MemoryLimitStore()
    loopback.put_work("10.5555/a")
    source(loopback.url, mailto=None, limit_store=store, product="registry/1", contact="x").fetch(
        "10.5555/a"
    )
    assert loopback.agents == ["registry/1 (x)"]
    assert [key.split(":", 2)[2] for key in store.buckets] == ["public:single"]


# ---- many at once


def listed(*dois):
    return envelope("work-list", {"total-results": len(dois), "items": [work(doi) for doi in dois]})


def test_many_are_asked_in_one_request_and_the_missing_singly(loopback, source):
    loopback.put(
        "/works?filter=doi:10.5555/a,doi:10.5555/b,doi:10.5555/c&rows=3",
        listed("10.5555/B", "10.5555/zz", "10.5555/a"),
    )
    fetched = list(
        source(loopback.url).fetch_many(
            ["10.5555/A", "10.5555/b", "x", "doi:10.5555/a", "10.5555/c"]
        )
    )
    assert [(one.doi, one.outcome.value) for one in fetched] == [
        *(("x", "invalid"), ("10.5555/a", "found"), ("10.5555/b", "found")),
        ("10.5555/c", "not_registered"),
    ]


def test_a_doi_with_a_comma_is_asked_singly(loopback, source):
    loopback.put_work("10.5555/a,b")
    loopback.put(
        "/works?filter=doi:10.5555/c,doi:10.5555/d&rows=2", listed("10.5555/c", "10.5555/d")
    )
    fetched = list(source(loopback.url).fetch_many(["10.5555/c", "10.5555/d", "10.5555/a,b"]))
    assert [one.outcome for one in fetched] == [Outcome.FOUND] * 3


def test_a_refused_list_is_halved(loopback, source):
    dois = [f"10.5555/{letter}" for letter in "abc"]
    loopback.put(
        "/works?filter=" + ",".join(f"doi:{doi}" for doi in dois) + "&rows=3", b"", status=414
    )
    loopback.put(
        "/works?filter=doi:10.5555/b,doi:10.5555/c&rows=2", listed("10.5555/b", "10.5555/c")
    )
    loopback.put_work("10.5555/a")
    fetched = list(source(loopback.url).fetch_many(dois))
    assert [(one.doi, one.outcome) for one in fetched] == [(doi, Outcome.FOUND) for doi in dois]


def test_the_address_stays_short(loopback, source):
    dois = [f"10.5555/{n}-" + "<é>" * 60 for n in range(60)]
    list(source(loopback.url).fetch_many(dois))
    assert max(map(len, loopback.asked)) < 4100


def test_after_a_block_nothing_more_is_asked(loopback, source):
    dois = [f"10.5555/{n}" for n in range(120)]
    loopback.put(
        "/works?filter=" + ",".join(f"doi:{doi}" for doi in dois[:50]) + "&rows=50", b"", status=403
    )
    fetched = list(source(loopback.url).fetch_many(dois))
    assert len(loopback.asked) == 1
    assert {type(one.error) for one in fetched} == {Blocked}
    assert [one.doi for one in fetched] == dois


def test_after_three_failed_calls_the_circuit_is_open(loopback, source):
    for doi in "abcd":
        loopback.put(f"/works/10.5555%2F{doi}", b"", status=500)
    asked = source(loopback.url)
    errors = [type(asked.fetch(f"10.5555/{doi}").error) for doi in "abcd"]
    assert errors == [TemporarilyUnavailable] * 3 + [CircuitOpen]
    assert len(loopback.asked) == 18


# ---- the seam


def test_habanero_reaches_the_network_only_through_our_door():
    for module in (habanero.request, habanero.request_class, habanero.habanero_utils):
        assert vars(module)["httpx2"] is crossref._Adapter
        assert all(value is not httpx2 for value in vars(module).values())
    with pytest.raises(LookupError):
        habanero.Crossref().works(ids="10.5555/a")
    with pytest.raises(LookupError):
        habanero.Crossref().works(filter={"doi": "10.5555/a"})
    with pytest.raises(LookupError):
        habanero.Crossref().registration_agency("10.5555/a")


def test_no_error_of_habanero_leaves_the_source(loopback, source):
    loopback.put("/works?filter=doi:10.5555/a,doi:10.5555/b&rows=2", envelope("work-list", []))
    loopback.put("/works/10.5555%2Fc/agency", envelope("work-agency", {"DOI": "10.5555/c"}))
    asked = source(loopback.url)
    assert {type(one.error) for one in asked.fetch_many(["10.5555/a", "10.5555/b"])} == {BadAnswer}
    assert type(asked.fetch("10.5555/c").error) is BadAnswer


# ---- the faulty Crossref


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", TemporarilyUnavailable),
        ("500", TemporarilyUnavailable),
        ("503", TemporarilyUnavailable),
        ("504", TemporarilyUnavailable),
        ("reset", TemporarilyUnavailable),
        ("truncate", TemporarilyUnavailable),
        ("html", BadAnswer),
        ("cut_json", BadAnswer),
        ("drip", DeadlineExceeded),
        ("hang", DeadlineExceeded),
        ("403", Blocked),
        ("400", Refused),
        ("404", BadAnswer),
    ],
)
def test_a_fault_that_stays_is_told_and_changes_nothing(
    crossref_api, source, works, *, fault, error
):
    crossref_api.faults(script=[fault] * 20, drip_rate=100, hang=2, retry_after="0")
    deadline = 1.5 if fault in {"drip", "hang"} else 20
    fetched = source(crossref_api.url, deadline=deadline).fetch(works[0]["DOI"])
    assert (fetched.outcome, type(fetched.error)) == (Outcome.TEMPORARILY_UNAVAILABLE, error)
    assert fetched.message is None


@pytest.mark.parametrize(
    "fault", ["429", "503", "html", "cut_json", "reset", "truncate", "wrong_type", "redirect"]
)
def test_a_fault_that_passes_is_got_over(crossref_api, source, works, *, fault):
    crossref_api.faults(script=[fault], retry_after="date" if fault == "503" else "")
    fetched = source(crossref_api.url).fetch(works[0]["DOI"])
    assert (fetched.outcome, fetched.message) == (Outcome.FOUND, works[0])


def test_the_outcomes_are_told_apart_by_a_crossref_with_real_works(crossref_api, source, works):
    asked = source(crossref_api.url)
    merged = asked.fetch("10.5555/merged")
    assert (merged.outcome, merged.registered_as) == (Outcome.FOUND, works[0]["DOI"])
    assert asked.fetch("10.5281/zenodo.1").outcome is Outcome.OTHER_AGENCY
    assert asked.fetch("10.5555/none").outcome is Outcome.NOT_REGISTERED


def test_every_odd_real_doi_finds_its_own_work(crossref_api, source, works):
    odd = [record for record in works if set(record["DOI"]) & set("#+[]<>;(")]
    fetched = {one.doi: one for one in source(crossref_api.url).fetch_many(r["DOI"] for r in odd)}
    assert len(odd) > 100
    assert all(fetched[record["DOI"]].message["URL"] == record["URL"] for record in odd)
    for record in [record for record in odd if set(record["DOI"]) & set("#[]+")]:
        assert source(crossref_api.url).fetch(record["DOI"]).message == record


@pytest.mark.parametrize("mailto", [MAILTO, None])
def test_many_threads_stay_under_the_limits_of_2025(fake_crossref, source, mailto):
    singles, lists = (20, 5) if mailto else (6, 2)
    with fake_crossref.FakeCrossref(limits="2025") as api:
        api.faults(latency=0.02, jitter=0.05)
        asked = source(api.url, mailto=mailto)

        def ask(number):
            for n in range(number, singles, 4):
                assert asked.fetch(f"10.5555/fake.{n + 1}").outcome is Outcome.FOUND
            for _ in range(number, lists, 4):
                assert len(list(asked.fetch_many(["10.5555/fake.1", "10.5555/fake.2"]))) == 2

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stats = api.stats()
    assert stats["requests"] == singles + lists
    assert stats["limit_breaches"] == 0
    assert stats["no_mailto"] == (0 if mailto else stats["requests"])
    assert stats["statuses"] == {"200": singles + lists}


# ---- the table of sources


def test_every_source_can_be_opened_asked_and_read(loopback):
    loopback.put_work("10.5555/a")
    loopback.put(
        "/dois/10.5555%2Fa?affiliation=true",
        json.dumps({"data": make_datacite("10.5555/a")}).encode(),
    )
    loopback.put("/10.5555%2Fa", json.dumps(make_csl("10.5555/a")).encode())
    for kind in SOURCES.values():
        source = kind.open(Connection(loopback.url, mailto=MAILTO))
        fetched = source.fetch("10.5555/a")
        record = kind.parse(fetched.message)
        assert kind.parse is PARSERS[fetched.source]
        assert (record.source, record.doi) == (fetched.source, "10.5555/a")
        source.door.session.close()
    assert set(loopback.agents) == {"registry (mailto:registry@example.org)"}


def test_every_message_has_a_parser_that_refuses_what_is_none():
    for parse_message in PARSERS.values():
        for message in (None, [], "x", 7):
            with pytest.raises(ParseError):
                parse_message(message)
