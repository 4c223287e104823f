"""Imports as JSON: started, read, listed, ended."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import service
from registry.intake.models import ImportRun
from registry.jobs import worker
from registry.policy import Role
from tests.intake.calls import DOI, get, post


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
