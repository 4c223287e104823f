"""People of one spelling, and one iD of two people, are found and told apart once."""

import pytest

from registry.claims import collisions
from registry.claims.models import ClaimIdentifier
from registry.core import clock
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people import duplicates, merge, service
from registry.people.errors import SamePerson
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_post, make_researcher

ONE, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"


@pytest.fixture
def people(app):
    """Two who print alike in either order, and one who does not."""
    with unit_of_work():
        made = [
            make_researcher("Li", "Na"),
            make_researcher("Na", "Li"),
            make_researcher("Li", "Nan"),
        ]
        for one in made:
            make_post(one)
    return made


def pairs():
    return [(pair.one.id, pair.other.id, pair.spellings) for pair in collisions.namesakes()]


def test_two_whose_whole_names_can_be_printed_alike_are_namesakes(people):
    one, other, _third = people
    assert pairs() == [(one.id, other.id, ("Li Na", "Na Li"))]


def test_who_was_told_apart_is_not_asked_about_again(people, administrator):
    one, other, _third = people
    with unit_of_work():
        first = duplicates.tell_apart(other, one, by=administrator)
        assert duplicates.tell_apart(one, other, by=administrator) is first
    assert pairs() == []


def test_nobody_is_told_apart_from_themselves(people, administrator):
    with pytest.raises(SamePerson), unit_of_work():
        duplicates.tell_apart(people[0], people[0], by=administrator)


def test_who_has_no_post_any_more_or_became_another_is_no_namesake(people, hr):
    with unit_of_work():
        merge.merge(people[0], people[1], reason="one person", by=hr)
    assert pairs() == []


def test_what_was_told_apart_holds_for_what_one_became_part_of(people, hr, administrator):
    one, other, third = people
    with unit_of_work():
        duplicates.tell_apart(one, other, by=administrator)
        merge.merge(third, other, reason="one person", by=hr)
    assert pairs() == []


def test_an_orcid_on_confirmed_papers_of_two_people_is_shared(people):
    one, other, _third = people
    with unit_of_work():
        for who in (one, other):
            paper = make_paper({"printed": "Na Li", "orcid": ONE})
            make_claim(who, paper)
        make_claim(one, make_paper({"printed": "Na Li", "orcid": OTHER}))
    found = collisions.shared_orcids()
    assert [(s.orcid, [(b.researcher.id, b.papers) for b in s.people]) for s in found] == [
        (ONE, [(one.id, 1), (other.id, 1)])
    ]


def test_an_orcid_of_one_record_that_another_calls_theirs_is_shared(people, hr):
    one, other, _third = people
    with unit_of_work():
        service.change(one, {"orcid": ONE}, by=hr)
        answer = ClaimIdentifier(researcher_id=other.id, scheme="orcid", value=ONE)
        answer.is_theirs, answer.decided_at = True, clock.now()
        db.session.add(answer)
    assert [s.orcid for s in collisions.shared_orcids()] == [ONE]


def test_an_orcid_on_anothers_paper_is_shared_with_its_owner(people, hr):
    one, other, _third = people
    with unit_of_work():
        service.change(one, {"orcid": ONE}, by=hr)
        make_claim(other, make_paper({"printed": "Na Li", "orcid": ONE}))
    found = collisions.shared_orcids()
    assert [[(b.researcher.id, b.papers) for b in s.people] for s in found] == [
        [(one.id, 0), (other.id, 1)]
    ]
