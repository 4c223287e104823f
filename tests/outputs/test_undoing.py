"""What nobody touched can be taken back; what a person made of an output keeps it."""

import time

import pytest
from sqlalchemy import event, func, select

from registry.accounts.models import Account
from registry.audit.models import AuditEvent
from registry.claims.models import Claim
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.goals.models import Goal, GoalLink, GoalSet
from registry.outputs import byline_facts, queries, service, undoing
from registry.outputs.filing import file_works
from registry.outputs.models import Byline, Output, OutputRelation, SourceRecord
from registry.outputs.received import Outcome
from registry.people.models import Researcher
from registry.studies.models import StudyPair
from tests.makers.outputs import make_output, make_publication, make_received


def take_back(*ids: int) -> dict[int, str | None]:
    with unit_of_work():
        return undoing.take_back(ids, by=SYSTEM)


def publication(**message) -> int:
    return make_publication(**message).id


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def add(row):
    with unit_of_work():
        db.session.add(row)
    return row


def test_an_untouched_output_goes_and_its_message_stays(app):
    output = publication()
    assert take_back(output) == {output: None}
    assert (count(Output), count(Byline)) == (0, 0)
    assert db.session.scalars(select(SourceRecord.output_id)).all() == [None]


def test_it_is_in_the_audit_trail_what_was_taken_back(app):
    ids = [publication(DOI=f"10.5555/back.{i}") for i in range(2)]
    take_back(*ids)
    told = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert told.verb == "outputs.taken_back"
    assert told.details == {"outputs": [[ids[0], "10.5555/back.0"], [ids[1], "10.5555/back.1"]]}


def test_what_was_taken_back_comes_in_again_as_new(app):
    received = make_received()
    with unit_of_work():
        (first,) = file_works([received], by=SYSTEM)
    take_back(first.output_id)
    with unit_of_work():
        (again,) = file_works([received], by=SYSTEM)
    assert again.outcome is Outcome.CREATED
    assert db.session.scalars(select(SourceRecord.output_id)).all() == [again.output_id]


def test_an_output_that_a_source_changed_meanwhile_goes_too(app):
    output = publication(DOI="10.5555/changed", volume="1")
    publication(DOI="10.5555/changed", volume="2")
    assert take_back(output) == {output: None}


def test_an_output_by_hand_stays(app):
    output = make_output().id
    assert take_back(output) == {output: "by_hand"}
    assert count(Output) == 1


def edit(output):
    service.change(db.session.get_one(Output, output), {"title": "Corrected"}, by=SYSTEM)


def tell_facts(output):
    row = queries.place(output, 1, by=SYSTEM)
    byline_facts.enter(row, {"corresponding": False}, by=SYSTEM)


@pytest.mark.parametrize("touch", [edit, tell_facts])
def test_an_output_that_somebody_changed_stays(app, touch):
    output = publication()
    with unit_of_work():
        touch(output)
    assert take_back(output) == {output: "edited"}


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("suggested", None),
        ("confirmed", "claimed"),
        ("rejected", "claimed"),
        ("disputed", "claimed"),
        ("withdrawn", "claimed"),
    ],
)
def test_an_answered_claim_keeps_its_output_and_a_suggested_one_goes_with_it(app, state, code):
    output, person = publication(), add(Researcher()).id
    add(Claim(output_id=output, researcher_id=person, state=state))
    assert take_back(output) == {output: code}
    assert count(Claim) == (1 if code else 0)


def test_a_goal_link_keeps_its_output(app):
    output = publication()
    goals = add(GoalSet(code="S", name_en="Sample", name_zh="示例"))
    goal = add(Goal(goal_set_id=goals.id, code="G", title_en="G", title_zh="G", statement="S"))
    add(GoalLink(goal_id=goal.id, output_id=output))
    assert take_back(output) == {output: "linked"}


@pytest.mark.parametrize("decided", [True, False])
def test_a_decided_pair_keeps_both_and_a_suggested_one_goes(app, decided):
    one, other = publication(), publication()
    by = add(Account(email="admin@sample.example", name="Sample")).id if decided else None
    pair = {"low_id": one, "high_id": other, "lesser_id": one, "kind": "preprint"}
    add(StudyPair(**pair, state="rejected" if decided else "suggested", decided_by=by))
    code = "joined" if decided else None
    assert take_back(one, other) == {one: code, other: code}
    assert count(StudyPair) == int(decided)


def test_an_output_that_is_gone_already_is_no_error(app):
    assert take_back(12345) == {12345: None}


def test_a_relation_to_what_is_gone_is_known_by_doi_again(app):
    article = publication(DOI="10.5555/art")
    publication(relation={"is-preprint-of": [{"id": "10.5555/art", "id-type": "doi"}]})
    assert db.session.scalars(select(OutputRelation.other_id)).all() == [article]
    take_back(article)
    assert db.session.scalars(select(OutputRelation.other_id)).all() == [None]


def test_more_outputs_take_no_more_statements(app):
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for size in (2, 40):
        with unit_of_work():
            filed = file_works([make_received() for _ in range(size)], by=SYSTEM)
        asked.clear()
        take_back(*(one.output_id for one in filed))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_three_thousand_go_quickly(app):
    with unit_of_work():
        filed = file_works([make_received() for _ in range(3000)], by=SYSTEM)
    began = time.process_time()
    said = take_back(*(one.output_id for one in filed))
    assert set(said.values()) == {None}
    assert count(Output) == 0
    assert time.process_time() - began < 10
