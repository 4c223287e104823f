"""The inbox as pages: for whom, one answer for many, identifiers, and taking answers back."""

import re

import pytest
from sqlalchemy import select

from registry.claims import queries, service
from registry.claims.models import Claim
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.policy import Role
from tests.claims.people import ADDRESS, ID, account_of, ask, carrying, deputy_of, own, with_address
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_researcher

BEARER = {"Authorization": "Bearer test"}


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def asked(ann, unit):
    """Three open questions; the iD stands on two of the papers."""
    with unit_of_work():
        papers = [
            make_paper("Ben Other", carrying("Anna Sample", unit=unit)),
            make_paper(carrying("A. Sample", unit=unit)),
            make_paper({"printed": "Anna Sample", "unit": unit}),
        ]
    ask(*papers)
    return [queries.of_pair(paper.id, ann.id) for paper in papers]


def press(client, path, **form):
    return client.post(path, data=form, headers=BEARER, follow_redirects=True)


def states(claims):
    return [queries.of_pair(c.output_id, c.researcher_id).state for c in claims]


def test_one_answer_for_what_is_ticked_and_its_undo(client, acting, asked, ann):
    acting(own(ann))
    keys = [claim.id for claim in asked[:2]]
    page = press(client, "/claims/answers", claims=keys, decision="not_mine", back="inbox")
    assert "2 papers noted as not yours." in page.text
    assert states(asked) == ["rejected", "rejected", "suggested"]
    fields = re.findall(r'name="claims" value="(\d+)"', page.text[: page.text.index("<main")])
    assert [int(key) for key in fields] == keys
    press(client, "/claims/answers", claims=keys, decision="undo", back="inbox")
    assert states(asked) == ["suggested"] * 3


def test_nothing_ticked_is_no_error(client, acting, asked, ann):
    acting(own(ann))
    page = press(client, "/claims/answers", decision="mine", back="inbox")
    assert (page.status_code, "Nothing was selected." in page.text) == (200, True)
    assert states(asked) == ["suggested"] * 3


def test_what_is_put_off_has_a_list_of_its_own(client, acting, asked, ann):
    acting(own(ann))
    press(client, "/claims/answers", claims=[asked[0].id], decision="not_sure", back="inbox")
    page = client.get("/claims?unsure=yes").text
    assert f'id="claim-{asked[0].id}"' in page
    assert f'id="claim-{asked[1].id}"' not in page
    assert "put off on" in client.get("/claims").text


def test_the_last_answer_is_undone_beside_the_claim(client, acting, asked, ann):
    acting(own(ann))
    press(client, f"/claims/{asked[0].id}/decision", decision="mine", back="mine")
    page = client.get("/claims/mine").text
    assert 'name="decision" value="undo"' in page
    press(
        client, f"/claims/{asked[0].id}/decision", decision="undo", back="mine", state="confirmed"
    )
    assert states(asked[:1]) == ["suggested"]
    assert 'name="decision" value="undo"' not in client.get("/claims/mine").text


def test_an_identifier_is_answered_put_off_and_taken_back(client, acting, asked, ann):
    acting(own(ann))
    page = client.get("/claims").text
    assert "Is this ORCID iD yours?" in page
    assert page.index(ID) < page.index(f'id="claim-{asked[0].id}"')
    form = {"scheme": "orcid", "value": ID, "back": "inbox"}
    later = press(client, "/claims/identifiers", answer="later", **form).text
    cards = later[later.index("<main") :]
    assert cards.index(f'id="claim-{asked[0].id}"') < cards.index(ID)
    assert "One answer for" not in client.get("/").text
    elsewhere = client.application.test_client()
    again = elsewhere.get("/claims").text
    assert again.index(f'id="claim-{asked[0].id}"') < again.index(ID)
    assert ID in elsewhere.get("/claims/identifiers").text
    said = press(client, "/claims/identifiers", answer="yes", **form).text
    assert f"Noted: {ID} is yours. 2 papers are settled." in said
    assert states(asked) == ["confirmed", "confirmed", "suggested"]
    listed = client.get("/claims/identifiers").text
    [address] = re.findall(r'action="(/claims/identifiers/\d+/take-back)"', listed)
    press(client, address, back="identifiers")
    assert states(asked) == ["suggested"] * 3


def test_an_address_is_asked_about_too(client, acting, ann, unit):
    with unit_of_work():
        paper = make_paper(with_address(unit=unit))
    ask(paper)
    acting(own(ann))
    page = client.get("/claims").text
    assert "Is this e-mail address yours?" in page
    assert ADDRESS in page


