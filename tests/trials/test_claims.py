"""Fifty people claim one position at the same moment, on two hundred positions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from registry.claims import service
from registry.claims.models import Claim
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs.models import Byline
from registry.people.models import Researcher
from tests.makers.claims import make_paper
from tests.makers.people import make_researcher
from tests.makers.races import at_once

pytestmark = [pytest.mark.trials, pytest.mark.timeout(1500)]

POSITIONS, CLAIMANTS = 200, 50


def test_exactly_one_of_fifty_simultaneous_claims_wins_each_position(app: Flask, tell: Any) -> None:
    with unit_of_work():
        people = [make_researcher().id for _ in range(CLAIMANTS)]
        places = [make_paper("Sample").byline[0].id for _ in range(POSITIONS)]
    db.session.remove()
    raised = [why for place in places for why in at_once(app, _claims(place, people))]
    won = _states(places)
    figures = {
        "raised": len(raised),
        "positions with one winner": sum(1 for states in won if states["confirmed"] == 1),
        "positions with none": sum(1 for states in won if not states["confirmed"]),
    }
    tell(f"{CLAIMANTS} simultaneous claims on each position", POSITIONS, figures)
    assert raised == []
    assert won == [Counter(confirmed=1, disputed=CLAIMANTS - 1)] * POSITIONS


def _claims(place: int, people: Sequence[int]) -> list[partial[Claim]]:
    return [partial(_claim, place, who) for who in people]


def _claim(place: int, who: int) -> Claim:
    byline = db.session.get_one(Byline, place)
    return service.claim(byline, db.session.get_one(Researcher, who), by=SYSTEM)


def _states(places: Sequence[int]) -> list[Counter[str]]:
    wanted = select(Claim.byline_id, Claim.state).where(Claim.byline_id.in_(places))
    found: dict[int, Counter[str]] = {place: Counter() for place in places}
    for place, state in db.session.execute(wanted):
        found[place or 0][state] += 1
    return [found[place] for place in places]
