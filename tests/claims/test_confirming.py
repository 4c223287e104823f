"""What the registry confirms by itself, and what it never does."""

import pytest
from sqlalchemy import delete, select

from registry.claims import identifiers, queries, service, suggesting, undoing
from registry.claims.models import Claim
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import service as jobs
from registry.jobs.models import Job
from registry.jobs.worker import drain
from registry.outputs.filing import file_works
from registry.outputs.models import Byline
from tests.claims.people import (
    ADDRESS,
    ID,
    account_of,
    ask,
    carrying,
    last_details,
    own,
    told,
    verbs,
    with_address,
)
from tests.makers.claims import make_claim, make_paper
from tests.makers.outputs import make_received
from tests.makers.people import make_post, make_researcher, make_unit
from tests.makers.races import at_once


def proven(printed="A. Sample", **more) -> dict:
    """A name beside an iD whose owner signed in at the publisher."""
    return carrying(printed, orcid_authenticated=True, **more)


def asked_about(*authors, **more):
    with unit_of_work():
        paper = make_paper(*authors, **more)
    ask(paper)
    return paper


def claim_on(paper, researcher):
    db.session.expire_all()
    return queries.of_pair(paper.id, researcher.id)


def test_an_id_proven_at_the_publisher_beside_an_agreeing_name_is_confirmed_by_the_system(ann):
    paper = asked_about("Bo Example", proven())
    claim = claim_on(paper, ann)
    assert (claim.state, claim.position, claim.printed) == ("confirmed", 2, "A. Sample")
    assert (claim.decided_by, claim.decided_at is not None) == (None, True)
    assert "orcid_authenticated" in {e["code"] for e in claim.evidence}
    assert verbs(claim) == ["claim.confirmed"]
    details = last_details(claim)
    assert (details["before"], details["position"], details["asked"]) == (None, 2, False)


def test_an_id_that_is_only_printed_is_asked_about(ann):
    assert claim_on(asked_about(carrying("Anna Sample")), ann).state == "suggested"


def test_a_proven_id_beside_another_name_confirms_nothing(ann):
    assert claim_on(asked_about(proven("Bo Example")), ann) is None


def test_a_proven_id_of_somebody_else_confirms_nothing(ann, unit):
    other = {"printed": "Anna Sample", "orcid": "0000-0001-5109-3700", "unit": unit}
    claim = claim_on(asked_about(other | {"orcid_authenticated": True}), ann)
    assert claim is None or claim.state == "suggested"


def test_a_rejection_stays_through_a_proven_id_an_answer_and_a_reimport(ann):
    paper = asked_about(carrying())
    with unit_of_work():
        service.reject(claim_on(paper, ann), by=SYSTEM)
        db.session.execute(delete(Byline).where(Byline.output_id == paper.id))
        db.session.expire_all()
        paper.byline = [Byline(position=1, **proven("Anna Sample"))]
    ask(paper)
    with unit_of_work():
        identifiers.answer(ann, "orcid", ID, is_theirs=True, by=SYSTEM)
        suggesting.for_researcher(ann.id, by=SYSTEM)
    drain()
    assert claim_on(paper, ann).state == "rejected"


@pytest.mark.parametrize("verb", [service.withdraw, service.reject])
def test_what_was_answered_before_is_not_confirmed(verb, ann):
    with unit_of_work():
        paper = make_paper(proven())
        claim = make_claim(ann, paper)
        verb(claim, by=SYSTEM)
        state = claim.state
    ask(paper)
    assert claim_on(paper, ann).state == state


def test_a_question_put_off_or_taken_back_is_left_to_its_person(ann):
    off, back = asked_about(carrying()), asked_about(carrying())
    with unit_of_work():
        service.not_sure(claim_on(off, ann), by=SYSTEM)
        service.accept(claim_on(back, ann), by=SYSTEM)
        undoing.undo([claim_on(back, ann)], by=SYSTEM)
        for paper in (off, back):
            paper.byline[0].orcid_authenticated = True
    ask(off, back)
    assert [claim_on(paper, ann).state for paper in (off, back)] == ["suggested"] * 2


def test_an_open_question_is_confirmed_once_a_newer_message_proves_the_id(ann):
    paper = asked_about(carrying())
    with unit_of_work():
        paper.byline[0].orcid_authenticated = True
    ask(paper)
    claim = claim_on(paper, ann)
    assert claim.state == "confirmed"
    assert verbs(claim) == ["claim.suggested", "claim.confirmed"]


