"""Who sees which links, who may change them, and what the lists ask of the database."""

from datetime import date

import pytest
from sqlalchemy import event

from registry.claims import service as claims
from registry.core.actor import SYSTEM, VISITOR, Actor
from registry.core.db import db
from registry.core.errors import NotAllowed, SignInNeeded
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.goals import queries, service
from registry.goals.queries import LinkFilter
from registry.policy import Role
from tests.goals.conftest import as_researcher
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import make_link
from tests.makers.people import make_researcher, make_unit
from tests.makers.talent import make_arrival, make_program

pytestmark = pytest.mark.usefixtures("goals")


@pytest.fixture
def restricted():
    """The link of somebody on board under a restricted program."""
    with unit_of_work():
        return make_link(make_arrival(program=make_program(publicity="restricted")), "G4.1")


@pytest.fixture
def insiders(hr, administrator):
    """Who reads what is internal."""
    return hr, administrator, Actor(roles=frozenset({Role.AUDITOR}))


@pytest.fixture
def internal():
    """The link of somebody on board under an internal program."""
    with unit_of_work():
        return make_link(make_arrival(), "G4.1")


def listed(by, code="G4", **only):
    goal = queries.by_code(code, by=by)
    return [link.id for link in queries.links(goal, Slice(), only=LinkFilter(**only), by=by).items]


def test_the_link_of_a_hire_under_a_restricted_program_shows_to_hr_alone(
    restricted, hr, administrator
):
    assert listed(hr) == [restricted.id]
    assert queries.visible(restricted.id, by=hr) is restricted
    assert queries.for_hires([restricted.hire_id], by=hr)[restricted.hire_id][0].code == "G4.1"
    for other in (administrator, as_researcher(make_person()), VISITOR):
        assert listed(other) == []
        assert queries.visible(restricted.id, by=other) is None
        assert queries.for_hires([restricted.hire_id], by=other) == {}
        assert not queries.counts(by=other)["G4"].hires
        assert queries.target_of("hire", restricted.hire_id, by=other) is None


def make_person():
    with unit_of_work():
        return make_researcher()


def test_the_link_of_a_hire_under_an_internal_program_shows_inside_and_not_to_visitors(
    internal, insiders
):
    for inside in (*insiders, as_researcher(internal.hire.researcher)):
        assert listed(inside) == [internal.id]
        assert queries.counts(by=inside)["G4.1"].hires == 1
    assert listed(VISITOR) == []
    assert queries.counts(by=VISITOR)["G4"].hires is None


def test_the_link_of_a_researcher_who_is_not_shown_is_not_either(app, hr):
    with unit_of_work():
        shown = make_link(make_researcher(), "G4")
        make_link(make_researcher(visible=False), "G4")
    assert listed(VISITOR) == [shown.id]
    assert len(listed(hr)) == 2


ALLOWED = {
    ("hr", "output"): False,
    ("hr", "hire"): True,
    ("hr", "researcher"): True,
    ("hr", "unit"): False,
    ("administrator", "output"): True,
    ("administrator", "hire"): False,
    ("administrator", "researcher"): True,
    ("administrator", "unit"): True,
    ("researcher", "output"): False,
    ("researcher", "hire"): False,
    ("researcher", "researcher"): False,
    ("researcher", "unit"): False,
}


@pytest.mark.parametrize(("role", "kind"), ALLOWED)
def test_who_may_link_what(app, role, kind):
    make = {
        "output": make_paper,
        "hire": make_arrival,
        "researcher": make_researcher,
        "unit": make_unit,
    }
    with unit_of_work():
        item = make[kind]()
        own = item if kind == "researcher" else make_researcher()
    by = Actor(account_id=None, roles=frozenset({Role(role)}), researcher_id=own.id)
    if ALLOWED[role, kind]:
        with unit_of_work():
            assert make_link(item, by=by).kind == kind
        return
    with pytest.raises(SignInNeeded), unit_of_work():
        make_link(item, by=by)
    assert queries.of_item(item) == []


