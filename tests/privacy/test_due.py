"""Whose private data is due to go, since when, and what keeps it."""

from datetime import date

import pytest

from registry.core.actor import SYSTEM
from registry.core.unit_of_work import unit_of_work
from registry.people import service as people
from registry.privacy import due
from registry.privacy.due import Why, months_after
from tests.makers.people import make_post, make_researcher
from tests.makers.privacy import make_known
from tests.makers.talent import make_hire

REJECTED = date(2023, 1, 31)
BEFORE, ON = date(2025, 1, 30), date(2025, 1, 31)


def found(day):
    return [(one.researcher_id, one.why, one.since) for one in due.due(day)]


def test_a_candidate_is_due_two_years_after_the_last_case_ended(app):
    with unit_of_work():
        person = make_known(on=REJECTED)
        make_researcher("Nothing", visible=False)
    assert found(BEFORE) == []
    assert found(ON) == [(person.id, Why.NOT_HIRED, ON)]
    one = due.due(ON)[0]
    assert (one.fields, one.documents, one.asked) == (7, 1, False)


def test_a_case_that_goes_on_keeps_a_candidate(app):
    with unit_of_work():
        person = make_known(on=REJECTED)
        make_hire(person, stage="applied", happened_on=REJECTED)
    assert found(date(2040, 1, 1)) == []


def test_who_left_is_due_five_years_after_the_last_day(app):
    with unit_of_work():
        person = make_known(on=REJECTED)
        post = make_post(person)
        other = make_known("Other", on=REJECTED)
        make_post(other)
        people.end_post(post, date(2023, 2, 28), by=SYSTEM)
    assert found(date(2028, 2, 27)) == []
    assert found(date(2028, 2, 28)) == [(person.id, Why.LEFT, date(2028, 2, 28))]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 1, 15), -24, date(2022, 1, 15)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
    ],
)
def test_months_end_with_their_last_day(day, months, then):
    assert months_after(day, months) == then