def test_a_position_that_another_holds_is_not_confirmed(ann):
    with unit_of_work():
        paper = make_paper(proven())
        make_claim(make_researcher("Sample", "Ada"), paper)
    ask(paper)
    assert claim_on(paper, ann) is None


def test_an_id_printed_at_two_positions_of_a_paper_is_asked_about(ann):
    paper = asked_about(proven(), proven("Anna Sample"), proven("Sample A."))
    assert claim_on(paper, ann).state == "suggested"


def test_one_address_of_two_people_is_asked_of_both(ann, unit):
    with unit_of_work():
        other = make_researcher("Sample", "Anna")
        make_post(other, unit)
        for person in (ann, other):
            identifiers.answer(person, "email", ADDRESS, is_theirs=True, by=SYSTEM)
    paper = asked_about(with_address(unit=unit))
    assert [claim_on(paper, person).state for person in (ann, other)] == ["suggested"] * 2


def test_an_address_answered_as_theirs_does_not_take_a_position_that_fits_another_better(ann):
    with unit_of_work():
        elsewhere = make_unit()
        other = make_researcher("Sample", "Andrea")
        make_post(other, elsewhere)
        identifiers.answer(ann, "email", ADDRESS, is_theirs=True, by=SYSTEM)
    paper = asked_about(with_address("Andrea Sample", unit=elsewhere))
    assert claim_on(paper, other).state == "suggested"
    mine = claim_on(paper, ann)
    assert mine is None or mine.state == "suggested"


def test_an_id_that_its_owner_signed_in_with_here_confirms_beside_an_agreeing_name(ann):
    with unit_of_work():
        ann.orcid_authenticated = True
    paper, other = asked_about(carrying()), asked_about(carrying("Bo Example"))
    assert claim_on(paper, ann).state == "confirmed"
    assert claim_on(other, ann) is None


def test_the_person_undoes_what_was_confirmed_without_asking_and_is_asked_from_then_on(ann):
    paper = asked_about(proven())
    claim, by = claim_on(paper, ann), own(ann)
    assert queries.undoable([claim.id], by=by) == {claim.id}
    with unit_of_work():
        undoing.undo([claim], by=by)
    ask(paper)
    assert claim_on(paper, ann).state == "suggested"
    with unit_of_work():
        service.reject(claim_on(paper, ann), by=by)
    ask(paper)
    assert claim_on(paper, ann).state == "rejected"


def test_a_run_tells_once_how_many_papers_were_confirmed(ann, monkeypatch):
    monkeypatch.setattr("registry.claims.tasks.AT_ONCE", 2)
    account = account_of(ann)
    with unit_of_work():
        keys = [make_paper(proven()).id for _ in range(5)]
        jobs.enqueue("claims.suggest_for_outputs", {"output_ids": keys})
    drain()
    assert set(db.session.scalars(select(Claim.state))) == {"confirmed"}
    [said] = told(account)
    assert "5 papers" in said
    with unit_of_work():
        again = make_paper(proven()).id
        jobs.enqueue("claims.suggest_for_outputs", {"output_ids": [*keys, again]})
    drain()
    assert [("5 papers" in s, "1 papers" in s) for s in told(account)] == [
        (True, False),
        (False, True),
    ]


def test_a_filed_work_is_confirmed_in_the_background_and_announced(ann):
    author = {"family": "Sample", "given": "A.", "ORCID": f"https://orcid.org/{ID}"}
    message = make_received(
        DOI="10.5555/claims.sure", author=[author | {"authenticated-orcid": True}]
    )
    with unit_of_work():
        filed = file_works([message], by=SYSTEM)
    drain()
    claim = queries.of_pair(filed[0].output_id, ann.id)
    assert claim.state == "confirmed"
    follow = select(Job.payload).filter_by(kind="corrections.tell_claimant")
    assert [p["claim_id"] for p in db.session.scalars(follow)] == [claim.id]


def test_a_person_who_rejects_while_the_registry_confirms_has_the_last_word(app, ann):
    with unit_of_work():
        papers = [make_paper(carrying()) for _ in range(15)]
    ask(*papers)
    with unit_of_work():
        for paper in papers:
            paper.byline[0].orcid_authenticated = True
    keys = list(db.session.scalars(select(Claim.id).order_by(Claim.id)))
    outputs = [paper.id for paper in papers]
    db.session.remove()

    def reject_each():
        for key in keys:
            service.reject(db.session.get_one(Claim, key), by=SYSTEM)

    def suggest():
        suggesting.for_outputs(outputs, by=SYSTEM)

    assert at_once(app, [suggest, reject_each, suggest]) == []
    assert set(db.session.scalars(select(Claim.state))) == {"rejected"}
