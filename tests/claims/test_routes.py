"""The API and the pages of claims: wiring, refusals, and that every page stands."""

import pytest

from registry.accounts.models import Account
from registry.claims import queries, service, suggesting
from registry.claims.cli import group
from registry.claims.models import ClaimState
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.policy import Role
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_post, make_researcher, make_unit

ID = "0000-0002-1825-0097"
BEARER = {"Authorization": "Bearer test"}


@pytest.fixture
def acting(app):
    """Let the requests of a test come from an actor."""
    kept = app.extensions["actor_loader"]
    with unit_of_work():
        account = Account(email="actor@sample.example", name="Actor", state="active")
        db.session.add(account)
    number = account.id

    def become(*roles, researcher=None):
        own = researcher.id if researcher else None
        actor = Actor(account_id=number, roles=frozenset(roles), researcher_id=own)
        app.extensions["actor_loader"] = lambda: actor

    yield become
    app.extensions["actor_loader"] = kept


@pytest.fixture
def anna(app):
    with unit_of_work():
        researcher = make_researcher("Sample", "Anna", orcid=ID)
        make_post(researcher, make_unit("q"))
    return researcher


@pytest.fixture
def ben(app):
    with unit_of_work():
        return make_researcher("Sample", "Ben")


@pytest.fixture
def paper(app):
    with unit_of_work():
        return make_paper(
            "Ben Sample", {"printed": "A. Sample", "orcid": ID}, title="On <i>samples</i>"
        )


@pytest.fixture
def asked(anna, paper):
    with unit_of_work():
        suggesting.for_outputs([paper.id], by=SYSTEM)
    return queries.of_pair(paper.id, anna.id)


def post(client, path, body):
    return client.post(f"/api/v1{path}", json=body, headers=BEARER)


def test_a_researcher_claims_a_position(client, acting, anna, paper):
    acting(Role.RESEARCHER, researcher=anna)
    made = post(client, "/claims", {"output": paper.id, "position": 2})
    assert made.status_code == 201, made.json
    assert (made.json["state"], made.json["position"], made.json["printed"]) == (
        "confirmed", 2, "A. Sample",
    )  # fmt: skip
    assert made.json["output"]["id"] == paper.id


