"""Who is corresponding: said by who is confirmed there, checked by somebody else."""

import pytest

from registry.claims import byline_facts, service
from registry.core.actor import VISITOR
from registry.core.errors import NotAllowed, SignInNeeded
from registry.core.listing import Slice
from registry.core.second_person import SecondPersonNeeded
from registry.core.unit_of_work import unit_of_work
from registry.outputs import queries
from registry.outputs.errors import NothingSaid
from registry.policy import Permission, Role
from tests.claims.people import Statements, administrator, deputy_of, last_details, own, verbs
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_researcher

BEARER = {"Authorization": "Bearer test"}
YES = {"corresponding": True}


@pytest.fixture
def paper(ann):
    """Ann is confirmed at the first of two names."""
    with unit_of_work():
        paper = make_paper("Anna Sample", "Ben Example", title="On samples")
        make_claim(ann, paper, 1)
    return paper


def place(paper, position=1, by=VISITOR):
    return byline_facts.place(paper.id, position, by=by)


def enter(paper, by, position=1, **said):
    found = place(paper, position, by)
    by.check(Permission.BYLINE_FACT_CHANGE, found)
    with unit_of_work():
        return byline_facts.enter(found, said, by=by)


def check(paper, by, position=1):
    with unit_of_work():
        return byline_facts.check(place(paper, position, by), by=by)


def place_view(paper):
    return queries.one(paper.id).byline[0]


def waiting(by=VISITOR):
    return byline_facts.unchecked(Slice(), by=by).items


def test_who_is_confirmed_there_their_deputy_and_administrators_enter(ann, paper):
    for by in (own(ann), deputy_of(ann), administrator()):
        assert by.may(Permission.BYLINE_FACT_CHANGE, place(paper))


def test_nobody_else_enters(ann, paper):
    with unit_of_work():
        other = make_researcher("Sample", "Other")
    for by, error in ((VISITOR, SignInNeeded), (own(other), NotAllowed)):
        with pytest.raises(error):
            enter(paper, by, **YES)
    with pytest.raises(NotAllowed):
        enter(paper, own(ann, "again"), position=2, **YES)


@pytest.mark.parametrize("end", [service.withdraw, service.reject])
def test_without_a_confirmed_claim_nothing_is_entered(ann, paper, end):
    by = own(ann)
    with unit_of_work():
        end(place(paper).claim, by=by)
    with pytest.raises(NotAllowed):
        enter(paper, by, **YES)


def test_a_value_is_unchecked_until_a_second_person_agrees(ann, paper):
    assert not enter(paper, own(ann), **YES).checked
    boss = administrator()
    assert [item.mine_to_check for item in waiting(boss)] == [True]
    assert check(paper, boss).checked
    assert waiting(boss) == []
    with pytest.raises(NothingSaid):
        check(paper, boss)


def test_neither_who_entered_nor_who_gains_nor_their_deputy_checks(ann, paper):
    boss = administrator()
    enter(paper, boss, **YES)
    gaining = administrator("gaining", researcher_id=ann.id)
    deputy = administrator("helping", acts_for=frozenset({ann.id}))
    for by in (boss, gaining, deputy):
        assert [item.mine_to_check for item in waiting(by)] == [False]
        with pytest.raises(SecondPersonNeeded):
            check(paper, by)
    assert check(paper, administrator("another")).checked


def test_a_changed_value_needs_a_new_check(ann, paper):
    boss = administrator()
    enter(paper, own(ann), **YES)
    check(paper, boss)
    enter(paper, own(ann, "again"), corresponding=False)
    assert not place_view(paper).checked
    assert len(waiting(boss)) == 1
    enter(paper, own(ann, "third"), corresponding=None)
    assert waiting(boss) == []


def test_the_audit_trail_says_who_entered_for_whom_and_who_checked(ann, paper):
    byline = place(paper).byline
    enter(paper, deputy_of(ann), **YES)
    told = last_details(byline)
    assert (told["researcher"], told["acting"], told["corresponding"]) == (
        ann.id,
        "deputy",
        [None, True],
    )
    check(paper, administrator())
    assert verbs(byline) == ["byline.facts_set", "byline.facts_checked"]


