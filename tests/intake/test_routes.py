"""The API and the pages of imports: wiring, refusals, and that every page stands."""

from __future__ import annotations

import html
import io

import pytest
from sqlalchemy import event

from registry.accounts.models import Account
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import service
from registry.intake.models import ImportRun
from registry.jobs import worker
from registry.outputs.models import Output
from registry.policy import Role, Scope
from tests.makers.intake import asking, make_message, small_crossref
from tests.makers.people import make_researcher

BEARER = {"Authorization": "Bearer test"}
DOI = "10.5555/sample.1"


@pytest.fixture
def acting(app):
    """Let the requests of a test come from an actor of this role, each role an account."""
    kept = app.extensions["actor_loader"]

    def become(role, *, researcher_id=None, scopes=frozenset(Scope)):
        email = f"{role}@sample.example"
        with unit_of_work():
            account = db.session.query(Account).filter_by(email=email).one_or_none()
            if account is None:
                account = Account(email=email, name=role, state="active")
                db.session.add(account)
        actor = Actor(
            account_id=account.id,
            label=email,
            roles=frozenset({role}),
            researcher_id=researcher_id,
            scopes=scopes,
        )
        app.extensions["actor_loader"] = lambda: actor
        return actor

    yield become
    app.extensions["actor_loader"] = kept


@pytest.fixture
def api(app):
    with small_crossref([make_message(n) for n in range(5)]) as server, asking(app, server.url):
        yield server


def post(client, path, body=None, **headers):
    return client.post(f"/api/v1{path}", json=body or {}, headers=BEARER | headers)


def get(client, path):
    return client.get(f"/api/v1{path}", headers=BEARER)


def test_a_run_is_started_worked_on_and_read(client, acting, api):
    acting(Role.ADMINISTRATOR)
    text = f"https://doi.org/{DOI}\n10.5555/sample.2\n10.5555/none\n10.5555"
    started = post(client, "/imports", {"text": text})
    assert started.status_code == 202
    assert started.json["state"] == "queued"
    assert (started.json["total"], started.json["done"]) == (4, 1)
    address = f"/imports/{started.json['id']}"
    worker.drain()
    read = get(client, address).json
    assert read["state"] == "done"
    assert read["counts"] == {"created": 2, "not_registered": 1, "invalid": 1}
    items = get(client, f"{address}/items").json["items"]
    assert [i["outcome"] for i in items] == ["created", "created", "not_registered", "invalid"]
    assert items[2]["message"].startswith("No agency knows this DOI")
    assert items[3]["reason"] == "malformed"
    listed = get(client, "/imports").json["items"]
    assert [run["id"] for run in listed] == [started.json["id"]]


def test_items_are_filtered_and_come_in_pages(client, acting, api):
    acting(Role.ADMINISTRATOR)
    key = post(client, "/imports", {"identifiers": [f"10.5555/sample.{n}" for n in range(5)]}).json[
        "id"
    ]
    first = get(client, f"/imports/{key}/items?limit=2&outcome=waiting").json
    assert len(first["items"]) == 2
    rest = get(client, f"/imports/{key}/items?limit=200&cursor={first['next']}").json
    assert len(rest["items"]) == 3
    assert get(client, f"/imports/{key}/items?outcome=created").json["items"] == []
    assert get(client, f"/imports/{key}/items?outcome=lost").status_code == 422


