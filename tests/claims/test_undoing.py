"""Not sure, and taking an answer back."""

import pytest
from sqlalchemy import delete

from registry.accounts.models import Deputy
from registry.claims import disputes, queries, service, undoing
from registry.claims.errors import NotAsked, NothingToUndo, NotYourAnswer
from registry.claims.models import Claim
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.outputs.models import Byline
from tests.claims.people import (
    Statements,
    account_of,
    administrator,
    ask,
    carrying,
    deputy_of,
    last_details,
    own,
    told,
    verbs,
)
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_researcher

BEARER = {"Authorization": "Bearer test"}


@pytest.fixture
def asked(ann):
    """A question to Ann."""
    with unit_of_work():
        paper = make_paper("Bo Example", carrying())
    ask(paper)
    return queries.of_pair(paper.id, ann.id)


def said(claim) -> dict:
    db.session.refresh(claim)
    names = ("state", "byline_id", "printed", "score", "evidence", "decided_by", "decided_at")
    return {name: getattr(claim, name) for name in (*names, "reason", "unsure_at")}


def undo(claim, by=SYSTEM):
    with unit_of_work():
        return undoing.undo([claim], by=by)[0]


@pytest.mark.parametrize("verb", [service.accept, service.reject, service.not_sure])
def test_an_undone_answer_leaves_the_question_as_it_was(verb, asked):
    before = said(asked)
    with unit_of_work():
        verb(asked, by=SYSTEM)
    assert said(asked) != before
    undo(asked)
    assert said(asked) == before
    assert verbs(asked)[-1] == "claim.undone"


def test_only_the_last_answer_can_be_undone_and_only_once(asked):
    with unit_of_work():
        service.accept(asked, by=SYSTEM)
        service.reject(asked, by=SYSTEM)
    undo(asked)
    assert asked.state == "confirmed"
    with pytest.raises(NothingToUndo) as refused, unit_of_work():
        undoing.undo([asked], by=SYSTEM)
    assert (refused.value.field, refused.value.value) == ("claims", asked.id)


def test_saying_it_twice_is_one_answer_to_undo(asked):
    with unit_of_work():
        service.accept(asked, by=SYSTEM)
        service.accept(asked, by=SYSTEM)
    assert undo(asked).state == "suggested"


def test_an_undone_rejection_is_asked_about_again(asked):
    with unit_of_work():
        service.reject(asked, by=SYSTEM)
    undo(asked)
    with unit_of_work():
        db.session.delete(asked)
    ask(asked.output)
    assert queries.of_pair(asked.output_id, asked.researcher_id).state == "suggested"


def test_what_was_never_asked_is_withdrawn_by_undoing_and_may_be_asked(ann):
    with unit_of_work():
        paper = make_paper(carrying())
        claim = service.not_mine(paper, ann, by=SYSTEM)
    undo(claim)
    assert (claim.state, claim.decided_at) == ("withdrawn", None)
    ask(paper)
    assert queries.of_pair(paper.id, ann.id).state == "suggested"


def test_a_question_whose_position_a_refresh_took_away_waits_to_be_asked_anew(asked):
    with unit_of_work():
        service.reject(asked, by=SYSTEM)
        db.session.execute(delete(Byline).where(Byline.output_id == asked.output_id))
        db.session.expire_all()
        asked.output.byline = [Byline(position=1, **carrying())]
    assert undo(asked).state == "withdrawn"
    ask(asked.output)
    db.session.refresh(asked)
    assert (asked.state, asked.position) == ("suggested", 1)


def test_undoing_frees_the_position_and_tells_who_waits(asked):
    with unit_of_work():
        ben = make_researcher("Sample", "Ben")
    account = account_of(ben)
    with unit_of_work():
        service.accept(asked, by=SYSTEM)
        waiting = make_claim(ben, asked.output, 2)
    undo(asked)
    assert "is free again" in told(account)[-1]
    with unit_of_work():
        assert service.accept(waiting, by=SYSTEM).state == "confirmed"


def test_a_confirmation_that_comes_back_to_a_position_held_meanwhile_is_disputed(asked):
    with unit_of_work():
        service.accept(asked, by=SYSTEM)
        service.withdraw(asked, by=SYSTEM)
        make_claim(make_researcher("Sample", "Ben"), asked.output, 2)
    assert undo(asked).state == "disputed"


def test_a_settled_dispute_is_not_undone_as_an_answer(asked):
    with unit_of_work():
        make_claim(make_researcher("Sample", "Ben"), asked.output, 2)
        service.accept(asked, by=SYSTEM)
        disputes.settle(asked, by=SYSTEM)
    with pytest.raises(NothingToUndo), unit_of_work():
        undoing.undo([asked], by=SYSTEM)


