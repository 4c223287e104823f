"""One answer to many claims: to all of them, or to none."""

import pytest
from sqlalchemy import select

from registry.claims import decisions, queries, service
from registry.claims.errors import (
    NotAsked,
    NothingToUndo,
    PositionGone,
    TooManyClaims,
    UnknownClaim,
)
from registry.claims.models import Claim
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.errors import NotAllowed
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
from tests.makers.races import at_once

BEARER = {"Authorization": "Bearer test"}


def asked(ann, number) -> list[Claim]:
    """So many questions to Ann."""
    with unit_of_work():
        papers = [make_paper("Bo Example", carrying()) for _ in range(number)]
    ask(*papers)
    return [queries.of_pair(paper.id, ann.id) for paper in papers]


def decide(claims, decision, by=SYSTEM):
    with unit_of_work():
        return decisions.decide_many(claims, decision, by=by)


def states(claims) -> list[str]:
    db.session.expire_all()
    return [claim.state for claim in claims]


@pytest.mark.parametrize(
    ("decision", "state"), [("mine", "confirmed"), ("not_mine", "rejected"), ("undo", "suggested")]
)
def test_one_answer_is_given_to_all_in_their_order_and_audited_each(decision, state, ann):
    claims, by = asked(ann, 3), own(ann)
    if decision == "undo":
        decide(claims, "mine", by)
    answered = decide(claims[::-1], decision, by)
    assert [c.id for c in answered] == [c.id for c in claims[::-1]]
    assert states(claims) == [state] * 3
    assert [c.byline_id is None for c in claims] == [decision == "not_mine"] * 3
    verb = "claim.undone" if decision == "undo" else f"claim.{state}"
    assert [verbs(c)[-1] for c in claims] == [verb] * 3
    assert {c.decided_by for c in claims} == {None if decision == "undo" else by.account_id}


def test_many_are_put_off_at_once(ann):
    claims = asked(ann, 3)
    decide(claims, "not_sure")
    assert queries.counts(ann.id)["unsure"] == 3


def test_positions_that_others_hold_become_disputes_and_both_sides_are_told(ann):
    claims = asked(ann, 3)
    with unit_of_work():
        ben = make_researcher("Sample", "Ben")
        make_claim(ben, claims[1].output, 2)
    account = account_of(ben)
    decide(claims, "mine")
    assert states(claims) == ["confirmed", "disputed", "confirmed"]
    assert len(told(account)) == 1


def test_two_claims_on_one_position_in_one_answer_are_a_claim_and_a_dispute(ann):
    with unit_of_work():
        paper = make_paper("Anna Sample")
        both = [make_claim(ann, paper), make_claim(make_researcher("Sample", "Ben"), paper)]
        for claim in both:
            service.withdraw(claim, by=SYSTEM)
    decide(both, "mine", administrator())
    assert states(both) == ["confirmed", "disputed"]


def test_where_one_cannot_be_answered_none_is_and_the_error_names_it(ann):
    claims = asked(ann, 3)
    with unit_of_work():
        service.reject(claims[1], by=SYSTEM)
    for decision, error in (("mine", PositionGone), ("not_sure", NotAsked)):
        with pytest.raises(error) as refused:
            decide(claims, decision)
        assert (refused.value.field, refused.value.value) == ("claims", claims[1].id)
        assert states(claims) == ["suggested", "rejected", "suggested"]
    with pytest.raises(NothingToUndo) as refused:
        decide(claims, "undo")
    assert refused.value.value == claims[0].id
    assert states(claims) == ["suggested", "rejected", "suggested"]


def test_more_than_two_hundred_are_refused_by_their_number(ann):
    [claim] = asked(ann, 1)
    with pytest.raises(TooManyClaims) as refused, unit_of_work():
        decisions.decide_many([claim] * 201, "mine", by=SYSTEM)
    assert (refused.value.field, refused.value.value) == ("claims", 201)


