"""What a researcher's answer does, and what is remembered."""

import pytest
from sqlalchemy import delete, select

from registry.accounts.models import Account, Message
from registry.audit.models import AuditEvent
from registry.claims import bylines, curation, disputes, queries, service, suggesting
from registry.claims.disputes import settle
from registry.claims.errors import (
    NothingToSettle,
    NothingToWithdraw,
    OwnDispute,
    PositionGone,
    PositionMissing,
    PositionOfGroup,
)
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.outputs.models import Byline
from registry.policy import Role
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_post, make_researcher, make_unit

IDS = ("0000-0002-1825-0097", "0000-0001-5109-3700")


@pytest.fixture
def anna(app):
    with unit_of_work():
        return make_researcher("Sample", "Anna", orcid=IDS[0])


@pytest.fixture
def ben(app):
    with unit_of_work():
        return make_researcher("Sample", "Ben")


def account_of(researcher) -> Account:
    with unit_of_work():
        address = f"r{researcher.id}@sample.example"
        account = Account(email=address, name=address, researcher_id=researcher.id, state="active")
        db.session.add(account)
    return account


def told(account) -> list[str]:
    wanted = select(Message.sentence).filter_by(account_id=account.id).order_by(Message.id)
    return [
        sentence % {"name": "N", "position": "P", "title": "T"}
        for sentence in db.session.scalars(wanted)
    ]


def verbs(claim) -> list[str]:
    wanted = select(AuditEvent.verb).filter_by(subject_type="Claim", subject_id=str(claim.id))
    return list(db.session.scalars(wanted.order_by(AuditEvent.id)))


def test_a_claim_on_a_free_position_is_confirmed_and_keeps_what_is_printed(anna):
    with unit_of_work():
        claim = make_claim(anna, make_paper("B. Other", "A. SAMPLE"), 2)
    assert (claim.state, claim.printed, claim.byline.position) == ("confirmed", "A. SAMPLE", 2)
    assert verbs(claim) == ["claim.confirmed"]
    assert [e["code"] for e in claim.evidence] == ["name_initial"]


def test_a_second_person_on_a_position_is_disputed_and_both_are_told(anna, ben):
    accounts = account_of(anna), account_of(ben)
    with unit_of_work():
        paper = make_paper("Sample", title="On sampling")
        first, second = make_claim(anna, paper), make_claim(ben, paper)
    assert (first.state, second.state) == ("confirmed", "disputed")
    assert told(accounts[0])[0].startswith("N also claims your position P on “T”")
    assert told(accounts[1])[0].startswith("Position P on “T” is confirmed for N")


def test_saying_it_twice_changes_and_tells_nothing_more(anna, ben):
    account = account_of(anna)
    with unit_of_work():
        paper = make_paper("Sample")
        make_claim(anna, paper)
        for _ in range(2):
            again = make_claim(ben, paper)
    assert again.state == "disputed"
    assert len(told(account)) == 1
    assert queries.counts(ben.id)["disputed"] == 1


def test_a_claim_moves_to_another_position_of_the_same_paper(anna, ben):
    with unit_of_work():
        paper = make_paper("A. Sample", "Anna Sample")
        first = make_claim(anna, paper, 1)
        moved = make_claim(anna, paper, 2)
        other = make_claim(ben, paper, 1)
    assert moved.id == first.id
    assert (moved.byline.position, other.state) == (2, "confirmed")


def test_who_waits_is_told_when_the_position_becomes_free(anna, ben):
    account = account_of(ben)
    with unit_of_work():
        paper = make_paper("Sample")
        holder, waiting = make_claim(anna, paper), make_claim(ben, paper)
        service.withdraw(holder, by=SYSTEM)
        assert told(account)[-1].startswith("Position P on “T” is free again")
        assert service.accept(waiting, by=SYSTEM).state == "confirmed"


