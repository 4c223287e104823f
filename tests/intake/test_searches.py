"""ORCID records and searches at Crossref as imports."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import SignInNeeded
from registry.core.unit_of_work import unit_of_work
from registry.intake import finding, service, steering
from registry.intake.errors import NotYourOrcid, UnusableQuery
from registry.intake.models import ImportItem, ImportRun, RunState
from registry.intake.service import Wanted
from registry.jobs import worker
from registry.outputs.models import Output
from registry.policy import Role
from tests.makers.intake import asking, fake_crossref_module, make_message, outcomes, small_crossref
from tests.makers.people import make_researcher
from tests.makers.services import services

pytestmark = pytest.mark.usefixtures("app")

ORCID = "0000-0002-1825-0097"


def summary(put_code: int, title: str, doi: str | None = None) -> dict[str, Any]:
    """One group of works on an ORCID record."""
    kind = {"external-id-relationship": "self", "external-id-url": None}
    identifiers = [
        kind | {"external-id-type": "doi", "external-id-value": doi,
                "external-id-normalized": {"value": doi, "transient": True}}
    ] if doi else []  # fmt: skip
    work = {
        "put-code": put_code,
        "title": {"title": {"value": title}, "subtitle": None, "translated-title": None},
        "external-ids": {"external-id": identifiers},
        "type": "journal-article",
        "publication-date": {"year": {"value": "2021"}, "month": None, "day": None},
        "journal-title": {"value": "Journal of Samples"},
        "visibility": "public",
        "display-index": "1",
        "source": {"source-name": {"value": "Sample Author"}},
    }
    return {"external-ids": {"external-id": identifiers}, "work-summary": [work]}


def record(*groups: dict[str, Any]) -> dict[str, tuple[int, Any]]:
    person = {"name": {"given-names": {"value": "Sample"}, "family-name": {"value": "Author"}}}
    return {
        f"/v3.0/{ORCID}/works": (200, {"group": list(groups), "path": f"/{ORCID}/works"}),
        f"/v3.0/{ORCID}/person": (200, person),
    }


def run_orcid(*, by: Actor, **wanted: Any) -> ImportRun:
    with unit_of_work():
        run = service.start_orcid(ORCID, by=by, wanted=Wanted(**wanted))
    return worked(run)


def worked(run: ImportRun) -> ImportRun:
    worker.drain()
    return db.session.get_one(ImportRun, run.id, populate_existing=True)


def test_the_works_of_an_orcid_record_come_in_with_and_without_doi(
    app: Flask, administrator: Actor
) -> None:
    known = record(
        summary(1, "As the record calls it", "10.5555/sample.1"),
        summary(2, "A sample without a DOI"),
        summary(3, "A sample nobody registered", "10.5555/nowhere"),
    )
    with (
        services(orcid=known) as others,
        small_crossref([make_message(1)]) as api,
        asking(app, api.url, **others.settings),
    ):
        run = run_orcid(by=administrator)
        again = run_orcid(by=administrator)
    assert (run.state, run.counts) == (RunState.DONE, {"created": 3})
    assert again.counts == {"unchanged": 3}
    assert {output.title for output in db.session.query(Output)} == {
        "Sample work 1 on the entanglement of ions",
        "A sample without a DOI",
        "A sample nobody registered",
    }


def test_an_orcid_record_that_is_not_there_ends_the_run_with_the_reason(
    app: Flask, administrator: Actor
) -> None:
    with services() as others, asking(app, **others.settings):
        run = run_orcid(by=administrator)
    assert run.state == RunState.FAILED
    assert run.told is not None


def test_orcid_that_is_away_is_asked_again_later(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importers.http.RETRIES", 0)
    known = record(summary(1, "A sample"))
    with services(orcid=known, away={"orcid"}) as others, asking(app, **others.settings):
        run = run_orcid(by=administrator)
        assert (run.state, run.reason) == (RunState.QUEUED, "source_away")
        others.away.clear()
        with unit_of_work():
            steering.cancel(run, by=administrator)
        with unit_of_work():
            steering.retry(run, by=administrator)
        run = worked(run)
    assert (run.state, run.counts) == (RunState.DONE, {"created": 1})


def test_a_researcher_brings_in_the_works_of_their_own_id_only(app: Flask) -> None:
    with unit_of_work():
        researcher = make_researcher("Author", "Sample", orcid=ORCID)
        somebody_else = make_researcher("Other", "Sample")
    actor = Actor(roles=frozenset({Role.RESEARCHER}), researcher_id=researcher.id)
    other = Actor(roles=frozenset({Role.RESEARCHER}), researcher_id=somebody_else.id)
    with pytest.raises(NotYourOrcid), unit_of_work():
        service.start_orcid(ORCID, by=other)
    assert db.session.query(ImportRun).count() == 0
    known = record(summary(1, "A sample without a DOI"))
    with services(orcid=known) as others, asking(app, **others.settings):
        assert run_orcid(by=actor).counts == {"created": 1}
    with pytest.raises(SignInNeeded), unit_of_work():
        service.start_query({"ror": "https://ror.org/049tv2d57"}, by=actor)


def search(query: dict[str, Any], *, by: Actor, **wanted: Any) -> ImportRun:
    with unit_of_work():
        return service.start_query(query, by=by, wanted=Wanted(**wanted))


def messages(number: int) -> list[dict[str, Any]]:
    found = [make_message(n) for n in range(number)]
    for message in found:
        message["author"][0]["ORCID"] = f"http://orcid.org/{ORCID}"
    return found


def test_what_a_search_finds_comes_in_page_by_page(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "ROWS", 4)
    fake = fake_crossref_module()
    theirs = [*messages(10), make_message(11)]
    with fake.FakeCrossref(theirs) as api, asking(app, api.url):
        run = worked(search({"orcid": ORCID}, by=administrator))
    assert (run.state, run.counts, run.total) == (RunState.DONE, {"created": 10}, 10)


def test_a_search_is_planned_before_anything_is_written(app: Flask, administrator: Actor) -> None:
    fake = fake_crossref_module()
    with fake.FakeCrossref(messages(3)) as api, asking(app, api.url):
        run = worked(search({"orcid": ORCID, "from_date": "2021"}, by=administrator, plan=True))
        assert run.state == RunState.PLANNED
        assert set(outcomes(run).values()) == {"new"}
        assert db.session.query(Output).count() == 0
        asked = api.stats()["requests"]
        with unit_of_work():
            steering.apply(run, by=administrator)
        run = worked(run)
        assert api.stats()["requests"] == asked
    assert run.counts == {"created": db.session.query(Output).count()}
    assert db.session.query(Output).count() >= 2


def test_a_search_that_finds_too_much_takes_so_many_and_says_so(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "ROWS", 2)
    monkeypatch.setattr(finding, "MOST", 4)
    fake = fake_crossref_module()
    with fake.FakeCrossref(messages(8)) as api, asking(app, api.url):
        run = worked(search({"orcid": ORCID}, by=administrator))
    assert (run.state, run.counts) == (RunState.DONE, {"created": 4})
    assert run.told is not None
    assert run.told.places["detail"] == "4"


def test_a_search_goes_on_with_its_cursor_where_a_worker_died(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "ROWS", 3)
    fake = fake_crossref_module()
    keep, kept = finding.keeping.keep, []

    def die_at_the_third(*arguments: Any) -> None:
        kept.append(1)
        if len(kept) == 3:
            raise KeyboardInterrupt
        keep(*arguments)

    monkeypatch.setattr(finding.keeping, "keep", die_at_the_third)
    with fake.FakeCrossref(messages(8)) as api, asking(app, api.url):
        run = search({"orcid": ORCID}, by=administrator)
        with pytest.raises(KeyboardInterrupt):
            worker.work_once("first", lease=0.01)
        time.sleep(0.05)  # until its lease is over
        assert db.session.query(ImportItem).count() == 6
        run = worked(run)
    assert run.counts == {"created": 8}


def test_a_search_whose_cursor_was_forgotten_begins_anew_and_loses_nothing(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "ROWS", 3)
    fake = fake_crossref_module()
    with fake.FakeCrossref(messages(8)) as api, asking(app, api.url):
        run = search({"orcid": ORCID}, by=administrator)
        with unit_of_work():
            run.cursor, run.place = "forgotten", 6
        run = worked(run)
    assert (run.state, run.counts) == (RunState.DONE, {"created": 8})


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "query.affiliation"),
        ({"from_date": "2021"}, "query.affiliation"),
        ({"ror": "049tv2d5"}, "query.ror"),
        ({"orcid": "0000-0002-1825-0098"}, "query.orcid"),
        ({"orcid": ORCID, "from_date": "yesterday"}, "query.from_date"),
        ({"orcid": ORCID, "from_date": "2022-02", "until_date": "2021"}, "query.until_date"),
    ],
)
def test_a_search_that_cannot_be_asked_is_refused_with_its_field(
    administrator: Actor, query: dict[str, Any], field: str
) -> None:
    with pytest.raises(UnusableQuery) as why:
        search(query, by=administrator)
    assert why.value.field == field
    assert db.session.query(ImportRun).count() == 0
