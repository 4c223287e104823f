"""Curation of people by page and API: wiring, refusals, and that every page stands."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from registry.claims.models import Claim
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people import service
from registry.people.models import ApartPair, ResearcherSplit
from registry.policy import Role
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_post, make_researcher

BEARER = {"Authorization": "Bearer test"}
ORCID = "0000-0002-1825-0097"


@pytest.fixture
def acting(app):
    """Let the requests of a test come from somebody of a role."""
    kept = app.extensions["actor_loader"]

    def become(*roles):
        actor = Actor(account_id=None, label="curator@sample.example", roles=frozenset(roles))
        app.extensions["actor_loader"] = lambda: actor

    yield become
    app.extensions["actor_loader"] = kept


@pytest.fixture
def alike(app, hr):
    with unit_of_work():
        made = [make_researcher("Li", "Na", orcid=ORCID), make_researcher("Li", "Na")]
        for one in made:
            make_post(one)
            make_claim(one, make_paper({"printed": "Na Li", "orcid": ORCID}))
        service.add_name(made[0], {"family": "Li", "given": "Nan", "kind": "published"}, by=hr)
    return made


def test_two_of_one_spelling_are_listed_and_told_apart(client, acting, alike):
    acting(Role.ADMINISTRATOR)
    one, other = alike
    page = client.get("/claims/curation/namesakes")
    assert page.status_code == 200
    assert "Both can be printed as" in page.text
    listed = client.get("/api/v1/claims/namesakes", headers=BEARER).json["items"]
    assert [(pair["one"]["id"], pair["other"]["id"]) for pair in listed] == [(one.id, other.id)]
    said = client.post(
        "/claims/curation/namesakes", data={"one": one.id, "other": other.id}, headers=BEARER
    )
    assert said.status_code == 303
    assert db.session.scalars(select(ApartPair)).one().one_id == one.id
    assert client.get("/api/v1/claims/namesakes", headers=BEARER).json["items"] == []


def test_an_unknown_record_is_refused_with_its_field(client, acting, alike):
    acting(Role.ADMINISTRATOR)
    body = {"one": alike[0].id, "other": 999_999}
    answer = client.post("/api/v1/claims/namesakes", json=body, headers=BEARER)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "other"


def test_an_orcid_of_two_is_listed(client, acting, alike):
    acting(Role.ADMINISTRATOR)
    assert ORCID in client.get("/claims/curation/orcids").text
    listed = client.get("/api/v1/claims/shared-orcids", headers=BEARER).json["items"]
    assert [row["papers"] for row in listed[0]["people"]] == [1, 1]


def test_a_record_is_split_by_page_and_undone(client, acting, alike):
    acting(Role.HR)
    person, address = alike[0], f"/researchers/{alike[0].id}/split"
    assert client.get(address).status_code == 200
    form = {"reason": "two", "version": person.version}
    refused = client.post(address, data=form, headers=BEARER)
    assert refused.status_code == 422
    assert "needs a name" in refused.text
    form = {f"names.{person.names[1].id}": "goes", "posts": person.posts[0].id, "reason": "two"}
    form |= {"version": person.version}
    assert client.post(address, data=form, headers=BEARER).status_code == 303
    row = db.session.scalars(select(ResearcherSplit)).one()
    undone = client.post(
        f"/researchers/{person.id}/splits/{row.id}/undo", data={"reason": "one"}, headers=BEARER
    )
    assert undone.status_code == 303
    assert db.session.scalars(select(ResearcherSplit.undone_at)).one()


def test_a_record_is_split_by_the_api(client, acting, alike):
    acting(Role.ADMINISTRATOR)
    person = alike[0]
    body = {"names": {str(person.names[1].id): "goes"}, "reason": "two people"}
    answer = client.post(f"/api/v1/researchers/{person.id}/split", json=body, headers=BEARER)
    assert answer.status_code == 201, answer.json
    listed = client.get(f"/api/v1/researchers/{person.id}/splits", headers=BEARER).json["items"]
    assert [row["id"] for row in listed] == [answer.json["id"]]
    undo = f"/api/v1/researchers/{person.id}/splits/{answer.json['id']}/undo"
    assert client.post(undo, json={"reason": "one"}, headers=BEARER).status_code == 200


def test_a_confirmed_claim_is_checked_by_page_where_the_institute_wants_it(
    app, client, acting, alike, monkeypatch
):
    acting(Role.ADMINISTRATOR)
    claim = db.session.scalars(select(Claim)).first()
    address = "/claims/curation?list=unchecked"
    assert "REGISTRY_CHECK_CLAIMS" in client.get(address).text
    wanted = replace(app.extensions["registry_config"], check_claims=True)
    monkeypatch.setitem(app.extensions, "registry_config", wanted)
    assert client.get(address).text.count("It is right") == 2
    said = client.post(
        f"/claims/{claim.id}/decision",
        data={"decision": "check", "back": "unchecked"},
        headers=BEARER,
    )
    assert said.status_code == 303
    assert said.headers["Location"].endswith(address)
    assert client.get(address).text.count("It is right") == 1


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.AUDITOR])
def test_others_do_not_curate(client, acting, alike, role):
    acting(role)
    for address in ("/claims/curation/namesakes", f"/researchers/{alike[0].id}/split"):
        assert client.get(address).status_code in {401, 403, 302}


@pytest.mark.parametrize(
    "path", ["/claims/curation", "/claims/curation/namesakes", "/claims/facts"]
)
def test_the_navigation_says_that_one_is_in_curation_and_nowhere_else(client, acting, path):
    acting(Role.ADMINISTRATOR, Role.RESEARCHER)
    page = client.get(path).text
    main = re.search(r'<nav class="sections.*?</nav>', page, re.DOTALL)[0]
    assert re.findall(r'aria-current="page">([^<]+)<', main) == ["Curation of claims"]