def test_a_researcher_links_own_confirmed_outputs_and_no_others(app):
    with unit_of_work():
        person, paper, other = make_researcher(), make_paper(), make_paper()
        make_claim(person, paper)
    with unit_of_work():
        link = make_link(paper, by=as_researcher(person))
    assert (link.author_id, link.owner_ids) == (person.id, {person.id})
    with pytest.raises((NotAllowed, SignInNeeded)), unit_of_work():
        make_link(other, by=as_researcher(person))


def test_a_statement_cannot_be_rewritten_once_the_claim_is_withdrawn(app):
    with unit_of_work():
        person, paper = make_researcher(), make_paper()
        claim = make_claim(person, paper)
        link = make_link(paper, by=as_researcher(person))
    with unit_of_work():
        claims.withdraw(claim, by=SYSTEM)
    with pytest.raises((NotAllowed, SignInNeeded)), unit_of_work():
        service.change(link, {"statement": "Mine after all."}, by=as_researcher(person))


def test_a_link_is_nobodys_own_but_its_authors(app):
    with unit_of_work():
        by_administration, of_person = make_link(), make_link(make_researcher(), "G4")
    assert by_administration.owner_ids == of_person.owner_ids == frozenset()


def test_links_of_a_goal_are_filtered_by_kind_year_and_sub_aim(app, hr):
    with unit_of_work():
        old = make_link(make_paper(year=2023), "G3.1")
        new = make_link(make_paper(year=2024), "G3.2")
        hire = make_link(make_arrival(on=date(2023, 3, 1)), "G3")
    assert listed(hr, "G3") == [hire.id, new.id, old.id]
    assert listed(hr, "G3", kind="output") == [new.id, old.id]
    assert listed(hr, "G3", year=2023) == [hire.id, old.id]
    assert listed(hr, "G3", sub_aim="G3.2") == [new.id]
    with pytest.raises(queries.UnknownGoal):
        listed(hr, "G3", sub_aim="G2.1")


def test_an_item_counts_once_a_goal_however_many_links_it_has(app, hr):
    with unit_of_work():
        paper = make_link(goal="G3").output
        make_link(paper, "G3.1", primary=False)
    counts = queries.counts(by=hr)
    assert (counts["G3"].outputs, counts["G3.1"].outputs, counts["G3.2"].outputs) == (1, 1, 0)


def test_a_link_is_shown_with_its_primary_goal_first_on_every_output(app):
    with unit_of_work():
        first, second = make_link(goal="G3.1"), make_link(goal="G1")
        make_link(first.output, "G1", primary=False)
    badges = queries.for_outputs([first.output_id, second.output_id, 999], by=VISITOR)
    assert {key: [(b.code, b.primary) for b in found] for key, found in badges.items()} == {
        first.output_id: [("G3.1", True), ("G1", False)],
        second.output_id: [("G1", True)],
    }


def asked(work) -> int:
    """How many statements the work sends."""
    statements = []
    engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    work()
    return len(statements)


def test_a_longer_list_asks_no_more_of_the_database(app, hr):
    def show():
        db.session.expunge_all()
        goal = queries.by_code("G3", by=hr)
        page = queries.links(goal, Slice(), only=LinkFilter(), by=hr)
        return [(link.named_item.title_in("zh"), link.public_author) for link in page.items]

    def fill():
        with unit_of_work():
            for item in (make_paper(), make_arrival(), make_researcher(), make_unit()):
                make_link(item)
            paper = make_paper()
            person = make_researcher()
            make_claim(person, paper)
            make_link(paper, author_id=person.id)

    fill()
    few = asked(show)
    fill()
    fill()
    assert asked(show) == few
    assert asked(lambda: queries.for_outputs(range(1, 50), by=hr)) == 1