@pytest.mark.parametrize("position", [0, 3, 2**31 - 1])
def test_a_position_that_is_not_there_is_refused_by_name_and_value(anna, position):
    with unit_of_work():
        paper = make_paper("Anna Sample", "Ben Sample")
    with pytest.raises(PositionMissing) as refused, unit_of_work():
        service.answer(paper, position, anna, by=SYSTEM)
    assert (refused.value.field, refused.value.value) == ("position", position)
    assert queries.of_pair(paper.id, anna.id) is None


def test_a_group_cannot_be_claimed(anna):
    with unit_of_work():
        paper = make_paper({"printed": "Sample Collaboration", "is_group": True})
    with pytest.raises(PositionOfGroup), unit_of_work():
        make_claim(anna, paper)


def test_not_on_this_paper_is_an_answer_without_a_position(anna):
    with unit_of_work():
        claim = service.answer(make_paper("Someone Else"), None, anna, by=SYSTEM)
    assert (claim.state, claim.byline_id) == ("rejected", None)


def test_a_rejected_claim_stays_rejected_after_reimport(anna):
    with unit_of_work():
        make_post(anna)
        paper = make_paper({"printed": "Anna Sample", "orcid": IDS[0]})
        suggesting.for_outputs([paper.id], by=SYSTEM)
        claim = queries.of_pair(paper.id, anna.id)
        service.reject(claim, by=SYSTEM)
    with unit_of_work():
        db.session.execute(delete(Byline).where(Byline.output_id == paper.id))
        db.session.expire_all()
        paper.byline = [Byline(position=1, printed="Anna Sample", orcid=IDS[0])]
        db.session.flush()
        suggesting.for_outputs([paper.id], by=SYSTEM)
        suggesting.for_researcher(anna.id, by=SYSTEM)
    assert queries.of_pair(paper.id, anna.id).state == "rejected"
    assert queries.counts(anna.id)["suggested"] == 0


def test_changing_ones_mind_confirms_a_rejection_and_is_audited(anna):
    with unit_of_work():
        paper = make_paper("Anna Sample")
        service.not_mine(paper, anna, by=SYSTEM)
        claim = make_claim(anna, paper)
    assert claim.state == "confirmed"
    assert verbs(claim) == ["claim.rejected", "claim.confirmed"]
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert last.details["before"] == "rejected"


def test_a_withdrawn_claim_frees_the_position_and_is_never_asked_again(anna, ben):
    with unit_of_work():
        make_post(anna)
        paper = make_paper({"printed": "Anna Sample", "orcid": IDS[0]})
        service.withdraw(make_claim(anna, paper), by=SYSTEM)
        suggesting.for_outputs([paper.id], by=SYSTEM)
        assert queries.of_pair(paper.id, anna.id).state == "withdrawn"
        assert make_claim(ben, paper).state == "confirmed"


def test_what_was_not_claimed_cannot_be_withdrawn(anna):
    with unit_of_work():
        claim = service.not_mine(make_paper("Someone Else"), anna, by=SYSTEM)
    with pytest.raises(NothingToWithdraw), unit_of_work():
        service.withdraw(claim, by=SYSTEM)


def test_a_claim_whose_name_was_taken_away_stays_and_goes_to_curation(anna):
    account = account_of(anna)
    with unit_of_work():
        claim = make_claim(anna, make_paper("Anna Sample"))
    with unit_of_work():
        db.session.execute(delete(Byline).where(Byline.id == claim.byline_id))
        db.session.expire_all()
        disputes.tell_orphaned([claim.output_id])
    assert (claim.state, claim.byline_id, claim.printed) == ("confirmed", None, "Anna Sample")
    assert [c.id for c in curation.orphaned(Slice()).items] == [claim.id]
    assert queries.confirmed_researchers([claim.output_id]) == {
        claim.output_id: [(anna.id, None, None)]
    }
    assert "no longer has the name that you claimed" in told(account)[0]
    with pytest.raises(PositionGone), unit_of_work():
        service.accept(claim, by=SYSTEM)


def administrator(**more) -> Actor:
    return Actor(label="admin", roles=frozenset({Role.ADMINISTRATOR}), **more)


@pytest.fixture
def dispute(anna, ben):
    with unit_of_work():
        paper = make_paper("Sample")
        return make_claim(anna, paper), make_claim(ben, paper)


