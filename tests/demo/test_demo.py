"""The sample institute: whole, marked, and gone without a trace when it is taken away."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from registry.accounts import signin
from registry.accounts.models import Account
from registry.claims.models import Claim, ClaimState
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.demo import filling, marking
from registry.demo.institute import sample
from registry.goals import loading as goals
from registry.goals.models import Goal, GoalLink
from registry.jobs import worker
from registry.outputs.models import Output
from registry.people.models import Post, Researcher
from registry.talent import loading as talent
from registry.talent.models import Hire, Program
from registry.talent.program_file import SHIPPED
from tests.keeping import kept


def count(model, *where):
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


@pytest.fixture
def filled(app):
    return kept(app, _filled)


def _filled():
    with unit_of_work():
        goals.load_goals(by=SYSTEM)
        talent.load_programs(SHIPPED, by=SYSTEM)
    with unit_of_work():
        return filling.fill()


def test_every_role_can_sign_in_with_what_is_printed(filled):
    for sign in filled:
        with unit_of_work():
            account, _key = signin.sign_in(sign.email, sign.password, "127.0.0.1")
        assert {role.value for role in account.role_set} == {sign.role}


def test_the_sample_is_as_large_as_it_says(filled):
    institute = sample()
    assert count(Output) == len(institute.papers) + len(institute.others)
    assert count(Hire) == len(institute.cases)
    assert count(Post) >= len(institute.people)
    assert count(Claim, Claim.state == ClaimState.CONFIRMED) > 30
    assert count(GoalLink) > 25


def test_all_of_it_is_marked_as_sample_data(filled):
    assert count(Output, ~Output.sample) == 0
    assert count(Researcher, ~Researcher.sample) == 0


def test_papers_that_wait_are_proposed_to_those_whom_their_bylines_name(filled):
    worker.drain()
    proposed = db.session.scalars(select(Claim).filter_by(state=ClaimState.SUGGESTED)).all()
    assert Counter(c.researcher.name for c in proposed) == {
        "Diejia Ouyang": 3,
        "Yangben Zhen": 2,
        "Jiuchan Lyu": 2,
        "Ada Q. Fictional": 1,
    }
    with_id = {c.researcher.name for c in proposed for e in c.evidence if "orcid" in e["code"]}
    assert with_id == {"Diejia Ouyang"}


def test_one_command_takes_it_away_and_leaves_goals_programs_and_what_people_entered(filled):
    worker.drain()
    with unit_of_work():
        own = Researcher(visible=False)
        db.session.add(own)
    with unit_of_work():
        assert marking.remove() > 100
    left = (count(Output), count(Hire), count(Claim), count(GoalLink), count(Post), count(Account))
    assert left == (0, 0, 0, 0, 0, 0)
    assert count(Researcher) == 1
    assert count(Goal) == 4
    assert count(Program) > 40
    with pytest.raises(filling.NotEmpty), unit_of_work():
        filling.fill()


def test_it_goes_into_an_empty_registry_only(filled):
    with pytest.raises(filling.NotEmpty), unit_of_work():
        filling.fill()