@pytest.mark.parametrize(
    "sent",
    [
        ({"text": "nothing"}, "text", "nothing"),
        ({"identifiers": ["10.5555"]}, "identifiers", "10.5555"),
        ({"identifiers": []}, "identifiers", ""),
        ({}, "identifiers", None),
        ({"identifiers": [DOI], "text": DOI}, "identifiers", [DOI]),
        ({"text": DOI, "source": "scopus"}, "source", "scopus"),
        ({"text": DOI, "source": "orcid"}, "text", DOI),
        ({"source": "orcid"}, "orcid", None),
        ({"source": "orcid", "orcid": "0000-0002-1825-0098"}, "orcid", "0000-0002-1825-0098"),
        ({"source": "query"}, "query", None),
        ({"source": "query", "query": {}}, "query.affiliation", None),
        ({"source": "query", "query": {"ror": "049"}}, "query.ror", "049"),
        ({"source": "query", "query": {"year": 1}}, "query.year", 1),
        ({"source": "file", "file": "10.5555/a"}, "file", "10.5555/a"),
        ({"source": "file"}, "file", None),
        ({"source": "refresh", "which": {"limit": 0}}, "which.limit", 0),
        ({"text": DOI, "plan": "perhaps"}, "plan", "perhaps"),
        ({"text": DOI, "colour": "red"}, "colour", "red"),
        ({"identifiers": ["10.5555/\x00"]}, "identifiers.0", "10.5555/\x00"),
        ({"identifiers": DOI}, "identifiers", DOI),
    ],
)
def test_bad_input_is_refused_with_field_and_value(client, acting, sent):
    acting(Role.ADMINISTRATOR)
    body, field, value = sent
    refused = post(client, "/imports", body)
    assert refused.status_code == 422
    error = refused.json["errors"][0]
    assert error["field"] == field
    if value is not None:
        assert error["value"] in (value, str(value))
    assert db.session.query(ImportRun).count() == 0


def test_the_same_key_with_the_same_request_starts_one_run(client, acting, api):
    acting(Role.ADMINISTRATOR)
    key = {"Idempotency-Key": "one"}
    first = post(client, "/imports", {"identifiers": [DOI]}, **key)
    again = post(client, "/imports", {"text": f"doi:{DOI}"}, **key)
    assert first.json["id"] == again.json["id"]
    other = post(client, "/imports", {"identifiers": ["10.5555/sample.2"]}, **key)
    assert other.status_code == 422
    assert other.json["errors"][0]["field"] == "Idempotency-Key"
    acting(Role.RESEARCHER)
    own = post(client, "/imports", {"identifiers": [DOI]}, **key)
    assert own.status_code == 202
    assert own.json["id"] != first.json["id"]
    assert post(client, "/imports", {"text": DOI}, **{"Idempotency-Key": ""}).status_code == 422


def test_cancel_and_retry(client, acting, api):
    acting(Role.ADMINISTRATOR)
    address = f"/imports/{post(client, '/imports', {'text': DOI}).json['id']}"
    assert post(client, f"{address}/retry").status_code == 409
    assert post(client, f"{address}/cancel").json["state"] == "cancelled"
    assert post(client, f"{address}/cancel").status_code == 409
    assert post(client, f"{address}/retry").status_code == 202
    worker.drain()
    assert get(client, address).json["counts"] == {"created": 1}
    assert post(client, f"{address}/retry").status_code == 409


def test_a_run_is_its_owner_s_and_the_administrators(client, acting, api):
    acting(Role.RESEARCHER)
    address = f"/imports/{post(client, '/imports', {'text': DOI}).json['id']}"
    assert get(client, address).status_code == 200
    acting(Role.ADMINISTRATOR)
    assert get(client, address).status_code == 200
    acting(Role.HR)
    assert get(client, address).status_code == 404
    assert post(client, "/imports", {"text": DOI}).status_code == 403
    acting(Role.AUDITOR)
    assert get(client, f"{address}/items").status_code == 404
    assert post(client, f"{address}/cancel").status_code == 404


def test_a_token_that_may_only_read_starts_nothing(client, acting):
    acting(Role.ADMINISTRATOR, scopes=frozenset({Scope.READ}))
    assert post(client, "/imports", {"text": DOI}).status_code == 403


def test_the_list_asks_no_more_for_more_runs(client, acting):
    actor = acting(Role.ADMINISTRATOR)

    def start(number):
        for _ in range(number):
            with unit_of_work():
                service.start([DOI], by=actor)

    start(2)
    few = asked_for(lambda: get(client, "/imports"))
    start(8)
    assert asked_for(lambda: get(client, "/imports")) == few


def asked_for(read):
    """How many queries `read` asks."""
    asked = []

    def note(*_):
        asked.append(1)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert len(read().json["items"]) > 1
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