def test_a_dispute_is_settled_for_the_second(dispute, ben):
    account = account_of(ben)
    with unit_of_work():
        settle(dispute[1], by=administrator(), reason="the paper names Ben")
    assert [c.state for c in dispute] == ["rejected", "confirmed"]
    assert curation.disputed(Slice()).items == []
    assert told(account) == ["It was decided that position P on “T” is you."]


def test_a_dispute_is_settled_for_the_first(dispute):
    with unit_of_work():
        settle(dispute[0], by=administrator())
    assert [c.state for c in dispute] == ["confirmed", "rejected"]


def test_the_other_side_can_stay_disputed(dispute):
    with unit_of_work():
        settle(dispute[1], by=administrator(), keep_others=True)
    assert [c.state for c in dispute] == ["disputed", "confirmed"]


def test_nobody_settles_a_dispute_about_themselves(dispute, anna):
    with pytest.raises(OwnDispute), unit_of_work():
        settle(dispute[0], by=administrator(researcher_id=anna.id))


def test_nobody_settles_a_claim_that_they_made(anna, ben):
    account = account_of(ben)
    by = administrator(account_id=account.id)
    with unit_of_work():
        paper = make_paper("Sample")
        first, _second = make_claim(anna, paper), make_claim(ben, paper, by=by)
    with pytest.raises(OwnDispute), unit_of_work():
        settle(first, by=by)


def test_without_a_dispute_there_is_nothing_to_settle(anna):
    with unit_of_work():
        claim = make_claim(anna)
    with pytest.raises(NothingToSettle), unit_of_work():
        settle(claim, by=administrator())


def test_who_is_confirmed_is_found_for_many_outputs_in_order_of_the_byline(anna, ben):
    with unit_of_work():
        first, second = make_paper("Ben Sample", "Anna Sample"), make_paper("Someone Else")
        claims = make_claim(anna, first, 2), make_claim(ben, first, 1)
        service.not_mine(second, anna, by=SYSTEM)
    assert queries.confirmed_researchers([first.id, second.id]) == {
        first.id: [(ben.id, claims[1].byline_id, 1), (anna.id, claims[0].byline_id, 2)],
        second.id: [],
    }


def test_the_excerpt_shows_the_neighbours_and_counts_the_rest(anna):
    with unit_of_work():
        paper = make_paper(*(f"Author{n} Sample" for n in range(1, 1001)))
        claim = make_claim(anna, paper, 500)
    excerpt = bylines.excerpts([claim])[claim.id]
    assert [n for n, _ in excerpt.names] == [498, 499, 500, 501, 502]
    assert (excerpt.before, excerpt.after) == (497, 498)


def test_a_name_is_found_among_a_thousand_positions(anna):
    with unit_of_work():
        paper = make_paper(*(f"Author{n} Sample" for n in range(1, 1001)))
    page = bylines.positions(paper, "author77", Slice(limit=5))
    assert [b.position for b in page.items] == [77, 770, 771, 772, 773]
    assert page.next


def test_works_of_ours_without_a_claim_are_listed_until_somebody_claims(anna):
    with unit_of_work():
        unit = make_unit()
        ours, _theirs = make_paper({"printed": "Anna Sample", "unit": unit}), make_paper("Other")
        _before = make_paper({"printed": "Anna Sample", "unit": unit}, year=2017)
        assert [o.id for o in curation.unclaimed(Slice()).items] == [ours.id]
        make_claim(anna, ours)
    assert curation.unclaimed(Slice()).items == []


def test_claims_are_seen_by_their_researcher_and_by_administrators(anna, ben):
    with unit_of_work():
        claim = make_claim(anna)
    own, other = (
        Actor(account_id=9, roles=frozenset({Role.RESEARCHER}), researcher_id=r.id)
        for r in (anna, ben)
    )
    hr = Actor(account_id=9, roles=frozenset({Role.HR}))
    seen = [
        queries.visible(claim.id, by=by) is not None for by in (own, other, hr, administrator())
    ]
    assert seen == [True, False, False, True]
