"""A person proposes a change to their own record; HR accepts or refuses with a word."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from registry.accounts import service as accounts
from registry.accounts.models import Message
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.second_person import SecondPersonNeeded
from registry.core.unit_of_work import unit_of_work
from registry.people import proposals, queries
from registry.people import service as people
from registry.people.proposals import AlreadyDecided, NothingToPropose
from registry.policy import Role, Scope
from tests.makers.forms import filled
from tests.makers.people import make_researcher

SECRET = "1979-03-14"


@pytest.fixture
def ann(app):
    """A researcher with an account, and the actor who signs in as her."""
    with unit_of_work():
        person = make_researcher("Sample", "Ann")
        account = accounts.create("ann@sample.example", "Ann", [Role.RESEARCHER], by=SYSTEM)
        people.link_account(account, person, by=SYSTEM)
    roles, scopes = frozenset({Role.RESEARCHER}), frozenset(Scope)
    return Actor(
        label="ann@sample.example",
        account_id=account.id,
        roles=roles,
        researcher_id=person.id,
        scopes=scopes,
    )


def record(actor):
    return queries.standing(actor.researcher_id, by=actor)


def propose(actor, field="birth_date", value=SECRET):
    with unit_of_work():
        return proposals.propose(record(actor), field, value, by=actor)


def test_what_is_accepted_stands_in_the_record_and_the_person_is_told(ann, hr):
    row = propose(ann)
    assert SECRET.encode() not in row.value
    with unit_of_work():
        proposals.accept(row, "seen in the passport", by=hr)
    assert queries.personnel(ann.researcher_id, by=hr).birth_date == SECRET
    message = db.session.scalars(select(Message)).one()
    assert (message.account_id, message.sentence) == (ann.account_id, proposals.ACCEPTED)
    with pytest.raises(AlreadyDecided), unit_of_work():
        proposals.refuse(row, "no", by=hr)


def test_a_name_is_added_and_nothing_else_changes(ann, hr):
    row = propose(ann, "name", "示例安")
    with unit_of_work():
        proposals.accept(row, None, by=hr)
    assert [name.full for name in record(ann).names] == ["Ann Sample", "示例安"]


def test_what_is_refused_leaves_the_record_as_it_is(ann, hr):
    row = propose(ann)
    with unit_of_work():
        proposals.refuse(row, "the passport says otherwise", by=hr)
    assert queries.personnel(ann.researcher_id, by=hr).birth_date is None
    (found,) = proposals.of(record(ann))
    assert (found.row.state, found.row.word) == ("refused", "the passport says otherwise")


def test_nobody_decides_about_their_own_record(ann):
    row = propose(ann)
    both = Actor(
        label="ann",
        account_id=ann.account_id,
        roles=frozenset({Role.HR}),
        researcher_id=ann.researcher_id,
    )
    with pytest.raises(SecondPersonNeeded), unit_of_work():
        proposals.accept(row, None, by=both)


def test_a_second_proposal_takes_the_place_of_the_first(ann):
    first = propose(ann)
    propose(ann, value="1979-03-15")
    assert first.state == "withdrawn"
    with pytest.raises(NothingToPropose):
        propose(ann, "name", "Ann Sample")


def test_by_page_and_api(ann, app, hr, administrator, monkeypatch):
    actor = {"now": ann}
    monkeypatch.setitem(app.extensions, "actor_loader", lambda: actor["now"])
    browser, headers = app.test_client(), {"Authorization": "Bearer test"}
    of = f"/researchers/{ann.researcher_id}/proposals"

    def post(address, form):
        return browser.post(
            address, data=filled(browser, address, form, headers=headers), headers=headers
        )

    page = browser.get(f"{of}/new?field=gender", headers=headers).text
    assert '<option value="female"' in page
    refused = post(f"{of}/new", {"field": "birth_date", "value": "1979-13-77", "note": ""})
    assert (refused.status_code, "Write the date" in refused.text) == (422, True)
    body = {"field": "birth_date", "value": "1979-13-77"}
    answer = browser.post(f"/api/v1{of}", json=body, headers=headers)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "value")
    assert "1979-13-77" not in answer.text
    assert post(f"{of}/new", {"field": "birth_date", "value": SECRET}).status_code == 303
    assert SECRET in browser.get(of, headers=headers).text
    assert browser.get("/proposals", headers=headers).status_code == 403
    actor["now"] = administrator
    assert browser.get(of, headers=headers).status_code == 403
    actor["now"] = hr
    assert SECRET in browser.get("/proposals", headers=headers).text
    waiting = browser.get("/api/v1/proposals", headers=headers).json["items"]
    decision = f"/proposals/{waiting[0]['id']}/decision"
    silent = post(decision, {"decision": "refuse", "word": ""})
    assert (silent.status_code, "Say why" in silent.text) == (422, True)
    assert post(decision, {"decision": "accept", "word": "ok"}).status_code == 303
    actor["now"] = ann
    assert "accepted" in browser.get(of, headers=headers).text
    made = browser.post(
        f"/api/v1{of}", json={"field": "nationality", "value": "CN"}, headers=headers
    ).json
    gone = browser.post(f"/api/v1/proposals/{made['id']}/withdraw", headers=headers)
    assert gone.json["state"] == "withdrawn"