def test_null_is_not_on_this_paper(client, acting, anna, paper):
    acting(Role.RESEARCHER, researcher=anna)
    made = post(client, "/claims", {"output": paper.id, "position": None})
    assert (made.json["state"], made.json["position"]) == ("rejected", None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"position": 3}, "position"),
        ({"position": 0}, "position"),
        ({"position": "first"}, "position"),
        ({"output": 999_999}, "output"),
        ({"output": 2**40}, "output"),
        ({"researcher": 999_999}, "researcher"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_a_bad_claim_is_refused_by_field_and_value(change, field, client, acting):
    with unit_of_work():
        paper, who = make_paper("Ben Sample", "A. Sample"), make_researcher()
    acting(Role.ADMINISTRATOR, researcher=who)
    refused = post(client, "/claims", {"output": paper.id, "position": 1} | change)
    assert refused.status_code == 422
    [error] = refused.json["errors"]
    assert (error["field"], error["value"]) == (field, change[field])
    assert queries.of_pair(paper.id, who.id) is None


def test_a_claim_without_a_position_field_is_refused(client, acting, anna, paper):
    acting(Role.RESEARCHER, researcher=anna)
    refused = post(client, "/claims", {"output": paper.id})
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "position"


def test_nobody_claims_for_another_but_an_administrator(client, acting, anna, ben, paper):
    body = {"output": paper.id, "position": 1, "researcher": ben.id}
    acting(Role.RESEARCHER, researcher=anna)
    assert post(client, "/claims", body).status_code == 403
    acting(Role.HR)
    assert post(client, "/claims", body).status_code == 403
    acting(Role.ADMINISTRATOR)
    assert post(client, "/claims", body).json["researcher"]["id"] == ben.id


def test_an_administrator_without_a_record_says_whose_claim_it_is(client, acting, paper):
    acting(Role.ADMINISTRATOR)
    refused = post(client, "/claims", {"output": paper.id, "position": 1})
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "researcher"


def test_a_list_holds_what_its_reader_may_see(client, acting, asked, anna, ben):
    acting(Role.RESEARCHER, researcher=ben)
    assert client.get("/api/v1/claims").json["items"] == []
    acting(Role.RESEARCHER, researcher=anna)
    [claim] = client.get("/api/v1/claims?state=suggested").json["items"]
    assert [e["code"] for e in claim["evidence"]] == ["orcid", "name_initial"]
    assert "“A. Sample” has one initial of “Anna Sample”" in claim["evidence"][1]["sentence"]
    acting(Role.ADMINISTRATOR)
    assert len(client.get(f"/api/v1/claims?researcher={anna.id}").json["items"]) == 1
    acting(Role.HR)
    assert client.get("/api/v1/claims").status_code == 403


def test_a_decision_changes_the_claim(client, acting, asked, anna, ben):
    acting(Role.RESEARCHER, researcher=ben)
    path = f"/claims/{asked.id}/decision"
    assert post(client, path, {"decision": "mine"}).status_code == 404
    acting(Role.RESEARCHER, researcher=anna)
    for decision, state in (
        ("mine", "confirmed"),
        ("withdraw", "withdrawn"),
        ("not_mine", "rejected"),
    ):
        assert post(client, path, {"decision": decision}).json["state"] == state
    assert post(client, path, {"decision": "withdraw"}).status_code == 409
    assert post(client, path, {"decision": "perhaps"}).json["errors"][0]["value"] == "perhaps"
    assert post(client, path, {"decision": "settle"}).status_code == 403


def test_an_administrator_settles_a_dispute(client, acting, anna, ben, paper):
    with unit_of_work():
        make_claim(anna, paper, 2)
        second = make_claim(ben, paper, 2)
    acting(Role.ADMINISTRATOR)
    settled = post(
        client, f"/claims/{second.id}/decision", {"decision": "settle", "reason": "asked"}
    )
    assert (settled.status_code, settled.json["state"]) == (200, "confirmed")
    acting(Role.ADMINISTRATOR, researcher=anna)
    again = post(client, f"/claims/{second.id}/decision", {"decision": "settle"})
    assert again.status_code == 409


def test_the_inbox_asks_with_reasons_and_a_button_answers(client, acting, asked, anna):
    acting(Role.RESEARCHER, researcher=anna)
    page = client.get("/claims").text
    assert "<mark>A. Sample</mark>" in page
    assert "The publisher printed this ORCID iD beside the name." in page
    answered = client.post(
        f"/claims/{asked.id}/decision",
        data={"decision": "mine", "back": "inbox"},
        headers=BEARER,
        follow_redirects=True,
    )
    assert answered.status_code == 200
    assert "Confirmed: position 2" in answered.text
    assert "Nothing to answer." in answered.text


def test_the_page_of_a_paper_proposes_the_position_and_takes_the_answer(
    client, acting, anna, paper
):
    acting(Role.RESEARCHER, researcher=anna)
    address = f"/outputs/{paper.id}/claim"
    page = client.get(address).text
    assert 'id="position-2" value="2" form="answer" checked' in page
    assert 'id="position-1" value="1" form="answer">' in page
    refused = client.post(address, data={"position": "9"}, headers=BEARER)
    assert refused.status_code == 422
    assert "There is no position 9 on this paper; it has 2 names." in refused.text
    assert client.post(address, data={}, headers=BEARER).status_code == 422
    done = client.post(address, data={"position": ""}, headers=BEARER)
    assert (done.status_code, queries.of_pair(paper.id, anna.id).state) == (303, "rejected")


def test_only_who_may_opens_the_page_for_another(client, acting, anna, ben, paper):
    address = f"/outputs/{paper.id}/claim/{anna.id}"
    acting(Role.RESEARCHER, researcher=ben)
    assert client.get(address).status_code == 403
    acting(Role.ADMINISTRATOR)
    assert client.get(address).status_code == 200
    assert client.get(f"/outputs/{paper.id}/claim").status_code == 200
    assert client.get("/outputs/999/claim").status_code == 404


def test_a_thousand_names_are_shown_in_parts_and_searched(client, acting, anna):
    with unit_of_work():
        paper = make_paper(*(f"Author{n} Other" for n in range(1, 1000)), "Anna Sample")
    acting(Role.RESEARCHER, researcher=anna)
    page = client.get(f"/outputs/{paper.id}/claim").text
    assert page.count('type="radio"') == 92
    assert 'value="1000"' in page
    found = client.get(f"/outputs/{paper.id}/claim?q=author777").text
    assert found.count('type="radio"') == 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_of_claims_stands_in_both_languages(language, client, acting, anna, ben, paper):
    with unit_of_work():
        make_claim(anna, paper, 2)
        make_claim(ben, paper, 2)
        gone = make_claim(ben, make_paper("Ben Sample"))
        gone.byline_id = None
        service.not_mine(make_paper("Someone Else"), anna, by=SYSTEM)
        service.withdraw(make_claim(anna, make_paper("Anna Sample")), by=SYSTEM)
    acting(Role.RESEARCHER, Role.ADMINISTRATOR, researcher=anna)
    states = [s.value for s in ClaimState if s is not ClaimState.SUGGESTED]
    lists = ("disputed", "orphaned", "unclaimed")
    for address in (
        "/claims",
        *(f"/claims/mine?state={state}" for state in states),
        *(f"/claims/curation?list={name}" for name in lists),
        f"/outputs/{paper.id}/claim",
    ):
        joiner = "&" if "?" in address else "?"
        assert client.get(f"{address}{joiner}lang={language}").status_code == 200, address


def test_curation_is_for_administrators(client, acting, anna):
    acting(Role.RESEARCHER, researcher=anna)
    assert client.get("/claims/curation").status_code == 403


def test_the_commands_list_and_suggest(app, anna, paper):
    runner = app.test_cli_runner()
    said = runner.invoke(group, ["suggest"])
    assert said.output.strip() == "1 people, 1 new or changed questions, 0 confirmed without asking"
    listed = runner.invoke(group, ["list", "--state", "suggested", "--json"])
    assert '"printed":"A. Sample"' in listed.output