def test_the_pages_stand_in_both_languages(client, acting, api):
    acting(Role.ADMINISTRATOR)
    key = post(client, "/imports", {"text": f"{DOI}\n10.5555/none\n10.5555"}).json["id"]
    worker.drain()
    for address in ("/imports", "/imports/new", f"/imports/{key}", "/outputs/add"):
        for language in ("en", "zh"):
            page = client.get(f"{address}?lang={language}", headers=BEARER)
            assert page.status_code == 200, page.text
    page = client.get(f"/imports/{key}?lang=en", headers=BEARER).text
    assert "Sample work 1" in page
    assert "No agency knows this DOI" in page
    assert "hx-get" not in page.split('class="job"')[1].split("</section>")[0]


def test_a_pasted_list_leads_to_its_run_and_a_bad_one_back_to_the_form(client, acting, api):
    acting(Role.ADMINISTRATOR)
    sent = client.post("/imports/new", data={"text": DOI}, headers=BEARER)
    assert sent.status_code == 303
    assert sent.location == f"/imports/{db.session.query(ImportRun).one().id}"
    refused = client.post("/imports/new", data={"text": "nothing at all"}, headers=BEARER)
    assert refused.status_code == 422
    assert "There is no DOI in “nothing at all”" in refused.text
    assert "nothing at all</textarea>" in refused.text


def test_ten_thousand_links_can_be_pasted_at_once(client, acting):
    acting(Role.ADMINISTRATOR)
    text = "\n".join(f"https://doi.org/10.5555/a-sample.of.some.length.{n}" for n in range(10_000))
    sent = client.post("/imports/new", data={"text": text}, headers=BEARER)
    assert sent.status_code == 303
    assert db.session.query(ImportRun).one().total == 10_000


def test_an_open_run_polls_and_reloads_when_it_has_ended(client, acting, api):
    acting(Role.RESEARCHER)
    client.post("/imports/new", data={"text": DOI}, headers=BEARER)
    address = f"/imports/{db.session.query(ImportRun).one().id}"
    page = client.get(address, headers=BEARER).text
    assert "every 2s" in page
    assert f"{address}/cancel" in page
    asked_by_htmx = BEARER | {"HX-Request": "true"}
    assert "HX-Refresh" not in client.get(address, headers=asked_by_htmx).headers
    worker.drain()
    assert client.get(address, headers=asked_by_htmx).headers["HX-Refresh"] == "true"


@pytest.mark.usefixtures("api")
def test_a_researcher_adds_a_paper_and_is_led_to_claim_it(client, acting):
    with unit_of_work():
        researcher = make_researcher("Author1", "Sample")
    acting(Role.RESEARCHER, researcher_id=researcher.id)
    sent = client.post("/outputs/add", data={"doi": f" https://doi.org/{DOI} "}, headers=BEARER)
    assert sent.status_code == 303
    waiting = client.get(sent.location, headers=BEARER)
    assert waiting.status_code == 200
    worker.drain()
    output = db.session.query(Output).one()
    claim = f"/outputs/{output.id}/claim"
    assert client.get(sent.location, headers=BEARER).location == claim
    by_htmx = client.get(sent.location, headers=BEARER | {"HX-Request": "true"})
    assert by_htmx.headers["HX-Redirect"] == claim
    again = client.post("/outputs/add", data={"doi": DOI.upper()}, headers=BEARER)
    assert again.location == claim
    assert db.session.query(ImportRun).count() == 1


def test_a_doi_that_leads_nowhere_says_so_and_what_to_do(client, acting, api):
    acting(Role.ADMINISTRATOR)
    sent = client.post("/outputs/add", data={"doi": "10.5555/none"}, headers=BEARER)
    worker.drain()
    page = client.get(sent.location, headers=BEARER)
    assert "No agency knows this DOI" in page.text
    refused = client.post("/outputs/add", data={"doi": "10.5555"}, headers=BEARER)
    assert refused.status_code == 422
    assert "This is not a DOI" in refused.text


def send(client, content, name="list.txt", **fields):
    data = {"file": (io.BytesIO(content), name), **fields}
    return client.post("/api/v1/imports", data=data, headers=BEARER)