@pytest.mark.parametrize("path", ["/claims", "/claims/mine", "/claims/identifiers"])
def test_only_a_deputy_sees_the_inbox_of_another(path, client, acting, asked, ann):
    with unit_of_work():
        ben = make_researcher("Other", "Ben")
    acting(own(ben))
    assert client.get(f"{path}?for={ann.id}").status_code == 403
    assert client.get(f"{path}?for=999999").status_code == 404
    assert client.get(f"{path}?for=nobody").status_code == 422
    acting(deputy_of(ann))
    assert client.get(f"{path}?for={ben.id}").status_code == 403
    page = client.get(f"{path}?for={ann.id}").text
    assert "You act for Anna Sample." in page


def test_a_deputy_without_a_record_comes_to_the_one_they_act_for(client, acting, asked, ann):
    acting(deputy_of(ann))
    page = client.get("/claims").text
    assert "Is this theirs?" in page
    forms = re.findall(r"<form.*?</form>", page[page.index("<main") :], re.DOTALL)
    assert len(forms) == 5
    assert all(f'name="for" value="{ann.id}"' in form for form in forms)


def test_what_a_deputy_answers_leads_back_to_the_same_person(client, acting, asked, ann):
    acting(deputy_of(ann))
    form = {"claims": [asked[0].id], "decision": "mine", "back": "inbox", "for": ann.id}
    sent = client.post("/claims/answers", data=form, headers=BEARER)
    assert sent.location == f"/claims?for={ann.id}"
    address = f"/outputs/{asked[1].output_id}/claim/{ann.id}"
    sent = client.post(address, data={"position": ""}, headers=BEARER)
    assert sent.location == f"/claims/mine?for={ann.id}&state=rejected"
    assert states(asked) == ["confirmed", "rejected", "suggested"]


def test_who_acts_for_others_too_chooses(client, acting, asked, ann):
    with unit_of_work():
        ben = make_researcher("Other", "Ben")
    account = account_of(ben)
    roles = frozenset({Role.RESEARCHER})
    both = Actor(
        account_id=account.id, roles=roles, researcher_id=ben.id, acts_for=frozenset({ann.id})
    )
    acting(both)
    page = client.get("/claims").text
    assert "You answer for yourself." in page
    assert f'href="/claims?for={ann.id}">for Anna Sample</a>' in page
    page = client.get(f"/claims?for={ann.id}").text
    assert 'href="/claims">for yourself</a>' in page


def test_a_place_that_another_holds_is_said_to_be_disputed(client, acting, asked, ann):
    with unit_of_work():
        make_claim(make_researcher("Other", "Ben"), asked[0].output, asked[0].position)
    acting(own(ann))
    keys = [claim.id for claim in asked]
    page = press(client, "/claims/answers", claims=keys, decision="mine", back="inbox").text
    assert "2 papers confirmed, 1 disputed" in page


def test_the_first_page_asks_about_the_identifier_first(client, acting, asked, ann):
    acting(own(ann))
    page = client.get("/").text
    assert "One answer for 2 papers" in page
    with unit_of_work():
        service.not_mine(asked[0].output, ann, by=SYSTEM)
        service.not_mine(asked[1].output, ann, by=SYSTEM)
    assert "One answer for" not in client.get("/").text


def leafed(client):
    """The cards on each page of the inbox, by the links alone; what happens between is said."""
    address = "/claims"
    while address:
        page = client.get(address).text
        yield [int(key) for key in re.findall(r'id="claim-(\d+)"', page)]
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = "/claims" + found[1].replace("&amp;", "&") if found else None


def test_a_card_that_moves_up_while_one_leafs_is_shown_later_and_none_is_skipped(
    client, acting, ann, unit, monkeypatch
):
    monkeypatch.setattr("registry.claims.inbox_pages.CARDS", 3)
    with unit_of_work():
        papers = [make_paper({"printed": "Anna Sample", "unit": unit}) for _ in range(8)]
    ask(*papers)
    acting(own(ann))
    pages = leafed(client)
    seen = next(pages)
    with unit_of_work():
        last = db.session.scalars(select(Claim).order_by(Claim.id.desc())).first()
        last.score = 99.0
    moved = last.id
    assert moved not in seen
    assert client.get("/claims").text.index(f'id="claim-{moved}"')
    for cards in pages:
        seen += cards
    everything = list(db.session.scalars(select(Claim.id).order_by(Claim.id)))
    assert sorted(seen) == everything
    assert seen[-1] == moved


def test_a_moment_that_is_none_is_refused(client, acting, ann):
    acting(own(ann))
    assert client.get("/claims?since=yesterday").status_code == 422