def test_an_answer_is_undone_by_who_gave_it_and_by_administrators(asked, ann):
    by = administrator()
    with unit_of_work():
        service.accept(asked, by=by)
    assert queries.undoable([asked.id], by=by) == {asked.id}
    assert queries.undoable([asked.id], by=administrator("other")) == {asked.id}
    principal = own(ann)
    assert queries.undoable([asked.id], by=principal) == set()
    with pytest.raises(NotYourAnswer) as refused, unit_of_work():
        undoing.undo([asked], by=principal)
    assert (refused.value.field, refused.value.value) == ("claims", asked.id)
    assert asked.state == "confirmed"


def test_a_deputy_and_who_named_them_undo_each_others_answers(asked, ann):
    deputy, principal = deputy_of(ann), own(ann)
    with unit_of_work():
        db.session.add(Deputy(account_id=deputy.account_id, researcher_id=ann.id))
    for giver, other in ((deputy, principal), (principal, deputy)):
        with unit_of_work():
            service.accept(asked, by=giver)
        undo(asked, by=other)
        assert asked.state == "suggested"
    assert last_details(asked)["acting"] == "deputy"


def test_a_stranger_undoes_nothing(asked, ann):
    with unit_of_work():
        service.accept(asked, by=own(ann))
        ben = make_researcher("Sample", "Ben")
    assert queries.undoable([asked.id], by=own(ben)) == set()


def test_a_question_put_off_comes_last_and_has_a_list_of_its_own(ann):
    with unit_of_work():
        papers = [make_paper(carrying()) for _ in range(3)]
    ask(*papers)
    first, second, third = (queries.of_pair(paper.id, ann.id) for paper in papers)
    with unit_of_work():
        service.not_sure(first, by=SYSTEM)
    assert [c.id for c in queries.inbox(Slice(), ann.id).items] == [second.id, third.id, first.id]
    assert [c.id for c in queries.inbox(Slice(), ann.id, unsure=True).items] == [first.id]
    counts = queries.counts(ann.id)
    assert (counts["suggested"], counts["unsure"]) == (3, 1)
    assert verbs(first) == ["claim.suggested", "claim.not_sure"]


def test_the_inbox_is_read_part_by_part_across_what_was_put_off(ann):
    with unit_of_work():
        papers = [make_paper(carrying()) for _ in range(7)]
    ask(*papers)
    keys = [queries.of_pair(paper.id, ann.id).id for paper in papers]
    with unit_of_work():
        for key in keys[:3]:
            service.not_sure(db.session.get(Claim, key), by=SYSTEM)
    seen, cursor = [], None
    while True:
        page = queries.inbox(Slice(2, cursor), ann.id)
        seen += [claim.id for claim in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == keys[3:] + keys[:3]


def test_an_answer_ends_being_unsure_and_a_rejection_is_not_put_off(asked, ann):
    with unit_of_work():
        service.not_sure(asked, by=SYSTEM)
        service.reject(asked, by=SYSTEM)
    assert (asked.unsure_at, queries.counts(ann.id)["unsure"]) == (None, 0)
    with pytest.raises(NotAsked), unit_of_work():
        service.not_sure(asked, by=SYSTEM)


def test_a_question_put_off_stays_put_off_where_it_is_asked_again(asked):
    with unit_of_work():
        service.not_sure(asked, by=SYSTEM)
    ask(asked.output)
    db.session.refresh(asked)
    assert asked.unsure_at is not None


def test_a_researcher_puts_off_and_undoes_over_the_api(client, acting, asked, ann):
    acting(own(ann))
    path = f"/api/v1/claims/{asked.id}/decision"

    def decide(decision):
        return client.post(path, json={"decision": decision}, headers=BEARER)

    assert decide("not_sure").json["unsure_at"]
    address = "/api/v1/claims?state=suggested&unsure="
    assert len(client.get(f"{address}true").json["items"]) == 1
    assert client.get(f"{address}false").json["items"] == []
    assert decide("mine").json["state"] == "confirmed"
    assert decide("undo").json["state"] == "suggested"
    assert decide("undo").status_code == 409
    assert decide("check").status_code == 403


def test_the_cost_of_an_undoable_list_does_not_grow(ann):
    by, counts = own(ann), []
    for number in (1, 12):
        with unit_of_work():
            keys = [make_claim(ann, make_paper("Anna Sample"), by=by).id for _ in range(number)]
        with Statements() as asked:
            assert queries.undoable(keys, by=by) == set(keys)
        counts.append(asked.count)
    assert counts == [2, 2]