def test_a_file_is_sent_planned_applied_and_undone(client, acting, api):
    acting(Role.ADMINISTRATOR)
    sent = send(
        client, b"TY  - JOUR\nTI  - A\nDO  - 10.5555/sample.1\nER  - \n", "own.ris", plan="1"
    )
    assert sent.status_code == 202, sent.json
    assert (sent.json["source"], sent.json["file"], sent.json["plan"]) == ("file", "own.ris", True)
    assert len(sent.json["sha256"]) == 64
    address = f"/imports/{sent.json['id']}"
    assert post(client, f"{address}/apply").status_code == 409
    worker.drain()
    assert get(client, address).json["state"] == "planned"
    items = get(client, f"{address}/items?outcome=new").json["items"]
    assert [i["title"] for i in items] == ["Sample work 1 on the entanglement of ions"]
    assert db.session.query(Output).count() == 0
    assert post(client, f"{address}/apply").status_code == 202
    worker.drain()
    assert get(client, address).json["counts"] == {"created": 1}
    assert post(client, f"{address}/discard").status_code == 409
    assert post(client, f"{address}/undo").status_code == 202
    worker.drain()
    assert get(client, address).json["state"] == "undone"
    assert post(client, f"{address}/undo").status_code == 409


def test_the_same_key_with_the_same_file_starts_one_run(client, acting):
    acting(Role.ADMINISTRATOR)
    key = BEARER | {"Idempotency-Key": "file"}
    runs = []
    for content in (b"10.5555/sample.1", b"10.5555/sample.1", b"10.5555/sample.2"):
        data = {"file": (io.BytesIO(content), "list.txt")}
        runs.append(client.post("/api/v1/imports", data=data, headers=key))
    assert [sent.status_code for sent in runs] == [202, 202, 422]
    assert runs[0].json["id"] == runs[1].json["id"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7\n"),
        ("a.xlsx", b"PK\x03\x04 not a workbook"),
        ("a.json", b'[{"a":' + b"[" * 100_000),
        ("a.bib", b"@article{" * 20),
        ("a.gz", b"\x1f\x8b\x08 broken"),
        ("..\\..\\a.txt", b"no DOI in it"),
    ],
)
def test_a_hostile_upload_is_refused_with_field_and_reason(client, acting, name, content):
    acting(Role.RESEARCHER)
    refused = send(client, content, name)
    assert refused.status_code == 422
    error = refused.json["errors"][0]
    assert error["field"] == "file"
    assert error["message"]
    page = client.post(
        "/imports/new/file", data={"file": (io.BytesIO(content), name)}, headers=BEARER
    )
    assert page.status_code == 422
    assert error["message"] in html.unescape(page.text)
    assert db.session.query(ImportRun).count() == 0


def test_searches_and_refreshes_are_the_administrators(client, acting, api):
    acting(Role.RESEARCHER)
    for body in (
        {"source": "query", "query": {"affiliation": "Sample Institute"}},
        {"source": "refresh"},
        {"source": "orcid", "orcid": "0000-0002-1825-0097"},
    ):
        assert post(client, "/imports", body).status_code == 403
    assert client.get("/imports/new/search", headers=BEARER).status_code == 403
    assert client.get("/imports/new/refresh", headers=BEARER).status_code == 403
    assert "/imports/new/search" not in client.get("/imports/new", headers=BEARER).text
    acting(Role.ADMINISTRATOR)
    started = post(client, "/imports", {"source": "query", "query": {"affiliation": "Sample"}})
    assert started.json["query"] == {"affiliation": "Sample"}
    assert post(client, "/imports", {"source": "refresh"}).status_code == 409
    assert "/imports/new/search" in client.get("/imports/new", headers=BEARER).text


def test_one_output_is_refreshed_by_api_and_by_button(client, acting, api):
    acting(Role.ADMINISTRATOR)
    post(client, "/imports", {"text": DOI})
    worker.drain()
    key = db.session.query(Output).one().id
    assert post(client, f"/outputs/{key}/refresh").json["source"] == "refresh"
    assert client.post(f"/outputs/{key}/refresh", headers=BEARER).status_code == 303
    assert f"/outputs/{key}/refresh" in client.get(f"/outputs/{key}", headers=BEARER).text
    assert post(client, "/outputs/999/refresh").status_code == 404
    acting(Role.RESEARCHER)
    assert post(client, f"/outputs/{key}/refresh").status_code == 403
    assert f"/outputs/{key}/refresh" not in client.get(f"/outputs/{key}", headers=BEARER).text


