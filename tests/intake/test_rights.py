"""Whose a run is, and who may start one of which kind."""

from __future__ import annotations

from registry.core.db import db
from registry.jobs import worker
from registry.outputs.models import Output
from registry.policy import Role, Scope
from tests.intake.calls import BEARER, DOI, get, post


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