def test_a_claim_of_somebody_else_among_them_answers_none(ann):
    with unit_of_work():
        other = make_researcher("Sample", "Ben")
        foreign = make_claim(other, make_paper("Ben Sample"))
    claims, by = [*asked(ann, 2), foreign], own(ann)
    with pytest.raises(NotAllowed) as refused:
        decide(claims, "not_mine", by)
    assert refused.value.value == foreign.id
    with pytest.raises(UnknownClaim) as refused:
        decisions.named([c.id for c in claims], by=by)
    assert refused.value.value == foreign.id
    assert states(claims) == ["suggested", "suggested", "confirmed"]


def test_one_that_was_dropped_meanwhile_is_named(ann):
    claims = asked(ann, 2)
    key = claims[1].id
    with unit_of_work():
        db.session.delete(db.session.get(Claim, key))
    with pytest.raises(UnknownClaim) as refused:
        decide(claims, "mine", administrator())
    assert refused.value.value == key


def test_a_deputy_answers_for_many_and_the_audit_says_so(ann):
    claims = asked(ann, 2)
    decide(claims, "mine", deputy_of(ann))
    assert [last_details(c)["acting"] for c in claims] == ["deputy"] * 2


def test_many_answers_cost_three_statements_each(ann):
    counts = []
    for number in (10, 60):
        claims = asked(ann, number)
        with Statements() as statements:
            decide(claims, "mine")
        counts.append(statements.count)
    assert counts[1] - counts[0] <= 50 * 3


def test_two_who_claim_many_positions_at_once_in_opposite_order_both_come_through(app):
    with unit_of_work():
        both = [make_researcher("Sample", "Anna") for _ in range(2)]
        made = [make_paper("Anna Sample") for _ in range(20)]
        for person, papers in zip(both, (made, made[::-1]), strict=True):
            for paper in papers:
                row = Claim(output_id=paper.id, researcher_id=person.id, state="suggested")
                row.byline_id, row.evidence = paper.byline[0].id, []
                db.session.add(row)
                db.session.flush()
    keys = [person.id for person in both]

    def call(who):
        rows = db.session.scalars(select(Claim).filter_by(researcher_id=who).order_by(Claim.id))
        decisions.decide_many(rows.all(), "mine", by=SYSTEM)

    db.session.remove()
    assert at_once(app, [lambda who=who: call(who) for who in keys]) == []
    for place in db.session.scalars(select(Byline.id)):
        held = db.session.scalars(select(Claim.state).filter_by(byline_id=place)).all()
        assert sorted(held) == ["confirmed", "disputed"]


def test_a_person_who_answers_all_from_two_windows_has_one_answer_a_paper(app, ann):
    keys = [claim.id for claim in asked(ann, 5)]

    def call():
        rows = db.session.scalars(select(Claim).where(Claim.id.in_(keys))).all()
        decisions.decide_many(rows, "mine", by=SYSTEM)

    db.session.remove()
    assert at_once(app, [call] * 4) == []
    assert set(db.session.scalars(select(Claim.state))) == {"confirmed"}


def test_the_api_answers_many_and_undoes_them(client, acting, ann):
    keys = [claim.id for claim in asked(ann, 3)]
    acting(own(ann))

    def post(decision, claims=keys):
        body = {"claims": claims, "decision": decision}
        return client.post("/api/v1/claims/decisions", json=body, headers=BEARER)

    for decision, state in (("mine", "confirmed"), ("undo", "suggested")):
        done = post(decision)
        assert done.status_code == 200, done.json
        assert [(c["id"], c["state"]) for c in done.json["items"]] == [(k, state) for k in keys]
    refused = post("mine", [*keys, 999_999])
    assert (refused.status_code, refused.json["errors"][0]["value"]) == (422, 999_999)
    for wrong in ([], [1] * 201, ["x"]):
        assert post("mine", wrong).status_code == 422
    assert post("settle").status_code == 422
    assert client.get("/api/v1/claims?state=suggested").json["items"] != []
