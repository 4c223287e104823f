from __future__ import annotations

from collections import Counter
from contextlib import contextmanager

import pytest

from importers.agencies import Agencies, MemoryHints
from importers.crossref import CrossrefSource
from importers.datacite import DataCiteSource
from importers.errors import AgencyAway, AgencyClosed, Blocked, TemporarilyUnavailable, WrongWork
from importers.fetched import Outcome
from importers.limits import MemoryLimitStore
from importers.negotiation import NegotiationSource
from tests.importers.conftest import MAILTO, work
from tests.makers.intake import small_crossref
from tests.makers.services import datacite_records, make_csl, make_datacite, services


class World:
    """Crossref and the other services on loopback, and all agencies asked as one."""

    def __init__(self, crossref, others, agencies):
        self.crossref, self.others, self.agencies = crossref, others, agencies

    def holds(self, doi, agency):
        """The DOI is registered with this agency."""
        self.crossref.agencies[doi] = agency

    @property
    def hints(self):
        return self.agencies.hints.agencies


@contextmanager
def agencies_at(crossref_url, others):
    options = {"mailto": MAILTO, "limit_store": MemoryLimitStore(), "backoff": 0.01}
    sources = (
        CrossrefSource(crossref_url, **options),
        DataCiteSource(f"{others.url}/datacite", **options),
        NegotiationSource(f"{others.url}/resolver", **options),
    )
    yield Agencies(*sources, MemoryHints())
    for source in sources:
        source.door.session.close()


@pytest.fixture
def world():
    with (
        small_crossref() as crossref,
        services() as others,
        agencies_at(crossref.url, others) as agencies,
    ):
        yield World(crossref, others, agencies)


def test_a_work_of_crossref_comes_from_crossref(world):
    world.crossref.works["10.5555/a"] = work("10.5555/a")
    fetched = world.agencies.fetch("10.5555/A")
    assert (fetched.outcome, fetched.source) == (Outcome.FOUND, "crossref")
    assert world.hints == {"10.5555": "Crossref"}
    assert world.others.asked == []


def test_a_doi_of_datacite_comes_from_datacite_and_teaches_its_prefix(world):
    world.holds("10.5281/a", "DataCite")
    world.others.put(make_datacite("10.5281/a"), make_datacite("10.5281/b"))
    for doi in ("10.5281/a", "10.5281/b"):
        fetched = world.agencies.fetch(doi)
        assert (fetched.outcome, fetched.source, fetched.agency) == (
            *(Outcome.FOUND, "datacite", "DataCite"),
        )
    assert world.hints == {"10.5281": "DataCite"}
    assert world.crossref.asked == ["/works/10.5281%2Fa", "/works/10.5281%2Fa/agency"]


def test_a_doi_of_another_agency_comes_by_content_negotiation(world):
    world.holds("10.1400/a", "mEDRA")
    world.others.csl["10.1400/a"] = make_csl("10.1400/a")
    fetched = world.agencies.fetch("10.1400/a")
    assert (fetched.outcome, fetched.source, fetched.agency) == (Outcome.FOUND, "csl", "mEDRA")
    assert world.hints == {"10.1400": "mEDRA"}


@pytest.mark.parametrize("agency", ["ISTIC", "CNKI", "KISTI"])
def test_an_agency_that_answers_nothing_is_named(world, agency):
    world.holds("10.3969/a", agency)
    world.others.landing["10.3969/a"] = "https://journal.example/a"
    fetched = world.agencies.fetch("10.3969/a")
    assert (fetched.outcome, fetched.agency, fetched.error) == (Outcome.OTHER_AGENCY, agency, None)
    assert world.hints == {"10.3969": agency}


def test_a_hint_proves_nothing(world):
    """Agencies share prefixes: 10.3969 is Wanfang's and occurs in Crossref too."""
    world.hints.update({"10.3969": "ISTIC", "10.5281": "DataCite"})
    for doi in ("10.3969/a", "10.5281/a"):
        world.crossref.works[doi] = work(doi)
        assert world.agencies.fetch(doi).source == "crossref"
    assert world.hints == {"10.3969": "Crossref", "10.5281": "Crossref"}


def test_a_doi_that_nobody_knows_is_not_registered_whatever_the_hint(world):
    world.hints["10.5281"] = "DataCite"
    assert world.agencies.fetch("10.5281/a").outcome is Outcome.NOT_REGISTERED
    assert world.agencies.fetch("10.5555/a").outcome is Outcome.NOT_REGISTERED


def test_a_record_that_datacite_does_not_show_is_no_missing_doi(world):
    world.holds("10.5281/a", "DataCite")
    fetched = world.agencies.fetch("10.5281/a")
    assert (fetched.outcome, fetched.agency) == (Outcome.TEMPORARILY_UNAVAILABLE, "DataCite")
    assert fetched.error is None


