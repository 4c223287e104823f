"""A second person looks at confirmed claims where the institute wants it."""

from dataclasses import replace

import pytest

from registry.claims import checking, disputes, queries, service, undoing
from registry.claims.errors import NothingToCheck, OwnDispute
from registry.core.actor import SYSTEM, Actor
from registry.core.listing import Slice
from registry.core.second_person import SecondPersonNeeded, check_second_person, is_second_person
from registry.core.unit_of_work import unit_of_work
from tests.claims.people import administrator, ask, carrying, last_details, own, verbs
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_researcher

BEARER = {"Authorization": "Bearer test"}


@pytest.fixture
def checked_here(app):
    """An institute that wants a second person."""
    kept = app.extensions["registry_config"]
    app.extensions["registry_config"] = replace(kept, check_claims=True)
    yield
    app.extensions["registry_config"] = kept


@pytest.fixture
def confirmed(ann):
    """A claim that Ann made."""
    with unit_of_work():
        paper = make_paper("Anna Sample")
    by = own(ann)
    with unit_of_work():
        return make_claim(ann, paper, by=by)


def check(claim, by):
    with unit_of_work():
        return checking.check(claim, by=by)


def waiting() -> list[int]:
    return [claim.id for claim in checking.to_check(Slice()).items]


def test_a_second_person_is_neither_who_made_it_nor_who_gains_nor_their_deputy():
    assert is_second_person(Actor(account_id=1, researcher_id=5), 2, 6)
    assert is_second_person(Actor(account_id=1), None, 6)
    assert is_second_person(Actor(account_id=1), None, None)
    for by in (
        Actor(account_id=2),
        Actor(account_id=1, researcher_id=6),
        Actor(account_id=1, acts_for=frozenset({6})),
    ):
        assert not is_second_person(by, 2, 6)
        with pytest.raises(SecondPersonNeeded):
            check_second_person(by, 2, 6)


def test_a_confirmed_claim_waits_until_a_second_person_has_checked_it(checked_here, confirmed):
    assert waiting() == [confirmed.id]
    by = administrator()
    claim = check(confirmed, by)
    assert (claim.checked_by, claim.checked_at is not None) == (by.account_id, True)
    assert waiting() == []
    assert verbs(claim)[-1] == "claim.checked"
    assert last_details(claim)["researcher"] == claim.researcher_id


def test_nothing_waits_where_the_institute_wants_no_check(confirmed):
    assert waiting() == []


def test_who_confirmed_it_and_who_gains_do_not_check_it(ann, confirmed):
    maker = administrator()
    with unit_of_work():
        made = make_claim(make_researcher("Sample", "Ben"), make_paper("Ben Sample"), by=maker)
    gains = administrator("gains", researcher_id=ann.id)
    for claim, by in ((made, maker), (confirmed, gains)):
        with pytest.raises(SecondPersonNeeded):
            check(claim, by)
        assert claim.checked_at is None
    assert check(made, gains).checked_by == gains.account_id


def test_what_was_confirmed_without_asking_is_checked_by_any_administrator(checked_here, ann):
    with unit_of_work():
        paper = make_paper(carrying(orcid_authenticated=True))
    ask(paper)
    claim = queries.of_pair(paper.id, ann.id)
    assert waiting() == [claim.id]
    by = administrator()
    assert check(claim, by).checked_by == by.account_id


def test_a_change_takes_the_check_away(checked_here, confirmed):
    check(confirmed, administrator())
    with unit_of_work():
        service.withdraw(confirmed, by=SYSTEM)
        assert confirmed.checked_at is None
        undoing.undo([confirmed], by=SYSTEM)
    assert confirmed.state == "confirmed"
    assert waiting() == [confirmed.id]


def test_only_a_confirmed_claim_is_checked_and_only_once(ann, confirmed):
    with unit_of_work():
        rejected = service.not_mine(make_paper("Someone Else"), ann, by=SYSTEM)
    by = administrator()
    check(confirmed, by)
    for claim in (confirmed, rejected):
        with pytest.raises(NothingToCheck) as refused:
            check(claim, by)
        assert (refused.value.field, refused.value.value) == ("claims", claim.id)


def test_a_deputy_of_a_side_does_not_settle_its_dispute(ann, confirmed):
    with unit_of_work():
        make_claim(make_researcher("Sample", "Ben"), confirmed.output)
    by = replace(administrator(), acts_for=frozenset({ann.id}))
    with pytest.raises(OwnDispute), unit_of_work():
        disputes.settle(confirmed, by=by)


def test_an_administrator_checks_over_the_api(client, acting, confirmed, ann):
    path = f"/api/v1/claims/{confirmed.id}/decision"
    acting(own(ann, "again"))
    assert client.post(path, json={"decision": "check"}, headers=BEARER).status_code == 403
    acting(administrator())
    address = "/api/v1/claims?state=confirmed&checked="
    assert len(client.get(f"{address}false").json["items"]) == 1
    done = client.post(path, json={"decision": "check"}, headers=BEARER)
    assert (done.status_code, done.json["checked_at"] is not None) == (200, True)
    assert client.get(f"{address}false").json["items"] == []
