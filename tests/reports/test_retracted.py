"""A retracted work leaves every count and is listed apart, also when the notice comes later."""

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs.models import Output
from registry.reports.figures import FIGURES
from registry.reports.scope import Scope
from tests.makers.claims import make_claim
from tests.makers.corrections import NOTICE, file, make_notice, make_work, update
from tests.makers.people import make_post, make_researcher, make_unit


@pytest.fixture
def work(app):
    with unit_of_work():
        researcher = make_researcher("Li", "Sai")
        make_post(researcher, make_unit())
    key = file(make_work())
    with unit_of_work():
        make_claim(researcher, db.session.get(Output, key))
    return key


def counts():
    found = {}
    for name in ("publications", "retracted"):
        rows = FIGURES[name].rows(Scope(2025)).subquery()
        found[name] = db.session.scalar(select(func.count()).select_from(rows))
    return found


def test_a_notice_that_arrives_later_moves_the_work(work):
    assert counts() == {"publications": 1, "retracted": 0}
    file(make_notice("retraction", issued={"date-parts": [[2026, 2, 3]]}))
    assert counts() == {"publications": 0, "retracted": 1}


def test_a_correction_or_a_concern_moves_nothing(work):
    for number, type_ in enumerate(("correction", "expression_of_concern", "partial_retraction")):
        file(make_work(**{"updated-by": [update(f"{NOTICE}{number}", type_, "publisher")]}))
        assert counts() == {"publications": 1, "retracted": 0}


def test_a_retraction_taken_back_moves_the_work_back(work):
    file(make_work(**{"updated-by": [update(NOTICE, "retraction", "retraction-watch")]}))
    assert counts() == {"publications": 0, "retracted": 1}
    file(make_work())
    assert counts() == {"publications": 1, "retracted": 0}