def test_the_forms_of_every_kind_start_a_run(client, acting, api):
    acting(Role.ADMINISTRATOR)
    post(client, "/imports", {"text": DOI})
    worker.drain()
    forms = {
        "/imports/new": {"text": "10.5555/sample.2", "plan": "1"},
        "/imports/new/file": {"file": (io.BytesIO(b"10.5555/sample.3"), "list.txt")},
        "/imports/new/orcid": {"orcid": "https://orcid.org/0000-0002-1825-0097"},
        "/imports/new/search": {"affiliation": "Sample", "from_date": "2021", "plan": "1"},
        "/imports/new/refresh": {"days": "0", "limit": "5", "year": ""},
    }
    for address, data in forms.items():
        sent = client.post(address, data=data, headers=BEARER)
        assert sent.status_code == 303, (address, sent.text)
    runs = db.session.query(ImportRun).order_by(ImportRun.id).all()[1:]
    assert [run.source for run in runs] == ["doi", "file", "orcid", "query", "refresh"]
    assert [run.plan for run in runs] == [True, False, False, True, False]
    for address in forms:
        for language in ("en", "zh"):
            assert client.get(f"{address}?lang={language}", headers=BEARER).status_code == 200


@pytest.mark.parametrize(
    ("address", "data", "words"),
    [
        ("/imports/new/file", {}, "Choose a file first"),
        ("/imports/new/orcid", {"orcid": "0000-0002-1825-0098"}, "not an ORCID iD"),
        ("/imports/new/search", {}, "Say what to look for"),
        ("/imports/new/search", {"ror": "049"}, "not a ROR ID"),
        ("/imports/new/refresh", {"limit": "0"}, "from 1 to 10000"),
    ],
)
def test_a_form_that_cannot_be_used_comes_back_with_the_reason(
    client, acting, address, data, words
):
    acting(Role.ADMINISTRATOR)
    refused = client.post(address, data=data, headers=BEARER)
    assert refused.status_code == 422
    assert words in html.unescape(refused.text)
    assert 'aria-invalid="true"' in refused.text
    assert db.session.query(ImportRun).count() == 0


def test_a_plan_is_shown_side_by_side_and_applied_or_discarded_from_its_page(client, acting, api):
    acting(Role.RESEARCHER)
    client.post("/imports/new", data={"text": DOI}, headers=BEARER)
    worker.drain()
    api.works[DOI] |= {"title": ["Another title"]}
    client.post(
        "/imports/new", data={"text": f"{DOI}\n10.5555/sample.2", "plan": "1"}, headers=BEARER
    )
    worker.drain()
    page = client.get("/imports/2?lang=en", headers=BEARER).text
    assert "<del>Sample work 1 on the entanglement of ions</del>" in page
    assert "<ins>Another title</ins>" in page
    assert "Sample work 2 on the entanglement of ions" in page
    assert "/imports/2/apply" in page
    assert "/imports/2/discard" in page
    only = client.get("/imports/2?lang=en&outcome=changed", headers=BEARER).text
    assert "10.5555/sample.2" not in only
    assert client.post("/imports/2/apply", headers=BEARER).status_code == 303
    worker.drain()
    assert db.session.query(Output).count() == 2
    asked = client.get("/imports/2/undo?lang=en", headers=BEARER)
    assert "It created 1 output." in asked.text
    assert client.post("/imports/2/undo", headers=BEARER).status_code == 303
    worker.drain()
    assert db.session.query(Output).count() == 1
    page = client.get("/imports/2?lang=en", headers=BEARER).text
    assert "taken back" in page
    assert "/imports/2/undo" not in page
    acting(Role.HR)
    for verb in ("apply", "discard", "undo"):
        assert client.post(f"/imports/2/{verb}", headers=BEARER).status_code == 404
