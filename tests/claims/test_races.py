"""Many claim one position at the same moment."""

import pytest
from sqlalchemy import select

from registry.claims import queries, service
from registry.claims.models import Claim
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs.models import Byline
from registry.people.models import Researcher
from tests.makers.claims import make_paper
from tests.makers.people import make_researcher
from tests.makers.races import at_once

POSITIONS, CLAIMANTS = 4, 8


def claims_of(byline_id, researcher_id):
    byline = db.session.get_one(Byline, byline_id)
    return service.claim(byline, db.session.get_one(Researcher, researcher_id), by=SYSTEM)


@pytest.mark.parametrize("position", range(POSITIONS))
def test_of_many_simultaneous_claims_on_a_position_exactly_one_is_confirmed(position, app):
    with unit_of_work():
        people = [make_researcher().id for _ in range(CLAIMANTS)]
        byline_id = make_paper(*(["Sample"] * POSITIONS)).byline[position].id
    db.session.remove()
    raised = at_once(app, [lambda who=who: claims_of(byline_id, who) for who in people])
    assert raised == []
    states = db.session.scalars(select(Claim.state).where(Claim.byline_id == byline_id)).all()
    assert sorted(states) == ["confirmed"] + ["disputed"] * (CLAIMANTS - 1)


def test_one_person_who_clicks_many_times_has_one_confirmed_claim(app):
    with unit_of_work():
        who = make_researcher().id
        paper = make_paper("Sample")
        byline_id, output_id = paper.byline[0].id, paper.id
    db.session.remove()
    assert at_once(app, [lambda: claims_of(byline_id, who)] * CLAIMANTS) == []
    assert queries.of_pair(output_id, who).state == "confirmed"
