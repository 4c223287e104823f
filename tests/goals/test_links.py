"""Links of items to goals: one item, one primary goal, a statement, evidence in order."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.errors import NotAllowed
from registry.core.unit_of_work import unit_of_work
from registry.goals import queries, service
from registry.goals.errors import (
    AlreadyLinked,
    PrimaryTaken,
    StatementNeeded,
    StrangeAuthor,
    UnknownGoal,
)
from registry.goals.models import Evidence, GoalLink
from registry.outputs.models import Output
from registry.people import merge
from tests.goals.conftest import as_researcher
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import make_link
from tests.makers.people import make_researcher, make_unit
from tests.makers.talent import make_hire

PROOF = {"kind": "publication", "locator": "Fig. 3", "url": "https://example.org/a", "note": None}
pytestmark = pytest.mark.usefixtures("goals")


def proof(**overrides):
    return PROOF | {"confidential": False} | overrides


def test_an_output_a_hire_a_researcher_and_a_unit_can_each_be_linked(app):
    with unit_of_work():
        items = [make_paper(), make_hire(), make_researcher(), make_unit()]
        links = [make_link(item, "G4.1") for item in items]
    assert [link.kind for link in links] == ["output", "hire", "researcher", "unit"]
    assert [link.item for link in links] == items
    assert {(link.goal.code, link.sub_aim.code) for link in links} == {("G4", "G4.1")}


@pytest.mark.parametrize("kinds", [[], ["output_id", "unit_id"]])
def test_the_database_refuses_a_link_without_an_item_and_one_with_two(app, kinds):
    keys = {"output_id": make_paper, "unit_id": make_unit}
    with unit_of_work():
        items = {name: keys[name]().id for name in kinds}
    link = GoalLink(goal_id=queries.aim("G3").id, statement="x", **items)
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(link)


def test_the_database_refuses_a_second_primary_link_of_an_item(app):
    with unit_of_work():
        link = make_link()
    goal_id = queries.aim("G1").id
    twice = GoalLink(goal_id=goal_id, output_id=link.output_id, is_primary=True)
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(twice)


def test_a_second_primary_goal_is_refused_and_names_the_present_one(app):
    with unit_of_work():
        paper = make_link(goal="G3.1").output
    with pytest.raises(PrimaryTaken, match=r"G3\.1") as refused, unit_of_work():
        make_link(paper, "G2")
    assert (refused.value.field, refused.value.value) == ("primary", "G3.1")
    assert len(queries.of_item(paper)) == 1


def test_the_present_primary_goal_becomes_secondary_where_that_is_asked_for(app):
    with unit_of_work():
        first = make_link(goal="G3")
        second = make_link(first.output, "G2", replace_primary=True)
    assert (first.is_primary, second.is_primary) == (False, True)
    with unit_of_work():
        service.change(first, {"primary": True, "replace_primary": True}, by=SYSTEM)
    assert (first.is_primary, second.is_primary) == (True, False)


def test_of_two_who_set_a_primary_goal_at_the_same_moment_one_is_told_of_the_other(app):
    with unit_of_work():
        output_id = make_paper().id
    together, told = Barrier(2), []

    def link(code):
        with app.app_context():
            try:
                together.wait(10)
                with unit_of_work():
                    make_link(db.session.get_one(Output, output_id), code)
                told.append("linked")
            except PrimaryTaken as why:
                told.append(why.value)
            finally:
                db.session.remove()

    both = [Thread(target=link, args=(code,)) for code in ("G1", "G2")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)
    assert "linked" in told
    assert set(told) - {"linked"} <= {"G1", "G2"}
    assert len(told) == 2
    assert db.session.scalars(select(GoalLink.is_primary)).all() == [True]


def test_the_same_author_cannot_link_an_item_to_a_goal_twice_but_a_coauthor_can(app):
    with unit_of_work():
        paper = make_paper("Person One", "Person Two")
        one, two = make_researcher(), make_researcher()
        make_claim(one, paper, 1)
        make_claim(two, paper, 2)
        make_link(paper, "G3", by=as_researcher(one))
    with pytest.raises(AlreadyLinked, match="G3"), unit_of_work():
        make_link(paper, "G3", primary=False, by=as_researcher(one))
    with unit_of_work():
        link = make_link(paper, "G3", primary=False, by=as_researcher(two))
        make_link(paper, "G3.1", primary=False, by=as_researcher(one))
    assert link.author_id == two.id


def test_a_link_cannot_be_moved_to_a_goal_that_has_one_already(app):
    with unit_of_work():
        paper = make_link(goal="G3").output
        link = make_link(paper, "G2", primary=False)
    with pytest.raises(AlreadyLinked, match="G3"), unit_of_work():
        service.change(link, {"goal": "G3"}, by=SYSTEM)


@pytest.mark.parametrize("code", ["G9", "G3.9", "", "g3"])
def test_a_goal_that_does_not_exist_is_refused_by_its_code(app, code):
    with pytest.raises(UnknownGoal) as refused, unit_of_work():
        make_link(goal=code)
    assert (refused.value.field, refused.value.value) == ("goal", code)
    assert db.session.scalars(select(GoalLink)).all() == []


@pytest.mark.parametrize("statement", ["", "  \n", None])
def test_a_link_needs_a_statement(app, statement):
    with pytest.raises(StatementNeeded), unit_of_work():
        make_link(statement=statement)


def test_evidence_keeps_its_order_and_is_replaced_as_a_whole(app):
    with unit_of_work():
        link = make_link(evidence=[proof(locator=f"p. {n}") for n in range(6)])
    assert [e.locator for e in link.evidence] == [f"p. {n}" for n in range(6)]
    before = link.version
    with unit_of_work():
        service.change(link, {"evidence": [proof(kind="award"), proof()]}, by=SYSTEM)
    assert [(e.position, e.kind) for e in link.evidence] == [(1, "award"), (2, "publication")]
    assert len(db.session.scalars(select(Evidence)).all()) == 2
    assert link.version > before


def test_every_change_of_its_links_gives_an_output_a_new_version(app):
    seen = []
    with unit_of_work():
        paper = make_paper()
    seen.append(paper.version)
    with unit_of_work():
        link = make_link(paper)
    seen.append(paper.version)
    with unit_of_work():
        service.change(link, {"statement": "Another."}, by=SYSTEM)
    seen.append(paper.version)
    with unit_of_work():
        service.remove(link, by=SYSTEM)
    seen.append(paper.version)
    assert seen == sorted(set(seen))


def test_what_was_done_to_a_link_is_recorded_without_its_statement(app):
    with unit_of_work():
        link = make_link(make_hire(), "G4.1", statement="About somebody.")
    with unit_of_work():
        service.change(link, {"statement": "Else.", "goal": "G4.2"}, by=SYSTEM)
    with unit_of_work():
        service.remove(link, by=SYSTEM)
    mine = select(AuditEvent).where(AuditEvent.verb.startswith("goal_link")).order_by(AuditEvent.id)
    events = db.session.scalars(mine).all()
    assert [e.verb.rpartition(".")[2] for e in events] == ["created", "changed", "removed"]
    assert events[0].details == {"item": f"hire:{link.hire_id}", "goal": "G4.1", "primary": True}
    assert events[1].details["statement"] == "changed"
    assert "sub_aim_id" in events[1].details
    assert not any("somebody" in str(e.details) for e in events)


def test_an_author_must_have_a_confirmed_claim_on_the_output(app):
    with unit_of_work():
        paper, known, strange = make_paper(), make_researcher(), make_researcher()
        make_claim(known, paper)
        link = make_link(paper, author_id=known.id)
    assert link.author_id == known.id
    with pytest.raises(StrangeAuthor), unit_of_work():
        make_link(paper, "G2", primary=False, author_id=strange.id)


def test_nobody_tells_the_contribution_of_a_coauthor_but_an_administrator(app, administrator):
    with unit_of_work():
        paper = make_paper("Person One", "Person Two")
        one, two = make_researcher(), make_researcher()
        make_claim(one, paper, 1)
        make_claim(two, paper, 2)
    with pytest.raises(NotAllowed), unit_of_work():
        make_link(paper, by=as_researcher(one), author_id=two.id)
    with unit_of_work():
        assert make_link(paper, by=administrator, author_id=two.id).author_id == two.id


def test_a_merge_takes_the_links_along_and_keeps_one_primary_goal(app):
    with unit_of_work():
        kept, gone = make_researcher(), make_researcher()
        paper = make_paper()
        make_claim(gone, paper)
        told = make_link(paper, "G3", author_id=gone.id)
        first, second = make_link(kept, "G1"), make_link(gone, "G2")
    with unit_of_work():
        row = merge.merge(kept, gone, reason="one person", by=SYSTEM)
    assert (told.author_id, second.researcher_id) == (kept.id, kept.id)
    assert (first.is_primary, second.is_primary) == (True, False)
    with unit_of_work():
        merge.undo(row, by=SYSTEM)
    assert (told.author_id, second.researcher_id, second.is_primary) == (gone.id, gone.id, True)


def test_a_deleted_output_takes_its_links_along(app):
    with unit_of_work():
        link = make_link(evidence=[proof()])
    with unit_of_work():
        db.session.delete(link.output)
    assert db.session.scalars(select(GoalLink.id)).all() == []
    assert db.session.scalars(select(Evidence.id)).all() == []