@pytest.mark.parametrize(("agency", "away"), [("DataCite", "datacite"), ("mEDRA", "resolver")])
def test_where_the_deciding_service_is_away_nothing_is_decided(world, agency, away):
    world.holds("10.5281/a", agency)
    world.others.away.add(away)
    fetched = world.agencies.fetch("10.5281/a")
    assert (fetched.outcome, fetched.agency) == (Outcome.TEMPORARILY_UNAVAILABLE, agency)
    assert type(fetched.error) is AgencyAway
    assert fetched.error.retryable


def test_a_service_that_shuts_us_out_does_not_shut_the_others(world):
    world.holds("10.5281/a", "DataCite")
    world.others.script = [403]
    world.crossref.works["10.5555/a"] = work("10.5555/a")
    fetched = list(world.agencies.fetch_many(["10.5281/a", "10.5555/a"]))
    errors = {one.doi: type(one.error) for one in fetched}
    assert errors == {"10.5281/a": AgencyClosed, "10.5555/a": type(None)}
    assert not next(one.error for one in fetched if one.error).retryable


def test_crossref_away_hides_nothing_that_datacite_holds(world):
    world.hints["10.5281"] = "DataCite"
    world.others.put(make_datacite("10.5281/a"))
    world.crossref.status = 503
    fetched = {one.doi: one for one in world.agencies.fetch_many(["10.5555/a", "10.5281/a"])}
    assert fetched["10.5281/a"].outcome is Outcome.FOUND
    assert type(fetched["10.5555/a"].error) is TemporarilyUnavailable


def test_crossrefs_block_is_told_as_it_is(world):
    world.crossref.status = 403
    fetched = list(world.agencies.fetch_many([f"10.5555/{n}" for n in range(120)]))
    assert {type(one.error) for one in fetched} == {Blocked}
    assert (len(world.crossref.asked), len(fetched)) == (1, 120)


def test_datacite_away_is_asked_no_more_than_its_breaker_allows(world):
    world.hints["10.5281"] = "DataCite"
    world.others.away.add("datacite")
    fetched = list(world.agencies.fetch_many([f"10.5281/{n}" for n in range(400)]))
    assert {type(one.error) for one in fetched} == {AgencyAway}
    assert len(fetched) == 400
    assert len(world.others.asked) == 3 * 6
    assert world.crossref.asked == []


def test_the_wrong_work_of_any_service_is_refused(world):
    world.holds("10.5281/a", "DataCite")
    world.others.datacite["10.5281/a"] = make_datacite("10.5281/b")
    assert type(world.agencies.fetch("10.5281/a").error) is WrongWork


@pytest.mark.parametrize("text", ["", "10.5555", "10.5555/a b", "../members"])
def test_what_is_no_doi_is_never_asked(world, text):
    assert world.agencies.fetch(text).outcome is Outcome.INVALID
    assert [one.doi for one in world.agencies.fetch_many([text])] == [text]
    assert world.crossref.asked + world.others.asked == []


def test_each_agency_gets_whole_lists_of_what_is_probably_its_own(world):
    world.hints["10.5281"] = "DataCite"
    ours = [f"10.5555/{n}" for n in range(100)]
    theirs = [f"10.5281/{n}" for n in range(100)]
    world.crossref.works |= {doi: work(doi) for doi in ours}
    world.others.put(*(make_datacite(doi) for doi in theirs))
    mixed = [doi for pair in zip(ours, theirs, strict=True) for doi in pair]
    fetched = list(world.agencies.fetch_many([*mixed, *ours]))
    assert sorted(one.doi for one in fetched) == sorted(mixed)
    assert {one.outcome for one in fetched} == {Outcome.FOUND}
    assert (len(world.crossref.asked), len(world.others.asked)) == (2, 2)


def test_real_works_of_both_agencies_come_in_together(crossref_api, works):
    ours = [message["DOI"] for message in works[:100]]
    theirs = [record["id"] for record in datacite_records()[:100]]
    dois = [doi for pair in zip(ours, theirs, strict=True) for doi in pair]
    with services() as others, agencies_at(crossref_api.url, others) as agencies:
        others.put(*datacite_records())
        first = list(agencies.fetch_many(dois[:4]))
        fetched = list(agencies.fetch_many(dois))
    assert Counter(one.source for one in first + fetched) == {"crossref": 102, "datacite": 102}
    assert {one.outcome for one in first + fetched} == {Outcome.FOUND}
    assert sorted(one.doi for one in fetched) == sorted(dois)
    assert agencies.hints.agencies["10.48550"] == "DataCite"
    assert len(others.at("datacite")) <= 2 + 2
    assert crossref_api.stats()["limit_breaches"] == 0
    assert crossref_api.stats()["no_mailto"] == 0
