"""What becomes of claims when two records of one person become one, and two again."""

import pytest
from sqlalchemy import select

from registry.claims import curation, identifiers, queries, service
from registry.claims.models import Claim, ClaimIdentifier
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.people import merge
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_researcher


@pytest.fixture
def two(app):
    with unit_of_work():
        return make_researcher("Sample", "Anna"), make_researcher("Sample", "A.")


def all_claims():
    rows = db.session.scalars(
        select(Claim).order_by(Claim.id).execution_options(populate_existing=True)
    )
    return [(c.id, c.researcher_id, c.state, c.byline_id, c.printed, c.decided_at) for c in rows]


def merged(two):
    with unit_of_work():
        return merge.merge(*two, reason="one person", by=SYSTEM)


def state_on(paper, researcher):
    return queries.of_pair(paper.id, researcher.id).state


def test_claims_follow_the_kept_record(two):
    with unit_of_work():
        paper = make_paper("A. Sample")
        make_claim(two[1], paper)
    merged(two)
    assert [c.researcher_id for c in queries.confirmed_researchers([paper.id])[paper.id]] == [
        two[0].id
    ]


ANSWERS = {
    "confirmed": lambda paper, who: make_claim(who, paper),
    "rejected": lambda paper, who: service.not_mine(paper, who, by=SYSTEM),
    "withdrawn": lambda paper, who: service.withdraw(make_claim(who, paper), by=SYSTEM),
}


@pytest.mark.parametrize(
    "answers",
    [
        ("confirmed", "withdrawn", "confirmed"),
        ("withdrawn", "confirmed", "confirmed"),
        ("withdrawn", "rejected", "rejected"),
        ("confirmed", "rejected", "disputed"),
        ("rejected", "confirmed", "disputed"),
        ("rejected", "rejected", "rejected"),
    ],
)
def test_the_stronger_answer_holds_and_undoing_restores_both(two, answers):
    kept, gone, result = answers
    with unit_of_work():
        paper = make_paper("A. Sample", "Someone Else")
        ANSWERS[gone](paper, two[1])
        ANSWERS[kept](paper, two[0])
    before = all_claims()
    row = merged(two)
    assert state_on(paper, two[0]) == result
    assert state_on(paper, two[1]) not in ("confirmed", "disputed")
    with unit_of_work():
        merge.undo(row, by=SYSTEM)
    assert all_claims() == before


def test_a_dispute_between_two_records_of_one_person_is_over(two):
    with unit_of_work():
        paper = make_paper("A. Sample")
        make_claim(two[1], paper)
        assert make_claim(two[0], paper).state == "disputed"
    merged(two)
    assert state_on(paper, two[0]) == "confirmed"
    assert curation.disputed(Slice()).items == []


def test_mine_and_not_mine_of_one_person_go_to_the_curators(two):
    with unit_of_work():
        paper = make_paper("A. Sample")
        make_claim(two[1], paper)
        service.not_mine(paper, two[0], by=SYSTEM)
    merged(two)
    assert [b.output_id for b in curation.disputed(Slice()).items] == [paper.id]


def answers_of(*people):
    db.session.expire_all()
    wanted = select(ClaimIdentifier).order_by(ClaimIdentifier.id)
    rows = db.session.scalars(wanted).all()
    return [[r.is_theirs for r in rows if r.researcher_id == person.id] for person in people]


def test_an_answer_of_either_record_holds_over_not_sure_of_the_other(two):
    value = "a.sample@sample.example"
    with unit_of_work():
        for person, theirs in zip(two, (None, True), strict=True):
            identifiers.answer(person, "email", value, is_theirs=theirs, by=SYSTEM)
    row = merged(two)
    assert answers_of(two[0]) == [[True]]
    with unit_of_work():
        merge.undo(row, by=SYSTEM)
    assert answers_of(*two) == [[None], [True]]