def test_the_queue_asks_no_more_for_more_names(ann):
    boss = administrator()
    counts = []
    for _ in range(2):
        with unit_of_work():
            papers = [make_paper("Anna Sample") for _ in range(4)]
            for paper in papers:
                make_claim(ann, paper, 1)
        for paper in papers:
            enter(paper, boss, **YES)
        with Statements() as asked:
            waiting(boss)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_the_api_enters_and_shows_and_holds_versions(client, ann, paper, acting):
    path = f"/api/v1/outputs/{paper.id}/byline"
    assert client.patch(f"{path}/1", json=YES, headers=BEARER).status_code == 401
    acting(own(ann))
    said = client.patch(f"{path}/1", json=YES, headers=BEARER)
    assert (said.status_code, said.json["corresponding"], said.json["checked"]) == (
        200,
        True,
        False,
    )
    assert said.json["equal_contribution"] is None
    assert client.patch(f"{path}/1", json=YES, headers=BEARER).status_code == 428
    stale = client.patch(f"{path}/1", json=YES, headers=BEARER | {"If-Match": '"9-x"'})
    assert stale.status_code == 412
    assert client.patch(f"{path}/2", json=YES, headers=BEARER).status_code == 403
    assert client.patch(f"{path}/9", json=YES, headers=BEARER).status_code == 404
    assert client.put(f"{path}/1/checked", headers=BEARER | {"If-Match": "*"}).status_code == 403
    acting(administrator())
    (item,) = client.get("/api/v1/claims/facts", headers=BEARER).json["items"]
    assert (item["place"]["printed"], item["claim"]["researcher"]["id"]) == ("Anna Sample", ann.id)
    tag = {"If-Match": f'"{item["place"]["facts_version"]}-x"'}
    assert client.put(f"{path}/1/checked", headers=BEARER | tag).json["checked"] is True
    first, second = client.get(path).json["items"]
    assert (first["checked"], second["checked"], second["corresponding"]) == (True, False, None)


def test_the_api_names_what_is_wrong_with_an_order(client, ann, paper, acting):
    acting(own(ann))
    path = f"/api/v1/outputs/{paper.id}/byline/1"
    refused = client.patch(path, json={"affiliation_order": [7]}, headers=BEARER)
    assert refused.status_code == 422
    (error,) = refused.json["errors"]
    assert (error["field"], error["value"]) == ("affiliation_order", "7")


def test_the_pages_enter_show_and_check(client, ann, paper, acting):
    acting(own(ann))
    path = f"/outputs/{paper.id}/byline/1"
    assert 'name="corresponding"' in client.get(path).text
    said = {"corresponding": "yes", "equal_contribution": "no", "affiliation_order": ""}
    assert client.post(path, data=said, headers=BEARER).status_code == 303
    view = place_view(paper)
    assert (view.corresponding, view.equal_contribution, view.checked) == (True, False, False)
    shown = client.get(f"/outputs/{paper.id}").text
    assert "corresponding author" in shown
    assert "unchecked" in shown
    assert client.get("/claims/facts").status_code == 403
    acting(administrator())
    assert "Anna Sample" in client.get("/claims/facts").text
    stale = client.post(f"{path}/checked", data={"version": "7"}, headers=BEARER)
    assert stale.status_code == 412
    done = client.post(f"{path}/checked", data={"version": "1"}, headers=BEARER)
    assert (done.status_code, done.location) == (303, "/claims/facts")
    assert "unchecked" not in client.get(f"/outputs/{paper.id}").text


def test_auditors_and_researchers_do_not_check(ann, paper):
    for role in (Role.AUDITOR, Role.RESEARCHER, Role.HR):
        by = administrator(str(role))
        by = type(by)(account_id=by.account_id, roles=frozenset({role}))
        assert not by.may(Permission.BYLINE_FACT_CHECK)
